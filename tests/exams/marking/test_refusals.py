"""What marking, corrections, appeals and releases refuse, and what another process changes at the worst moment."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from exams.marking.models import (
    Allocation,
    Claim,
    Conflict,
    Judgement,
    KeyCorrection,
    Mark,
    MarkingScheme,
    MarkingTask,
    Moderation,
    Outcome,
    OutcomeRuling,
    Release,
    Result,
    SavedComment,
    Script,
    TaskKind,
)
from exams.marking.queries import current_result
from exams.marking.queries.impact import impact_of
from exams.marking.services import (
    ReleaseRefused,
    RulingRefused,
    approve_release,
    award_marks,
    carry_out,
    mark_closed_attempts,
    rule_outcome,
    withdraw_release,
    work_on_moderation,
)
from exams.marking.services import regrades as regrading
from exams.marking.services import tasks as piling
from exams.marking.services.allocations import (
    AllocationRefused,
    declare_conflict,
    set_scheme,
    withdraw_allocation,
)
from exams.marking.services.appeals import AppealRefused, hand_back, reject_appeal, uphold_appeal
from exams.marking.services.judgements import JudgementRefused, forget_comment, keep_comment
from exams.marking.services.marks import NotClosed, remark_attempt
from exams.marking.services.regrades import RegradeRefused, apply_correction, revert_correction, work_on_correction
from exams.marking.services.tasks import queue_waiting_answers
from exams.sittings.models import Exam
from tests.exams.marking.desk_world import credit_of, judge, live_tasks, make_marker, make_pile, take
from tests.exams.marking.held import AFTER, add_part, let_out, make_held_room, officer, prepare, sit
from tests.exams.marking.test_appeals import everything, under_review
from tests.exams.marking.test_double_marking import with_checks
from tests.exams.marking.test_office import by_officer, give
from tests.exams.marking.test_regrades import DAY, propose, put_in_force, sat, take_back
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import ALL_RIGHT, WRITTEN_TYPES, make_room
from tests.meanwhile import meanwhile
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


def refused(kind, *acts):
    """The reasons, one an act."""
    reasons = []
    for act in acts:
        with pytest.raises(kind) as why:
            act()
        reasons.append(str(why.value))
    return reasons


# Shares, schemes, conflicts


def test_the_office_asks_for_nothing_senseless():
    room, marker = make_pile(), make_marker("甲")
    allocation = give(room, marker)
    withdraw_allocation(allocation=allocation, reason="病假", **by_officer())
    scheme = {"component": room.component, "version": None, "is_double": True, "check_percent": 0}
    own = {"marker": marker, **by_officer()}
    assert refused(
        AllocationRefused,
        lambda: set_scheme(tolerance=Decimal(-1), **scheme, **by_officer()),
        lambda: withdraw_allocation(allocation=allocation, reason="病假", **by_officer()),
        lambda: declare_conflict(reason="亲属", **own),
        lambda: declare_conflict(candidate=room.candidate, centre="城南考点", reason="亲属", **own),
        lambda: declare_conflict(candidate=room.candidate, reason="", **own),
    ) == ["允许误差不能为负数。", "这项分配已收回。", "请填写考生或考点。", "请填写考生或考点。", "请填写理由。"]
    assert (MarkingScheme.objects.count(), Conflict.objects.count(), Allocation.objects.count()) == (0, 0, 1)


# Answers in hand


def test_a_place_that_went_while_the_row_was_looked_for_is_not_given_twice():
    room = make_pile(2)
    first, second = live_tasks().order_by("script__serial")
    other = make_marker("乙")

    def taken():
        Claim.objects.create(
            task=first,
            marker=other,
            position=1,
            way="question",
            claimed_at=LATER,
            expires_at=LATER + timedelta(hours=1),
        )

    with meanwhile("marking_markingdraft", taken):
        claim = take(make_marker("甲"), room)
    assert (claim.task, Claim.objects.filter(task=first).get().marker) == (second, other)


def test_the_same_marker_in_two_windows_gets_the_answer_once():
    room = make_pile()
    MarkingScheme.objects.create(component=room.component, is_double=True)
    MarkingTask.objects.update(wanted=2)
    marker = make_marker("甲")
    with meanwhile("marking_markingdraft", lambda: take(marker, room)):
        assert take(marker, room) is None
    assert Claim.objects.get().position == 1


def test_one_check_answer_at_a_time():
    room, marker = with_checks(2), make_marker("寅")
    while (claim := take(marker, room)).task.kind != TaskKind.CHECK:
        judge(marker, claim.task)
    assert take(marker, room).task.kind == TaskKind.LIVE


def test_a_mark_that_was_given_meanwhile_stands_beside_the_judgement():
    room, marker = make_pile(), make_marker("甲")
    task = take(marker, room).task
    attempt = task.script.attempt
    award_marks(attempt=attempt, slot=1, credit=Fraction(1, 2), marker=make_persona("marker"), now=LATER)
    judge(marker, task, 0)
    task.refresh_from_db()
    assert (task.state, Judgement.objects.get().credit_num) == ("done", credit_of(task, 0))
    assert [(one.credit_num, one.credit_den) for one in Mark.objects.filter(slot=1)] == [(1, 2)]


def test_who_may_not_mark_any_more_gives_no_mark():
    room, marker = make_pile(), make_marker("甲")
    task = take(marker, room).task
    marker.groups.remove(Group.objects.get(name="marker"))
    again = type(marker).objects.get(pk=marker.pk)
    assert refused(JudgementRefused, lambda: judge(again, task)) == ["您不能评阅这份作答。"]
    assert (Judgement.objects.count(), Mark.objects.filter(slot=1).count(), Claim.objects.count()) == (0, 0, 1)


def test_a_comment_is_kept_once_and_forgotten_by_its_owner():
    marker, other = make_marker("甲"), make_marker("乙")
    kept = [keep_comment(marker=marker, text="要点不全", now=LATER) for _twice in range(2)]
    assert kept[0] == kept[1]
    assert forget_comment(marker=other, pk=kept[0].pk) is False
    assert SavedComment.objects.count() == 1
    assert [forget_comment(marker=marker, pk=kept[0].pk) for _twice in range(2)] == [True, False]


def test_scripts_have_numbers_of_their_own(monkeypatch):
    drawn = iter([100_001, 100_001, 100_001, 100_002])
    monkeypatch.setattr(piling, "secrets", SimpleNamespace(choice=lambda _among: next(drawn)))
    make_pile(2)
    assert list(Script.objects.order_by("pk").values_list("serial", flat=True)) == [100_001, 100_002]


def test_healing_stops_where_it_is_told_to():
    room = make_pile(2)
    MarkingTask.objects.all().delete()
    Script.objects.all().delete()
    assert queue_waiting_answers(now=LATER, limit=1) == 1
    assert live_tasks().count() == 1
    for _script in range(2):
        hand_in(make_room(), ALL_RIGHT)
    assert mark_closed_attempts(now=LATER, limit=1) == 1
    assert Result.objects.count() == 1
    assert room.registration.results.count() == 0


def test_who_still_writes_is_not_marked_anew():
    attempt = make_room().start()
    with pytest.raises(NotClosed):
        remark_attempt(attempt=attempt, now=LATER)
    assert Mark.objects.count() == 0


# Corrections


def test_a_correction_needs_the_right_a_reason_and_a_possible_key():
    room = make_room(items=WRITTEN_TYPES)
    with pytest.raises(PermissionDenied):
        propose(room, 1, "void", actor="marker")
    assert refused(RegradeRefused, lambda: propose(room, 1, "replace", "另一篇")) == [
        "这不能作为该题型的答案。可将该题作废，或给所有考生满分。"
    ]
    assert KeyCorrection.objects.count() == 0


def test_taking_a_correction_back_needs_the_right_and_a_reason():
    room = make_room()
    sat(room, {1: "b"})
    correction = put_in_force(propose(room, 1, "replace", "b"))
    back = {"correction": correction, "digest": impact_of(correction, is_revert=True).digest, "now": DAY}
    with pytest.raises(PermissionDenied):
        revert_correction(reason="更正有误", actor=make_persona("reviewer"), **back)
    reasons = refused(RegradeRefused, lambda: revert_correction(reason=" ", actor=make_persona("exam_officer"), **back))
    correction.refresh_from_db()
    assert (reasons, correction.state) == (["请说明理由：考生会看到。"], "in_force")


def test_a_worker_that_another_overtook_marks_nothing():
    room = make_room()
    sat(room, {1: "b"})
    correction = propose(room, 1, "replace", "b")
    digest = impact_of(correction).digest
    apply_correction(correction=correction, digest=digest, actor=make_persona("exam_officer"), now=DAY)
    slow = KeyCorrection.objects.get()
    while work_on_correction(correction=correction, now=DAY):
        pass
    take_back(correction)
    before = Mark.objects.count()
    regrading._regrade(slow, room.registration.pk, now=DAY)
    assert (slow.state, Mark.objects.count()) == ("applying", before)


# Appeals


def test_a_void_question_is_not_contested():
    room = make_room()
    attempt = sat(room, {1: "b"})
    put_in_force(propose(room, 4, "void"))
    appeal, reviewer = under_review(current_result(room.registration.pk))
    before = everything()
    decision = {"appeal": appeal, "reply": "理由", "actor": reviewer, "now": DAY}
    assert refused(AppealRefused, lambda: uphold_appeal(marks={(attempt.pk, 4): Fraction(1)}, **decision)) == [
        "已作废的试题不计分。"
    ]
    assert everything() == before


def test_an_appeal_is_handed_back_with_a_reason_and_decided_once_on_a_result_that_is_out():
    room = make_room()
    sat(room, {1: "b"})
    appeal, reviewer = under_review(current_result(room.registration.pk))
    Exam.objects.update(release_policy="two_persons")
    put_in_force(propose(room, 1, "full"))
    own = {"appeal": appeal, "actor": reviewer, "now": DAY}
    assert refused(
        AppealRefused, lambda: hand_back(note=" ", **own), lambda: reject_appeal(reply="评分无误。", **own)
    ) == ["请写明原因。", "新成绩尚待发布，请在发布后再作决定。"]
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reviewer) == ("under_review", reviewer)
    let_out(room)
    reject_appeal(reply="评分无误。", **own)
    assert refused(AppealRefused, lambda: reject_appeal(reply="评分有误。", **own)) == ["该申请的状态已被他人改变。"]
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reply) == ("rejected", "评分无误。")


# Rulings and releases


def test_nobody_is_ruled_on_while_they_write():
    room = make_room(attempts_allowed=2)
    sit(room, ALL_RIGHT)
    room.start()
    ruling = {"outcome": Outcome.VOID, "reason": "设备故障", "actor": officer(), "now": AFTER}
    assert refused(RulingRefused, lambda: rule_outcome(registration=room.registration, **ruling)) == ["考生还在作答。"]
    assert OutcomeRuling.objects.count() == 0


def test_what_counts_after_all_lacks_the_part_that_nobody_sat():
    room = make_room()
    add_part(room)
    sit(room, ALL_RIGHT)
    for outcome in (Outcome.VOID, Outcome.SCORED):
        rule_outcome(registration=room.registration, outcome=outcome, reason="复核", actor=officer(), now=AFTER)
    result = current_result(room.registration.pk)
    assert (result.outcome, result.passed) == ("scored", False)
    assert list(result.components.values_list("component", "score")) == [(room.component.pk, 100)]


def test_a_result_that_was_replaced_before_its_turn_is_not_moderated():
    room = make_held_room()
    result = sit(room, ALL_RIGHT)
    made = {"sitting": room.sitting, "component": room.component, "points": -10, "reason": "有歧义"}
    Moderation.objects.create(**made, actor=officer(), at=AFTER)

    def replace():
        Result.objects.filter(pk=result.pk).update(state="superseded")

    with meanwhile('FROM "marking_result" INNER JOIN', replace):
        assert work_on_moderation(sitting=room.sitting, now=AFTER) is False
    assert Result.objects.count() == 1


def test_a_moderation_that_comes_in_between_stops_the_release():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    made = {"sitting": room.sitting, "component": room.component, "points": -10, "reason": "有歧义"}
    with meanwhile("marking_resultcomponent", lambda: Moderation.objects.create(**made, actor=officer(), at=AFTER)):
        reasons = refused(ReleaseRefused, lambda: prepare(room))
    assert (reasons, Release.objects.count()) == (
        ["成绩调整仍在进行。请等全部成绩重新生成后再编制发布。"],
        0,
    )


def test_a_result_that_is_marked_anew_in_between_stops_the_release():
    room = make_held_room()
    result = sit(room, ALL_RIGHT)

    def replace():
        Result.objects.filter(pk=result.pk).update(state="superseded")

    with meanwhile('INSERT INTO "marking_release"', replace):
        reasons = refused(ReleaseRefused, lambda: prepare(room))
    assert (reasons, Release.objects.count()) == (["此刻有成绩被重新评定，请重试。"], 0)


def test_only_what_was_approved_comes_out_and_what_is_out_is_not_withdrawn():
    room = make_held_room()
    result = sit(room, ALL_RIGHT)
    release = approve_release(release=prepare(room, release_at=AFTER + timedelta(hours=1)), actor=officer(2), now=AFTER)
    Result.objects.filter(pk=result.pk).update(band="优秀")
    assert carry_out(release=release, now=AFTER + timedelta(hours=1)) == 0
    result.refresh_from_db()
    assert (result.state, result.released_at) == ("provisional", None)
    withdraw = {"release": release, "reason": "有误", "actor": officer(), "now": AFTER + timedelta(hours=2)}
    assert refused(ReleaseRefused, lambda: withdraw_release(**withdraw)) == ["本次发布已不能撤回。"]
    release.refresh_from_db()
    assert (release.state, release.withdrawn_by) == ("released", None)
