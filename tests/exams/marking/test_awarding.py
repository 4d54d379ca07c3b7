"""Marks that people give: once, by rubric, never in place of a machine's, and the last one makes the result."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from exams.marking.models import Mark, Result
from exams.marking.queries import attempts_waiting, waiting_slots
from exams.marking.services import AwardRefused, award_marks, mark_attempt, mark_closed_attempts
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import ALL_RIGHT, NOW, WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

NOTICE = "各位业主：周五前完成。"
WRITTEN = {1: "我不同意。", 2: ["今天就派人取大衣。", None], 3: ["a", True, ["50", "25%"], NOTICE], 4: False}


@pytest.fixture
def room():
    return make_room(items=WRITTEN_TYPES, attempts_allowed=2)


def award(attempt, slot, credit, *, marker="marker"):
    return award_marks(attempt=attempt, slot=slot, credit=credit, marker=make_persona(marker), now=LATER)


def _rows():
    return list(
        Mark.objects.order_by("slot").values_list("slot", "round", "credit_num", "credit_den", "marker__username")
    )


def test_the_machine_marks_its_slots_and_leaves_the_rest(room):
    attempt = hand_in(room, WRITTEN)

    assert mark_attempt(attempt=attempt, now=LATER) is None
    assert mark_attempt(attempt=attempt, now=LATER) is None
    assert _rows() == [(4, 1, 1, 1, None)]
    assert waiting_slots(attempt) == [1, 2, 3]
    assert Result.objects.count() == 0


def test_the_last_mark_makes_the_exact_result(room):
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)

    assert award(attempt, 3, Fraction(1, 3)) is None
    assert award(attempt, 1, Fraction(5, 6)) is None
    result = award(attempt, 2, Fraction(0))

    assert _rows() == [
        (1, 1, 5, 6, "marker"),
        (2, 1, 0, 1, "marker"),
        (3, 1, 1, 3, "marker"),
        (4, 1, 1, 1, None),
    ]
    assert result.state == "released"
    assert result.components.get().score == Decimal("53.33")
    assert waiting_slots(attempt) == []
    assert mark_attempt(attempt=attempt, now=LATER) == result
    assert Result.objects.count() == 1


def test_what_was_left_blank_waits_for_nobody(room):
    result = mark_attempt(attempt=hand_in(room, {4: False}), now=LATER)

    assert result.components.get().score == Decimal("10.00")
    assert {marker for *_rest, marker in _rows()} == {None}


def test_a_case_without_its_written_part_is_the_machines(room):
    attempt = hand_in(room, {3: ["a", True, ["50", ""], None]})

    assert mark_attempt(attempt=attempt, now=LATER).components.get().score == Decimal("12.00")


def test_a_nudge_that_was_lost_is_made_up_for(room):
    attempt = hand_in(room, {1: "我不同意。", 4: False})

    assert award(attempt, 1, Fraction(1, 2)).components.get().score == Decimal("30.00")


@pytest.mark.parametrize(
    ("slot", "credit", "marker", "reason"),
    [
        (4, Fraction(1), "marker", "此题不需要人工阅卷。"),
        (9, Fraction(1), "marker", "此题不需要人工阅卷。"),
        (1, Fraction(7, 6), "marker", "得分应在 0 分和满分之间。"),
        (1, Fraction(-1, 6), "marker", "得分应在 0 分和满分之间。"),
        (1, Fraction(1), "exam_officer", "您不能评阅这份作答。"),
        (1, Fraction(1), "reviewer", "您不能评阅这份作答。"),
    ],
)
def test_a_mark_that_cannot_be_given_changes_nothing(room, slot, credit, marker, reason):
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)

    with pytest.raises(AwardRefused) as refused:
        award(attempt, slot, credit, marker=marker)

    assert refused.value.reason == reason
    assert _rows() == [(4, 1, 1, 1, None)]


def test_a_blank_answer_is_the_machines(room):
    attempt = hand_in(room, {1: "我不同意。"})

    with pytest.raises(AwardRefused):
        award(attempt, 2, Fraction(1))

    assert _rows() == []


def test_a_second_mark_is_refused(room):
    attempt = hand_in(room, WRITTEN)
    award(attempt, 1, Fraction(1, 2))

    with pytest.raises(AwardRefused) as refused:
        award(attempt, 1, Fraction(1))

    assert refused.value.reason == "此题已经评阅过了。"
    assert [row for row in _rows() if row[0] == 1] == [(1, 1, 1, 2, "marker")]


def test_an_open_attempt_is_not_marked(room):
    attempt = room.start()

    with pytest.raises(AwardRefused) as refused:
        award(attempt, 1, Fraction(1))

    assert refused.value.reason == "考生还在作答。"
    assert _rows() == []


def test_nobody_marks_what_they_wrote_themselves(room):
    room.candidate = room.registration.candidate = make_persona("marker")
    room.registration.save()
    attempt = hand_in(room, WRITTEN)

    with pytest.raises(AwardRefused):
        award(attempt, 1, Fraction(1))

    assert _rows() == []
    assert list(attempts_waiting(make_persona("marker"))) == []
    assert list(attempts_waiting(make_persona("superuser"))) == [attempt]


def test_attempts_wait_longest_first_with_the_number_of_answers(room):
    second = hand_in(room, WRITTEN, now=NOW + timedelta(hours=1))
    other = make_room(items=WRITTEN_TYPES)
    first = hand_in(other, {1: "写了。"})
    make_room(items=WRITTEN_TYPES).start()
    for attempt in (first, second, hand_in(make_room(), ALL_RIGHT)):
        mark_attempt(attempt=attempt, now=LATER)

    waiting = attempts_waiting(make_persona("marker"))

    assert [(one.pk, one.waiting_count) for one in waiting] == [(first.pk, 1), (second.pk, 3)]


def test_an_attempt_that_waits_leaves_the_earlier_result_standing(room):
    earlier = mark_attempt(attempt=hand_in(room, {4: False}), now=LATER)
    again = hand_in(room, WRITTEN, now=NOW + timedelta(hours=1))

    assert mark_attempt(attempt=again, now=LATER) is None
    earlier.refresh_from_db()
    assert earlier.state == "released"

    for slot in (1, 2):
        award(again, slot, Fraction(1))
    latest = award(again, 3, Fraction(1))
    earlier.refresh_from_db()
    assert (earlier.state, latest.supersedes_id, latest.components.get().score) == (
        "superseded",
        earlier.pk,
        Decimal("100.00"),
    )


def test_healing_passes_over_what_only_people_can_mark():
    written = make_room(items=WRITTEN_TYPES[:3])
    whole = hand_in(written, {1: "写了。", 2: ["写了。", None], 3: [None, None, None, "写了。"]})
    part = hand_in(make_room(items=WRITTEN_TYPES), WRITTEN)
    easy = hand_in(make_room(), ALL_RIGHT)

    assert mark_closed_attempts(now=LATER, limit=2) == 2
    assert mark_closed_attempts(now=LATER) == 0
    assert list(whole.marks.all()) == []
    assert part.marks.count() == 1
    assert easy.marks.count() == 4
    assert waiting_slots(whole) == [1, 2, 3]


def test_passing_over_writes_and_locks_nothing(django_assert_max_num_queries):
    written = make_room(items=WRITTEN_TYPES[:1])
    hand_in(written, {1: "写了。"})
    mark_closed_attempts(now=LATER)

    with django_assert_max_num_queries(3):
        assert mark_closed_attempts(now=LATER) == 0
