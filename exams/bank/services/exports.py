"""Noting what left the bank."""

import secrets
from datetime import datetime

from accounts.models import User
from exams.bank.models import Bank, BankAct, BankEvent
from exams.bank.services.log import log_bank_event

# Read aloud and typed again without mistakes.
_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
_LENGTH = 10


def new_trace() -> str:
    """A code that stands in an exported file and in the log, and nowhere else."""
    return "".join(secrets.choice(_LETTERS) for _place in range(_LENGTH))


def record_export(
    *,
    bank: Bank,
    actor: User,
    now: datetime,
    format_name: str,
    answers: str,
    item_count: int,
    left_out: int,
    sha256: str,
    trace: str,
) -> BankEvent:
    """Log who took how many items when, in what format, and the digest of the file that they got."""
    details = {
        "format": format_name,
        "answers": answers,
        "items": item_count,
        "left_out": left_out,
        "sha256": sha256,
        "trace": trace,
    }
    return log_bank_event(act=BankAct.EXPORTED, actor=actor, now=now, bank=bank, details=details)
