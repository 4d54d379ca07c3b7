"""Body of a fill-in item."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.fill_in.normalisation import normalise
from exams.bank.item_types.text import StemWithBlanks, blank_numbers


def _says_something(text: str) -> str:
    if not normalise(text):
        raise PydanticCustomError("accept_empty", "An accepted answer needs a letter, a word or a number")
    return text


Accepted = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_says_something)
]


class Blank(BaseModel):
    """The accepted answers of one blank; the first is the one shown as the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accept: Annotated[tuple[Accepted, ...], Field(min_length=1, max_length=20)]


class Body(ItemBody):
    """A stem with blanks {{1}}, {{2}} … and what each accepts."""

    stem: StemWithBlanks
    blanks: Annotated[tuple[Blank, ...], Field(min_length=1, max_length=20)]

    @field_validator("blanks")
    @classmethod
    def _match_the_stem(cls, blanks: tuple[Blank, ...], info: ValidationInfo) -> tuple[Blank, ...]:
        stem = info.data.get("stem")
        if stem is not None and sorted(blank_numbers(stem)) != list(range(1, len(blanks) + 1)):
            raise PydanticCustomError(
                "blanks_mismatch",
                "The stem must hold each blank from 1 to {count} exactly once",
                {"count": len(blanks)},
            )
        return blanks
