"""Marks per slot, the results made of them, and how these are released."""

from exams.marking.models.allocations import (
    Allocation,
    Conflict,
)
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
from exams.marking.models.releases import (
    UNDER_WAY,
    GroupSpread,
    Moderation,
    OutcomeRuling,
    Release,
    ReleaseEntry,
    ReleaseState,
)
from exams.marking.models.results import (
    Outcome,
    Result,
    ResultComponent,
    ResultState,
)

__all__ = [
    "UNDER_WAY",
    "Allocation",
    "Claim",
    "Conflict",
    "GroupSpread",
    "Judgement",
    "Mark",
    "MarkRecall",
    "MarkingDraft",
    "MarkingScheme",
    "MarkingTask",
    "Moderation",
    "Outcome",
    "OutcomeRuling",
    "Release",
    "ReleaseEntry",
    "ReleaseState",
    "Result",
    "ResultComponent",
    "ResultState",
    "SavedComment",
    "Script",
    "TaskKind",
    "TaskState",
    "Way",
]
