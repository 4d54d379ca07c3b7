"""An analysis in words, table by table: the same for the page, the workbook and the PDF. No question and no key."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from exams.analysis.models import ExamAnalysis
from exams.analysis.presentation import figure_words, sentences
from exams.analysis.rendering.pictures import range_label, score_picture
from exams.analysis.rendering.reports import PrintedReport, ReportTable
from exams.analysis.services.scale_tables import calibration_tables
from exams.analysis.statistics.figures import Figure
from exams.analysis.statistics.form_links import Method
from exams.sittings.models import Schooling

PAPER_FIGURES: dict[str, Promise] = {
    "mean": gettext_lazy("Mean score in marks"),
    "median": gettext_lazy("Median"),
    "deviation": gettext_lazy("Standard deviation"),
    "pass_share": gettext_lazy("Share that passed"),
    "alpha": gettext_lazy("Reliability (alpha)"),
    "error": gettext_lazy("Standard error of measurement"),
    "error_at_cut": gettext_lazy("Standard error at the pass mark"),
    "coefficient": gettext_lazy("Coefficient of internal consistency, in percent"),
    "error_ratio": gettext_lazy("Error ratio, in percent"),
    "consistency": gettext_lazy("Share that two papers would decide alike"),
    "accuracy": gettext_lazy("Share decided as by the true score"),
    "kappa": gettext_lazy("Agreement beyond chance (kappa)"),
    "skewness": gettext_lazy("Skewness"),
    "kurtosis": gettext_lazy("Kurtosis"),
    "length_for_80": gettext_lazy("Times as long for a reliability of 0.8"),
}
ITEM_FIGURES: dict[str, Promise] = {
    "facility": gettext_lazy("Mean score rate"),
    "item_rest": gettext_lazy("Correlation with the rest"),
    "upper_lower": gettext_lazy("Upper less lower group"),
    "discriminative_efficiency": gettext_lazy("Discriminative efficiency"),
    "alpha_without": gettext_lazy("Alpha without it"),
}
WEIGHT_FIGURES: dict[str, Promise] = {
    "deviation": gettext_lazy("Standard deviation"),
    "item_total": gettext_lazy("Correlation with the whole (point-biserial)"),
    "discrimination_index": gettext_lazy("Discrimination index"),
    "intended_weight": gettext_lazy("Intended weight in percent"),
    "effective_weight": gettext_lazy("Effective weight in percent"),
}
MINIMA: dict[str, Promise] = {
    "facility": gettext_lazy("Mean score rates, mean, median, share that passed"),
    "discrimination": gettext_lazy("Correlations, groups, effective weight"),
    "options": gettext_lazy("Shares and correlations of options"),
    "reliability": gettext_lazy("Reliability and errors of measurement"),
    "shape": gettext_lazy("Skewness and kurtosis"),
    "consistency": gettext_lazy("Decisions at the pass mark"),
    "rasch": gettext_lazy("Rasch model"),
    "two_parameter": gettext_lazy("Two-parameter model"),
    "fit": gettext_lazy("Fit of items to the model"),
    "dif_group": gettext_lazy("Differences between groups or periods: each group"),
    "equating": gettext_lazy("Forms on one scale: each form"),
}
METHODS = {
    Method.TUCKER: gettext_lazy("by the common items (Tucker)"),
    Method.TUCKER_MEAN: gettext_lazy("by the means on the common items (Tucker)"),
    Method.LINEAR: gettext_lazy("as forms given out at random (linear)"),
    Method.CIRCLE_ARC: gettext_lazy("as forms given out at random (circle-arc)"),
}
GROUPING_NAMES = {
    "month": gettext_lazy("By month: change with time"),
    "place": gettext_lazy("By place of the room"),
    "sitting": gettext_lazy("By sitting"),
    "schooling": gettext_lazy("By schooling"),
}
SIZES = {"A": gettext_lazy("negligible"), "B": gettext_lazy("moderate"), "C": gettext_lazy("large")}
# Of these nothing is said: not known, or negligible.
SMALL = {None, "A"}


def report_of(analysis: ExamAnalysis) -> PrintedReport:
    """The whole report in the reader's language."""
    made = formats.date_format(timezone.localtime(analysis.made_at), "SHORT_DATETIME_FORMAT")
    return PrintedReport(
        title=_("Exam analysis: %(part)s") % {"part": analysis.component},
        subtitle=_(
            "%(count)d attempts, analysed at %(at)s. In brackets the range in which the true figure lies in 95 of 100 cases."
        )
        % {"count": analysis.attempts, "at": made},
        tables=list(_tables(analysis.document, pass_mark=float(analysis.component.pass_mark))),
    )


def _tables(document: dict[str, Any], *, pass_mark: float) -> Iterator[ReportTable]:
    head = [_("Statistic"), _("Value"), _("Number of candidates")]
    yield ReportTable(_("The paper as a whole"), head, paper_rows(document["paper"]))
    yield scores_table(document, pass_mark=pass_mark)
    for name, paper in document["forms"].items():
        yield ReportTable(_("Form %(name)s by itself") % {"name": name}, head, paper_rows(paper))
    yield items_table(document)
    for name in document.get("form_items", {}):
        yield from form_items_tables(document, name)
    yield from more_tables(document)


def more_tables(document: dict[str, Any]) -> Iterator[ReportTable]:
    """All but the figures of the paper, its scores, its forms and its items."""
    yield weights_table(document)
    yield from calibration_tables(document)
    yield from links_tables(document)
    for name, told in document.get("groupings", {}).items():
        yield grouping_table(name, told, document["minima"]["dif_group"])
    yield minima_table(document)


def scores_table(document: dict[str, Any], *, pass_mark: float) -> ReportTable:
    """Attempts by score; the full score stands with the last ten."""
    counts = document["scores"]
    return ReportTable(
        _("How scores are spread"),
        [_("Score in percent"), pgettext("number of", "Attempts")],
        [[range_label(place, len(counts)), str(count)] for place, count in enumerate(counts)],
        picture=score_picture(counts, pass_mark=pass_mark),
        is_twin=True,
    )


def weights_table(document: dict[str, Any]) -> ReportTable:
    """What each item weighs, by its marks and in fact."""
    head = [_("Item"), *map(str, WEIGHT_FIGURES.values())]
    rows = [[item["name"], *_words(item, WEIGHT_FIGURES)] for item in document["items"]]
    note = _("An item that weighs far less in fact than by its marks adds little to telling candidates apart.")
    return ReportTable(_("What the items weigh"), head, rows, note=note)


def minima_table(document: dict[str, Any]) -> ReportTable:
    """From how many candidates on each statistic is given."""
    rows = [[str(label), str(document["minima"][name])] for name, label in MINIMA.items()]
    note = _("From fewer candidates chance says more than the items do: the figure is withheld.")
    return ReportTable(
        _("Fewest candidates for each statistic"), [_("Statistic"), _("Fewest candidates")], rows, note=note
    )


def paper_rows(paper: dict[str, Any]) -> list[list[str]]:
    """Statistic, value, candidates."""
    figures = [(label, Figure.read(paper[name])) for name, label in PAPER_FIGURES.items()]
    return [[str(label), figure_words(figure), str(figure.n)] for label, figure in figures]


def items_table(document: dict[str, Any]) -> ReportTable:
    """Each item with its point, its figures, and how often it was put before candidates."""
    head = [
        *(_("Item"), _("Knowledge point"), _("Intended difficulty")),
        *map(str, ITEM_FIGURES.values()),
        *(_("Times shown in all"), _("Number of candidates")),
    ]
    rows = [
        [
            *(item["name"], item["point"], str(item["intended"])),
            *_words(item, ITEM_FIGURES),
            *(str(item.get("exposure", "")), str(item["n"])),
        ]
        for item in document["items"]
    ]
    return ReportTable(_("Items"), head, rows)


def form_items_tables(document: dict[str, Any], form: str) -> Iterator[ReportTable]:
    """The items of one form, by those who were given it alone: their figures, and what they weigh."""
    items = document["form_items"][form]
    rows = [[item["name"], *_words(item, ITEM_FIGURES), str(item["n"])] for item in items]
    head = [_("Item"), *map(str, ITEM_FIGURES.values()), _("Number of candidates")]
    yield ReportTable(_("Items of form %(name)s by itself") % {"name": form}, head, rows)
    # Analyses of before kept no weights by form.
    if all(name in item for item in items for name in WEIGHT_FIGURES):
        rows = [[item["name"], *_words(item, WEIGHT_FIGURES)] for item in items]
        title = _("What the items of form %(name)s weigh") % {"name": form}
        yield ReportTable(title, [_("Item"), *map(str, WEIGHT_FIGURES.values())], rows)


def _words(item: dict[str, Any], figures: Iterable[str]) -> list[str]:
    return [figure_words(Figure.read(item[name]), places=2) for name in figures]


def links_tables(document: dict[str, Any]) -> Iterator[ReportTable]:
    """What the pass mark of each form is worth on the first."""
    links = document.get("links") or []
    if not links:
        return
    head = [
        _("Form"),
        _("Common items"),
        _("Number of candidates"),
        _("How it was equated"),
        _("Its pass mark on the first form"),
    ]
    rows = [
        [
            *(link["form"], str(link["common"]), f"{link['n']} + {link['base_n']}"),
            "–" if link["method"] is None else str(METHODS[Method(link["method"])]),
            figure_words(Figure.read(link["worth"]), places=2),
        ]
        for link in links
    ]
    note = _("Scores in percent. A pass mark that is worth less on the first form belongs to an easier form.")
    yield ReportTable(_("Forms on one scale"), head, rows, note=note)


def grouping_table(name: str, told: dict[str, Any], needed: int) -> ReportTable:
    """Items that differ between groups of equal knowledge; or why nothing is said."""
    title = str(GROUPING_NAMES[name])
    sizes = {_label(name, label): n for label, n in told["sizes"].items()}
    listed = "；".join(_("%(group)s: %(n)d") % {"group": group, "n": n} for group, n in sizes.items())
    groups = _("%(groups)s.") % {"groups": listed} if listed else ""
    unknown = _("Not known of %(n)d candidates.") % {"n": told["unknown"]} if told["unknown"] else ""
    large = [n for n in sizes.values() if n >= needed]
    if len(large) < 2:  # noqa: PLR2004 -- a pair
        why = _("Withheld: it takes two groups of at least %(needed)d candidates.") % {"needed": needed}
        return ReportTable(title, [], [], note=sentences(groups, unknown, why))
    head = [_("Group"), _("Item"), _("Difference (delta)"), _("Size of the difference")]
    rows = [
        [_label(name, group), one["name"], figure_words(Figure.read(one["delta"]), places=2), str(SIZES[one["size"]])]
        for group, items in told["items"].items()
        for one in items
        if one["size"] not in SMALL
    ]
    said = _(
        "Items whose difference from all others is moderate or large (Mantel–Haenszel); below 0: harder for the group. "
        "Of many items chance alone puts some here; what it does not explain stands among the item findings."
    )
    none = "" if rows else _("No item differs so much.")
    return ReportTable(title, head, rows, note=sentences(groups, unknown, said, none))


def differences_table(document: dict[str, Any], item: str) -> ReportTable | None:
    """Between whom this item differs, and by how much; None where it differs nowhere worth a word."""
    rows = [
        [
            *(str(GROUPING_NAMES[name]), _label(name, group)),
            *(figure_words(Figure.read(one["delta"]), places=2), str(SIZES[one["size"]])),
        ]
        for name, told in document.get("groupings", {}).items()
        for group, items in told["items"].items()
        for one in items
        if one["name"] == item and one["size"] not in SMALL
    ]
    if not rows:
        return None
    head = [_("Compared"), _("Group"), _("Difference (delta)"), _("Size of the difference")]
    note = _("Each group against all others of equal knowledge (Mantel–Haenszel); below 0: harder for the group.")
    return ReportTable(_("Between whom it differs"), head, rows, note=note)


def _label(name: str, label: str) -> str:
    return str(Schooling(label).label) if name == "schooling" else label
