"""An appeal as a case: who may do what when, and that only one decision touches marks and results."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.models import Notice
from exams.marking.models import Appeal, AppealEvent, Mark, MarkChange, MarkingScheme, MarkingTask, Result, Way
from exams.marking.queries import breakdown, current_result, lessons_of
from exams.marking.queries.appeals import Terms, appeals_for_listing, overdue_appeals, reviewable_by
from exams.marking.services import award_marks, mark_attempt
from exams.marking.services.appeals import (
    AppealRefused,
    file_appeal,
    hand_back,
    reject_appeal,
    set_appeal_terms,
    settle_fee,
    take_appeal,
    uphold_appeal,
    withdraw_appeal,
)
from exams.sittings.interchange.sources import archive_sources
from tests.exams.marking.desk_world import make_pile, take_and_judge
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_regrades import propose, put_in_force, take_back
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.accounts import UserFactory
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

DAY = LATER + timedelta(days=1)


def second_marker(name="second-marker"):
    return UserFactory(username=name, roles=["marker"])


@pytest.fixture
def room():
    return make_room(items=WRITTEN_TYPES)


@pytest.fixture
def result(room):
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    for slot in (1, 2, 3):
        award_marks(attempt=attempt, slot=slot, credit=Fraction(1, 3), marker=make_persona("marker"), now=LATER)
    return Result.objects.get()


def file(result, *, now=DAY, actor=None, reason="第一题漏判。"):
    return file_appeal(result=result, reason=reason, actor=actor or result.registration.candidate, now=now)


def under_review(result):
    appeal = file(result)
    reviewer = second_marker()
    take_appeal(appeal=appeal, actor=reviewer, now=DAY)
    return appeal, reviewer


def attempt_of(result):
    return result.components.get().attempt


def everything():
    """All that an appeal might corrupt."""
    return (
        list(Mark.objects.order_by("pk").values_list()),
        list(Result.objects.order_by("pk").values_list()),
        MarkChange.objects.count(),
    )


def test_upheld_gives_a_later_round_and_the_result_that_follows(result):
    appeal, reviewer = under_review(result)
    attempt = attempt_of(result)
    assert result.components.get().score == Decimal("40.00")

    uphold_appeal(
        appeal=appeal, marks={(attempt.pk, 1): Fraction(1)}, reply="第一题要点齐全。", actor=reviewer, now=DAY
    )

    fresh = current_result(result.registration_id)
    assert (appeal.state, appeal.outcome, fresh.supersedes) == ("upheld", fresh, result)
    # 26 2/3 more.
    assert (fresh.components.get().score, fresh.reason) == (Decimal("66.67"), "复核申请成立，有关答案已重新评分。")
    rounds = list(Mark.objects.filter(slot=1).values_list("round", "credit_num", "credit_den", "marker__username"))
    assert rounds == [(1, 1, 3, "marker"), (2, 1, 1, "second-marker")]
    assert [event.kind for event in appeal.events.all()] == ["filed", "taken", "upheld"]
    (notice,) = Notice.objects.filter(recipient=result.registration.candidate, kind="appeal")
    assert (notice.subject, notice.text) == (
        "您的成绩复核已有答复：客户服务改进 理论考试",
        "复核答复及理由见下面的页面。",
    )
    assert notice.url == f"/results/{result.pk}/appeal/"


def missed(result):
    part = result.components.get()
    return [(one.number, one.earned) for one in lessons_of(part, breakdown(part))]


def test_a_result_goes_on_telling_the_marks_that_it_was_made_of(result):
    """Another mark belongs to the result that follows, which may be held for two persons."""
    appeal, reviewer = under_review(result)
    before = missed(result)
    marks = {(attempt_of(result).pk, 1): Fraction(1)}
    uphold_appeal(appeal=appeal, marks=marks, reply="第一题要点齐全。", actor=reviewer, now=DAY)
    assert missed(result) == before
    # Slot 1, a third of forty, misses nothing any more.
    assert missed(current_result(result.registration_id)) == [one for one in before if one[1] != Fraction(40, 3)]
    assert len(before) == 3


def test_none_of_the_two_markers_and_the_third_is_the_second_person():
    room = make_pile()
    MarkingScheme.objects.create(component=room.component, is_double=True)
    MarkingTask.objects.filter(component=room.component).update(wanted=2)
    markers = [second_marker(name) for name in ("甲", "乙", "丙")]
    for marker, place in zip(markers[:2], (0, 9), strict=True):
        take_and_judge(marker, room, place)
    take_and_judge(markers[2], room, way=Way.ADJUDICATE)
    appeal, before = file(Result.objects.get()), everything()
    for marker in markers:
        with pytest.raises(PermissionDenied):
            take_appeal(appeal=appeal, actor=marker, now=DAY)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.reviewer, everything()) == ("filed", None, before)
    assert take_appeal(appeal=appeal, actor=second_marker(), now=DAY).state == "under_review"


def test_rejected_changes_nothing_but_the_case(result):
    appeal, reviewer = under_review(result)
    before = everything()
    reject_appeal(appeal=appeal, reply="评分无误。", actor=reviewer, now=DAY)
    assert (appeal.state, appeal.reply, appeal.outcome, everything()) == ("rejected", "评分无误。", None, before)
    with pytest.raises(AppealRefused):
        file(result, now=DAY)


@pytest.mark.parametrize(
    "marks",
    [
        {},
        {1: Fraction(1, 3)},
        {1: Fraction(0)},
        {1: Fraction(4, 3)},
        {9: Fraction(1)},
        {1: Fraction(1, 2), 2: Fraction(0), 3: Fraction(0)},
    ],
)
def test_what_cannot_be_upheld_changes_nothing(result, marks):
    appeal, reviewer = under_review(result)
    before, attempt = everything(), attempt_of(result)
    with pytest.raises(AppealRefused):
        uphold_appeal(
            appeal=appeal,
            marks={(attempt.pk, slot): credit for slot, credit in marks.items()},
            reply="理由",
            actor=reviewer,
            now=DAY,
        )
    appeal.refresh_from_db()
    assert (appeal.state, everything()) == ("under_review", before)


def test_another_persons_script_cannot_be_marked_by_it(result):
    appeal, reviewer = under_review(result)
    other = hand_in(make_room(), {1: "a"})
    mark_attempt(attempt=other, now=LATER)
    before = everything()
    with pytest.raises(AppealRefused):
        uphold_appeal(appeal=appeal, marks={(other.pk, 2): Fraction(1)}, reply="理由", actor=reviewer, now=DAY)
    assert everything() == before


def test_only_the_candidate_files_once_within_the_window(result):
    with pytest.raises(PermissionDenied):
        file(result, actor=make_persona("stranger"))
    with pytest.raises(AppealRefused):
        file(result, reason="  ")
    with pytest.raises(AppealRefused):
        file(result, now=result.released_at + timedelta(days=15, seconds=1))
    assert Appeal.objects.count() == 0
    appeal = file(result, now=result.released_at + timedelta(days=15))
    assert (appeal.state, appeal.due_at) == ("filed", result.released_at + timedelta(days=30))
    with pytest.raises(AppealRefused):
        file(result)
    withdraw_appeal(appeal=appeal, actor=result.registration.candidate, now=DAY)
    assert file(result).state == "filed"


def test_a_fee_is_noted_by_an_officer_before_the_review(room, result):
    officer = make_persona("exam_officer")
    set_appeal_terms(exam=room.exam, terms=Terms(10, Decimal("50.00"), 5), actor=officer)
    appeal = file(result)
    assert (appeal.state, appeal.fee, appeal.due_at) == ("fee_due", Decimal("50.00"), DAY + timedelta(days=5))
    with pytest.raises(AppealRefused):
        take_appeal(appeal=appeal, actor=second_marker(), now=DAY)
    with pytest.raises(PermissionDenied):
        settle_fee(appeal=appeal, note="收据 17", actor=result.registration.candidate, now=DAY)
    with pytest.raises(AppealRefused):
        settle_fee(appeal=appeal, note=" ", actor=officer, now=DAY)
    settle_fee(appeal=appeal, note="收据 17", actor=officer, now=DAY)
    assert (appeal.state, AppealEvent.objects.latest("pk").note) == ("filed", "收据 17")
    with pytest.raises(PermissionDenied):
        set_appeal_terms(exam=room.exam, terms=Terms(0, Decimal(0), 5), actor=make_persona("marker"))


def test_no_window_no_appeal(room, result):
    set_appeal_terms(exam=room.exam, terms=Terms(0, Decimal(0), 5), actor=make_persona("exam_officer"))
    with pytest.raises(AppealRefused):
        file(result)


def test_the_reviewer_is_a_second_person(result):
    appeal = file(result)
    for nobody in (make_persona("marker"), make_persona("exam_officer"), result.registration.candidate):
        with pytest.raises(PermissionDenied):
            take_appeal(appeal=appeal, actor=nobody, now=DAY)
    reviewer, other = second_marker(), second_marker("third-marker")
    take_appeal(appeal=appeal, actor=reviewer, now=DAY)
    with pytest.raises(AppealRefused):
        take_appeal(appeal=appeal, actor=other, now=DAY)
    with pytest.raises(AppealRefused):
        reject_appeal(appeal=appeal, reply="不同意", actor=other, now=DAY)
    with pytest.raises(AppealRefused):
        reject_appeal(appeal=appeal, reply=" ", actor=reviewer, now=DAY)
    with pytest.raises(PermissionDenied):
        hand_back(appeal=appeal, note="忙", actor=other, now=DAY)
    hand_back(appeal=appeal, note="与考生相识", actor=reviewer, now=DAY)
    assert (appeal.state, appeal.reviewer) == ("filed", None)
    take_appeal(appeal=appeal, actor=other, now=DAY)
    reject_appeal(appeal=appeal, reply="无误", actor=other, now=DAY)
    assert reviewable_by(other).filter(pk=appeal.pk).exists()
    assert not reviewable_by(make_persona("marker")).filter(pk=appeal.pk).exists()


def test_whoever_decided_before_decides_no_further_appeal_of_the_candidate(room, result):
    appeal, reviewer = under_review(result)
    reject_appeal(appeal=appeal, reply="无误", actor=reviewer, now=DAY)
    correction = put_in_force(propose(room, 4, "full"))
    assert correction.changes.count() == 0
    put_in_force(propose(room, 1, "full"))
    again = file(current_result(result.registration_id), now=DAY)
    with pytest.raises(PermissionDenied):
        take_appeal(appeal=again, actor=reviewer, now=DAY)
    take_appeal(appeal=again, actor=second_marker("fourth-marker"), now=DAY)


def test_what_came_of_an_appeal_is_not_contested_again(result):
    appeal, reviewer = under_review(result)
    uphold_appeal(appeal=appeal, marks={(attempt_of(result).pk, 1): Fraction(1)}, reply="成立", actor=reviewer, now=DAY)
    with pytest.raises(AppealRefused):
        file(appeal.outcome)


def test_a_mark_that_an_appeal_gave_outlives_a_key_correction_and_its_end(django_capture_on_commit_callbacks):
    room = make_room()
    attempt = hand_in(room, {4: ["怨言率"]})
    result = mark_attempt(attempt=attempt, now=LATER)
    appeal, reviewer = under_review(result)
    uphold_appeal(appeal=appeal, marks={(attempt.pk, 4): Fraction(1, 2)}, reply="部分成立", actor=reviewer, now=DAY)
    standing = current_result(room.registration.pk).components.get()
    assert standing.score == Decimal("10.00")
    correction = put_in_force(propose(room, 4, "replace", ["牢骚率"]))
    assert correction.changes.count() == 0
    take_back(correction)
    correction = put_in_force(propose(room, 4, "full"))
    assert current_result(room.registration.pk).components.get().score == Decimal("20.00")
    take_back(correction)
    assert current_result(room.registration.pk).components.get().score == Decimal("10.00")


def test_the_watch_list_names_what_is_overdue(result):
    appeal, _reviewer = under_review(result)
    assert not overdue_appeals(now=appeal.due_at).exists()
    late = appeal.due_at + timedelta(seconds=1)
    assert overdue_appeals(now=late).get() == appeal
    assert appeals_for_listing(now=late).get().is_overdue is True
    withdraw_appeal(appeal=appeal, actor=result.registration.candidate, now=late)
    assert not overdue_appeals(now=late).exists()
    assert appeals_for_listing(now=late).get().is_overdue is False


@pytest.mark.parametrize(
    "fields", [{"reason": "x"}, {"state": "upheld"}, {"state": "filed", "reviewer": None}, {"due_at": DAY}]
)
def test_the_database_keeps_the_case(result, fields):
    appeal, reviewer = under_review(result)
    reject_appeal(appeal=appeal, reply="无误", actor=reviewer, now=DAY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(**fields)
    with pytest.raises(DatabaseError), transaction.atomic():
        AppealEvent.objects.update(note="x")


def test_the_archive_holds_appeals_and_judgements(room, result):
    appeal = file(result)
    reviewer = second_marker()
    take_appeal(appeal=appeal, actor=reviewer, now=DAY)
    attempt = room.registration.attempts.get()
    uphold_appeal(appeal=appeal, marks={(attempt.pk, 1): Fraction(1)}, reply="漏判属实。", actor=reviewer, now=DAY)
    (record,) = dict(archive_sources())["appeals"](room.sitting)
    assert (record["registration"], record["state"], record["reply"]) == (
        room.registration.number,
        "upheld",
        "漏判属实。",
    )
    assert [step["kind"] for step in record["events"]] == ["filed", "taken", "upheld"]
    assert [step["actor__username"] for step in record["events"]] == [room.candidate.username, *["second-marker"] * 2]
    assert record["marks"] == [{"mark__attempt_id": attempt.pk, "mark__slot": 1, "mark__round": 2}]
    assert dict(archive_sources())["judgements"](room.sitting) == []
