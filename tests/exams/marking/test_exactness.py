"""Every score can be computed again from the log, the versions and the marks, whatever exam chance makes."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from exams.bank.services import stored_body
from exams.marking.models import Result
from exams.marking.queries import current_result
from exams.marking.services import award_marks, mark_attempt, moderate
from exams.papers.queries import forget_all_papers
from exams.sittings.models import ComponentKind, ExamComponent
from tests.exams.marking.held import AFTER, officer, room_for
from tests.exams.marking.recompute import half_up, passes, score_of
from tests.exams.marking.test_regrades import propose, put_in_force
from tests.exams.marking.test_services import hand_in
from tests.factories.bank import BODIES, KEYS
from tests.factories.sittings import FILL_IN, MULTIPLE, NOW, SINGLE, TRUE_FALSE, make_paper, make_room
from tests.personas import make_persona

# So few numbers that chance meets the key of one's own.
FEW = [
    {"name": "asked", "from": "200", "to": "210", "step": "10"},
    {"name": "praised", "from": "90", "to": "92", "step": "2"},
]
WRITTEN = ("short_answer", "essay", "case", "scheme", "in_basket")
KINDS = {
    "single_choice": SINGLE,
    "multiple_choice": MULTIPLE,
    "true_false": TRUE_FALSE,
    "fill_in": FILL_IN,
    **{
        kind: stored_body(kind, BODIES[kind])
        for kind in ("numeric", "ordering", "matching", "classification", *WRITTEN)
    },
    "calculation": stored_body("calculation", {**BODIES["calculation"], "parameters": FEW}),
}
ANSWERS = {
    "single_choice": st.sampled_from("abcd"),
    "multiple_choice": st.lists(st.sampled_from("abcd"), min_size=1, unique=True).map(sorted),
    "true_false": st.booleans(),
    "fill_in": st.sampled_from([["抱怨率"], ["满意度"]]),
    "numeric": st.sampled_from(["62.5", "62.6%", "62.61", "62.4 %", "0"]),
    "calculation": st.sampled_from(["45.0", "46%", "42.9", "42.85", "43.8", "1"]),
    "ordering": st.permutations("abcd"),
    "matching": st.lists(st.sampled_from(["a", "b", "c", "d", ""]), min_size=3, max_size=3).filter(any),
    "classification": st.lists(st.sampled_from(["a", "b", ""]), min_size=4, max_size=4).filter(any),
    **{kind: st.just(KEYS[kind]) for kind in WRITTEN},
}
sixths = st.integers(0, 6).map(lambda part: Fraction(part, 6))
marks = st.integers(1, 9999).map(lambda cents: Decimal(cents) / 100)
hundred = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def papers(draw, *, first=None):
    """Items with marks, an answer or none to each, and what a person gives for each that is written."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=5))
    if first:
        kinds[0] = first
    items = tuple((kind, KINDS[kind], draw(marks)) for kind in kinds)
    answers = {}
    for slot, kind in enumerate(kinds, 1):
        answer = draw(st.none() | ANSWERS[kind])
        if answer is not None:
            answers[slot] = answer
    written = {slot: draw(sixths) for slot in answers if kinds[slot - 1] in WRITTEN}
    return items, answers, written


@st.composite
def exams(draw, correction):
    """Papers of one to three parts; where a key is put right, the first question has one, and an answer that meets it."""
    theory = draw(papers(first="single_choice" if correction[1] else None))
    if correction[1]:
        theory[1][1] = draw(st.sampled_from("abc"))
    return [theory, *draw(st.lists(papers(), max_size=2))]


def exam_of(parts, policy, rules, total):
    """A room and its exam's components, one for each paper."""
    room = make_room(
        items=parts[0][0],
        policy=policy,
        release_policy="two_persons",
        compensates=total is not None,
        total_pass_mark=total if total is not None else Decimal(60),
    )
    components = [room.component]
    for kind, (items, _answers, _written) in zip((ComponentKind.SKILLS, ComponentKind.REVIEW), parts[1:], strict=False):
        paper = make_paper(items=items, policy=policy)
        components.append(ExamComponent.objects.create(exam=room.exam, kind=kind, paper=paper, minutes=30))
    for component, (pass_mark, weight, minimum) in zip(components, rules, strict=False):
        component.pass_mark, component.weight, component.minimum = pass_mark, weight, minimum
        component.save()
    return room, components


@pytest.mark.django_db
@pytest.mark.parametrize(
    "correction", [("", ()), ("void", ()), ("full", ()), ("replace", ("b",)), ("also", ("b",))], ids=lambda one: one[0]
)
@settings(max_examples=9, deadline=None)
@given(
    data=st.data(),
    policy=st.sampled_from(["all_or_nothing", "missing_tolerated"]),
    rules=st.lists(st.tuples(hundred, marks, hundred), min_size=3, max_size=3),
    total=st.none() | hundred,
    points=st.sampled_from(["0", "3.33", "-12.5", "100"]).map(Decimal),
)
def test_result_is_what_an_independent_computation_makes_of_log_versions_and_marks(
    *, correction, data, policy, rules, total, points
):
    parts = data.draw(exams(correction))
    with transaction.atomic():
        # The examples before had papers of the same ids.
        forget_all_papers()
        room, components = exam_of(parts, policy, rules, total)
        for hour, (component, (_items, answers, written)) in enumerate(zip(components, parts, strict=True)):
            seat = room_for(room.registration, room, component)
            attempt = hand_in(seat, answers, now=NOW + timedelta(hours=2 * hour))
            mark_attempt(attempt=attempt, now=AFTER)
            for slot, credit in written.items():
                award_marks(attempt=attempt, slot=slot, credit=credit, marker=make_persona("marker"), now=AFTER)
        if points:
            moderate(
                sitting=room.sitting, component=room.component, points=points, reason="审议", actor=officer(), now=AFTER
            )

        # The last question that counts is never made void.
        kind, keys = correction
        if keys or (kind and len(parts[0][0]) > 1):
            put_in_force(propose(room, 1, kind, *keys))
        result = current_result(room.registration.pk)
        told = {one.component_id: one for one in result.components.select_related("attempt__paper")}
        again = {
            pk: score_of(one.attempt, moderated=points if pk == room.component.pk else Decimal(0))
            for pk, one in told.items()
        }
        assert {pk: one.score for pk, one in told.items()} == {pk: half_up(exact) for pk, exact in again.items()}
        passed = {one.pk: again[one.pk] >= Fraction(str(one.pass_mark)) for one in components}
        assert {pk: one.passed for pk, one in told.items()} == passed
        rows = [(again[one.pk], one.pass_mark, one.weight, one.minimum) for one in components]
        verdict, told_total = passes(rows, len(components), total)
        assert (result.passed, result.total) == (verdict, told_total and half_up(told_total))
        assert Result.objects.exclude(state="superseded").count() == 1
        transaction.set_rollback(True)
