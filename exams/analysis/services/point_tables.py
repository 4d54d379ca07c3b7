"""How a class answered by knowledge point, in words: the same for page, workbook and PDF. No item, no key, no candidate."""

from django.utils.translation import gettext as _

from exams.analysis.queries.points import ClassAnswers, PointAnswers
from exams.analysis.rendering.pictures import Picture, share_picture
from exams.analysis.rendering.reports import PrintedReport, ReportTable


def points_report(told: ClassAnswers) -> PrintedReport:
    """The points in the order of their codes."""
    head = [
        *(_("Knowledge point"), _("Answers"), _("Mean score rate")),
        *(_("To be expected"), _("Verdict"), _("Taught in")),
    ]
    rows = [[str(one.point), str(one.answers), *words_of(one), taught_in(one)] for one in told.points]
    table = ReportTable(
        _("Knowledge points"), head, rows, note=left_out_words(told), picture=points_picture(told.points)
    )
    return PrintedReport(
        title=_("By knowledge point: %(part)s") % {"part": told.component},
        subtitle=str(told.sitting or _("All classes")),
        tables=[table],
    )


def points_picture(points: list[PointAnswers]) -> Picture | None:
    """Of the points of which enough is known."""
    return share_picture([(one.point.code, one.share, one.expected) for one in points if one.is_known])


def left_out_words(told: ClassAnswers) -> str:
    """How many items are left out, and why; nothing where there are none."""
    if not told.left_out:
        return ""
    return _("Items whose key is in doubt are left out: %(count)d.") % {"count": told.left_out}


def words_of(one: PointAnswers) -> tuple[str, str, str]:
    """Share, what was to be expected, verdict."""
    if not one.is_known:
        return _("too few answers"), "–", "–"
    low, high = one.interval
    bounds = {"value": f"{one.share:.2f}", "low": f"{low:.2f}", "high": f"{high:.2f}"}
    return _("%(value)s (%(low)s to %(high)s)") % bounds, f"{one.expected:.2f}", _verdict(one)


def taught_in(one: PointAnswers) -> str:
    """The headings that teach it."""
    return "；".join(f"{heading.lesson.title} · {heading.text}" for heading in one.headings) or _(
        "no heading teaches it"
    )


def _verdict(one: PointAnswers) -> str:
    if one.is_taught_badly:
        return _("taught badly")
    return _("as expected or better") if one.share >= one.expected else _("not clearly below")
