"""A calibration in words: where each item stands on the scale of ability, how it fits, and how sharply the paper measures."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.analysis.presentation import figure_words, reason_of, sentences
from exams.analysis.rendering.pictures import information_picture
from exams.analysis.rendering.reports import ReportTable
from exams.analysis.statistics.figures import Figure, Reason
from exams.analysis.statistics.irt.fit import LEAST_ALIKE

MODELS = {"rasch": gettext_lazy("Rasch model"), "2pl": gettext_lazy("two-parameter model")}
NOTHING = "–"
# A smaller probability is told as smaller than this.
LEAST_TOLD = 0.01


def calibration_tables(document: dict[str, Any]) -> Iterator[ReportTable]:
    """Parameters and fit of each item, the fit of whole papers, and the test information; or why there are none."""
    told = document.get("calibration")
    if told is None:
        return
    if told["reason"] is not None:
        why = reason_of(told["reason"], told["candidates"], told["needed"])
        yield ReportTable(_("On one scale of ability"), [], [], note=why)
        return
    yield _items_table(told, needed=document["minima"]["fit"])
    yield _whole_table(told)
    yield _information_table(told)


def _items_table(told: dict[str, Any], *, needed: int) -> ReportTable:
    head = [
        *(_("Item"), _("Slope"), _("Difficulty on the scale"), _("Infit"), _("Outfit"), _("Fit test (S-X²)"), "RMSEA"),
        _("Information at the pass mark"),
    ]
    rows = [
        [
            *(item["name"], _figure(item["slope"]), _figure(item["difficulty"])),
            *fit_words(item, needed=needed, candidates=told["candidates"]),
            _figure(item["information_at_cut"]),
        ]
        for item in told["items"]
    ]
    left = [[name, reason_of(reason, told["candidates"], None), *[""] * 6] for name, reason in told["left_out"].items()]
    return ReportTable(_("On one scale of ability"), head, [*rows, *left], note=_model_words(told))


def _model_words(told: dict[str, Any]) -> str:
    words = {"model": MODELS[told["model"]], "reliability": _figure(told["reliability"]), "cut": _figure(told["cut"])}
    said = [
        _("%(model)s; reliability of the abilities %(reliability)s; ability at the pass mark %(cut)s.") % words,
        _("Infit and outfit are 1 where an item keeps to the model."),
        rmsea_note(),
    ]
    if told["prior"]:
        said.append(_("The sample is small: priors hold the estimates together."))
    return sentences(*said)


def rmsea_note() -> str:
    """How an RMSEA is to be read."""
    return _(
        "RMSEA says by how much the model is off, whatever the number of candidates: 0 where it holds; in brackets the range "
        "in which it lies in 90 of 100 cases."
    )


def fit_words(item: dict[str, Any], *, needed: int, candidates: int) -> list[str]:
    """Infit, outfit, S-X² and its RMSEA of a calibrated item, or why there are none."""
    fit = item["fit"]
    if fit is None:
        return [reason_of(Reason.TOO_FEW, candidates, needed), "", "", ""]
    squares = [figure_words(Figure.read(fit[name])) for name in ("infit", "outfit")]
    # Analyses of before have their test beside infit, of one paper only.
    test = fit.get("test", fit)
    return [*squares, _test_words(test, shown=item["slope"]["n"]), _rmsea_words(test)]


def _test_words(test: dict[str, Any], *, shown: int) -> str:
    papers = test.get("papers")
    if papers == 0:
        said = _(
            "withheld: nowhere were %(least)d candidates shown the same items, and equal scores are equal only on these"
        )
        return said % {"least": LEAST_ALIKE}
    if test["chi_square"] is None:
        return reason_of(Reason.UNDEFINED, shown, None)
    told = _tested(test["chi_square"], test)
    if papers is None or (papers == 1 and test["candidates"] == shown):
        return told
    beside = _("%(papers)d papers one by one, %(n)d of %(shown)d candidates")
    return f"{told}；{beside % {'papers': papers, 'n': test['candidates'], 'shown': shown}}"


def _tested(value: float, test: dict[str, Any]) -> str:
    """The statistic with its p."""
    numbers = {"value": f"{value:.2f}", "degrees": str(test["degrees"]), "p": f"{test['p_value']:.2f}"}
    if test["p_value"] < LEAST_TOLD:
        return _("%(value)s, %(degrees)s degrees, p < 0.01") % numbers
    return _("%(value)s, %(degrees)s degrees, p = %(p)s") % numbers


def _rmsea_words(test: dict[str, Any]) -> str:
    """Nothing where there is no test; analyses of before have none."""
    rmsea = test.get("rmsea")
    return NOTHING if rmsea is None else figure_words(Figure(rmsea["value"], 0, rmsea["low"], rmsea["high"]))


def _whole_table(told: dict[str, Any]) -> ReportTable:
    """M2 of all candidates, and of each form by itself."""
    whole, forms = told.get("whole_fit"), told.get("form_fits", {})
    papers = {_("All candidates"): whole, **{_("Form %(name)s") % {"name": name}: fit for name, fit in forms.items()}}
    rows = [[paper, *_whole_words(fit, told)] for paper, fit in papers.items()]
    notes = [
        _(
            "M2 compares how often each item and each pair of items was answered rightly with what the model expects; a small p "
            "says that the model does not hold. It takes candidates who were all shown the same items."
        ),
        rmsea_note(),
    ]
    if forms:
        notes.append(_("Where forms differ it is tested form by form, with the parameters found from all of them."))
    head = [_("Paper"), _("Number of candidates"), _("Test (M2)"), "RMSEA"]
    return ReportTable(_("Fit of the model to whole papers"), head, rows, note=sentences(*notes))


def _whole_words(fit: dict[str, Any] | None, told: dict[str, Any]) -> list[str]:
    # Analyses of before did not say why there is none.
    if fit is None:
        return [str(told["candidates"]), NOTHING, NOTHING]
    n = fit.get("candidates", told["candidates"])
    if fit["statistic"] is None:
        return [str(n), reason_of(fit["reason"], n, fit["needed"]), NOTHING]
    return [str(n), _tested(fit["statistic"], fit), _rmsea_words(fit)]


def _information_table(told: dict[str, Any]) -> ReportTable:
    known = {point: Figure.read(value) for point, value in told["information"].items()}
    curve = [
        [point, figure_words(one, places=2), figure_words(_error_of(one), places=2)]
        for point, one in known.items()
        if one.value
    ]
    return ReportTable(
        _("Test information"),
        [_("Ability"), _("Information"), _("Standard error of ability")],
        curve,
        picture=information_picture(known, cut=Figure.read(told["cut"]).value),
        is_twin=True,
    )


def _error_of(information: Figure) -> Figure:
    """1/√I, whose limits are those of I the other way round."""
    ends = information.value, information.high, information.low
    value, low, high = (None if one is None else one**-0.5 for one in ends)
    return Figure(value, information.n, low, high)


def _figure(told: dict[str, Any] | float | None) -> str:
    return figure_words(Figure.read(told), places=2)
