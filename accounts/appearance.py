"""Theme and text size: a reader's choice, kept on the account, of strangers in one cookie, and written on <html>."""

from dataclasses import dataclass
from typing import ClassVar, Self

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

COOKIE_NAME = f"{settings.COOKIE_PREFIX}appearance"
COOKIE_AGE = 365 * 24 * 3600


class Theme(TextChoices):
    """`auto` follows the reader's system."""

    AUTO = "auto", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
    # Nothing but strong pairs: for weak eyes, bad screens and bright rooms.
    CONTRAST = "contrast", _("High contrast, black on white")
    INVERSE = "inverse", _("High contrast, yellow on black")


class TextSize(TextChoices):
    """Sizes of the whole page; tokens.css holds the numbers."""

    SMALL = "small", _("Small")
    MEDIUM = "medium", _("Standard")
    LARGE = "large", _("Large")


@dataclass(frozen=True)
class Appearance:
    """A reader's choice; anything unknown in what was kept reads as the default."""

    theme: Theme = Theme.AUTO
    size: TextSize = TextSize.MEDIUM
    cookie_name: ClassVar[str] = COOKIE_NAME

    @classmethod
    def from_cookie(cls, value: str) -> Self:
        theme, _dot, size = value.partition(".")
        return cls.of(theme, size)

    @classmethod
    def of(cls, theme: str, size: str) -> Self:
        return cls(
            theme=Theme(theme) if theme in Theme.values else Theme.AUTO,
            size=TextSize(size) if size in TextSize.values else TextSize.MEDIUM,
        )

    def as_cookie(self) -> str:
        return f"{self.theme.value}.{self.size.value}"
