"""Body of a case."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import ItemBody, ItemType
from exams.bank.item_types.registry import get_item_type, part_types
from exams.bank.item_types.text import Stem


def _may_be_a_part(name: str) -> str:
    if name not in part_types():
        raise PydanticCustomError("part_type_unknown", "No part can be of the type “{type}”", {"type": name})
    return name


class Part(BaseModel):
    """A question on the material: an item of another type, and its share of the marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Annotated[str, AfterValidator(_may_be_a_part)]
    share: Annotated[int, Field(ge=1, le=100)] = 1
    body: SerializeAsAny[ItemBody]

    @field_validator("body", mode="plain")
    @classmethod
    def _of_its_type(cls, raw: object, info: ValidationInfo) -> object:
        name = info.data.get("type")
        # Where the type is refused, the part is; what its body should be, nobody can say.
        return get_item_type(name).parse(raw) if name else raw

    @property
    def kind(self) -> ItemType[Any]:
        """The part's item type."""
        return get_item_type(self.type)


class Body(ItemBody):
    """Shared material (the stem) with questions on it."""

    stem: Stem
    parts: Annotated[tuple[Part, ...], Field(min_length=2, max_length=10)]
