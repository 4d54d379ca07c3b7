"""A candidate with a started attempt, and somebody on duty who is signed in. Run by bench.with_django."""

import json
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from exams.sittings.models import Registration
from tests.crash.stage import restore_roots, seat
from tests.factories.accounts import UserFactory
from tests.factories.sittings import make_room


def main() -> None:
    """Print what both browsers would hold."""
    restore_roots()
    room = make_room(minutes=60, opens_at=timezone.now() - timedelta(hours=1), grace_seconds=0)
    candidate = seat(room, 1, seconds_left=1800)
    on_duty = Client()
    on_duty.force_login(UserFactory(username="on-duty", is_superuser=True))
    place = Registration.objects.get(candidate__username="seat-1")
    print(  # noqa: T201 -- the answer
        json.dumps(
            {
                "seat": candidate,
                "on_duty": on_duty.cookies["sessionid"].value,
                "act": f"/admin/exam-day/{room.sitting.pk}/candidates/{place.pk}/",
            }
        )
    )
