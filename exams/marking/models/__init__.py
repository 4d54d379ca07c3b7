"""Marks per slot and the results made of them."""

from exams.marking.models.marks import (
    Mark,
    MarkRecall,
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
