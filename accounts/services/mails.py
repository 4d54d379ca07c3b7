"""Sending the mails that are due: each claimed before it goes, so that two workers and a killed one send none twice.

A worker that is killed between the mail server's word and our note repeats that one mail and no other; both carry the
same Message-ID. A server that is away costs no mail any of its tries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from http import HTTPStatus
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import NoticeMail
from accounts.queries import due_mails

# How long one who has claimed a mail has for it.
CLAIM = timedelta(minutes=10)
# Before the second try, the third, …; after the last the mail is given up, three days after it was due.
PAUSES = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)),
    *(timedelta(hours=12) for _ in range(5)),
)
SERVER_AWAY = timedelta(minutes=5)
AT_ONCE = 200


class LineBroke(Exception):
    """The mail server went away in the middle of a run."""


@dataclass(slots=True)
class Delivery:
    """What a run did, and when the next is wanted; None: nothing waits that this run has put off."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    next_at: datetime | None = None

    def wants(self, moment: datetime) -> None:
        """Ask for a run at this moment at the latest."""
        self.next_at = moment if self.next_at is None else min(self.next_at, moment)


def send_due_mails(*, clock: Callable[[], datetime]) -> Delivery:
    """Send what is due, so many at most; raises nothing that a mail server says."""
    delivery = Delivery()
    mails = list(due_mails(now=clock())[:AT_ONCE])
    if not mails:
        return delivery
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        _put_off_all(mails, error, delivery, now=clock())
        return delivery
    try:
        for place, mail in enumerate(mails):
            try:
                _send_one(mail, connection, delivery, clock)
            except LineBroke as broken:
                _put_off_all(mails[place + 1 :], broken, delivery, now=clock())
                break
        else:
            if len(mails) == AT_ONCE:
                delivery.wants(clock())
    finally:
        _close(connection)
    return delivery


def _send_one(
    mail: NoticeMail, connection: BaseEmailBackend, delivery: Delivery, clock: Callable[[], datetime]
) -> None:
    """Claim it, send it, note it. Raises LineBroke where the server has gone."""
    now = clock()
    waiting = NoticeMail.objects.filter(pk=mail.pk, sent_at__isnull=True, given_up_at__isnull=True)
    if not waiting.filter(due_at__lte=now).update(due_at=now + CLAIM, tries=F("tries") + 1):
        return
    mail.tries += 1
    address = mail.notice.recipient.email
    if not address:
        _give_up(mail, "no address", delivery, now=now)
        return
    try:
        letter(mail, address, connection).send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        # Above: no such mailbox, for good; below: not now.
        is_for_good = all(code >= HTTPStatus.INTERNAL_SERVER_ERROR for code in codes)
        (_give_up if is_for_good else _put_off)(mail, str(error), delivery, now=clock())
    except SMTPResponseException as error:
        _put_off(mail, str(error), delivery, now=clock())
    except OSError as error:
        # It may be this mail that the server cannot bear: it waits longer than those behind it.
        _put_off(mail, f"{type(error).__name__}: {error}", delivery, now=clock())
        raise LineBroke(str(error)) from error
    except ValueError as error:
        # An address that no mail can be sent to.
        _give_up(mail, str(error), delivery, now=clock())
    else:
        waiting.update(sent_at=clock(), trouble="")
        delivery.sent += 1


def letter(mail: NoticeMail, address: str, connection: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail as it is sent: the notice's words, the way to what it is about, and the way to fewer mails."""
    notice = mail.notice
    site = settings.SITE_URL.rstrip("/")
    preferences = site + reverse("notices:preferences")
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            "accounts/notices/mail.txt",
            {
                "notice": notice,
                "name": notice.recipient.display_name,
                "address": site + notice.url,
                "preferences": preferences,
            },
        )
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<notice-{notice.pk}@{domain}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{preferences}>",
    }
    return EmailMessage(notice.subject, text, to=[address], headers=headers, connection=connection)


def _put_off(mail: NoticeMail, trouble: str, delivery: Delivery, *, now: datetime) -> None:
    if mail.tries > len(PAUSES):
        _give_up(mail, trouble, delivery, now=now)
        return
    due_at = now + PAUSES[mail.tries - 1]
    NoticeMail.objects.filter(pk=mail.pk).update(due_at=due_at, trouble=trouble[:300])
    delivery.put_off += 1
    delivery.wants(due_at)


def _put_off_all(mails: list[NoticeMail], error: Exception, delivery: Delivery, *, now: datetime) -> None:
    """The server is away, which is no mail's fault: none of their tries is spent."""
    due_at = now + SERVER_AWAY
    waiting = NoticeMail.objects.filter(pk__in=[mail.pk for mail in mails], sent_at__isnull=True)
    delivery.put_off += waiting.update(due_at=due_at, trouble=f"{type(error).__name__}: {error}"[:300])
    delivery.wants(due_at)


def _give_up(mail: NoticeMail, trouble: str, delivery: Delivery, *, now: datetime) -> None:
    NoticeMail.objects.filter(pk=mail.pk).update(given_up_at=now, trouble=trouble[:300])
    delivery.given_up += 1


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:
        # Everything was noted; a farewell that is not heard changes nothing.
        return
