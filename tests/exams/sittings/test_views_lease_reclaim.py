"""A browser that lost its lease cookie in a crash shows its journal's lease instead of taking over."""

import pytest
from django.utils import timezone

from exams.sittings.models import Attempt, RetiredLease
from exams.sittings.services import submit_attempt
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now())


@pytest.fixture
def attempt(room):
    return room.start(timezone.now())


def take_over(client, room, attempt, **form):
    client.force_login(room.candidate)
    return client.post(f"/attempts/{attempt.pk}/takeover/", form)


def test_the_present_lease_gives_the_cookie_back_and_changes_nothing(client, room, attempt):
    response = take_over(client, room, attempt, lease=attempt.lease_token)
    assert response.headers["Location"] == f"/attempts/{attempt.pk}/"
    assert response.cookies[f"lease-{attempt.pk}"].value == attempt.lease_token
    assert Attempt.objects.get().lease_token == attempt.lease_token
    assert not RetiredLease.objects.exists()


@pytest.mark.parametrize("lease", ["", "x" * 43, "钥"])
def test_any_other_lease_is_a_takeover(client, room, attempt, lease):
    response = take_over(client, room, attempt, lease=lease)
    token = Attempt.objects.get().lease_token
    assert token not in {attempt.lease_token, lease}
    assert response.cookies[f"lease-{attempt.pk}"].value == token
    assert RetiredLease.objects.get().token == attempt.lease_token


def test_once_handed_in_there_is_nothing_to_take(client, room, attempt):
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=timezone.now())
    response = take_over(client, room, attempt)
    assert response.headers["Location"] == f"/attempts/{attempt.pk}/receipt/"
    assert Attempt.objects.get().lease_token == attempt.lease_token
