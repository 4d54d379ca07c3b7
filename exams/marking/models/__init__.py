"""Marks per slot and the results made of them."""

from exams.marking.models.allocations import Allocation, Conflict
from exams.marking.models.desk import (
    Claim,
    Judgement,
    MarkingDraft,
    MarkingScheme,
    MarkingTask,
    SavedComment,
    Script,
    TaskKind,
    TaskState,
    Way,
)
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
    "Allocation",
    "Claim",
    "Conflict",
    "Judgement",
    "Mark",
    "MarkRecall",
    "MarkingDraft",
    "MarkingScheme",
    "MarkingTask",
    "Result",
    "ResultComponent",
    "ResultState",
    "SavedComment",
    "Script",
    "TaskKind",
    "TaskState",
    "Way",
]
