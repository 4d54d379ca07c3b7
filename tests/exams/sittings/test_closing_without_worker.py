"""With no worker at all, whoever looks at an overdue attempt next closes it, within a minute of its deadline."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.sittings.models import Attempt, AttemptState
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db


def look(client, attempt, door):
    if door == "clock":
        return client.get(f"/attempts/{attempt.pk}/clock", headers={"X-Lease": attempt.lease_token})
    if door == "answers":
        body = {"client": "client0000000001", "events": []}
        lease = {"X-Lease": attempt.lease_token}
        return client.post(
            f"/attempts/{attempt.pk}/answers", json.dumps(body), content_type="application/json", headers=lease
        )
    if door == "submit":
        client.cookies[f"lease-{attempt.pk}"] = attempt.lease_token
        return client.post(reverse("sittings:submit", args=[attempt.pk]))
    return client.get(reverse(f"sittings:{door}", args=[attempt.pk]))


@pytest.mark.parametrize("door", ["runner", "review", "receipt", "clock", "answers", "submit"])
def test_the_next_look_closes_it(client, door):
    """The longest grace that an exam may have is 45 s: a minute after the deadline every door closes the attempt."""
    room = make_room(grace_seconds=45, opens_at=timezone.now() - timedelta(hours=2))
    attempt = room.start(timezone.now() - timedelta(minutes=61))
    client.force_login(room.candidate)
    look(client, attempt, door)
    closed = Attempt.objects.get(pk=attempt.pk)
    assert closed.state == AttemptState.EXPIRED
    assert closed.receipt
