"""Which passwords a guesser tries first here: those that are made of the platform's own words."""

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# In Chinese, in pinyin and its initials, in English: the occupation, what is done here, and what doors are called.
OWN_WORDS = (
    *(
        "客户服务",
        "客户",
        "客服",
        "服务",
        "管理师",
        "管理员",
        "管理",
        "考试",
        "考生",
        "培训",
        "学员",
        "学院",
        "证书",
        "密码",
    ),
    *("kehufuwu", "kehu", "kefu", "fuwu", "guanlishi", "guanli", "khfwgls", "khfw", "kaoshi", "kaosheng", "peixun"),
    *("xueyuan", "zhengshu", "mima", "denglu", "customer", "service", "manager", "academy", "training", "trainee"),
    *("certificate", "examination", "exam", "password", "passwd", "admin", "login", "welcome"),
)
# What must be there besides those words, digits and signs.
LEAST_OF_ONES_OWN = 4
_NO_LETTER = re.compile(r"[\W\d_]+")


class OwnWordsValidator:
    """Refuses a password in which next to nothing is left when the platform's own words are taken out."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 -- Django's signature
        """Digits and signs around a word make it no harder to guess."""
        letters = left = _NO_LETTER.sub("", normalize("NFKC", password).casefold())
        for word in _words(settings.SITE_URL, tuple(settings.PASSWORD_OWN_WORDS)):
            left = left.replace(word, "")
        if left != letters and len(left) < LEAST_OF_ONES_OWN:
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        return _("The password must not be made of words of this platform, such as “kehufuwu” or “exam”.")


@lru_cache(maxsize=1)
def _words(site_url: str, further: Iterable[str]) -> list[str]:
    """Longest first; the labels of the site's own name belong to them."""
    labels = (urlsplit(site_url).hostname or "").split(".")
    own = {normalize("NFKC", word).casefold() for word in (*OWN_WORDS, *further, *labels)}
    return sorted((word for word in own if len(word) > 1 and not word.isdigit()), key=len, reverse=True)
