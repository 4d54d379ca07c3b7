"""Puts candidates with started attempts into the database of DATABASE_URL and prints what their browsers would hold.

Run by bench.with_django.
"""

import argparse
import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from exams.sittings.services import start_attempt
from tests.factories.sittings import ExamRoom, make_registration, make_room, make_user

HOUR = timedelta(hours=1)


def restore_roots() -> None:
    """What a transactional test's flush took from the suite's database, which this one is a copy of."""
    Locale.objects.get_or_create(language_code="zh-hans")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root"))
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")


def seat(room: ExamRoom, number: int, *, seconds_left: int) -> dict[str, Any]:
    """A candidate whose attempt has `seconds_left`, signed in and holding the lease."""
    user = make_user(f"seat-{number}", full_name="欧阳晓")
    registration = make_registration(room.sitting, user)
    begun = timezone.now() - timedelta(minutes=room.component.minutes) + timedelta(seconds=seconds_left)
    attempt = start_attempt(registration=registration, component=room.component, actor=user, now=begun)
    browser = Client()
    browser.force_login(user)
    return {
        "attempt": attempt.pk,
        "lease": attempt.lease_token,
        "session": browser.cookies["sessionid"].value,
        "client": f"browser{number:04d}",
    }


def main() -> None:
    """Print the seats as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds-left", type=int, nargs="+", required=True, help="one candidate for each")
    options = parser.parse_args()
    restore_roots()
    room = make_room(minutes=60, opens_at=timezone.now() - 2 * HOUR, grace_seconds=0)
    seats = [seat(room, n, seconds_left=left) for n, left in enumerate(options.seconds_left)]
    print(json.dumps(seats))  # noqa: T201 -- the answer
