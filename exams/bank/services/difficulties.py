"""A measured difficulty takes the place of the writer's estimate wherever papers are made."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from exams.bank.models import AcceptedDifficulty, BankAct, ItemVersion
from exams.bank.services.log import log_bank_event


@dataclass(frozen=True)
class Measured:
    """What was measured of a version; the last six only where it was calibrated."""

    facility: Decimal
    candidates: int
    source: str
    measured_on: date
    scale: str = ""
    slope: Decimal | None = None
    slope_error: Decimal | None = None
    location: Decimal | None = None
    location_error: Decimal | None = None
    information_at_cut: Decimal | None = None


def accept_difficulty(*, version: ItemVersion, measured: Measured, actor: User, now: datetime) -> AcceptedDifficulty:
    """From now on papers count the version as hard as it proved to be; its content and its own level stay."""
    with transaction.atomic():
        accepted = AcceptedDifficulty.objects.create(
            version=version,
            facility=measured.facility,
            candidates=measured.candidates,
            source=measured.source,
            measured_on=measured.measured_on,
            scale=measured.scale,
            slope=measured.slope,
            slope_error=measured.slope_error,
            location=measured.location,
            location_error=measured.location_error,
            information_at_cut=measured.information_at_cut,
            accepted_by=actor,
            accepted_at=now,
        )
        details = {"facility": str(accepted.facility), "n": accepted.candidates, "level": str(accepted.level)}
        log_bank_event(act=BankAct.RECALIBRATED, actor=actor, now=now, version=version, details=details)
    return accepted
