"""Telling people what concerns them: written in the transaction of what happened, mailed once that is committed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Notice, NoticeKind, NoticeMail, NoticePreference, User
from accounts.models.notices import ALWAYS_MAILED, LONGEST_SUBJECT
from accounts.signals import mails_put_down

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class News:
    """What one person is told: who, what happened (nobody is told the same key twice), where it can be seen."""

    recipient: int
    key: str
    # A path of the site.
    url: str
    # For the template, which also knows the reader's name as `name`.
    context: Mapping[str, Any] = field(default_factory=dict)
    # A later notice about the same takes the place of one that was not read.
    about: str = ""


@transaction.atomic(savepoint=False)
def notify(
    *, kind: NoticeKind, template: str, news: Sequence[News], now: datetime, mails_from: datetime | None = None
) -> int:
    """Write these notices, and put down a mail for each whose reader wants one; how many are new.

    The template's first line is the subject, what follows the text; both are kept in the site's own language. The same
    words go by mail, so no template may say a mark. `mails_from`: no mail leaves before. A handful of statements for
    any number.
    """
    fresh = _fresh(news)
    if not fresh:
        return 0
    # In one order, so that two who tell the same people something do not block each other.
    people = User.objects.filter(pk__in={one.recipient for one in fresh}).select_related("person").order_by("pk")
    readers = {user.pk: user for user in people.select_for_update(of=("self",), no_key=True)}
    _withdraw(fresh)
    notices = Notice.objects.bulk_create(
        [_notice(one, readers[one.recipient], kind, template, now) for one in fresh if one.recipient in readers],
        batch_size=_AT_ONCE,
    )
    counts = Counter(notice.recipient_id for notice in notices)
    for count in set(counts.values()):
        of_so_many = [pk for pk, found in counts.items() if found == count]
        User.objects.filter(pk__in=of_so_many).update(unread_notices=F("unread_notices") + count)
    _put_down_mails(notices, readers, kind, due_at=max(now, mails_from or now))
    return len(notices)


def _fresh(news: Sequence[News]) -> list[News]:
    """Those that nobody has been told yet, each once."""
    recipients, keys = {one.recipient for one in news}, {one.key for one in news}
    told = set(Notice.objects.filter(recipient__in=recipients, key__in=keys).values_list("recipient", "key"))
    by_key = {(one.recipient, one.key): one for one in news}
    return [one for key, one in by_key.items() if key not in told]


def _withdraw(news: Sequence[News]) -> None:
    """Take away what nobody has read and what is no longer so, with the mail that has not gone."""
    about = {one.about for one in news if one.about}
    if not about:
        return
    outdated = Notice.objects.filter(
        recipient__in={one.recipient for one in news if one.about}, about__in=about, read_at__isnull=True
    )
    for pk, recipient in list(outdated.values_list("pk", "recipient")):
        if Notice.objects.filter(pk=pk, read_at__isnull=True).delete()[0]:
            User.objects.filter(pk=recipient, unread_notices__gt=0).update(unread_notices=F("unread_notices") - 1)


def _notice(news: News, reader: User, kind: NoticeKind, template: str, now: datetime) -> Notice:
    # Nobody's browser is asking: the words are in the site's own language.
    with translation.override(settings.LANGUAGE_CODE):
        words = render_to_string(template, {**news.context, "name": reader.display_name}).strip()
    subject, _end, text = words.partition("\n")
    return Notice(
        recipient=reader,
        kind=kind,
        subject=subject.strip()[:LONGEST_SUBJECT],
        text=text.strip(),
        url=news.url,
        key=news.key,
        about=news.about,
        created_at=now,
    )


def _put_down_mails(notices: Sequence[Notice], readers: Mapping[int, User], kind: NoticeKind, due_at: datetime) -> None:
    reachable = {pk for pk, reader in readers.items() if reader.email}
    if kind not in ALWAYS_MAILED:
        declined = NoticePreference.objects.filter(user__in=reachable, kind=kind, by_mail=False)
        reachable -= set(declined.values_list("user", flat=True))
    mails = [NoticeMail(notice=notice, due_at=due_at) for notice in notices if notice.recipient_id in reachable]
    if mails:
        NoticeMail.objects.bulk_create(mails, batch_size=_AT_ONCE)
        # A worker that is out of order stops nothing: the mails are put down, and the next one takes them along.
        transaction.on_commit(partial(mails_put_down.send, sender=NoticeMail, due_at=due_at), robust=True)


def read_notice(*, notice: Notice, actor: User, now: datetime) -> None:
    """Note that its reader has seen it; the first time counts, and nobody else's look does."""
    if notice.recipient_id == actor.pk:
        _read(actor, [notice.pk], now)


def read_all_notices(*, actor: User, now: datetime) -> None:
    """Note that everything was seen."""
    _read(actor, None, now)


@transaction.atomic
def _read(reader: User, pks: Collection[int] | None, now: datetime) -> None:
    # Whoever writes a notice counts it under this lock.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=reader.pk)
    unread = Notice.objects.filter(recipient=reader, read_at__isnull=True)
    (unread if pks is None else unread.filter(pk__in=pks)).update(read_at=now)
    reader.unread_notices = unread.count()
    User.objects.filter(pk=reader.pk).update(unread_notices=reader.unread_notices)


@transaction.atomic
def choose_mails(*, user: User, kinds: Collection[str]) -> None:
    """Have mails of these kinds sent and of no other; what was put down already for the others is not sent."""
    for kind in NoticeKind:
        if kind not in ALWAYS_MAILED:
            NoticePreference.objects.update_or_create(user=user, kind=kind, defaults={"by_mail": kind in kinds})
    declined = set(NoticeKind) - ALWAYS_MAILED - set(kinds)
    waiting = NoticeMail.objects.filter(sent_at__isnull=True, given_up_at__isnull=True)
    waiting.filter(notice__recipient=user, notice__kind__in=declined).delete()
