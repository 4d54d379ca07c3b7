"""Figures, reasons and findings in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.analysis.statistics.figures import Figure, Reason
from exams.analysis.statistics.findings import PROPOSED, Action, Finding, Kind

REASONS = {
    Reason.TOO_FEW: gettext_lazy("too few candidates: %(n)d of at least %(needed)d"),
    Reason.NO_SPREAD: gettext_lazy("undefined: all are alike"),
    Reason.ONE_ITEM: gettext_lazy("undefined: too few items"),
    Reason.NEGATIVE_COVARIANCE: gettext_lazy("undefined: the item runs against the total"),
    Reason.NOT_DICHOTOMOUS: gettext_lazy("only for items that are right or wrong"),
    Reason.INCOMPLETE: gettext_lazy("only where all were shown the same items"),
    Reason.NO_CUT: gettext_lazy("no pass mark was named"),
    Reason.NOT_CONVERGED: gettext_lazy("the estimate did not converge"),
    Reason.UNDEFINED: gettext_lazy("undefined for these data"),
}
FINDINGS = {
    Kind.KEY: gettext_lazy(
        "The key may be wrong: option %(option)s draws those who know more, the key those who know less."
    ),
    Kind.NEGATIVE: gettext_lazy("Those who know less answer it rightly more often."),
    Kind.WEAK: gettext_lazy("It hardly tells those who know from those who do not."),
    Kind.ATTRACTS: gettext_lazy("Option %(option)s is wrong, yet those who know more choose it more often."),
    Kind.UNCHOSEN: gettext_lazy("Almost nobody chooses option %(option)s."),
    Kind.EASY: gettext_lazy("Almost everybody answers it rightly."),
    Kind.HARD: gettext_lazy("Hardly anybody answers it rightly."),
    Kind.DIF: gettext_lazy("It is not equally hard for groups that know equally much."),
    Kind.DRIFT: gettext_lazy("It has become easier or harder with time for those who know equally much."),
}
ACTIONS = {
    Action.CHECK_KEY: gettext_lazy("Check the key."),
    Action.SUSPEND: gettext_lazy("Suspend the item until it has been looked at."),
    Action.REVISE_ITEM: gettext_lazy("Revise the item."),
    Action.REVISE_DISTRACTOR: gettext_lazy("Revise the option."),
    Action.RECALIBRATE: gettext_lazy("Set its difficulty anew."),
    Action.REVIEW_FAIRNESS: gettext_lazy("Let a second person judge whether it is fair to both groups."),
}


def reason_words(figure: Figure) -> str:
    """Why there is no figure."""
    if figure.reason is None:
        return ""
    return str(REASONS[figure.reason]) % {"n": figure.n, "needed": figure.needed or 0}


def figure_words(figure: Figure, *, places: int = 3) -> str:
    """0.512 (0.480 to 0.544), or why there is none."""
    if figure.value is None:
        return reason_words(figure)
    value = f"{figure.value:.{places}f}"
    if figure.low is None or figure.high is None:
        return value
    bounds = {"value": value, "low": f"{figure.low:.{places}f}", "high": f"{figure.high:.{places}f}"}
    return _("%(value)s (%(low)s to %(high)s)") % bounds


def told_words(kind: str, option: str) -> str:
    """What was found, in a sentence."""
    return str(FINDINGS[Kind(kind)]) % {"option": option}


def action_of(kind: str) -> str:
    """What is proposed."""
    return str(ACTIONS[PROPOSED[Kind(kind)]])


def finding_words(finding: Finding) -> str:
    """What was found, in a sentence."""
    return told_words(finding.kind, finding.option)


def action_words(finding: Finding) -> str:
    """What is proposed."""
    return action_of(finding.kind)
