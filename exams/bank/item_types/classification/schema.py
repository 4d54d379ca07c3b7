"""Body of a classification item."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.assigning import AssignedBody, refuse_unknown
from exams.bank.item_types.base import letters
from exams.bank.item_types.selects import DistinctTexts, Letter
from exams.bank.item_types.text import OptionText, Stem, plain_text


class Element(BaseModel):
    """What is to be put into a group, and the letter of its group."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: OptionText
    group: Letter


class Body(AssignedBody):
    """Groups, and elements of which each belongs to one of them; no group stays empty."""

    stem: Stem
    # Before the elements: they name groups.
    groups: Annotated[DistinctTexts, Field(min_length=2, max_length=6)]
    elements: Annotated[tuple[Element, ...], Field(min_length=3, max_length=12)]

    @field_validator("elements")
    @classmethod
    def _fill_the_groups(cls, elements: tuple[Element, ...], info: ValidationInfo) -> tuple[Element, ...]:
        if len({plain_text(element.text).casefold() for element in elements}) != len(elements):
            raise PydanticCustomError("options_repeat", "Two options read the same")
        if "groups" not in info.data:
            return elements
        known = letters(len(info.data["groups"]))
        refuse_unknown([element.group for element in elements], known)
        for group in known:
            if group not in {element.group for element in elements}:
                raise PydanticCustomError("group_empty", "Nothing belongs to group {letter}", {"letter": group.upper()})
        return elements

    @property
    def asked(self) -> list[str]:
        return [element.text for element in self.elements]

    @property
    def offered(self) -> tuple[str, ...]:
        return self.groups

    @property
    def key(self) -> list[str]:
        """The group of each element."""
        return [element.group for element in self.elements]
