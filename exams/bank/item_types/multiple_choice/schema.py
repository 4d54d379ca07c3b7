"""Body of a multiple-choice item."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.options import Option, all_different, count_correct
from exams.bank.item_types.text import Stem

FEWEST_KEYS = 2


def _several_keys_and_a_distractor(options: tuple[Option, ...]) -> tuple[Option, ...]:
    # With no wrong option, marking everything would be the answer, and no policy could tell a guess from knowledge.
    if not FEWEST_KEYS <= count_correct(options) < len(options):
        raise PydanticCustomError("several_keys", "At least two options are marked correct and at least one is not")
    return options


class Body(ItemBody):
    """A stem and its options, several of them correct."""

    stem: Stem
    options: Annotated[
        tuple[Option, ...],
        Field(min_length=4, max_length=8),
        AfterValidator(all_different),
        AfterValidator(_several_keys_and_a_distractor),
    ]
