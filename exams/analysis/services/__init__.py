"""Analyse an exam; take findings on and decide them."""

from exams.analysis.services.analyses import AnalysisRefused, analyse_exam
from exams.analysis.services.findings import DecisionRefused, decide_finding, take_finding

__all__ = [
    "AnalysisRefused",
    "DecisionRefused",
    "analyse_exam",
    "decide_finding",
    "take_finding",
]
