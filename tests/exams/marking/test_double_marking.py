"""Two markers without each other's mark, a third where they are too far apart, and checks on all of them."""

import re
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from accounts.models import Notice
from exams.marking.models import Claim, Judgement, Mark, MarkingScheme, MarkingTask, Result, TaskKind, Way
from exams.marking.queries.desk import judgements_before, piles_of
from exams.marking.queries.office import markers_of, recalibrations_of
from exams.marking.services.allocations import make_checks, retire_checks, set_scheme
from exams.marking.services.judgements import JudgementRefused, Verdict, judge_answer
from exams.sittings.interchange.sources import archive_sources
from tests.exams.marking.desk_world import judge, live_tasks, make_marker, make_pile, take, take_and_judge
from tests.exams.marking.test_services import LATER
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return make_persona("exam_officer")


def double(room, *, tolerance=Decimal(0), check_percent=0, version=None, is_double=True):
    return set_scheme(
        component=room.component,
        version=version,
        is_double=is_double,
        tolerance=tolerance,
        check_percent=check_percent,
        actor=make_persona("exam_officer"),
        now=LATER,
    )


def _marks():
    return list(Mark.objects.filter(slot=1).values_list("credit_num", "credit_den", "marker__username"))


def test_one_marker_is_enough_without_a_scheme():
    room = make_pile()
    take_and_judge(make_marker("甲"), room, 1)

    assert _marks() == [(1, 3, "甲")]
    assert Result.objects.get().components.get().score == Decimal("60.00")
    assert live_tasks().get().state == "done"


def test_two_within_the_tolerance_give_the_exact_mean():
    room = make_pile()
    double(room, tolerance=Decimal(40))
    take_and_judge(make_marker("甲"), room, 0)
    assert (Mark.objects.filter(slot=1).count(), Result.objects.count()) == (0, 0)

    take_and_judge(make_marker("乙"), room, 1)

    assert _marks() == [(2, 3, "乙")]
    assert Result.objects.get().components.get().score == Decimal("80.00")


def test_two_too_far_apart_wait_for_a_third_whose_word_decides():
    room = make_pile()
    double(room, tolerance=Decimal("39.99"))
    first, second, third = (make_marker(name) for name in "甲乙丙")
    take_and_judge(first, room, 0)
    take_and_judge(second, room, 1)

    task = live_tasks().get()
    assert (task.state, task.wanted, _marks()) == ("adjudication", 3, [])
    assert take(third, room) is None
    assert take(first, room, way=Way.ADJUDICATE) is None
    assert [pile.waiting for pile in piles_of(third, Way.ADJUDICATE)] == [1]

    take_and_judge(third, room, 2, way=Way.ADJUDICATE)

    assert _marks() == [(0, 1, "丙")]
    assert Judgement.objects.count() == 3


def test_the_first_mark_is_sealed_until_the_pair_is_complete():
    room = make_pile()
    double(room)
    take_and_judge(make_marker("甲"), room, 0)
    task = live_tasks().get()
    assert judgements_before(task) == []

    take_and_judge(make_marker("乙"), room, 2)
    task.refresh_from_db()

    assert [one.marker.username for one in judgements_before(task)] == ["甲", "乙"]


def test_nobody_is_both_markers_of_one_answer():
    room = make_pile()
    double(room)
    marker = make_marker("甲")
    take_and_judge(marker, room)

    assert take(marker, room) is None


def test_both_places_may_be_held_at_once():
    room = make_pile()
    double(room)

    first, second = take(make_marker("甲"), room), take(make_marker("乙"), room)

    assert (first.task_id, first.position, second.position) == (second.task_id, 1, 2)
    assert take(make_marker("丙"), room) is None


def test_a_scheme_of_an_item_goes_before_the_parts(officer):
    room = make_pile()
    task = live_tasks().get()
    double(room, is_double=False)
    double(room, version=task.version)

    assert live_tasks().get().wanted == 2
    assert MarkingScheme.objects.count() == 2


def test_a_scheme_leaves_alone_what_was_begun():
    room = make_pile(2)
    take(make_marker("甲"), room)
    double(room)

    assert sorted(MarkingTask.objects.values_list("wanted", flat=True)) == [1, 2]


@pytest.mark.parametrize("points", [[], [[3]], [[3, 2]], [[3, 3], [0]], [[3, 3, 0]]])
def test_points_that_the_rubric_does_not_know_change_nothing(points):
    room = make_pile()
    marker = make_marker("甲")
    claim = take(marker, room)

    with pytest.raises(JudgementRefused) as refused:
        judge_answer(task=claim.task, marker=marker, verdict=Verdict(points), now=LATER)

    assert refused.value.reason == "请为每一项选择一个等级。"
    assert (Judgement.objects.count(), Claim.objects.count(), _marks()) == (0, 1, [])


# Check answers


def with_checks(count, *, percent=50, waiting=True):
    """A part with this many check answers of full marks, agreed on by two, and thrice as many answers that wait."""
    room = make_pile(count)
    double(room, tolerance=Decimal(5), check_percent=0)
    for name in "子丑":
        marker = make_marker(name)
        while claim := take(marker, room):
            judge(marker, claim.task, 0)
    made = make_checks(
        component=room.component,
        version=live_tasks().first().version,
        count=count,
        actor=make_persona("exam_officer"),
        now=LATER,
    )
    assert made == count
    double(room, is_double=False, tolerance=Decimal(5), check_percent=percent)
    if waiting:
        make_pile(count * 3, room=room)
    return room


def test_check_answers_are_mixed_in_and_decide_nothing():
    room = with_checks(2)
    marks = Mark.objects.count()
    marker = make_marker("寅")
    seen = []
    while claim := take(marker, room):
        seen.append(claim.task.kind)
        judge(marker, claim.task, 1)

    assert (seen.count(TaskKind.CHECK), seen.count(TaskKind.LIVE)) == (2, 6)
    assert Mark.objects.count() == marks + 6
    checks = MarkingTask.objects.filter(kind=TaskKind.CHECK)
    assert {(one.reference_num, one.reference_den, one.state, one.given) for one in checks} == {(1, 1, "waiting", 0)}


def test_who_made_the_known_mark_is_not_checked_by_it():
    room = with_checks(1)
    marker = make_marker("子")

    kinds = set()
    while claim := take(marker, room):
        kinds.add(claim.task.kind)
        judge(marker, claim.task)

    assert kinds == {TaskKind.LIVE}


def test_retired_checks_are_shown_no_more():
    room = with_checks(2)
    version = live_tasks().first().version
    assert retire_checks(component=room.component, version=version, actor=make_persona("exam_officer"), now=LATER) == 2

    marker = make_marker("寅")
    while claim := take(marker, room):
        assert claim.task.kind == TaskKind.LIVE
        judge(marker, claim.task)


def test_severity_is_seen_and_a_recalibration_asked_for():
    room = with_checks(3)
    severe, fair = make_marker("严"), make_marker("平")
    for marker, place in ((severe, 1), (fair, 0)):
        judge_checks(marker, place, place, place)

    lines = {line.marker.username: line for line in markers_of(room.component, now=LATER)}

    assert (lines["严"].severity, lines["严"].should_recalibrate) == (Fraction(-40), True)
    assert (lines["平"].severity, lines["平"].should_recalibrate) == (Fraction(0), False)
    assert recalibrations_of(severe, now=LATER) == [room.component]
    assert recalibrations_of(fair, now=LATER) == []


def judge_checks(marker, *places):
    """As the desk would, only that no answers come between."""
    for place in places:
        check = MarkingTask.objects.filter(kind=TaskKind.CHECK).exclude(judgements__marker=marker).first()
        Claim.objects.create(
            task=check,
            marker=marker,
            position=check.judgements.count() + 1,
            claimed_at=LATER,
            expires_at=LATER + timedelta(hours=1),
        )
        judge(marker, check, place)


def test_a_marker_is_told_to_recalibrate_when_it_comes_to_that_and_not_with_every_check_answer():
    room = with_checks(4, waiting=False)
    severe, fair = make_marker("严"), make_marker("平")
    judge_checks(severe, 1, 1)
    judge_checks(fair, 0, 0, 0)
    told = Notice.objects.filter(kind="marking")
    assert told.count() == 0

    judge_checks(severe, 1)

    notice = told.get()
    assert (notice.recipient, notice.url) == (severe, "/admin/marking/")
    assert notice.subject == f"请重新对照评分标准：{room.exam.title}"
    assert not re.search(r"\d|质检", notice.text)
    judge_checks(severe, 1)
    assert told.get() == notice


def test_whoever_came_back_and_moves_away_again_is_told_again():
    """One of three lies 40 off, 13 in the mean where 5 are tolerated; one of eight is within it; two of nine are not."""
    with_checks(9, waiting=False)
    marker = make_marker("严")
    told = [""]
    for place in (1, 0, 0, 0, 0, 0, 0, 0, 1):
        judge_checks(marker, place)
        told.append("".join(Notice.objects.filter(recipient=marker).values_list("key", flat=True)))
    assert [number for number in range(1, 10) if told[number] != told[number - 1]] == [3, 9]


def test_independent_pairs_are_seen_from_both_sides_without_the_adjudicator():
    room = make_pile(2)
    double(room)
    first, second, third = (make_marker(name) for name in "甲乙丙")
    # Each takes the scripts by their numbers, so that the places pair up.
    for place in (0, 1):
        take_and_judge(first, room, place)
    for place in (1, 1):
        take_and_judge(second, room, place)
    take_and_judge(third, room, 1, way=Way.ADJUDICATE)

    lines = {line.marker.username: line for line in markers_of(room.component, now=LATER)}

    assert sorted(lines["甲"].pairs) == [(Fraction(20), Fraction(20)), (Fraction(60), Fraction(20))]
    assert (lines["甲"].difference, lines["乙"].difference) == (Fraction(20), Fraction(-20))
    assert (lines["甲"].kappa, lines["丙"].pairs) == (Fraction(0), [])


def test_the_archive_holds_every_judgement_with_its_words():
    room = make_pile()
    double(room)
    for name, place in (("甲", 0), ("乙", 1), ("丙", 1)):
        take_and_judge(make_marker(name), room, place, **({"way": Way.ADJUDICATE} if name == "丙" else {}))
    rows = dict(archive_sources())["judgements"](room.sitting)
    assert [(row["position"], row["marker_name"], row["slot"], row["kind"]) for row in rows] == [
        (1, "甲", 1, "live"),
        (2, "乙", 1, "live"),
        (3, "丙", 1, "live"),
    ]
    assert rows[0]["points"] != rows[1]["points"]
