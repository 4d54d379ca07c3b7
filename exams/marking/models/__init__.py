"""Marks per slot and the results made of them."""

from exams.marking.models.marks import (
    Mark,
    MarkRecall,
)
from exams.marking.models.results import (
    Result,
    ResultComponent,
    ResultState,
)

__all__ = [
    "Mark",
    "MarkRecall",
    "Result",
    "ResultComponent",
    "ResultState",
]
