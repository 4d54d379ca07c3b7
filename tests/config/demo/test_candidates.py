"""The candidates of the demonstration answer whatever a paper may hold."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from config.demo.candidates import BEGUN_BEFORE, hand_in
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.base import NOTHING_DRAWN
from exams.bank.services import stored_body
from exams.papers.queries import frozen_paper
from exams.sittings.models import Attempt
from exams.sittings.queries import drawn_of
from tests.factories.bank import BODIES
from tests.factories.sittings import NOW, make_room

EVERY_TYPE = tuple((name, stored_body(name, BODIES[name]), Decimal(5)) for name in ITEM_TYPES)


def earned(attempt: Attempt, *, judged: Fraction) -> list[Fraction]:
    """Credit of every item in the paper's order; `judged` is what people give for what they mark."""
    drawn, given = drawn_of(attempt), []
    for item in frozen_paper(attempt.paper_id).items:
        kind, answer = ITEM_TYPES[item.item_type], attempt.answers[str(item.slot)]
        judgements = [judged] * len(kind.guides(item.content))
        own = drawn.get(item.slot, NOTHING_DRAWN)
        given.append(kind.judged_credit(item.content, answer, "all_or_nothing", judgements, own))
    return given


@pytest.mark.parametrize(("wrong_every", "judged", "credit"), [(100, Fraction(1), 1), (1, Fraction(0), 0)])
def test_every_type_of_item_is_answered(db, wrong_every, judged, credit):
    room = make_room(items=EVERY_TYPE, opens_at=NOW - timedelta(hours=4), minutes=180)

    attempt = hand_in(room.registration, wrong_every=wrong_every, now=NOW)
    attempt.refresh_from_db()

    assert attempt.closed_at is not None
    assert attempt.closed_at < NOW
    assert attempt.started_at == NOW - BEGUN_BEFORE + timedelta(minutes=4)
    assert earned(attempt, judged=judged) == [credit] * len(ITEM_TYPES)
