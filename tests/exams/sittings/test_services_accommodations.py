"""Accommodations: who may ask and decide, and what an approved one does to limit and window together."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.appearance import Appearance, TextSize, Theme
from accounts.roles import Role
from exams.sittings.models import Accommodation, AccommodationEvent, ExamComponent, Registration, Sitting
from exams.sittings.services import (
    AccommodationRefused,
    StartRefused,
    Terms,
    approve_accommodation,
    refuse_accommodation,
    request_accommodation,
    time_for,
    withdraw_accommodation,
)
from exams.sittings.services.accommodations import set_type_for
from tests.factories.accounts import UserFactory
from tests.factories.sittings import NOW, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(minutes=50)


@pytest.fixture
def officer():
    return UserFactory(roles=[Role.EXAM_OFFICER])


def fresh(room):
    return Registration.objects.select_related("sitting", "accommodation").get(pk=room.registration.pk)


def approve(room, officer, **terms):
    return approve_accommodation(
        registration=room.registration, terms=Terms(**terms), reason="视障，见证明", actor=officer, now=NOW
    )


@pytest.mark.parametrize(
    ("terms", "minutes", "moved"),
    [
        ({"factor": Decimal("1.25")}, 63, 13),
        ({"factor": Decimal("1.5")}, 75, 25),
        ({"factor": Decimal("1.01")}, 51, 1),
        ({"extra_minutes": 30}, 80, 30),
        ({"extra_minutes": 30, "break_minutes": 20}, 80, 50),
        ({"break_minutes": 20}, 50, 20),
        ({"large_type": True}, 50, 0),
    ],
)
def test_an_approved_accommodation_moves_limit_and_window(room, officer, terms, minutes, moved):
    assert time_for(room.registration, room.component) == (50, room.sitting.closes_at)
    approve(room, officer, **terms)
    assert time_for(fresh(room), room.component) == (minutes, room.sitting.closes_at + timedelta(minutes=moved))


@given(
    minutes=st.integers(1, 600),
    factor=st.decimals(1, 3, places=2),
    extra=st.integers(0, 240),
    breaks=st.integers(0, 240),
)
def test_nobody_gets_less_and_the_window_grows_with_the_limit(minutes, factor, extra, breaks):
    sitting = Sitting(closes_at=NOW)
    registration = Registration(sitting=sitting)
    Accommodation(registration=registration, state="approved", factor=factor, extra_minutes=extra, break_minutes=breaks)
    own, end = time_for(registration, ExamComponent(minutes=minutes))
    assert minutes * factor + extra <= own < minutes * factor + extra + 1
    assert end - NOW == timedelta(minutes=own - minutes + breaks)


def test_what_is_asked_for_or_rejected_has_no_effect(room, officer):
    asked = request_accommodation(
        registration=room.registration,
        terms=Terms(extra_minutes=30),
        reason="右手骨折",
        actor=room.candidate,
        now=NOW,
    )
    assert time_for(fresh(room), room.component)[0] == 50
    refuse_accommodation(accommodation=asked, reason="缺少证明", actor=officer, now=NOW)
    assert time_for(fresh(room), room.component)[0] == 50
    assert list(AccommodationEvent.objects.values_list("state", "reason", "actor")) == [
        ("requested", "右手骨折", room.candidate.pk),
        ("rejected", "缺少证明", officer.pk),
    ]


def test_the_start_counts_with_the_candidates_own_time(room, officer):
    approve(room, officer, factor=Decimal("1.5"))
    end = room.sitting.closes_at
    room.registration = fresh(room)
    with pytest.raises(StartRefused):
        room.start(end + timedelta(minutes=25))
    attempt = room.start(end + timedelta(minutes=24))
    assert attempt.deadline - attempt.started_at == timedelta(minutes=75)


def test_without_one_the_start_ends_with_the_sitting(room):
    with pytest.raises(StartRefused):
        room.start(room.sitting.closes_at)


def test_nobody_else_asks_and_no_candidate_decides(room, officer):
    stranger = UserFactory()
    terms = Terms(large_type=True)
    for act in (request_accommodation, approve_accommodation):
        with pytest.raises(PermissionDenied):
            act(registration=room.registration, terms=terms, reason="想要", actor=stranger, now=NOW)
    with pytest.raises(PermissionDenied):
        approve_accommodation(registration=room.registration, terms=terms, reason="想要", actor=room.candidate, now=NOW)
    assert not Accommodation.objects.exists()
    asked = request_accommodation(
        registration=room.registration, terms=terms, reason="视力", actor=room.candidate, now=NOW
    )
    with pytest.raises(PermissionDenied):
        refuse_accommodation(accommodation=asked, reason="不要", actor=room.candidate, now=NOW)
    with pytest.raises(PermissionDenied):
        withdraw_accommodation(accommodation=asked, reason="不要", actor=officer, now=NOW)
    # An officer who is a candidate too.
    Registration.objects.filter(pk=room.registration.pk).update(candidate=officer)
    with pytest.raises(PermissionDenied):
        approve_accommodation(registration=fresh(room), terms=terms, reason="自己", actor=officer, now=NOW)
    assert AccommodationEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (Terms(), "无"),
        (Terms(large_type=True), "  "),
        (Terms(factor=Decimal("1.5"), extra_minutes=10), "两样都要"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(room, officer, terms, reason):
    with pytest.raises(AccommodationRefused):
        approve_accommodation(registration=room.registration, terms=terms, reason=reason, actor=officer, now=NOW)
    assert not Accommodation.objects.exists()


def test_a_candidate_does_not_change_what_was_approved(room, officer):
    approved = approve(room, officer, extra_minutes=10)
    with pytest.raises(AccommodationRefused):
        request_accommodation(
            registration=room.registration,
            terms=Terms(extra_minutes=90),
            reason="再多些",
            actor=room.candidate,
            now=NOW,
        )
    with pytest.raises(AccommodationRefused):
        withdraw_accommodation(accommodation=approved, reason="不要", actor=room.candidate, now=NOW)
    approved.refresh_from_db()
    assert (approved.extra_minutes, approved.state) == (10, "approved")


def test_while_the_candidate_writes_nothing_changes_here(room, officer):
    room.start()
    with pytest.raises(AccommodationRefused):
        approve(room, officer, extra_minutes=10)
    assert not Accommodation.objects.exists()


def test_history_is_append_only_and_the_database_keeps_the_bounds(room, officer):
    approve(room, officer, extra_minutes=10)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccommodationEvent.objects.update(reason="别的")
    for wrong in ({"factor": Decimal("3.5")}, {"factor": Decimal("1.5")}, {"extra_minutes": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Accommodation.objects.update(**wrong)


def test_large_type_sets_the_size_at_the_start_and_leaves_the_theme(room, officer):
    candidate = room.candidate
    set_type_for(registration=fresh(room), actor=candidate)
    assert candidate.appearance is None
    approve(room, officer, large_type=True)
    candidate.theme, candidate.text_size = Theme.DARK.value, TextSize.SMALL.value
    candidate.save()
    set_type_for(registration=fresh(room), actor=candidate)
    candidate.refresh_from_db()
    assert candidate.appearance == Appearance(theme=Theme.DARK, size=TextSize.LARGE)
