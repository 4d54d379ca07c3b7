"""What a candidate may know of what they missed: as the result shows it, at that moment, and nothing before the release."""

from datetime import timedelta
from fractions import Fraction

import pytest

from exams.marking.models import Outcome, Result
from exams.marking.queries.misses import misses_known_to
from exams.marking.services import award_marks, mark_attempt
from exams.marking.services.appeals import take_appeal, uphold_appeal
from exams.sittings.models import Sitting
from tests.exams.marking.held import AFTER, let_out, make_held_room, sit
from tests.exams.marking.test_appeals import DAY, file, second_marker
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_regrades import propose, put_in_force, take_back
from tests.exams.marking.test_rulings import rule
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import ALL_RIGHT, NOW, WRITTEN_TYPES, make_registration, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


def told(room, *, now=AFTER):
    """Slot → whether the question itself may be shown."""
    return {one.slot: one.version_id is not None for one in misses_known_to(room.candidate.pk, now=now)}


def test_what_missed_marks_is_told_in_part_and_wholly_missed_alike():
    room = make_room(policy="missing_tolerated")
    sit(room, {1: "b", 2: ["a", "b"], 3: False, 4: ["抱怨率"]})
    assert told(room) == {1: True, 2: True}
    (first, _second) = misses_known_to(room.candidate.pk, now=AFTER)
    version = room.component.paper.paper_items.get(slot=1).version
    assert (first.version_id, first.point_id, first.exam_title) == (version.pk, version.point_id, room.exam.title)


def test_nobody_is_told_before_the_release_and_nobody_else_after_it():
    room = make_held_room()
    sit(room, {1: "b", 2: ["a", "b", "d"], 3: False, 4: ["抱怨率"]})
    assert told(room) == {}
    let_out(room)
    assert told(room) == {1: True}
    assert misses_known_to(make_persona("trainee").pk, now=AFTER) == []


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({}, {1: True}),
        ({"shows_answers": "never"}, {1: False}),
        ({"shows_answers": "date", "answers_from": AFTER + timedelta(days=1)}, {1: False}),
        ({"shows_answers": "date", "answers_from": AFTER}, {1: True}),
        ({"shows_ranges": "never"}, {1: True}),
        ({"shows_answers": "never", "shows_ranges": "never"}, {}),
        ({"shows_answers": "never", "shows_score": "never"}, {}),
    ],
)
def test_the_exam_says_whether_the_question_the_point_or_nothing_is_told(policy, expected):
    room = make_room(**policy)
    sit(room, ALL_RIGHT | {1: "b"})
    assert told(room) == expected


def test_a_question_in_use_is_told_by_its_point_alone_until_it_is_in_use_no_more():
    room = make_room()
    sit(room, ALL_RIGHT | {1: "b"})
    during = NOW + timedelta(hours=3)
    assert told(room, now=during) == {1: False}
    assert told(room) == {1: True}
    coming = Sitting.objects.create(
        exam=room.exam, name="第二场", opens_at=AFTER + timedelta(days=1), closes_at=AFTER + timedelta(days=2)
    )
    assert told(room) == {1: False}
    assert told(room, now=coming.closes_at) == {1: True}
    coming.delete()
    # Somebody still writes on the paper.
    room.candidate, candidate = make_persona("trainee"), room.candidate
    room.registration = make_registration(room.sitting, room.candidate)
    room.start(NOW)
    room.candidate = candidate
    assert told(room) == {1: False}


def test_a_key_correction_takes_a_miss_out_and_its_end_puts_it_back():
    room = make_room()
    mark_attempt(attempt=hand_in(room, ALL_RIGHT | {1: "b"}), now=LATER)
    assert told(room) == {1: True}
    correction = put_in_force(propose(room, 1, "also", "b"))
    assert told(room) == {}
    take_back(correction)
    assert told(room) == {1: True}


def test_a_void_question_is_no_miss():
    room = make_room()
    mark_attempt(attempt=hand_in(room, ALL_RIGHT | {1: "b", 3: True}), now=LATER)
    put_in_force(propose(room, 1, "void"))
    assert told(room) == {3: True}


def test_an_appeal_that_gives_all_marks_takes_the_miss_out():
    room = make_room(items=WRITTEN_TYPES)
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    for slot in (1, 2, 3):
        award_marks(attempt=attempt, slot=slot, credit=Fraction(1, 3), marker=make_persona("marker"), now=LATER)
    assert told(room) == {1: True, 2: True, 3: True}
    appeal, reviewer = file(Result.objects.get()), second_marker()
    take_appeal(appeal=appeal, actor=reviewer, now=DAY)
    uphold_appeal(appeal=appeal, marks={(attempt.pk, 1): Fraction(1)}, reply="要点齐全。", actor=reviewer, now=DAY)
    assert told(room) == {2: True, 3: True}


def test_a_mark_whose_result_waits_for_its_release_changes_nothing_yet(client):
    room = make_held_room(items=WRITTEN_TYPES)
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    for slot in (1, 2, 3):
        award_marks(attempt=attempt, slot=slot, credit=Fraction(1, 3), marker=make_persona("marker"), now=LATER)
    let_out(room)
    appeal, reviewer, now = file(Result.objects.get(), now=AFTER), second_marker(), AFTER + timedelta(hours=1)
    take_appeal(appeal=appeal, actor=reviewer, now=now)
    uphold_appeal(appeal=appeal, marks={(attempt.pk, 1): Fraction(1)}, reply="要点齐全。", actor=reviewer, now=now)
    client.force_login(room.candidate)
    page = f"/results/{appeal.result_id}/appeal/"
    assert told(room, now=now) == {1: True, 2: True, 3: True}
    assert "新成绩由考务发布后可以查看。" in client.get(page).content.decode()
    assert f"/results/{appeal.outcome_id}/" not in client.get(page).content.decode()
    let_out(room, now=now)
    assert told(room, now=now) == {2: True, 3: True}
    assert f"/results/{appeal.outcome_id}/" in client.get(page).content.decode()


def test_a_result_that_does_not_count_tells_nothing():
    room = make_room()
    sit(room, ALL_RIGHT | {1: "b"})
    assert told(room) == {1: True}
    rule(room, Outcome.MISCONDUCT)
    assert told(room) == {}


def test_more_misses_cost_no_more_queries(django_assert_num_queries, django_assert_max_num_queries):
    room = make_room()
    sit(room, ALL_RIGHT | {1: "b"})
    with django_assert_max_num_queries(4) as one:
        told(room)
    other = make_room()
    other.registration.candidate = other.candidate = room.candidate
    other.registration.save()
    sit(other, {})
    with django_assert_num_queries(len(one)):
        assert len(misses_known_to(room.candidate.pk, now=AFTER)) == 5
