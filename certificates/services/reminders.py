"""Telling a holder that a certificate ends."""

from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from certificates.models import Certificate, CertificateEvent, CertificateEventKind, CertificateState
from certificates.queries import reminder_due
from exams.sittings.writer import exclusive_write


def remind_holder(
    *, certificate: Certificate, today: date, now: datetime, connection: BaseEmailBackend | None = None
) -> int | None:
    """Send the reminder that is due today, once; the days before the end that it stands for, None where none is due.

    The event is committed before the letter goes: of two senders the second finds it, and no letter is sent while
    the database is locked. So open the connection first; a letter that fails after that is not tried again, the next
    reminder is. Raises what the mail server raised.
    """
    days = reminder_due(certificate, today=today)
    address = certificate.person.user.email
    if days is None or not address:
        return None
    try:
        with exclusive_write():
            if not Certificate.objects.filter(pk=certificate.pk, state=CertificateState.VALID).exists():
                return None
            CertificateEvent.objects.create(
                certificate=certificate, kind=CertificateEventKind.REMINDED, code=str(days), at=now
            )
    except IntegrityError:
        return None
    _send(certificate, address, connection)
    return days


def _send(certificate: Certificate, address: str, connection: BaseEmailBackend | None) -> None:
    context = {
        "certificate": certificate,
        "payload": certificate.payload,
        "address": settings.SITE_URL.rstrip("/") + reverse("certificates:certificate", args=[certificate.number]),
        "issuer": certificate.payload["issuer"],
    }
    # Nobody's browser is asking: the letter is in the site's own language.
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your certificate %(number)s ends soon") % {"number": certificate.number}
        text = render_to_string("certificates/letters/reminder.txt", context)
    EmailMessage(subject, text, to=[address], connection=connection).send()
