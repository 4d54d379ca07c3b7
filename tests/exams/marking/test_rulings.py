"""Outcomes that are ruled, moderation for everybody, compensation and bands."""

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models.signals import post_save
from django.db.utils import DatabaseError

from courses.models import KnowledgePoint
from exams.marking.models import Moderation, Outcome, OutcomeRuling, Result
from exams.marking.queries import answers_in_exams, current_result, released_result
from exams.marking.services import (
    ReleaseRefused,
    RulingRefused,
    mark_attempt,
    moderate,
    rule_outcome,
    work_on_moderation,
)
from exams.marking.services.rulings import AT_A_TIME
from exams.marking.tasks import moderation_chunk
from tests.exams.marking.held import AFTER, add_part, let_out, make_held_room, officer, prepare, room_for, sit
from tests.exams.marking.test_services import hand_in
from tests.factories.sittings import ALL_RIGHT, NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db

SIXTY = {1: "a", 4: ["抱怨率"]}
FIFTY = {1: "a", 3: False}


def rule(room, outcome, reason="抄袭，证据见事件簿"):
    return rule_outcome(registration=room.registration, outcome=outcome, reason=reason, actor=officer(), now=AFTER)


def move(room, points, reason="第 3 题有歧义", component=None):
    return moderate(
        sitting=room.sitting,
        component=component or room.component,
        points=Decimal(points),
        reason=reason,
        actor=officer(),
        now=AFTER,
    )


def test_misconduct_takes_scores_and_pass_away_and_keeps_the_reason():
    room = make_room()
    former = sit(room, ALL_RIGHT)
    rule(room, Outcome.MISCONDUCT)
    result = released_result(room.registration.pk)
    assert (result.outcome, result.passed, result.components.count()) == ("misconduct", False, 0)
    assert (result.reason, result.supersedes_id) == ("抄袭，证据见事件簿", former.pk)
    points = list(KnowledgePoint.objects.values_list("pk", flat=True))
    assert list(answers_in_exams(room.candidate.pk, points)) == []


def test_what_does_not_count_stays_so_when_more_is_marked_until_it_counts_after_all():
    room = make_room(attempts_allowed=2)
    sit(room, SIXTY)
    rule(room, Outcome.VOID, "断电，本次作答不计")
    again = mark_attempt(attempt=hand_in(room, ALL_RIGHT, now=NOW + timedelta(hours=3)), now=AFTER)
    assert (again.outcome, again.passed) == ("void", False)
    rule(room, Outcome.SCORED, "复核后有效")
    result = released_result(room.registration.pk)
    assert (result.outcome, result.passed, result.components.get().score) == ("scored", True, 100)
    assert OutcomeRuling.objects.count() == 2


def test_a_ruling_in_a_held_exam_is_released_by_two_persons_too():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    let_out(room)
    rule(room, Outcome.MISCONDUCT)
    assert released_result(room.registration.pk).passed
    let_out(room)
    assert released_result(room.registration.pk).outcome == "misconduct"


def test_refused_rulings_change_nothing():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    before = Result.objects.count()
    for outcome, reason, actor in (
        (Outcome.MISCONDUCT, "  ", officer()),
        (Outcome.MISCONDUCT, "x" * 201, officer()),
        (Outcome.MISCONDUCT, "理由", room.candidate),
        (Outcome.SCORED, "理由", officer()),
        (Outcome.ABSENT, "理由", officer()),
    ):
        with pytest.raises(RulingRefused):
            rule_outcome(registration=room.registration, outcome=outcome, reason=reason, actor=actor, now=AFTER)
    prepare(room)
    with pytest.raises(RulingRefused):
        rule(room, Outcome.VOID)
    assert (Result.objects.count(), OutcomeRuling.objects.count()) == (before, 0)


def test_moderation_moves_everybody_exactly_and_within_the_scale():
    room = make_held_room()
    second = room_for(make_registration(room.sitting, make_user("second")), room)
    sit(room, FIFTY)
    sit(second, ALL_RIGHT)
    move(room, "10.00")
    weak, strong = (current_result(one.registration.pk) for one in (room, second))
    part = weak.components.get()
    assert (part.score, part.moderated, part.passed, weak.passed) == (60, 10, True, True)
    assert (strong.components.get().score, strong.passed) == (100, True)
    # The last word stands; it does not add up.
    move(room, "4.50", "改为 4.5 分")
    assert current_result(room.registration.pk).components.get().score == Decimal("54.50")
    # Who is marked later is moderated alike.
    third = room_for(make_registration(room.sitting, make_user("third")), room)
    assert sit(third, FIFTY).components.get().score == Decimal("54.50")
    let_out(room)
    assert released_result(room.registration.pk).components.get().score == Decimal("54.50")


def test_refused_moderation_changes_nothing():
    at_once, room = make_room(), make_held_room()
    sit(room, FIFTY)
    sit(at_once, FIFTY)
    before = Result.objects.count()
    for act in (
        lambda: move(at_once, "5"),
        lambda: move(room, "5", component=at_once.component),
        lambda: move(room, "100.01"),
        lambda: move(room, "5", ""),
        lambda: move(room, "0"),
    ):
        with pytest.raises(RulingRefused):
            act()
    prepare(room)
    with pytest.raises(RulingRefused):
        move(room, "5")
    assert (Result.objects.count(), Moderation.objects.count()) == (before, 0)


def test_nobody_moderates_after_results_are_out():
    room = make_held_room()
    sit(room, FIFTY)
    let_out(room)
    with pytest.raises(RulingRefused):
        move(room, "5")


def test_history_of_rulings_and_moderation_cannot_be_rewritten():
    room = make_held_room()
    sit(room, FIFTY)
    move(room, "5")
    rule(room, Outcome.VOID)
    for rewrite in (
        lambda: Moderation.objects.update(points=1),
        lambda: OutcomeRuling.objects.update(reason="别的"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()


@pytest.mark.parametrize(
    ("minimum", "passed", "total", "band"),
    [(Decimal(50), True, Decimal("87.50"), "良好"), (Decimal("50.01"), False, Decimal("87.50"), "")],
)
def test_parts_that_make_up_for_each_other(minimum, passed, total, band):
    """Theory 50 of weight 1, skills 100 of weight 3: 87.5, if theory is allowed to be 50."""
    room = make_room(compensates=True, total_pass_mark=Decimal("87.50"), bands=[["60", "合格"], ["80", "良好"]])
    room.component.minimum = minimum
    room.component.save()
    skills = add_part(room, weight=Decimal(3))
    sit(room, FIFTY)
    result = sit(room_for(room.registration, room, skills), ALL_RIGHT, now=NOW + timedelta(hours=1))
    assert (result.passed, result.total, result.band) == (passed, total, band)


def test_without_compensation_every_part_has_to_pass_and_the_weakest_names_the_band():
    room = make_room(bands=[["60", "合格"], ["80", "良好"], ["90", "优秀"]])
    skills = add_part(room)
    first = sit(room, SIXTY)
    assert (first.passed, first.band) == (False, "")
    result = sit(room_for(room.registration, room, skills), ALL_RIGHT, now=NOW + timedelta(hours=1))
    assert (result.passed, result.total, result.band) == (True, None, "合格")


def crowd(count, answers=None):
    """A held sitting in which everybody gave the same answers."""
    room = make_held_room()
    sit(room, answers or FIFTY)
    for number in range(count - 1):
        sit(room_for(make_registration(room.sitting, make_user(f"crowd-{number}")), room), answers or FIFTY)
    return room


def moved_by(room):
    results = Result.objects.filter(registration__sitting=room.sitting, state="provisional").order_by("registration")
    return list(results.values_list("components__moderated", flat=True))


def test_a_moderation_that_was_killed_is_finished_by_the_next_run_and_nothing_comes_out_before():
    room = crowd(5)
    # As a process leaves it that was killed right behind the act's own transaction.
    Moderation.objects.create(
        sitting=room.sitting, component=room.component, points=10, reason="有歧义", actor=officer(), at=AFTER
    )

    class Killed(BaseException):
        pass

    def die(*, instance, **_kwargs):
        if Result.objects.filter(created_at=AFTER, registration__sitting=room.sitting).count() == 4:
            raise Killed

    assert work_on_moderation(sitting=room.sitting, now=AFTER, limit=2)
    assert moved_by(room) == [10, 10, 0, 0, 0]
    post_save.connect(die, sender=Result)
    try:
        # The second batch dies at its second result: none of it stays.
        with pytest.raises(Killed), transaction.atomic():
            work_on_moderation(sitting=room.sitting, now=AFTER, limit=2)
    finally:
        post_save.disconnect(die, sender=Result)
    assert moved_by(room) == [10, 10, 0, 0, 0]
    with pytest.raises(ReleaseRefused):
        prepare(room)
    assert not room.sitting.releases.exists()

    out = StringIO()
    call_command("work_on_moderations", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"finished": 1}
    assert moved_by(room) == [10] * 5
    call_command("work_on_moderations", "--json", stdout=(again := StringIO()))
    assert json.loads(again.getvalue()) == {"finished": 0}
    let_out(room)
    assert set(Result.objects.filter(state="released").values_list("components__score", flat=True)) == {60}


def test_many_results_are_made_anew_by_the_worker(client_of):
    room = crowd(AT_A_TIME + 2)
    browser = client_of("exam_officer")
    form = {"component": room.component.pk, "points": "10", "reason": "题目有歧义"}
    page = browser.post(f"/admin/results/{room.sitting.pk}/moderate/", form, follow=True).content.decode()
    assert "还有 2 份成绩正在重新生成" in page
    assert moved_by(room) == [10] * AT_A_TIME + [0] * 2
    assert moderation_chunk.call(room.sitting.pk) is False
    assert moved_by(room) == [10] * (AT_A_TIME + 2)
