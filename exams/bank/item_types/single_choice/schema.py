"""Body of a single-choice item."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.options import Option, all_different, count_correct
from exams.bank.item_types.text import Stem


def _one_key(options: tuple[Option, ...]) -> tuple[Option, ...]:
    if count_correct(options) != 1:
        raise PydanticCustomError("one_key", "Exactly one option is marked correct")
    return options


class Body(ItemBody):
    """A stem and its options, one of them correct."""

    stem: Stem
    options: Annotated[
        tuple[Option, ...], Field(min_length=3, max_length=6), AfterValidator(all_different), AfterValidator(_one_key)
    ]
