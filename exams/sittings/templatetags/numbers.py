"""A line for each question, drawn in one go: sixty of them through template nodes cost more than the page."""

from collections.abc import Sequence
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from exams.sittings.queries import ShownItem

register = template.Library()


@register.simple_tag
def number_options(shown: Sequence[ShownItem], current: ShownItem) -> SafeString:
    """The <option>s of the list that stands for the grid on a phone."""
    return mark_safe(  # noqa: S308 -- numbers, and words that are escaped
        "".join(
            f'<option value="{one.number}"{" selected" if one.number == current.number else ""}>{words}</option>'
            for one, words in zip(shown, _in_words(shown), strict=True)
        )
    )


@register.simple_tag
def number_buttons(shown: Sequence[ShownItem], current: ShownItem) -> SafeString:
    """The <li>s of the number grid; state by attribute for the eye, by words for the ear."""
    return mark_safe(  # noqa: S308 -- numbers, constants, and words that are escaped
        "".join(
            f'<li><button class="number-button" type="submit" name="go" value="{one.number}" data-number="{one.number}"'
            f'{_attributes(one, is_current=one.number == current.number)} aria-label="{words}">{one.number}</button></li>'
            for one, words in zip(shown, _in_words(shown), strict=True)
        )
    )


@register.simple_tag
def review_rows(shown: Sequence[ShownItem], runner_url: str) -> SafeString:
    """The <tr>s of the table before handing in: number, state, and the way back to the question."""
    answered, blank, flagged = escape(_("answered")), escape(_("blank")), escape(_("flagged"))
    look, answer, question = escape(_("Look")), escape(_("Answer")), escape(_("Question %(number)s"))
    flag = f' <span class="flag-word">{render_to_string("sittings/runner/_flag.html")}{flagged}</span>'
    url = escape(runner_url)
    return mark_safe(  # noqa: S308 -- numbers, constants, and words and an address that are escaped
        "".join(
            f'<tr><th scope="row">{one.number}</th>'
            f'<td><span class="state-shape"{" data-answered" if one.is_answered else ""} aria-hidden="true"></span>'
            f"<span data-state-word>{answered if one.is_answered else blank}</span>{flag if one.is_flagged else ''}</td>"
            f'<td><a href="{url}?q={one.number}">{look if one.is_answered else answer}'
            f'<span class="visually-hidden"> {question % {"number": one.number}}</span></a></td></tr>'
            for one in shown
        )
    )


def _attributes(one: ShownItem, *, is_current: bool) -> str:
    answered = ' data-answered=""' if one.is_answered else ""
    flagged = ' data-flagged=""' if one.is_flagged else ""
    current = ' aria-current="true"' if is_current else ""
    return answered + flagged + current


def _in_words(shown: Sequence[ShownItem]) -> list[str]:
    """“3, answered, flagged” for each item, escaped."""
    separator, answered, blank, flagged = (
        escape(text) for text in (_(", "), _("answered"), _("blank"), _(", flagged"))
    )
    return [
        f"{one.number}{separator}{answered if one.is_answered else blank}{flagged if one.is_flagged else ''}"
        for one in shown
    ]
