"""Item response theory for right/wrong items: Rasch and two-parameter logistic model by marginal maximum likelihood."""

from exams.analysis.statistics.irt.calibration import Calibration, Model, Prior, calibrate
from exams.analysis.statistics.irt.fit import ItemFit, ScoreTest, item_fit
from exams.analysis.statistics.irt.information import at_cut, information_at, item_information
from exams.analysis.statistics.irt.reliability import log_odds_error
from exams.analysis.statistics.irt.scoring import Ability, SumScore, abilities, sum_scores
from exams.analysis.statistics.irt.whole_fit import WholeFit, whole_fit

__all__ = [
    "Ability",
    "Calibration",
    "ItemFit",
    "Model",
    "Prior",
    "ScoreTest",
    "SumScore",
    "WholeFit",
    "abilities",
    "at_cut",
    "calibrate",
    "information_at",
    "item_fit",
    "item_information",
    "log_odds_error",
    "sum_scores",
    "whole_fit",
]
