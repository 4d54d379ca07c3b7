"""A panel's round in words: for those who lead it, and for a judge before the second round."""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exams.analysis.presentation import figure_words, sentences
from exams.analysis.queries.standards import Judged
from exams.analysis.rendering.reports import ReportTable
from exams.analysis.statistics.figures import Figure
from exams.analysis.statistics.intervals import Interval

NOTHING = "–"


def panel_tables(told: Judged) -> list[ReportTable]:
    """The cut with its error and agreement, each judge, each item."""
    summary = told.summary
    if summary is None:
        return [ReportTable(_("The panel's cut"), [], [], note=_("Nobody has handed this round in yet."))]
    error = NOTHING if summary.error is None else f"{summary.error:.2f}"
    whole = ReportTable(
        _("The panel's cut"),
        [_("Statistic"), _("Value")],
        [
            [_("Mean cut, of 100"), _within(summary.cut, summary.interval, places=2)],
            [_("Standard error"), error],
            [_("Agreement on likely or not (kappa)"), figure_words(summary.kappa, places=2)],
            [_("Judges"), str(len(summary.judges))],
        ],
        note=_(
            "In brackets the range that holds the cut of all judges who might have been asked in 95 of 100 cases: few "
            "judges, a wide range."
        ),
    )
    judges = ReportTable(
        _("Judges"),
        [
            *(_("Judge"), pgettext("of a judge", "Cut"), _("Severity"), _("Far off")),
            *(_("Correlation with the others"), _("Correlation with the real mean score rates")),
        ],
        [
            [
                *(told.names[one.judge], f"{float(one.cut):.2f}", f"{float(one.severity):+.2f}"),
                _("Yes") if one.is_far_off else NOTHING,
                figure_words(one.with_panel, places=2),
                figure_words(one.with_facility, places=2),
            ]
            for one in summary.judges
        ],
        note=_("Severity: how far a judge's cut is above (+) or below (−) the panel's."),
    )
    return [whole, judges, _items(told)]


def _within(value: Fraction, interval: Interval | None, *, places: int) -> str:
    return figure_words(Figure.of(float(value), 0, interval), places=places)


def _items(told: Judged) -> ReportTable:
    summary = told.summary
    names = pgettext("between two of several", ", ")
    rows = [
        [
            *(str(one.item), _within(one.mean, one.interval, places=1), f"{one.deviation:.1f}"),
            f"{one.lowest}–{one.highest}",
            f"{told.facilities[one.item]:.1f}" if one.item in told.facilities else NOTHING,
            names.join(told.names[judge] for judge in one.far_off) or NOTHING,
        ]
        for one in (summary.items if summary else ())
    ]
    head = [
        *(_("Question of the paper"), _("Mean"), _("Standard deviation"), _("From – to")),
        *(_("Real mean score rate"), _("Who stands far off")),
    ]
    return ReportTable(
        _("Question by question"), head, rows, note=_("Of a hundred candidates who are just good enough.")
    )


def feedback_of(told: Judged, judge: int) -> dict[int, str]:
    """Slot → what a judge is told before the second round: no names."""
    if told.summary is None:
        return {}
    return {
        one.item: _feedback(told, judge, one.item, one.mean, (one.lowest, one.highest)) for one in told.summary.items
    }


def _feedback(told: Judged, judge: int, slot: int, mean: Fraction, span: tuple[int, int]) -> str:
    words = {
        "own": told.ratings.get(judge, {}).get(slot, NOTHING),
        "mean": f"{float(mean):.0f}",
        "low": span[0],
        "high": span[1],
    }
    said = _("Round 1: you %(own)s, the panel %(mean)s on average (%(low)s to %(high)s).") % words
    if slot not in told.facilities:
        return said
    real = _("Of the candidates who sat it, %(real)s of 100.") % {"real": f"{told.facilities[slot]:.0f}"}
    return sentences(said, real)
