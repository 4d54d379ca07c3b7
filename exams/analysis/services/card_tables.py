"""An item card in words: how the item did in each exam, who chose what, where it stands on the scale. Keys stand in it."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from exams.analysis.models import ExamAnalysis, MeasuredItem
from exams.analysis.presentation import figure_words, option_words, sentences, stage_words, told
from exams.analysis.queries.cards import findings_of, history_of
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.queries.progress import progress_of
from exams.analysis.queries.reports import calibrated_in, item_in
from exams.analysis.rendering.pictures import Picture, history_picture, option_picture, response_picture
from exams.analysis.rendering.reports import PrintedReport, ReportTable
from exams.analysis.services.report_tables import ITEM_FIGURES, WEIGHT_FIGURES, differences_table
from exams.analysis.services.scale_tables import fit_words, rmsea_note
from exams.analysis.statistics.figures import Figure
from exams.analysis.statistics.item_curves import Line, chances_at, told_at
from exams.analysis.statistics.pooled import pooled_correlation, pooled_share
from exams.bank.models import ItemVersion
from exams.bank.queries import accepted_difficulties

OPTION_FIGURES = ("share", "upper_share", "lower_share", "correlation")
# The curve of an item, and every how many of its points stand in the table.
ABILITIES, TOLD = np.arange(-3, 3.25, 0.25), 4


def card_of(version: ItemVersion) -> PrintedReport:
    """Everything known of a version; whoever shows it logs that the key was seen. Wants item and bank."""
    history = history_of(version)
    newest = next((row for row in history if row.version_id == version.pk), None)
    analysis = None if newest is None else ExamAnalysis.objects.get(pk=newest.analysis_id)
    return PrintedReport(
        title=_("Item card %(item)s") % {"item": name_of(version)},
        subtitle=version.stem_text,
        tables=[*_tables(version, history, analysis)],
    )


def _tables(version: ItemVersion, history: list[MeasuredItem], analysis: ExamAnalysis | None) -> Iterator[ReportTable]:
    yield _difficulty(version)
    yield _history(version, history)
    if analysis is not None:
        item = item_in(analysis, name_of(version))
        yield _figures(item)
        if item["options"]:
            yield _options(item, _("Who chose what"))
        yield from _options_by_form(analysis, name_of(version))
        differences = differences_table(analysis.document, name_of(version))
        if differences is not None:
            yield differences
        calibrated = calibrated_in(analysis, name_of(version))
        if calibrated is not None:
            yield _scale(calibrated, needed=analysis.document["minima"]["fit"])
            yield _curve(calibrated, cut=Figure.read(analysis.document["calibration"]["cut"]).value)
    yield _findings(version)


def _difficulty(version: ItemVersion) -> ReportTable:
    accepted = accepted_difficulties([version.pk]).get(version.pk)
    rows = [[_("Writer's estimate"), str(version.difficulty), ""]]
    if accepted is not None:
        words = {"facility": accepted.facility, "n": accepted.candidates, "source": accepted.source}
        said = _("mean score rate %(facility)s of %(n)d candidates; %(source)s") % words
        rows.append([_("Measured and accepted"), str(accepted.level), said])
    return ReportTable(_("Difficulty (1 to 5)"), [_("By whom"), _("Level of difficulty"), _("Source")], rows)


def _history(version: ItemVersion, history: list[MeasuredItem]) -> ReportTable:
    """Every analysis of the item; before them this version over all exams, of each exam the latest analysis."""
    head = [
        *(_("Analysis"), _("Item version"), _("Mean score rate"), _("Correlation with the rest")),
        _("Number of candidates"),
    ]
    latest = {row.analysis.component_id: row for row in reversed(history) if row.version_id == version.pk}
    rows = [_measured(row) for row in history]
    if len(latest) > 1:
        share = pooled_share(Figure.read(row.facility) for row in latest.values())
        rest = pooled_correlation(Figure.read(row.item_rest) for row in latest.values())
        rows.insert(0, [_("All exams together"), str(version.number), *_words(share, rest), str(share.n)])
    figures = [(_day(row), Figure.read(row.facility)) for row in history]
    return ReportTable(_("In each exam"), head, rows, picture=history_picture(figures))


def _measured(row: MeasuredItem) -> list[str]:
    facility, rest = Figure.read(row.facility), Figure.read(row.item_rest)
    exam = _("%(exam)s, %(day)s") % {"exam": row.analysis.component, "day": _day(row)}
    return [exam, str(row.version.number), *_words(facility, rest), str(facility.n)]


def _day(row: MeasuredItem) -> str:
    """Where the centre is, wherever the reader is: who prints it has the same card."""
    at = timezone.localtime(row.analysis.made_at, timezone.get_default_timezone())
    return formats.date_format(at, "SHORT_DATE_FORMAT")


def _words(*figures: Figure) -> list[str]:
    return [figure_words(one, places=2) for one in figures]


def _figures(item: dict[str, Any]) -> ReportTable:
    named = {**ITEM_FIGURES, **WEIGHT_FIGURES}
    rows = [[str(label), *_words(Figure.read(item[name]))] for name, label in named.items()]
    note = _("In the latest analysis of this version.")
    return ReportTable(_("All figures"), [_("Statistic"), _("Value")], rows, note=note)


def option_label(option: dict[str, Any]) -> str:
    """The option, or that none was chosen; the key is marked."""
    name = option_words(option["name"])
    return _("%(option)s (key)") % {"option": name} if option["keyed"] else name


def options_picture(item: dict[str, Any]) -> Picture | None:
    """Who chose what, where the groups are large enough."""
    shares = ((Figure.read(one["upper_share"]), Figure.read(one["lower_share"])) for one in item["options"])
    labels = map(option_label, item["options"])
    return option_picture([(label, upper, lower) for label, (upper, lower) in zip(labels, shares, strict=True)])


def _options_by_form(analysis: ExamAnalysis, name: str) -> Iterator[ReportTable]:
    """On each form that had the item, where several had it."""
    # Analyses of before kept no options by form.
    forms = {
        form: item
        for form, items in analysis.document.get("form_items", {}).items()
        for item in items
        if item["name"] == name and item.get("options")
    }
    for form, item in forms.items() if len(forms) > 1 else ():
        yield _options(item, _("Who chose what on form %(name)s") % {"name": form})


def _options(item: dict[str, Any], title: str) -> ReportTable:
    head = [
        *(_("Option"), _("Times chosen"), _("Share of all"), _("Share of the upper group (27 of 100)")),
        *(_("Share of the lower group (27 of 100)"), _("Correlation with the rest")),
    ]
    rows = [
        [
            option_label(one),
            str(one["count"]),
            *(figure_words(Figure.read(one[name]), places=2) for name in OPTION_FIGURES),
        ]
        for one in item["options"]
    ]
    note = _("In the latest analysis of this version.")
    return ReportTable(title, head, rows, note=note, picture=options_picture(item))


def _scale(calibrated: dict[str, Any], *, needed: int) -> ReportTable:
    figures = {
        _("Slope"): calibrated["slope"],
        _("Difficulty on the scale"): calibrated["difficulty"],
        _("Information at the pass mark"): calibrated["information_at_cut"],
    }
    rows = [[label, *_words(Figure.read(told))] for label, told in figures.items()]
    names = _("Infit"), _("Outfit"), _("Fit test (S-X²)"), "RMSEA"
    fits = fit_words(calibrated, needed=needed, candidates=calibrated["slope"]["n"])
    rows += [[name, said] for name, said in zip(names, fits, strict=True) if said]
    note = sentences(_("Infit and outfit are 1 where an item keeps to the model."), rmsea_note())
    return ReportTable(_("On one scale of ability"), [_("Statistic"), _("Value")], rows, note=note)


def _curve(calibrated: dict[str, Any], *, cut: float | None) -> ReportTable:
    """The item's characteristic curve, and what it tells at each ability (Birnbaum 1968)."""
    line = Line(calibrated["slope"]["value"], calibrated["intercept"]["value"], calibrated.get("covariance"))
    points = [f"{point:g}" for point in ABILITIES]
    chances = dict(zip(points, chances_at(line, ABILITIES, calibrated["slope"]["n"]), strict=True))
    told = dict(zip(points, told_at(line, ABILITIES, calibrated["slope"]["n"]), strict=True))
    return ReportTable(
        _("Chance of a right answer"),
        [_("Ability"), _("Chance of a right answer"), _("Information")],
        [[point, *_words(chances[point], told[point])] for point in points[::TOLD]],
        picture=response_picture(chances, cut=cut),
        is_twin=True,
    )


def _findings(version: ItemVersion) -> ReportTable:
    found = findings_of(version)
    progress = progress_of(found)
    rows = [
        [
            told(one),
            str(one.version.number if one.version else ""),
            str(one.analysis.component),
            stage_words(progress[one.pk]),
        ]
        for one in found
    ]
    note = "" if rows else _("Nothing was found that chance does not explain.")
    return ReportTable(_("Findings"), [_("Finding"), _("Item version"), _("Exam"), _("How far it is")], rows, note=note)
