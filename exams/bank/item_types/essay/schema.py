"""Body of an essay item."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.text import Stem
from exams.bank.item_types.written import WrittenBody


class Body(WrittenBody):
    """A question that asks for a whole text; `shortest` is advice to the candidate, 0 for none."""

    stem: Stem
    longest: Annotated[int, Field(ge=200, le=8000)] = 2000
    shortest: Annotated[int, Field(ge=0, le=8000)] = 0

    @field_validator("shortest")
    @classmethod
    def _below_longest(cls, shortest: int, info: ValidationInfo) -> int:
        longest = info.data.get("longest")
        if longest is not None and shortest > longest:
            raise PydanticCustomError(
                "shortest_above_longest",
                "At least {shortest} characters cannot be asked where {longest} are allowed",
                {"shortest": shortest, "longest": longest},
            )
        return shortest
