"""Body of a scheme-design item."""

from typing import Annotated

from pydantic import Field

from exams.bank.item_types.rubric import Line
from exams.bank.item_types.text import Stem
from exams.bank.item_types.written import WrittenBody


class Body(WrittenBody):
    """A situation (the stem), what the scheme has to meet, and how schemes are judged."""

    stem: Stem
    requirements: Annotated[tuple[Line, ...], Field(min_length=1, max_length=10)]
    longest: Annotated[int, Field(ge=200, le=8000)] = 3000
