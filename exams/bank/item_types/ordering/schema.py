"""Body of an ordering item."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import ItemBody, letters
from exams.bank.item_types.selects import DistinctTexts
from exams.bank.item_types.text import Stem


class Body(ItemBody):
    """Elements in mixed order, lettered a, b, c … by it, and the letters in the right order."""

    stem: Stem
    # Before the elements, so that a form shows what is wrong with it at the elements.
    order: Annotated[tuple[str, ...], Field(max_length=10)]
    elements: Annotated[DistinctTexts, Field(min_length=3, max_length=10)]

    @field_validator("elements")
    @classmethod
    def _each_has_its_place(cls, elements: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        order, ids = list(info.data.get("order", ())), letters(len(elements))
        if "order" in info.data and sorted(order) != ids:
            raise PydanticCustomError(
                "order_incomplete",
                "The order must name each element exactly once, from 1 to {count}",
                {"count": len(elements)},
            )
        if order == ids:
            raise PydanticCustomError(
                "order_given_away", "The elements stand in their right order, which gives the key away: mix them"
            )
        return elements
