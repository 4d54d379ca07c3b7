"""An item card in words: how the item did in each exam, who chose what, where it stands on the scale. Keys stand in it."""

from collections.abc import Iterator
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from exams.analysis.models import ExamAnalysis, MeasuredItem
from exams.analysis.presentation import figure_words, stage_words, told
from exams.analysis.queries.cards import findings_of, history_of
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.queries.progress import progress_of
from exams.analysis.queries.reports import calibrated_in, item_in
from exams.analysis.rendering.reports import PrintedReport, ReportTable
from exams.analysis.statistics.figures import Figure
from exams.bank.models import ItemVersion
from exams.bank.queries import accepted_difficulties

OPTION_FIGURES = ("share", "upper_share", "lower_share", "correlation")


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
    yield ReportTable(
        _("In each exam"),
        [
            _("Analysis"),
            _("Item version"),
            _("Mean score rate"),
            _("Correlation with the rest"),
            _("Number of candidates"),
        ],
        [_measured(row) for row in history],
    )
    if analysis is not None:
        item = item_in(analysis, name_of(version))
        if item["options"]:
            yield _options(item)
        calibrated = calibrated_in(analysis, name_of(version))
        if calibrated is not None:
            yield _scale(calibrated)
    yield _findings(version)


def _difficulty(version: ItemVersion) -> ReportTable:
    accepted = accepted_difficulties([version.pk]).get(version.pk)
    rows = [[_("Writer's estimate"), str(version.difficulty), ""]]
    if accepted is not None:
        words = {"facility": accepted.facility, "n": accepted.candidates, "source": accepted.source}
        said = _("mean score rate %(facility)s of %(n)d candidates; %(source)s") % words
        rows.append([_("Measured and accepted"), str(accepted.level), said])
    return ReportTable(_("Difficulty (1 to 5)"), [_("By whom"), _("Level of difficulty"), _("Source")], rows)


def _measured(row: MeasuredItem) -> list[str]:
    at = formats.date_format(timezone.localtime(row.analysis.made_at), "SHORT_DATE_FORMAT")
    facility, rest = Figure.read(row.facility), Figure.read(row.item_rest)
    return [
        f"{row.analysis.component}, {at}",
        str(row.version.number),
        figure_words(facility, places=2),
        figure_words(rest, places=2),
        str(facility.n),
    ]


def _options(item: dict[str, Any]) -> ReportTable:
    head = [
        *(_("Option"), _("Times chosen"), _("Share of all"), _("Share of the upper group (27 of 100)")),
        *(_("Share of the lower group (27 of 100)"), _("Correlation with the rest")),
    ]
    rows = [
        [
            f"{one['name'] or _('No answer')}{' ' + _('(key)') if one['keyed'] else ''}",
            str(one["count"]),
            *(figure_words(Figure.read(one[name]), places=2) for name in OPTION_FIGURES),
        ]
        for one in item["options"]
    ]
    return ReportTable(_("Who chose what"), head, rows, note=_("In the latest analysis of this version."))


def _scale(calibrated: dict[str, Any]) -> ReportTable:
    told_at_cut = calibrated["information_at_cut"]
    rows = [
        [_("Slope"), figure_words(Figure.read(calibrated["slope"]), places=2)],
        [_("Difficulty on the scale"), figure_words(Figure.read(calibrated["difficulty"]), places=2)],
        [_("Information at the pass mark"), "–" if told_at_cut is None else f"{told_at_cut:.2f}"],
    ]
    return ReportTable(_("On one scale of ability"), [_("Statistic"), _("Value")], rows)


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
