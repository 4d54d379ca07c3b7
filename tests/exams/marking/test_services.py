"""Marking by the scorer: exact, once, and never an edit of what was released."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from exams.marking.models import Mark, Result, ResultComponent
from exams.marking.queries import breakdown, lessons_of, results_of
from exams.marking.services import NotClosed, mark_attempt, mark_closed_attempts
from exams.sittings.models import Attempt
from exams.sittings.services import IncomingEvent, record_events, submit_attempt
from tests.factories.sittings import ALL_RIGHT, MULTIPLE, NOW, SINGLE, make_room

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=30)


def hand_in(room, answers, *, now=NOW):
    attempt = room.start(now)
    events = [IncomingEvent(seq, "answer", slot, value, 1000) for seq, (slot, value) in enumerate(answers.items(), 1)]
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=events,
        now=now + timedelta(seconds=5),
    )
    return submit_attempt(
        attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=now + timedelta(minutes=1)
    )


@pytest.mark.parametrize(
    ("answers", "score", "passed"),
    [
        (ALL_RIGHT, Decimal("100.00"), True),
        ({}, Decimal("0.00"), False),
        ({1: "a", 4: ["抱怨率"]}, Decimal("60.00"), True),
        ({1: "a", 3: False}, Decimal("50.00"), False),
        ({1: "b", 2: ["a", "b"], 3: False, 4: ["抱怨"]}, Decimal("10.00"), False),
    ],
)
def test_score_and_pass(answers, score, passed):
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, answers), now=LATER)
    component = result.components.get()
    assert (component.score, component.passed, result.passed) == (score, passed, passed)
    assert Mark.objects.count() == 4


def test_partial_credit_is_exact_under_the_papers_policy():
    room = make_room(policy="missing_tolerated")
    result = mark_attempt(attempt=hand_in(room, {2: ["a", "b"]}), now=LATER)
    assert list(Mark.objects.filter(slot=2).values_list("credit_num", "credit_den")) == [(2, 3)]
    assert result.components.get().score == Decimal("20.00")


def test_marks_that_are_written_by_hand_read_as_objects():
    items = (("single_choice", SINGLE, Decimal("2.50")), ("multiple_choice", MULTIPLE, Decimal("97.50")))
    room = make_room(items=items, policy="missing_tolerated")
    attempt = hand_in(room, {2: ["a", "b"]})
    mark_attempt(attempt=attempt, now=LATER)
    rows = Mark.objects.order_by("slot").values_list(
        "attempt", "slot", "round", "credit_num", "credit_den", "marks", "marker", "at"
    )
    assert list(rows) == [
        (attempt.pk, 1, 1, 0, 1, Decimal("2.50"), None, LATER),
        (attempt.pk, 2, 1, 2, 3, Decimal("97.50"), None, LATER),
    ]


def test_marking_again_changes_nothing():
    room = make_room()
    attempt = hand_in(room, ALL_RIGHT)
    first = mark_attempt(attempt=attempt, now=LATER)
    again = mark_attempt(attempt=attempt, now=LATER + timedelta(days=1))
    assert again.pk == first.pk
    assert (Result.objects.count(), Mark.objects.count()) == (1, 4)


def test_an_open_attempt_is_not_marked():
    attempt = make_room().start()
    with pytest.raises(NotClosed):
        mark_attempt(attempt=attempt, now=LATER)
    assert Mark.objects.count() == 0


def test_a_second_attempt_supersedes_and_the_better_one_counts():
    room = make_room(attempts_allowed=3)
    good = mark_attempt(attempt=hand_in(room, ALL_RIGHT), now=LATER)
    worse = mark_attempt(attempt=hand_in(room, {}, now=NOW + timedelta(hours=1)), now=LATER)
    good.refresh_from_db()
    assert (good.state, worse.state, worse.supersedes_id) == ("superseded", "released", good.pk)
    assert (worse.components.get().score, worse.passed) == (Decimal("100.00"), True)
    assert [one.pk for one in results_of(room.candidate)] == [worse.pk]
    weaker = room.registration.attempts.get(number=2)
    assert mark_attempt(attempt=weaker, now=LATER).pk == worse.pk
    assert Result.objects.count() == 2


def test_closing_marks_at_once(django_capture_on_commit_callbacks):
    room = make_room()
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(room, ALL_RIGHT)
    assert Result.objects.get().passed is True


def test_a_lost_nudge_is_healed():
    room = make_room()
    hand_in(room, ALL_RIGHT)
    assert Result.objects.count() == 0
    assert mark_closed_attempts(now=LATER) == 1
    assert mark_closed_attempts(now=LATER) == 0
    assert Result.objects.get().components.get().score == Decimal("100.00")


def test_marks_and_scores_cannot_be_rewritten():
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, {}), now=LATER)
    for rewrite in (
        lambda: Mark.objects.update(credit_num=1),
        lambda: ResultComponent.objects.update(score=100),
        lambda: Result.objects.filter(pk=result.pk).update(passed=True),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()
    assert list(Mark.objects.values_list("credit_num", flat=True)) == [0, 0, 0, 0]


def test_breakdown_and_lessons():
    room = make_room()
    result = mark_attempt(attempt=hand_in(room, {1: "a", 2: ["a"], 3: True}), now=LATER)
    component = result.components.get()
    lines = [(line.code, line.score.earned, line.score.possible, line.score.percent) for line in breakdown(component)]
    assert lines == [
        ("B-D-A-018", Fraction(0), Fraction(50), 0),
        ("B-D-A-010", Fraction(40), Fraction(50), 80),
    ]
    lessons = sorted(lessons_of(component, breakdown(component)), key=lambda lesson: lesson.stem)
    assert [(one.stem, one.response, one.key) for one in lessons] == [
        ("<p>下列哪些属于纵向层面？</p>", "物质满意层", "物质满意层；精神满意层；社会满意层"),
        ('<p>五项指标中唯一的逆向指标是<span class="blank">1</span>。</p>', "", "抱怨率"),
        ("<p>抱怨率越高，满意度越高。</p>", "正确", "错误"),
    ]


def test_marking_does_not_move_the_attempt():
    room = make_room()
    attempt = hand_in(room, ALL_RIGHT)
    before = Attempt.objects.values().get(pk=attempt.pk)
    mark_attempt(attempt=attempt, now=LATER)
    assert Attempt.objects.values().get(pk=attempt.pk) == before
