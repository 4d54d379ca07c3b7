"""The lines of a result, drawn in one go: a hundred of them through template nodes cost more than the page."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from html import escape

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from courses.queries import TeachingHeading
from courses.templatetags.languages import as_written
from exams.marking.charts import BAR_WIDTH, FIGURE_X, Bar, Strip
from exams.marking.queries import Lesson, PointLine
from exams.marking.scores import rounded

register = template.Library()


@register.simple_tag
def chart_bars(bars: Sequence[Bar]) -> SafeString:
    """The <g>s of the breakdown's picture: label, bar, figure; below the pass line a mark, not colour alone."""
    return mark_safe(  # noqa: S308 -- the label is escaped, all else are numbers and names of our own
        "".join(
            f'<g transform="translate(0 {bar.y})"><text class="bar-label" lang="zh-Hans" x="0" y="13">'
            f"{escape(bar.label)}</text>"
            f'<rect class="bar-ground" x="0" y="19" width="{BAR_WIDTH}" height="12"></rect>'
            f'<rect class="bar {"bar-passed" if bar.is_passed else "bar-failed"}" x="0" y="19" '
            f'width="{bar.length}" height="12"></rect>'
            f'<text class="bar-figure" x="{FIGURE_X}" y="30">{bar.percent}%'
            f"{'' if bar.is_passed else ' ▾'}</text></g>"
            for bar in bars
        )
    )


@register.simple_tag
def marks_earned(numerator: int, denominator: int, marks: Decimal) -> str:
    """What a mark came to, of what there was to be had: “2 / 4”."""
    return _of(Fraction(numerator, denominator) * Fraction(marks), Fraction(marks))


@register.filter
def points(value: Fraction) -> str:
    """Marks as a person writes them: 13.33, 40."""
    return f"{rounded(value).normalize():f}"


def _of(earned: Fraction, marks: Fraction) -> str:
    return _("%(earned)s of %(marks)s") % {"earned": points(earned), "marks": points(marks)}


@register.simple_tag
def range_strips(strips: Sequence[Strip]) -> SafeString:
    """The <g>s of the ranges' picture: the middle half of the group as a strip, its median, the own share as a dot."""
    return format_html_join("", "{}", ((_strip(strip),) for strip in strips))


def _strip(strip: Strip) -> SafeString:
    group = (
        format_html(
            '<rect class="group-middle" x="{}" y="19" width="{}" height="12"></rect>'
            '<line class="group-median" x1="{}" x2="{}" y1="17" y2="33"></line>',
            strip.lower,
            strip.width,
            strip.median,
            strip.median,
        )
        if strip.lower is not None
        else SafeString("")
    )
    return format_html(
        '<g transform="translate(0 {})"><text class="bar-label" x="0" y="13">{}</text>'
        '<line class="scale" x1="0" x2="{}" y1="25" y2="25"></line>{}'
        '<circle class="own-share" cx="{}" cy="25" r="6"></circle><text class="bar-figure" x="{}" y="30">{}%</text></g>',
        strip.y,
        strip.line.name,
        BAR_WIDTH,
        group,
        strip.own,
        FIGURE_X,
        f"{strip.line.own:.0f}",
    )


@register.simple_tag
def point_rows(lines: Sequence[PointLine]) -> SafeString:
    """The <tr>s of the breakdown's table."""
    return mark_safe(  # noqa: S308 -- code, titles and address are escaped
        "".join(
            f'<tr><td class="number">{escape(line.code)}</td><th scope="row" lang="zh-Hans">{escape(line.title)}</th>'
            f'<td class="number">{line.score.percent}%</td><td>{_link(line.heading) if line.heading else "–"}</td></tr>'
            for line in lines
        )
    )


def _link(heading: TeachingHeading) -> str:
    return f'<a href="{escape(heading.url)}" lang="zh-Hans">{escape(heading.title)}</a>'


@register.simple_tag
def missed_answers(lessons: Sequence[Lesson]) -> SafeString:
    """The <li>s of what missed marks: question, own answer, key, why, and the heading that teaches it."""
    yours, taught = _("Your answer"), _("Taught in")
    nothing = _("no answer")
    return format_html_join(
        "",
        '<li class="missed-item" value="{}"><div class="missed-stem" lang="zh-Hans" translate="no">{}</div><dl class="missed-answers">'
        "<div><dt>{}</dt><dd>{}</dd></div>{}{}</dl>{}{}</li>",
        (
            (
                lesson.number,
                lesson.stem,
                yours,
                _answer(lesson) or nothing,
                _key(lesson),
                _part_earned(lesson),
                _why(lesson),
                _way_back(lesson, taught),
            )
            for lesson in lessons
        ),
    )


def _answer(lesson: Lesson) -> SafeString | str:
    """The answer, crossed where it earned nothing at all."""
    if not lesson.response or lesson.earned:
        return as_written(lesson.response) if lesson.response else ""
    return format_html('<span aria-hidden="true">✗</span> {}', as_written(lesson.response))


def _key(lesson: Lesson) -> SafeString:
    if not lesson.key:
        return SafeString("")
    return format_html(
        '<div><dt>{}</dt><dd lang="zh-Hans" translate="no"><span aria-hidden="true">✓</span> {}</dd></div>',
        _("Key"),
        lesson.key,
    )


def _why(lesson: Lesson) -> SafeString:
    if not lesson.explanation:
        return SafeString("")
    return format_html('<div class="missed-why" lang="zh-Hans" translate="no">{}</div>', lesson.explanation)


def _part_earned(lesson: Lesson) -> SafeString:
    """How much of the marks an answer earned that was right in part."""
    if not lesson.earned:
        return SafeString("")
    words = _of(lesson.earned, lesson.marks)
    return format_html('<div><dt>{}</dt><dd class="number">{}</dd></div>', _("Marks earned"), words)


def _way_back(lesson: Lesson, taught: str) -> SafeString:
    if lesson.heading is None:
        return SafeString("")
    return format_html(
        '<p class="missed-lesson">{} <a href="{}" lang="zh-Hans">{} · {}</a></p>',
        taught,
        lesson.heading.url,
        lesson.heading.lesson_title,
        lesson.heading.title,
    )
