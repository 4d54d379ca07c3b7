"""Analyse an exam; take findings on and decide them."""

from exams.analysis.services.analyses import AnalysisRefused, analyse_exam, carry_out_order, order_analysis
from exams.analysis.services.findings import DecisionRefused, decide_finding, take_finding

__all__ = [
    "AnalysisRefused",
    "DecisionRefused",
    "analyse_exam",
    "carry_out_order",
    "decide_finding",
    "order_analysis",
    "take_finding",
]
