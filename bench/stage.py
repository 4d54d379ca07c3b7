"""The database side of the bench: `python -m bench.with_django bench.stage build|outcome`.

`build` prints as JSON what the simulated candidates need to know, `outcome` what became of every attempt.
"""

import argparse
import json
from typing import Any

from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.db import connection
from django.utils import timezone

from bench.exam import choices, make_sitting, prepare, seat
from exams.marking.models import ResultComponent, ResultState
from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.verification import verify_attempts

PASSWORD = "bench-password-1"  # noqa: S105 -- of a scratch database
ALONE = 12


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(prog="bench.stage")
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build")
    building.add_argument("--candidates", type=int, required=True)
    building.add_argument("--items", type=int, required=True)
    commands.add_parser("outcome")
    options = parser.parse_args()
    result = build(options.candidates, options.items) if options.command == "build" else outcome()
    connection.close()
    print(json.dumps(result))


def build(candidates: int, items: int) -> dict[str, Any]:
    """An exam and three crowds: a few who come one after another, those of the exam day, those who start at once."""
    prepare()
    sitting = make_sitting(items=items)
    hashed = make_password(PASSWORD)
    crowds = {
        "alone": seat(sitting, names=[f"alone-{n}" for n in range(ALONE)], password=hashed),
        "day": seat(sitting, names=[f"day-{n}" for n in range(candidates)], password=hashed),
        # They log in where hashing costs nothing (bench.hashless_settings).
        "stampede": seat(
            sitting,
            names=[f"stampede-{n}" for n in range(candidates)],
            password=make_password(PASSWORD, hasher=MD5PasswordHasher()),
            pledged_at=timezone.now(),
        ),
    }
    return {
        "password": PASSWORD,
        "choices": choices(sitting.exam.components.get().paper),
        **crowds,
    }


def outcome() -> dict[str, Any]:
    """Scores by user name, and what the proof of the answer log says."""
    released = ResultComponent.objects.filter(result__state=ResultState.RELEASED)
    scores = released.values_list("attempt__registration__candidate__username", "score")
    found = verify_attempts(Attempt.objects.all())
    return {
        "scores": {name: str(score) for name, score in scores},
        "attempts": found.attempts,
        "events": AnswerEvent.objects.count(),
        "broken": found.broken,
    }
