"""The lists of restricted banks."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from exams.bank.models import Bank, BankAccess, BankAct
from exams.bank.services.log import log_bank_event


def restrict_bank(*, bank: Bank, is_restricted: bool, actor: User, now: datetime) -> Bank:
    """Close a bank to all but those on its list, or open it again to everybody whose role reads banks."""
    with transaction.atomic():
        if Bank.objects.filter(pk=bank.pk, is_restricted=not is_restricted).update(is_restricted=is_restricted):
            log_bank_event(
                act=BankAct.ACCESS_CHANGED, actor=actor, now=now, bank=bank, details={"restricted": is_restricted}
            )
    bank.refresh_from_db()
    return bank


def give_access(*, bank: Bank, to: User | Group, level: str, actor: User, now: datetime) -> BankAccess:
    """Put a person or a group on a bank's list; what is there already stays."""
    who = {"user": to, "group": None} if isinstance(to, User) else {"user": None, "group": to}
    with transaction.atomic():
        line, is_new = BankAccess.objects.get_or_create(bank=bank, level=level, **who)
        if is_new:
            details = {"given": level, "to": f"{_kind(line)}:{to.pk}"}
            log_bank_event(act=BankAct.ACCESS_CHANGED, actor=actor, now=now, bank=bank, details=details)
    return line


def take_access(*, line: BankAccess, actor: User, now: datetime) -> None:
    """Strike a line off a bank's list."""
    with transaction.atomic():
        deleted, _of_what = BankAccess.objects.filter(pk=line.pk).delete()
        if deleted:
            details = {"taken": line.level, "from": f"{_kind(line)}:{line.user_id or line.group_id}"}
            log_bank_event(act=BankAct.ACCESS_CHANGED, actor=actor, now=now, bank=line.bank, details=details)


def _kind(line: BankAccess) -> str:
    return "user" if line.user_id else "group"
