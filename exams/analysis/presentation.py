"""Figures, reasons and findings in words."""

from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from exams.analysis.models import FindingStep, ItemFinding
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.queries.progress import Progress, Stage
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
    Reason.PRIOR: gettext_lazy("not tested: priors hold the estimates of a small sample"),
    Reason.MANY_ITEMS: gettext_lazy("not tested: more than %(needed)d items"),
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
    Kind.SHORT: gettext_lazy("The banks cannot fill this cell: it asks for %(count)d items and gets %(found)d."),
    Kind.REUSED: gettext_lazy(
        "A new paper has to repeat items here: it asks for %(count)d, and %(fresh)d were on no paper yet."
    ),
}
ACTIONS = {
    Action.CHECK_KEY: gettext_lazy("Check the key."),
    Action.SUSPEND: gettext_lazy("Suspend the item until it has been looked at."),
    Action.REVISE_ITEM: gettext_lazy("Revise the item."),
    Action.REVISE_DISTRACTOR: gettext_lazy("Revise the option."),
    Action.RECALIBRATE: gettext_lazy("Set its difficulty anew."),
    Action.REVIEW_FAIRNESS: gettext_lazy("Let a second person judge whether it is fair to both groups."),
    Action.WRITE_MORE: gettext_lazy("Write more items for this cell."),
}
STAGES = {
    Stage.OPEN: gettext_lazy("waits for a decision"),
    Stage.LEFT: gettext_lazy("left as it is"),
    Stage.TO_DO: gettext_lazy("to be done"),
    Stage.DRAFT: gettext_lazy("next version is being written"),
    Stage.IN_REVIEW: gettext_lazy("next version is in review"),
    Stage.DONE: gettext_lazy("done"),
    Stage.MEASURED: gettext_lazy("next version was used and analysed"),
}


# Options of a true/false item, as `queries.exam_responses` names them.
TRUTHS = {"TRUE": pgettext_lazy("a statement", "True"), "FALSE": pgettext_lazy("a statement", "False")}


def reason_of(reason: str, n: int, needed: int | None) -> str:
    """Why there is no figure."""
    return str(REASONS[Reason(reason)]) % {"n": n, "needed": needed or 0}


def reason_words(figure: Figure) -> str:
    """The same of a figure; nothing where there is one."""
    return "" if figure.reason is None else reason_of(figure.reason, figure.n, figure.needed)


def figure_words(figure: Figure, *, places: int = 3) -> str:
    """0.512 (0.480 to 0.544), or why there is none."""
    if figure.value is None:
        return reason_words(figure)
    value = number_words(figure.value, places)
    if figure.low is None or figure.high is None:
        return value
    bounds = {"value": value, "low": number_words(figure.low, places), "high": number_words(figure.high, places)}
    return _("%(value)s (%(low)s to %(high)s)") % bounds


def number_words(number: float, places: int) -> str:
    """0.512; what is rounded to nothing has no sign."""
    return f"{round(number, places) + 0.0:.{places}f}"


def sentences(*parts: str) -> str:
    """One after the other, without those that say nothing; Chinese has no space between them."""
    between = "" if (get_language() or "").startswith("zh") else " "
    return between.join(part for part in parts if part)


def told_words(kind: str, option: str) -> str:
    """What was found in an item, in a sentence."""
    return str(FINDINGS[Kind(kind)]) % {"option": option_words(option)}


def told(finding: ItemFinding) -> str:
    """What was found, in a sentence."""
    return str(FINDINGS[Kind(finding.kind)]) % {**finding.figure, "option": option_words(finding.option)}


def option_words(name: str) -> str:
    """An option as candidates see it: a letter, or what a statement is said to be; "" are those who chose none."""
    return str(TRUTHS.get(name, name)) if name else _("No answer")


def about(finding: ItemFinding) -> str:
    """The item version or the cell that it is about. Wants version with item and bank, or blueprint."""
    if finding.version is not None:
        return name_of(finding.version)
    return _("%(blueprint)s, cell %(number)d") % {"blueprint": finding.blueprint, "number": finding.cell}


def stage_words(progress: Progress) -> str:
    """How far it is."""
    return str(STAGES[progress.stage])


def step_words(step: FindingStep) -> str:
    """What somebody did: Accepted: Revise the option."""
    said = str(step.get_act_display())
    return _("%(act)s: %(action)s") % {"act": said, "action": ACTIONS[Action(step.action)]} if step.action else said


def decision_words(progress: Progress) -> str:
    """What was decided."""
    return "" if progress.decision is None else step_words(progress.decision)


def change_words(progress: Progress) -> str:
    """The mean score rate before and after, 0.10 → 0.45; nothing as long as there is no after."""
    if progress.before is None or progress.after is None:
        return ""
    return " → ".join(_short(figure) for figure in (progress.before.facility, progress.after.facility))


def _short(figure: dict[str, Any]) -> str:
    return "–" if figure["value"] is None else f"{figure['value']:.2f}"


def action_of(kind: str) -> str:
    """What is proposed."""
    return str(ACTIONS[PROPOSED[Kind(kind)]])


def finding_words(finding: Finding) -> str:
    """What was found, in a sentence."""
    return told_words(finding.kind, finding.option)


def action_words(finding: Finding) -> str:
    """What is proposed."""
    return action_of(finding.kind)
