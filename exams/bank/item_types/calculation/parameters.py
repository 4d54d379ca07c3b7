"""The parameters of a calculation: the numbers that each candidate may be given, and their draw."""

import keyword
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from random import Random
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.calculation.expression import FUNCTIONS
from exams.bank.item_types.quantities import Number

_NAME = re.compile(r"[a-z][a-z0-9_]{0,15}")
FEWEST_VALUES = 2
MOST_VALUES = 10_000
SAMPLES = 60
DRAWS = 100

Numbers = dict[str, Fraction]


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or keyword.iskeyword(text) or text in FUNCTIONS:
        raise PydanticCustomError(
            "parameter_name",
            "A parameter's name has small letters, digits and _, such as rate, and is no word of Python",
        )
    return text


class Parameter(BaseModel):
    """A number that is drawn for each candidate: from `from` in steps up to `to`."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    name: Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_name)]
    first: Annotated[Number, Field(alias="from")]
    last: Annotated[Number, Field(alias="to")]
    step: Number

    @model_validator(mode="after")
    def _has_values(self) -> "Parameter":
        if Fraction(self.step) <= 0 or not FEWEST_VALUES <= self.count <= MOST_VALUES:
            raise PydanticCustomError(
                "parameter_range",
                "From “from” to “to” the steps must give between {least} and {most} values",
                {"least": FEWEST_VALUES, "most": MOST_VALUES},
            )
        return self

    @property
    def count(self) -> int:
        """How many values there are."""
        return (Fraction(self.last) - Fraction(self.first)) // Fraction(self.step) + 1

    def value(self, place: int) -> Fraction:
        """The value at a place, counted from 0."""
        return Fraction(self.first) + place * Fraction(self.step)


def corners(parameters: Sequence[Parameter]) -> Iterator[Numbers]:
    """Every combination of lowest and highest values, the lowest of all first."""
    ends = [(one.value(0), one.value(one.count - 1)) for one in parameters]
    for values in product(*ends):
        yield dict(zip((one.name for one in parameters), values, strict=True))


def draws(parameters: Sequence[Parameter], seed: int, count: int) -> Iterator[Numbers]:
    """`count` draws, the same for the same seed: Python's Mersenne Twister is stable over versions."""
    random = Random(seed)  # noqa: S311 -- numbers to be reproduced, not a secret
    for _draw in range(count):
        yield {one.name: one.value(random.randrange(one.count)) for one in parameters}
