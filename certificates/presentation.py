"""What strangers are told about a certificate: the facts, what happened by day and kind, and what took its place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.masking import masked_name, masked_number
from certificates.models import Certificate, CertificateEventKind
from certificates.pictures import CardText
from certificates.queries import Standing, newest_successor, standing_of

PUBLIC_KINDS = (CertificateEventKind.ISSUED, CertificateEventKind.REVOKED, CertificateEventKind.SUPERSEDED)


@dataclass(frozen=True)
class HistoryLine:
    """A day, and what happened on it; never why, nor by whom."""

    on: date
    kind: str
    label: str


@dataclass(frozen=True)
class Replacement:
    """The newest certificate in the place of a superseded one: its number in part, and what it is worth today."""

    masked_number: str
    standing: Standing

    @property
    def is_valid(self) -> bool:
        return self.standing == Standing.VALID


@dataclass(frozen=True)
class PublicRecord:
    """Everything that the public page, its JSON and the picture may say."""

    certificate: Certificate
    standing: Standing
    name: str
    is_name_masked: bool
    issued_on: date
    ended_on: date | None
    history: tuple[HistoryLine, ...]
    replacement: Replacement | None


def public_record(certificate: Certificate, *, today: date) -> PublicRecord:
    """One query for the history, and for a superseded one those that follow its successors."""
    standing = standing_of(certificate, today=today)
    history = _history(certificate, standing)
    newest = newest_successor(certificate) if standing == Standing.SUPERSEDED else None
    return PublicRecord(
        certificate=certificate,
        standing=standing,
        name=_shown_name(certificate),
        is_name_masked=not certificate.shows_full_name,
        issued_on=date.fromisoformat(certificate.payload["issued_on"]),
        ended_on=history[-1].on if standing not in {Standing.VALID, Standing.EXPIRED} else certificate.expires_on,
        history=history,
        replacement=Replacement(masked_number(newest.number), standing_of(newest, today=today)) if newest else None,
    )


def _shown_name(certificate: Certificate) -> str:
    if certificate.withheld_at:
        return _("Taken out at the holder's wish")
    full_name = str(certificate.payload["name"])
    return full_name if certificate.shows_full_name else masked_name(full_name)


def _history(certificate: Certificate, standing: Standing) -> tuple[HistoryLine, ...]:
    events = certificate.events.filter(kind__in=PUBLIC_KINDS)
    lines = [HistoryLine(timezone.localdate(event.at), event.kind, event.get_kind_display()) for event in events]
    if standing == Standing.EXPIRED and certificate.expires_on is not None:
        lines.append(HistoryLine(certificate.expires_on, Standing.EXPIRED.value, _("Last day of validity")))
    return tuple(lines)


def as_json(record: PublicRecord | None) -> dict[str, Any]:
    """The same for machines; `unknown` alone where there is no such certificate."""
    if record is None:
        return {"status": "unknown"}
    payload, replacement = record.certificate.payload, record.replacement
    return {
        "status": record.standing.value,
        "number": record.certificate.number,
        "name": record.name,
        "name_is_masked": record.is_name_masked,
        "title": payload["title"],
        "course": payload["course_title"],
        "hours": payload["hours"],
        "issued_on": payload["issued_on"],
        "expires_on": payload["expires_on"],
        "issuer": payload["issuer"],
        "history": [{"on": line.on.isoformat(), "event": line.kind} for line in record.history],
        "replaced_by": (
            {"number": replacement.masked_number, "status": replacement.standing.value} if replacement else None
        ),
    }


def card_text(record: PublicRecord, *, today: date) -> CardText:
    """What the square picture says; the name only where its holder shows it, the state with its day: pictures stay."""
    certificate = record.certificate
    end = certificate.expires_on
    return CardText(
        title=certificate.payload["title"],
        course=certificate.payload["course_title"],
        name="" if record.is_name_masked else record.name,
        standing=record.standing.value,
        standing_label=str(record.standing.label),
        facts=(
            _("Number %(number)s") % {"number": certificate.number},
            _("Issued on %(day)s") % {"day": date_format(record.issued_on, "DATE_FORMAT")},
            _("Valid until %(day)s") % {"day": date_format(end, "DATE_FORMAT")} if end else _("Valid without limit"),
            _("State on %(day)s") % {"day": date_format(today, "DATE_FORMAT")},
        ),
        issuer=certificate.payload["issuer"],
        note=_("A training certificate, no state qualification"),
    )


def verification_address(certificate: Certificate) -> str:
    """What the QR code says."""
    return site_address("certificates:verify", certificate.code)


def picture_address(certificate: Certificate) -> str:
    """Where the square picture stands, for pages elsewhere."""
    return site_address("certificates:card", certificate.code)


def site_address(name: str, *arguments: str | int) -> str:
    """A page of this site as others write it: absolute."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=arguments)
