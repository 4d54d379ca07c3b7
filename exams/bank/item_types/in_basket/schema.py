"""Body of an in-basket item."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from exams.bank.item_types.base import ItemBody
from exams.bank.item_types.rubric import Rubric
from exams.bank.item_types.text import Stem
from exams.bank.item_types.written import fits_the_limit

Heading = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Remark = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
DocumentKind = Literal["email", "note", "report", "call", "notice"]


class Document(BaseModel):
    """One paper in the basket. `sender` and `date` are shown as written; either may be empty."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Heading
    kind: DocumentKind
    sender: Remark = ""
    date: Remark = ""
    text: Stem


class Task(BaseModel):
    """What is to be done with the basket, and how it is judged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Stem
    longest: Annotated[int, Field(ge=20, le=4000)] = 800
    model_answer: Stem
    rubric: Rubric

    @field_validator("model_answer")
    @classmethod
    def _fits(cls, model_answer: str, info: ValidationInfo) -> str:
        return fits_the_limit(model_answer, info.data.get("longest"))


class Body(ItemBody):
    """A situation (the stem), the documents that lie in the basket, and the tasks."""

    stem: Stem
    documents: Annotated[tuple[Document, ...], Field(min_length=1, max_length=12)]
    tasks: Annotated[tuple[Task, ...], Field(min_length=1, max_length=8)]
