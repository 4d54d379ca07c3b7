"""Which checks are made, and that one which fails does not keep the others from speaking."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import Error
from django.utils.translation import gettext as _

from config.health import database, machine, work
from config.health.findings import Finding, State, fault

Check = Callable[[datetime], Finding]
CHECKS: Sequence[Check] = (
    database.check_engine,
    database.check_migrations,
    database.check_clock,
    machine.check_settings,
    machine.check_room,
    machine.check_storage,
    machine.check_type,
    machine.check_static_files,
    machine.check_mail,
    machine.check_keys,
    machine.check_identity_keys,
    machine.check_backups,
    work.check_search,
    work.check_overdue_attempts,
    work.check_tasks,
)
# What a balancer asks every few seconds: whether this process can do its work now; the last one asks the database.
READY: Sequence[Check] = (machine.check_room, work.check_overdue_attempts)


def examine(*, now: datetime, wait_seconds: float) -> list[Finding]:
    """Every check; the worker is given `wait_seconds` to do a task, with 0 it is not asked."""
    found = [_made(check, now) for check in CHECKS]
    if wait_seconds:
        found.append(_made(lambda moment: work.check_worker(moment, wait_seconds=wait_seconds), now))
    return found


def is_ready(*, now: datetime) -> bool:
    """Whether the database answers, there is room, and attempts are closed in time."""
    return all(_made(check, now).state != State.FAULT for check in READY)


def _made(check: Check, now: datetime) -> Finding:
    try:
        return check(now)
    except (Error, OSError) as error:
        name = getattr(check, "__name__", "check_worker").removeprefix("check_")
        return fault(name, f"{type(error).__name__}: {error}", _("See what stands above; then the log."))
