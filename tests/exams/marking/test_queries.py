"""What marks say of knowledge points: to editors over all attempts, to a trainee's mastery from released results."""

from datetime import timedelta
from decimal import Decimal

import pytest

from courses import answers, mastery
from courses.answers import Tally
from courses.chapter_map import chapter_map
from courses.mastery import Evidence, Level
from courses.models import KnowledgePoint
from exams.marking.models import Mark, Result, ResultState
from exams.marking.queries import answers_in_exams, answers_per_point
from exams.marking.services import mark_attempt
from exams.sittings.services import IncomingEvent, record_events, submit_attempt
from tests.factories.courses import CheckAnswerFactory, LessonPageFactory
from tests.factories.sittings import ALL_RIGHT, NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


def sit(room, name, given):
    """One candidate's attempt with these answers, marked."""
    room.candidate = make_user(name, full_name=name)
    room.registration = make_registration(room.sitting, room.candidate)
    return sit_again(room, given)


def sit_again(room, given, *, now=NOW):
    """An attempt of the candidate who is registered, handed in five minutes after `now` and marked."""
    attempt = room.start(now)
    lease = attempt.lease_token
    events = [IncomingEvent(seq, "answer", slot, value, 1000) for seq, (slot, value) in enumerate(given.items(), 1)]
    later = now + timedelta(minutes=5)
    record_events(attempt_id=attempt.pk, lease_token=lease, client_id="client0000000001", events=events, now=later)
    attempt = submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=lease, now=later)
    mark_attempt(attempt=attempt, now=later)
    return attempt


def by_code():
    codes = dict(KnowledgePoint.objects.values_list("pk", "code"))
    return {codes[pk]: tally for pk, tally in answers_per_point().items()}


def test_only_full_credit_is_right_and_every_slot_counts():
    """Slots 1 and 3 are on one point, 2 and 4 on the other."""
    room = make_room(policy="missing_tolerated")
    assert by_code() == {}
    sit(room, "all-right", ALL_RIGHT)
    sit(room, "partly", {1: "b", 2: ["a"], 3: False})
    points = {room.component.paper.paper_items.get(slot=slot).version.point.code: slot for slot in (1, 2)}
    (odd, even) = sorted(points, key=points.get)
    assert by_code() == {odd: Tally(3, 4), even: Tally(2, 4)}


def test_the_last_round_counts():
    room = make_room()
    attempt = sit(room, "regraded", {**ALL_RIGHT, 1: "b"})
    point = room.component.paper.paper_items.get(slot=1).version.point.code
    assert by_code()[point] == Tally(1, 2)
    Mark.objects.create(attempt=attempt, slot=1, round=2, credit_num=1, credit_den=1, marks=Decimal(40), at=NOW)
    assert by_code()[point] == Tally(2, 2)


@pytest.mark.parametrize("attempts", [1, 3])
def test_one_query_whatever_was_answered(django_assert_num_queries, attempts):
    room = make_room()
    for number in range(attempts):
        sit(room, f"candidate-no-{number}", ALL_RIGHT)
    with django_assert_num_queries(1):
        answers_per_point()


def test_editors_are_told_under_a_name():
    assert answers_per_point in answers._sources.values()
    assert "考试试题" in {str(name) for name in answers._sources}


# Mastery

HANDED_IN = NOW + timedelta(minutes=5)


def evidence(room, candidate=None):
    """What exams say of every point: by slot whether it was right."""
    slots = {f"item:{one.version.item_id}": one.slot for one in room.component.paper.paper_items.all()}
    points = list(KnowledgePoint.objects.values_list("pk", flat=True))
    found = answers_in_exams((candidate or room.candidate).pk, points)
    return {slots[one.question]: one.is_right for one in found}


def test_every_marked_slot_of_a_released_result_is_evidence():
    room = make_room(policy="missing_tolerated")
    sit(room, "somebody-else", ALL_RIGHT)
    other = room.candidate
    attempt = sit(room, "partly", {1: "a", 2: ["a"], 3: True})
    paper = {one.slot: one.version for one in room.component.paper.paper_items.select_related("version")}
    asked = paper[1].point_id
    found = sorted(answers_in_exams(room.candidate.pk, [asked]), key=lambda one: one.question)
    assert attempt.closed_at == HANDED_IN
    assert found == [
        Evidence(asked, f"item:{paper[slot].item_id}", is_right, HANDED_IN)
        for slot, is_right in ((1, True), (3, False))
    ]
    # Part of the credit is not right, and no answer is wrong.
    assert evidence(room) == {1: True, 2: False, 3: False, 4: False}
    assert evidence(room, other) == {1: True, 2: True, 3: True, 4: True}
    assert list(answers_in_exams(room.candidate.pk, [])) == []


def test_a_regraded_slot_counts_as_it_stands_now():
    room = make_room()
    attempt = sit(room, "regraded", {**ALL_RIGHT, 1: "b"})
    assert evidence(room)[1] is False
    Mark.objects.create(attempt=attempt, slot=1, round=2, credit_num=1, credit_den=1, marks=Decimal(40), at=NOW)
    assert evidence(room) == {1: True, 2: True, 3: True, 4: True}


def test_the_result_that_stands_counts_and_only_once():
    """A weaker second attempt takes nothing away; a better one takes the place of the first."""
    room = make_room(attempts_allowed=3)
    sit_again(room, {1: "a"})
    assert evidence(room) == {1: True, 2: False, 3: False, 4: False}
    sit_again(room, {}, now=NOW + timedelta(hours=1))
    assert evidence(room) == {1: True, 2: False, 3: False, 4: False}
    best = sit_again(room, ALL_RIGHT, now=NOW + timedelta(hours=2))
    points = list(KnowledgePoint.objects.values_list("pk", flat=True))
    found = list(answers_in_exams(room.candidate.pk, points))
    assert [(one.is_right, one.at) for one in found] == [(True, best.closed_at)] * 4


def test_what_does_not_stand_says_nothing():
    room = make_room()
    sit_again(room, ALL_RIGHT)
    assert len(evidence(room)) == 4
    Result.objects.update(state=ResultState.SUPERSEDED)
    assert evidence(room) == {}


def test_what_is_not_released_says_nothing():
    room = make_room(release_policy="two_persons")
    sit_again(room, ALL_RIGHT)
    assert Result.objects.get().state == ResultState.PROVISIONAL
    assert evidence(room) == {}


def test_an_open_attempt_says_nothing():
    room = make_room()
    room.start()
    assert evidence(room) == {}


def test_levels_go_up_and_down_after_an_exam():
    """One point was mastered by checks and one is only met; the exam gets the first wrong and the second right."""
    room = make_room()
    points = {slot: room.component.paper.paper_items.get(slot=slot).version.point for slot in (1, 2)}
    for point in points.values():
        lesson = LessonPageFactory(parent=point.chapter, points=(point.syllabus_id,))
        room.candidate.lesson_progress.create(lesson=lesson, opened_at=NOW)
    lesson = LessonPageFactory(points=(points[1].syllabus_id,))
    for days in (3, 2):
        CheckAnswerFactory(
            lesson=lesson, trainee=room.candidate, point=points[1], answered_at=NOW - timedelta(days=days)
        )

    def levels():
        found = chapter_map(chapter=points[1].chapter, trainee=room.candidate)
        known = {one.point.pk: (one.level, one.right, one.answers) for one in found.points}
        return [known[points[slot].pk] for slot in (1, 2)]

    assert levels() == [(Level.MASTERED, 2, 2), (Level.MET, 0, 0)]
    sit_again(room, {1: "b", 2: ["a", "b", "d"], 3: False, 4: ["抱怨率"]})
    # Two questions on either point: one wrong and one right, and two right on one day.
    assert levels() == [(Level.FAMILIAR, 3, 4), (Level.FAMILIAR, 2, 2)]
    sit_again(make_resit(room), {}, now=NOW + timedelta(days=1))
    assert levels() == [(Level.MET, 3, 6), (Level.MET, 2, 4)]


def make_resit(room):
    """The same candidate's place in another sitting, a day later."""
    room.sitting.pk = None
    room.sitting.opens_at, room.sitting.closes_at = NOW + timedelta(hours=20), NOW + timedelta(hours=30)
    room.sitting.save()
    room.registration = make_registration(room.sitting, room.candidate)
    return room


@pytest.mark.parametrize("attempts", [1, 3])
def test_mastery_is_one_query_whatever_was_answered(django_assert_num_queries, attempts):
    room = make_room()
    sit_again(room, ALL_RIGHT)
    for _number in range(1, attempts):
        sit_again(make_resit(room), ALL_RIGHT, now=NOW + timedelta(days=1))
    points = list(KnowledgePoint.objects.values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(list(answers_in_exams(room.candidate.pk, points))) == 4 * attempts


def test_mastery_asks_exams():
    assert mastery._sources["exams"] is answers_in_exams
