"""A key is put right after the exam: seen before, applied by a second person, exact, whole, and taken back the same way."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, transaction

from exams.marking.models import KeyCorrection, Mark, MarkChange, MarkRecall, Result
from exams.marking.queries import waiting_slots
from exams.marking.queries.impact import impact_of
from exams.marking.services import award_marks, mark_attempt
from exams.marking.services.regrades import (
    PreviewOutdated,
    RegradeRefused,
    apply_correction,
    propose_correction,
    revert_correction,
    withdraw_correction,
    work_on_correction,
)
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import ALL_RIGHT, WRITTEN_TYPES, ExamRoom, make_registration, make_room, make_user
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

DAY = LATER + timedelta(days=1)


def another(room, name):
    """A further candidate of the room."""
    candidate = make_user(name, full_name=name)
    return ExamRoom(room.exam, room.component, room.sitting, candidate, make_registration(room.sitting, candidate))


def sat(room, answers):
    attempt = hand_in(room, answers)
    mark_attempt(attempt=attempt, now=LATER)
    return attempt


def version_at(room, slot):
    return room.component.paper.paper_items.get(slot=slot).version


def propose(room, slot, kind, *keys, sitting=None, reason="答案有误", actor="reviewer"):
    return propose_correction(
        version=version_at(room, slot),
        sitting=sitting,
        kind=kind,
        keys=keys,
        reason=reason,
        actor=make_persona(actor),
        now=DAY,
    )


def put_in_force(correction, *, actor="exam_officer"):
    apply_correction(correction=correction, digest=impact_of(correction).digest, actor=make_persona(actor), now=DAY)
    finish(correction)
    return correction


def take_back(correction):
    revert_correction(
        correction=correction,
        digest=impact_of(correction, is_revert=True).digest,
        reason="更正有误",
        actor=make_persona("exam_officer"),
        now=DAY,
    )
    finish(correction)


def finish(correction):
    while work_on_correction(correction=correction, now=DAY):
        pass


def score(room):
    result = Result.objects.exclude(state="superseded").get(registration=room.registration)
    return (result.components.get().score, result.passed)


def test_another_key_crosses_candidates_both_ways_and_keeps_the_old_result(client):
    room = make_room()
    was_right = sat(room, {1: "a", 3: False, 4: ["抱怨率"]})
    other = another(room, "欧阳·买买提")
    sat(other, {1: "b", 3: False, 4: ["抱怨率"]})
    third = another(room, "𬭎")
    sat(third, {1: "c"})
    assert [score(one) for one in (room, other, third)] == [
        (Decimal("70.00"), True),
        (Decimal("30.00"), False),
        (Decimal("0.00"), False),
    ]
    correction = propose(room, 1, "replace", "b")
    impact = impact_of(correction)
    assert (len(impact.effects), impact.passing, impact.failing) == (2, 1, 1)
    assert Mark.objects.count() == 12

    put_in_force(correction)

    assert correction.state == "in_force"
    assert [score(one) for one in (room, other, third)] == [
        (Decimal("30.00"), False),
        (Decimal("70.00"), True),
        (Decimal("0.00"), False),
    ]
    assert list(Mark.objects.filter(attempt=was_right, slot=1).values_list("round", "credit_num", "marker")) == [
        (1, 1, None),
        (2, 0, None),
    ]
    former = Result.objects.get(registration=room.registration, state="superseded")
    assert (former.components.get().score, former.successor.reason) == (Decimal("70.00"), "答案有误")
    client.force_login(room.candidate)
    assert "70.00" in client.get(f"/results/{former.pk}/").content.decode()
    assert "客户指名消费的程度" in client.get(f"/results/{former.successor.pk}/").content.decode()

    take_back(correction)
    assert correction.state == "reverted"
    assert [score(one) for one in (room, other, third)] == [
        (Decimal("70.00"), True),
        (Decimal("30.00"), False),
        (Decimal("0.00"), False),
    ]
    assert Mark.objects.filter(attempt=was_right, slot=1).count() == 3
    assert list(MarkChange.objects.filter(mark__attempt=was_right).values_list("is_revert", flat=True)) == [False, True]


def test_a_void_item_leaves_numerator_and_denominator_exactly():
    room = make_room()
    sat(room, {1: "b", 2: ["a", "b", "d"], 3: True})
    assert score(room) == (Decimal("30.00"), False)
    correction = put_in_force(propose(room, 1, "void"))
    # 30 of 60.
    assert score(room) == (Decimal("50.00"), False)
    assert list(Mark.objects.filter(slot=1, round=2).values_list("credit_num", "marks")) == [(0, Decimal("0.00"))]
    component = Result.objects.exclude(state="superseded").get().components.get()
    assert sum(Fraction(line["possible"]) for line in component.breakdown) == 60
    take_back(correction)
    assert score(room) == (Decimal("30.00"), False)


def test_full_marks_go_to_everybody_also_to_who_left_it_blank():
    room = make_room()
    sat(room, {})
    put_in_force(propose(room, 1, "full"))
    assert score(room) == (Decimal("40.00"), False)


def test_a_further_answer_takes_nothing_from_anybody():
    room = make_room()
    sat(room, {1: "a"})
    other = another(room, "乙")
    sat(other, {1: "b"})
    correction = propose(room, 1, "also", "b")
    assert len(impact_of(correction).effects) == 1
    put_in_force(correction)
    assert [score(room)[0], score(other)[0]] == [Decimal("40.00"), Decimal("40.00")]


def test_later_marking_follows_what_is_in_force_and_not_what_was_taken_back():
    room = make_room()
    correction = put_in_force(propose(room, 1, "replace", "b"))
    sat(room, {1: "b"})
    assert score(room)[0] == Decimal("40.00")
    assert MarkChange.objects.count() == 0
    take_back(correction)
    assert score(room)[0] == Decimal("0.00")
    later = another(room, "后来")
    sat(later, {1: "b"})
    assert score(later)[0] == Decimal("0.00")


def test_a_correction_in_one_sitting_leaves_the_others_alone():
    room = make_room()
    sat(room, {1: "b"})
    elsewhere = make_room()
    elsewhere.component.paper = room.component.paper
    elsewhere.component.save()
    sat(elsewhere, {1: "b"})
    put_in_force(propose(room, 1, "full", sitting=room.sitting))
    assert [score(room)[0], score(elsewhere)[0]] == [Decimal("40.00"), Decimal("0.00")]
    with pytest.raises(RegradeRefused):
        propose(room, 1, "void")
    put_in_force(propose(room, 1, "void", sitting=elsewhere.sitting))
    late = another(elsewhere, "晚")
    sat(late, {2: ["a", "b", "d"]})
    assert score(late)[0] == Decimal("50.00")


def test_two_persons_and_the_present_preview():
    room = make_room()
    sat(room, {1: "b"})
    correction = propose(room, 1, "replace", "b")
    seen = impact_of(correction).digest
    with pytest.raises(PermissionDenied):
        apply_correction(correction=correction, digest=seen, actor=make_persona("reviewer"), now=DAY)
    officer = make_persona("exam_officer")
    with pytest.raises(PreviewOutdated):
        apply_correction(correction=correction, digest="0" * 64, actor=officer, now=DAY)
    sat(another(room, "又一人"), {1: "b"})
    with pytest.raises(PreviewOutdated):
        apply_correction(correction=correction, digest=seen, actor=officer, now=DAY)
    correction.refresh_from_db()
    assert (correction.state, Mark.objects.filter(round=2).count()) == ("proposed", 0)
    both = make_persona("superuser")
    own = propose(room, 2, "void", actor="superuser")
    with pytest.raises(RegradeRefused):
        apply_correction(correction=own, digest=impact_of(own).digest, actor=both, now=DAY)
    withdraw_correction(correction=own, reason="不需要", actor=both, now=DAY)
    assert own.state == "withdrawn"
    with pytest.raises(RegradeRefused):
        withdraw_correction(correction=own, reason="不需要", actor=both, now=DAY)


@pytest.mark.parametrize(
    ("slot", "kind", "keys", "reason"),
    [
        (1, "replace", ["a"], "错"),
        (1, "replace", [], "错"),
        (1, "also", [None], "错"),
        (1, "void", [], "  "),
    ],
)
def test_what_cannot_be_proposed(slot, kind, keys, reason):
    with pytest.raises(RegradeRefused):
        propose(make_room(), slot, kind, *keys, reason=reason)
    assert KeyCorrection.objects.count() == 0


def test_the_last_item_that_counts_cannot_be_made_void():
    room = make_room(items=WRITTEN_TYPES[3:])
    sat(room, {1: False})
    with pytest.raises(RegradeRefused):
        put_in_force(propose(room, 1, "void"))
    assert score(room)[0] == Decimal("100.00")


def test_a_question_that_people_mark_waits_again_once_its_correction_is_taken_back():
    room = make_room(items=WRITTEN_TYPES)
    attempt = sat(room, WRITTEN)
    marker = make_persona("marker")
    for slot in (2, 3):
        award_marks(attempt=attempt, slot=slot, credit=Fraction(1, 2), marker=marker, now=LATER)
    assert waiting_slots(attempt) == [1]
    correction = put_in_force(propose(room, 1, "void"))
    # 10 + 15 + 10 of 60.
    assert (waiting_slots(attempt), score(room)[0]) == ([], Decimal("58.33"))
    assert impact_of(correction, is_revert=True).waiting == 1
    take_back(correction)
    assert (waiting_slots(attempt), MarkRecall.objects.get().reason) == ([1], "更正有误")
    assert score(room)[0] == Decimal("58.33")
    award_marks(attempt=attempt, slot=1, credit=Fraction(1), marker=marker, now=DAY)
    assert score(room)[0] == Decimal("75.00")


def test_a_persons_mark_comes_back():
    room = make_room(items=WRITTEN_TYPES)
    attempt = sat(room, WRITTEN)
    for slot in (1, 2, 3):
        award_marks(attempt=attempt, slot=slot, credit=Fraction(1, 3), marker=make_persona("marker"), now=LATER)
    before = score(room)
    correction = put_in_force(propose(room, 1, "full"))
    assert score(room)[0] == before[0].quantize(Decimal("0.01")) + Decimal("26.67")
    take_back(correction)
    assert score(room) == before


def test_the_best_attempt_counts_as_it_is_marked_now():
    room = make_room(attempts_allowed=2)
    sat(room, {1: "a"})
    second = hand_in(room, {1: "b", 3: False}, now=LATER + timedelta(minutes=1))
    mark_attempt(attempt=second, now=LATER + timedelta(minutes=5))
    assert score(room)[0] == Decimal("40.00")
    correction = propose(room, 1, "replace", "b")
    (effect,) = impact_of(correction).effects
    assert [(one.before, one.after) for one in effect.shifts] == [(Decimal("40.00"), Decimal("50.00"))]
    put_in_force(correction)
    assert score(room)[0] == Decimal("50.00")
    assert Result.objects.filter(registration=room.registration).count() == 3


def test_broken_off_anywhere_the_work_goes_on_and_nobody_is_done_by_half(monkeypatch):
    room = make_room()
    rooms = [room, *(another(room, f"考生{number}") for number in range(4))]
    for one in rooms:
        sat(one, {1: "b"})
    correction = propose(room, 1, "replace", "b")
    apply_correction(
        correction=correction,
        digest=impact_of(correction).digest,
        actor=make_persona("exam_officer"),
        now=DAY,
    )
    assert work_on_correction(correction=correction, now=DAY, limit=2) is True
    create = MarkChange.objects.create
    monkeypatch.setattr(MarkChange.objects, "create", lambda **_fields: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        work_on_correction(correction=correction, now=DAY, limit=2)
    monkeypatch.setattr(MarkChange.objects, "create", create)
    assert [score(one)[0] for one in rooms] == [Decimal("40.00")] * 2 + [Decimal("0.00")] * 3
    call_command("work_on_corrections")
    assert [score(one)[0] for one in rooms] == [Decimal("40.00")] * 5
    correction.refresh_from_db()
    assert (correction.state, MarkChange.objects.count()) == ("in_force", 5)
    assert work_on_correction(correction=correction, now=DAY) is False
    assert Result.objects.count() == 10


def test_what_was_marked_in_between_is_found_at_the_end():
    """A transaction that began before the correction was applied ends after the work has passed by."""
    room = make_room()
    correction = propose(room, 1, "replace", "b")
    late = hand_in(room, {1: "b"})
    mark_attempt(attempt=late, now=LATER)
    KeyCorrection.objects.filter(pk=correction.pk).update(
        state="applying",
        applied_by=make_persona("exam_officer"),
        applied_at=DAY,
        digest="0" * 64,
        progress=room.registration.pk,
    )
    finish(correction)
    assert (correction.state, score(room)[0]) == ("in_force", Decimal("40.00"))


@pytest.mark.parametrize("fields", [{"kind": "void", "keys": []}, {"reason": "x"}, {"state": "in_force"}])
def test_the_database_keeps_what_was_proposed(fields):
    correction = propose(make_room(), 1, "replace", "b")
    with pytest.raises(DatabaseError), transaction.atomic():
        KeyCorrection.objects.filter(pk=correction.pk).update(**fields)


def test_types_know_the_body_with_another_key():
    room = make_room()
    sat(room, {2: ["a", "b"], 3: True, 4: ["怨言率"]})
    put_in_force(propose(room, 2, "also", ["a", "b"]))
    put_in_force(propose(room, 3, "replace", True))
    put_in_force(propose(room, 4, "also", ["怨言率"]))
    assert score(room)[0] == Decimal("60.00")
    assert ALL_RIGHT[4] == ["抱怨率"]
    other = another(room, "丙")
    sat(other, ALL_RIGHT)
    assert score(other)[0] == Decimal("90.00")
