"""Body of a short-answer item."""

from typing import Annotated

from pydantic import Field

from exams.bank.item_types.text import Stem
from exams.bank.item_types.written import WrittenBody


class Body(WrittenBody):
    """A question that a few sentences answer."""

    stem: Stem
    longest: Annotated[int, Field(ge=20, le=2000)] = 500
