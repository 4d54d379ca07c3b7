"""Analyses with what was found and done; panels that set a standard."""

from exams.analysis.models.findings import (
    DECISIONS,
    AnalysisOrder,
    ExamAnalysis,
    FindingStep,
    ItemFinding,
    MeasuredItem,
    StepAct,
)
from exams.analysis.models.prints import PrintKind, PrintState, ReportPrint, Subject
from exams.analysis.models.standards import (
    PANEL_STEPS,
    JudgeRound,
    PanelState,
    StandardPanel,
    StandardProposal,
)

__all__ = [
    "DECISIONS",
    "PANEL_STEPS",
    "AnalysisOrder",
    "ExamAnalysis",
    "FindingStep",
    "ItemFinding",
    "JudgeRound",
    "MeasuredItem",
    "PanelState",
    "PrintKind",
    "PrintState",
    "ReportPrint",
    "StandardPanel",
    "StandardProposal",
    "StepAct",
    "Subject",
]
