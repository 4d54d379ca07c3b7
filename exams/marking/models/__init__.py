"""Marks per slot, the results made of them, and what changes either afterwards."""

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
from exams.marking.models.results import (
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
    "Appeal",
    "AppealEvent",
    "AppealEventKind",
    "AppealState",
    "AppealTerms",
    "CorrectionKind",
    "KeyCorrection",
    "KeyCorrectionState",
    "Mark",
    "MarkChange",
    "MarkRecall",
    "Result",
    "ResultComponent",
    "ResultState",
]
