"""Body of a matching item."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.assigning import AssignedBody, refuse_unknown
from exams.bank.item_types.base import letters
from exams.bank.item_types.selects import DistinctTexts, Letter
from exams.bank.item_types.text import OptionText, Stem


class Prompt(BaseModel):
    """What is to be matched, and the letter of its option."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: OptionText
    match: Letter


class Body(AssignedBody):
    """Prompts, and options of which each belongs to at most one prompt."""

    stem: Stem
    # Before the prompts: they name options.
    options: Annotated[DistinctTexts, Field(min_length=3, max_length=12)]
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=3, max_length=10)]

    @field_validator("prompts")
    @classmethod
    def _each_has_an_option_of_its_own(cls, prompts: tuple[Prompt, ...], info: ValidationInfo) -> tuple[Prompt, ...]:
        matches = [prompt.match for prompt in prompts]
        if "options" in info.data:
            refuse_unknown(matches, letters(len(info.data["options"])))
        if len(set(matches)) != len(matches):
            raise PydanticCustomError("match_repeats", "An option belongs to one row at most")
        if matches == sorted(matches):
            raise PydanticCustomError(
                "match_in_order", "The options stand in the order of the rows, which gives the key away: mix them"
            )
        return prompts

    @property
    def asked(self) -> list[str]:
        return [prompt.text for prompt in self.prompts]

    @property
    def offered(self) -> tuple[str, ...]:
        return self.options

    @property
    def key(self) -> list[str]:
        """The option of each prompt."""
        return [prompt.match for prompt in self.prompts]
