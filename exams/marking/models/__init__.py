"""Marks per slot, the results made of them, and how these are released."""

from exams.marking.models.allocations import (
    Allocation,
    Conflict,
)
from exams.marking.models.appeals import (
    APPEAL_STEPS,
    OPEN_APPEALS,
    Appeal,
    AppealEvent,
    AppealEventKind,
    AppealState,
    AppealTerms,
)
from exams.marking.models.changes import (
    MarkChange,
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
from exams.marking.models.regrades import (
    COUNTED_STATES,
    KEY_CORRECTION_STEPS,
    OPEN_STATES,
    CorrectionKind,
    KeyCorrection,
    KeyCorrectionState,
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
    "APPEAL_STEPS",
    "COUNTED_STATES",
    "KEY_CORRECTION_STEPS",
    "OPEN_APPEALS",
    "OPEN_STATES",
    "UNDER_WAY",
    "Allocation",
    "Appeal",
    "AppealEvent",
    "AppealEventKind",
    "AppealState",
    "AppealTerms",
    "Claim",
    "Conflict",
    "CorrectionKind",
    "GroupSpread",
    "Judgement",
    "KeyCorrection",
    "KeyCorrectionState",
    "Mark",
    "MarkChange",
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
