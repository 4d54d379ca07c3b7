"""Notices as services write them."""

from datetime import datetime

from accounts.models import Notice, NoticeKind, User
from accounts.services import News, notify
from tests.factories.accounts import NOW, PersonFactory, UserFactory

TEMPLATE = "certificates/notices/revoked.txt"


def make_reader(email: str = "reader@example.cn", *, full_name: str = "欧阳·买买提") -> User:
    """Somebody with a name and an address."""
    return PersonFactory(full_name=full_name, user=UserFactory(email=email)).user


def tell(
    *readers: User,
    key: str = "k-1",
    about: str = "",
    kind: NoticeKind = NoticeKind.CERTIFICATE,
    now: datetime = NOW,
    mails_from: datetime | None = None,
    title: str = "培训合格证书",
) -> list[Notice]:
    """Have these readers told; the new notices, by reader."""
    payload = {"title": title, "course_title": "客户服务改进"}
    news = [
        News(one.pk, key, "/certificates/", {"payload": payload, "certificate": {"number": "PX26-000001-6R"}}, about)
        for one in readers
    ]
    notify(kind=kind, template=TEMPLATE, news=news, now=now, mails_from=mails_from)
    return list(Notice.objects.filter(key=key).order_by("recipient"))
