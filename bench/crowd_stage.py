"""The database side of bench.crowd: `python -m bench.with_django bench.crowd_stage build|outcome`.

`build` prints as JSON what the browsers of the candidates would hold, `outcome` what became of every attempt.
"""

import argparse
import json
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench.exam import COURSE, choices, make_sitting, prepare, seat
from bench.stage import PASSWORD, outcome
from exams.sittings.models import ExamComponent, Registration
from exams.sittings.services import prepare_papers, start_attempt


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(prog="bench.crowd_stage")
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build")
    building.add_argument("--crowd", type=int, required=True)
    building.add_argument("--early", type=int, required=True, help="candidates who sit already")
    building.add_argument("--items", type=int, required=True)
    commands.add_parser("outcome")
    options = parser.parse_args()
    result = build(options.crowd, options.early, options.items) if options.command == "build" else outcome()
    connection.close()
    print(json.dumps(result))


def build(crowd: int, early: int, items: int) -> dict[str, Any]:
    """An exam, the crowd with everything drawn for the start, and some who have started."""
    prepare(lessons=COURSE)
    sitting = make_sitting(items=items)
    hashed, now = make_password(PASSWORD), timezone.now()
    numbers = {
        name: seat(sitting, names=[f"{name}-{n}" for n in range(count)], password=hashed, pledged_at=now)
        for name, count in (("crowd", crowd), ("early", early))
    }
    prepare_papers(sitting=sitting, now=now)
    component = sitting.exam.components.get()
    return {
        "password": PASSWORD,
        "choices": choices(component.paper),
        "crowd": numbers["crowd"],
        "sessions": sessions(list(numbers["crowd"])),
        "early": [started(number, component) for number in numbers["early"].values()],
    }


def sessions(usernames: list[str]) -> dict[str, str]:
    """Session keys of people who have signed in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = {}
    with transaction.atomic():
        for user in User.objects.filter(username__in=usernames):
            session = store()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            found[user.username] = session.session_key
    return found


def started(number: str, component: ExamComponent) -> dict[str, str]:
    """An attempt that runs, and the lease on it."""
    registration = Registration.objects.select_related("candidate", "sitting__exam").get(number=number)
    attempt = start_attempt(
        registration=registration, component=component, actor=registration.candidate, now=timezone.now()
    )
    return {"attempt": str(attempt.pk), "lease": attempt.lease_token}
