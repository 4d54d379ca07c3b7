"""Passes that are kept, and sitting an exam again by its rules."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.models import KnowledgePoint
from exams.marking.models import Outcome
from exams.marking.queries import answers_in_exams, components_kept
from exams.marking.queries.standing import months_before
from exams.marking.services import rule_outcome
from exams.sittings.models import Registration, Sitting
from exams.sittings.queries import next_component
from exams.sittings.services import RegistrationRefused, StartRefused, register_candidate, start_attempt
from tests.exams.marking.held import AFTER, add_part, let_out, officer, room_for, sit
from tests.factories.sittings import ALL_RIGHT, NOW, make_room

pytestmark = pytest.mark.django_db

MARCH = NOW + timedelta(days=110)


def next_sitting(room, opens_at=MARCH):
    return Sitting.objects.create(
        exam=room.exam, name="补考", opens_at=opens_at, closes_at=opens_at + timedelta(hours=8)
    )


def register(room, sitting, now=AFTER):
    registration = register_candidate(sitting=sitting, candidate=room.candidate, actor=officer(), now=now)
    registration.pledged_at = now
    registration.save()
    return Registration.objects.select_related("sitting__exam", "candidate").get(pk=registration.pk)


def two_parts(**rules):
    """Theory passed, skills failed, in the first sitting."""
    room = make_room(**rules)
    skills = add_part(room)
    sit(room, ALL_RIGHT)
    sit(room_for(room.registration, room, skills), {}, now=NOW + timedelta(hours=1))
    return room, skills


def test_a_resit_asks_for_the_missing_part_only_and_the_pass_counts():
    room, skills = two_parts(kept_months=12)
    again = register(room, next_sitting(room))
    assert next_component(again) == skills
    with pytest.raises(StartRefused):
        start_attempt(registration=again, component=room.component, actor=room.candidate, now=MARCH)
    result = sit(room_for(again, room, skills), ALL_RIGHT, now=MARCH)
    parts = {one.component_id: one for one in result.components.select_related("attempt")}
    assert (result.passed, parts.keys()) == (True, {room.component.pk, skills.pk})
    assert next_component(Registration.objects.get(pk=again.pk)) is None
    kept = parts[room.component.pk]
    assert (kept.is_kept, kept.score, parts[skills.pk].is_kept) == (True, 100, False)
    # An attempt in two results is one attempt's worth of evidence.
    points = list(KnowledgePoint.objects.values_list("pk", flat=True))
    slots = room.registration.attempts.get(component=room.component).marks.count()
    found = [one for one in answers_in_exams(room.candidate.pk, points) if one.at < NOW + timedelta(minutes=30)]
    assert len(found) == slots


def test_without_the_rule_everything_is_sat_again():
    room, skills = two_parts()
    again = register(room, next_sitting(room))
    assert next_component(again) == skills
    sit(room_for(again, room, skills), ALL_RIGHT, now=MARCH)
    fresh = Registration.objects.get(pk=again.pk)
    assert next_component(fresh) == room.component
    result = fresh.results.get()
    assert (result.passed, result.components.count()) == (False, 1)


def test_a_pass_is_kept_for_its_months_and_not_a_day_longer():
    room, _skills = two_parts(kept_months=3)
    closed = room.registration.attempts.get(component=room.component).closed_at
    last = closed.replace(year=2027, month=2)
    assert components_kept(room.candidate.pk, room.exam.pk, last) == {room.component.pk}
    assert components_kept(room.candidate.pk, room.exam.pk, last + timedelta(seconds=1)) == frozenset()


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        (datetime(2027, 5, 31, tzinfo=UTC), 3, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2027, 1, 15, tzinfo=UTC), 1, datetime(2026, 12, 15, tzinfo=UTC)),
    ],
)
def test_months_are_the_calendars(moment, months, before):
    assert months_before(moment, months) == before


def test_who_has_passed_everything_has_nothing_to_sit_again():
    room = make_room(kept_months=12)
    sit(room, ALL_RIGHT)
    with pytest.raises(RegistrationRefused):
        register(room, next_sitting(room))


def test_a_pass_that_is_not_released_is_not_kept():
    room = make_room(kept_months=12, release_policy="two_persons")
    sit(room, ALL_RIGHT)
    assert components_kept(room.candidate.pk, room.exam.pk, MARCH) == frozenset()
    let_out(room)
    assert components_kept(room.candidate.pk, room.exam.pk, MARCH) == {room.component.pk}


def test_resits_are_counted_by_sittings():
    room, _skills = two_parts(resits_allowed=1)
    second = register(room, next_sitting(room))
    sit(room_for(second, room), {}, now=MARCH)
    with pytest.raises(RegistrationRefused):
        register(room, next_sitting(room, MARCH + timedelta(days=90)))


def test_days_between_are_kept_at_registration_and_at_the_start():
    room, _skills = two_parts(resit_after_days=30)
    # The skills part was begun an hour into the first sitting.
    earliest = NOW + timedelta(hours=1, days=30)
    with pytest.raises(RegistrationRefused):
        register(room, next_sitting(room, earliest - timedelta(hours=8, seconds=1)))
    again = register(room, next_sitting(room, earliest - timedelta(hours=1)))
    with pytest.raises(StartRefused):
        start_attempt(
            registration=again, component=room.component, actor=room.candidate, now=earliest - timedelta(seconds=1)
        )
    assert start_attempt(registration=again, component=room.component, actor=room.candidate, now=earliest)


@pytest.mark.parametrize(("outcome", "may"), [("void", True), ("misconduct", False), (None, False)])
def test_a_void_attempt_uses_up_no_resit_and_no_waiting_time(outcome, may):
    room = make_room(resits_allowed=0, resit_after_days=200)
    sit(room, ALL_RIGHT)
    if outcome:
        rule_outcome(
            registration=room.registration, outcome=Outcome(outcome), reason="断电", actor=officer(), now=AFTER
        )
    sitting = next_sitting(room)
    if may:
        assert register(room, sitting).sitting == sitting
    else:
        with pytest.raises(RegistrationRefused):
            register(room, sitting)
        assert sitting.registrations.count() == 0


def test_a_ruling_that_is_not_released_lets_nobody_sit_again():
    room = make_room(resits_allowed=0, release_policy="two_persons")
    sit(room, ALL_RIGHT)
    let_out(room)
    rule_outcome(registration=room.registration, outcome=Outcome.VOID, reason="断电", actor=officer(), now=AFTER)
    with pytest.raises(RegistrationRefused):
        register(room, next_sitting(room))
    let_out(room)
    assert register(room, Sitting.objects.get(name="补考")).pk
