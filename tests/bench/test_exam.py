"""The bench's candidates know what every answer is worth before they give it."""

from decimal import Decimal
from fractions import Fraction

import pytest

from bench.exam import answers
from exams.bank.item_types import ITEM_TYPES
from exams.bank.services import stored_body
from exams.papers.queries import FrozenItem
from tests.factories.bank import BODIES

# People mark these, or the numbers are each candidate's own.
UNKNOWN = {"calculation", "short_answer", "essay", "scheme", "in_basket", "case"}


def frozen(name: str) -> FrozenItem:
    return FrozenItem(
        slot=1, marks=Decimal(1), item_type=name, body=stored_body(name, BODIES[name]), version_id=1, point_id=1
    )


@pytest.mark.parametrize("name", [name for name in ITEM_TYPES if name not in UNKNOWN])
def test_a_right_and_a_wrong_answer_to_every_type_that_the_machine_marks(name):
    item = frozen(name)
    found = answers(item, "right_minus_wrong")

    credit = [ITEM_TYPES[name].credit(item.content, found[one], "right_minus_wrong") for one in ("right", "wrong")]
    assert credit == [Fraction(1), Fraction(0)]


@pytest.mark.parametrize("name", sorted(UNKNOWN))
def test_no_bench_is_held_on_what_it_could_not_check(name):
    with pytest.raises(ValueError, match="slot 1"):
        answers(frozen(name), "all_or_nothing")
