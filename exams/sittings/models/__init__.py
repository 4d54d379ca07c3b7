"""Exams, their sittings, and what a candidate did: attempts and the append-only answer log."""

from exams.sittings.models.accommodations import Accommodation, AccommodationEvent, AccommodationState
from exams.sittings.models.answers import AnswerEvent, Disposition, EventKind
from exams.sittings.models.applications import (
    APPLICATION_STEPS,
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationState,
    DocumentKind,
)
from exams.sittings.models.attempts import (
    AdjustmentKind,
    Attempt,
    AttemptState,
    FlagKind,
    IntegrityFlag,
    PaperSnapshot,
    RetiredLease,
    TimeAdjustment,
)
from exams.sittings.models.breaks import BreakEvent, BreakStep
from exams.sittings.models.controls import (
    AccessCode,
    Control,
    ControlChange,
    ControlEvent,
    ControlKind,
    ControlOverride,
    RoomControls,
    SittingControls,
    Switch,
)
from exams.sittings.models.custody import ChainRoot, ExamKey, KeyPurpose, SealedUpload
from exams.sittings.models.eligibility import EligibilityRule, Schooling
from exams.sittings.models.exams import (
    ComponentKind,
    Exam,
    ExamComponent,
    LatePolicy,
    PaperLanguage,
    ScreenLock,
)
from exams.sittings.models.incidents import Incident, IncidentKind, Outage
from exams.sittings.models.invigilation import ActKind, InvigilationAct, Notice, NoticeKind, PendingAct
from exams.sittings.models.policies import FEEDBACK_PARTS, ReleasePolicy, Showing
from exams.sittings.models.prepared import PreparedPaper
from exams.sittings.models.seating import ParallelPaper, SeatingRun
from exams.sittings.models.sections import ExamSection
from exams.sittings.models.sittings import (
    LONGEST_ROOM_NAME,
    USUAL_CAPACITY,
    Registration,
    Room,
    Sitting,
    Standing,
)

__all__ = [
    "APPLICATION_STEPS",
    "FEEDBACK_PARTS",
    "LONGEST_ROOM_NAME",
    "USUAL_CAPACITY",
    "AccessCode",
    "Accommodation",
    "AccommodationEvent",
    "AccommodationState",
    "ActKind",
    "AdjustmentKind",
    "AnswerEvent",
    "Application",
    "ApplicationDocument",
    "ApplicationEvent",
    "ApplicationState",
    "Attempt",
    "AttemptState",
    "BreakEvent",
    "BreakStep",
    "ChainRoot",
    "ComponentKind",
    "Control",
    "ControlChange",
    "ControlEvent",
    "ControlKind",
    "ControlOverride",
    "Disposition",
    "DocumentKind",
    "EligibilityRule",
    "EventKind",
    "Exam",
    "ExamComponent",
    "ExamKey",
    "ExamSection",
    "FlagKind",
    "Incident",
    "IncidentKind",
    "IntegrityFlag",
    "InvigilationAct",
    "KeyPurpose",
    "LatePolicy",
    "Notice",
    "NoticeKind",
    "Outage",
    "PaperLanguage",
    "PaperSnapshot",
    "ParallelPaper",
    "PendingAct",
    "PreparedPaper",
    "Registration",
    "ReleasePolicy",
    "RetiredLease",
    "Room",
    "RoomControls",
    "Schooling",
    "ScreenLock",
    "SealedUpload",
    "SeatingRun",
    "Showing",
    "Sitting",
    "SittingControls",
    "Standing",
    "Switch",
    "TimeAdjustment",
]
