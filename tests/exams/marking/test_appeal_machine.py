"""Whatever is tried with a case in whatever order: marks and results change by `upheld`, and by nothing else."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.marking.models import OPEN_APPEALS, Appeal, AppealState, Mark, Result, ResultComponent
from exams.marking.queries import current_result
from exams.marking.queries.appeals import Terms
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
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.accounts import UserFactory
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db(transaction=False)

ACTS = ("file", "fee", "take", "hand_back", "withdraw", "reject", "uphold")
PEOPLE = ("candidate", "officer", "marker", "second", "third", "stranger")
CREDITS = (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1), Fraction(2))
# From a state to the states that one act can lead to.
STEPS = {
    None: {"filed", "fee_due"},
    "fee_due": {"filed", "withdrawn"},
    "filed": {"under_review", "withdrawn"},
    "under_review": {"filed", "upheld", "rejected", "withdrawn"},
    "withdrawn": {"filed", "fee_due"},
    "upheld": set(),
    "rejected": set(),
}
STEP = st.tuples(
    st.sampled_from(ACTS), st.sampled_from(PEOPLE), st.sampled_from(["", "理由"]), st.sampled_from(CREDITS)
)


def history():
    return (
        list(Mark.objects.order_by("pk").values_list()),
        list(Result.objects.order_by("pk").values_list("pk", "passed", "created_at", "released_at", "reason")),
        list(ResultComponent.objects.order_by("pk").values_list()),
    )


def newest():
    return Appeal.objects.order_by("-pk").first()


def act(name, actor, words, credit, *, result, now):
    """Try it; whether it was refused."""
    case = newest()
    said = {"appeal": case, "actor": actor, "now": now}
    slot = (result.components.get().attempt_id, 1)
    calls = {
        "file": lambda: file_appeal(result=result, reason=words, actor=actor, now=now),
        "fee": lambda: settle_fee(note=words, **said),
        "take": lambda: take_appeal(**said),
        "hand_back": lambda: hand_back(note=words, **said),
        "withdraw": lambda: withdraw_appeal(**said),
        "reject": lambda: reject_appeal(reply=words, **said),
        "uphold": lambda: uphold_appeal(reply=words, marks={slot: credit}, **said),
    }
    if case is None and name != "file":
        return True
    try:
        calls[name]()
    except (AppealRefused, PermissionDenied):
        return True
    return False


@pytest.mark.parametrize("fee", [Decimal(0), Decimal(50)])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=24))
def test_only_an_upheld_appeal_touches_marks(world, fee, steps):
    people, result = world
    with transaction.atomic():
        set_appeal_terms(exam=result.registration.sitting.exam, terms=Terms(15, fee, 15), actor=people["officer"])
        _walk(people, result, steps)
        transaction.set_rollback(True)


@pytest.fixture
def world():
    room = make_room(items=WRITTEN_TYPES)
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    people = {
        "candidate": room.candidate,
        "officer": make_persona("exam_officer"),
        "marker": make_persona("marker"),
        "second": UserFactory(username="second", roles=["marker"]),
        "third": UserFactory(username="third", roles=["marker"]),
        "stranger": make_persona("stranger"),
    }
    for slot in (1, 2, 3):
        award_marks(attempt=attempt, slot=slot, credit=Fraction(1, 3), marker=people["marker"], now=LATER)
    return people, Result.objects.get()


def _walk(people, result, steps):
    for number, (name, who, words, credit) in enumerate(steps, start=1):
        case, marks = newest(), history()
        before = case and case.state
        refused = act(name, people[who], words, credit, result=result, now=LATER + timedelta(minutes=number))
        now = newest()
        if refused:
            assert ((now and now.pk), (now and now.state)) == ((case and case.pk), before)
        else:
            assert now.state in STEPS[before]
        if now is None or (now.state, before) == ("upheld", "upheld") or now.state != AppealState.UPHELD:
            assert history() == marks
            continue
        _check_upheld(now, before, marks, credit)
    assert Appeal.objects.filter(state__in=OPEN_APPEALS).count() <= 1


def _check_upheld(case, before, former, credit):
    marks, results, components = history()
    assert before == "under_review"
    # What was there is there as it was; one mark and one result more.
    assert marks[: len(former[0])] == former[0]
    assert components[: len(former[2])] == former[2]
    assert (len(marks), len(results)) == (len(former[0]) + 1, len(former[1]) + 1)
    last = Mark.objects.latest("pk")
    assert (last.slot, last.round, Fraction(last.credit_num, last.credit_den)) == (1, 2, credit)
    assert last.marker_id == case.reviewer_id
    assert case.reviewer.username in {"second", "third"}
    assert current_result(case.registration_id).pk == case.outcome_id
