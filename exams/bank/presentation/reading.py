"""An item to read and not to answer: what was asked, and why the key holds, with all its parts."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from exams.bank.item_types import NOTHING_DRAWN, Drawn, ItemBody, ItemType
from exams.bank.presentation.markup import render_inline, render_text


def render_question(
    kind: ItemType[Any], body: ItemBody, *, drawn: Drawn = NOTHING_DRAWN, media: str = ""
) -> SafeString:
    """The stem, then what is asked of each part."""
    parts = [(one.number, render_text(one.stem, media=media, drawn=one.drawn)) for one in kind.passages(body, drawn)]
    return render_text(body.stem, media=media, drawn=drawn) + _listed(parts)


def render_explanation(
    kind: ItemType[Any], body: ItemBody, *, drawn: Drawn = NOTHING_DRAWN, media: str = ""
) -> SafeString:
    """The explanation, then that of each part."""
    parts = [
        (one.number, render_text(one.explanation, media=media, drawn=one.drawn))
        for one in kind.passages(body, drawn)
        if one.explanation
    ]
    return render_text(body.explanation, media=media, drawn=drawn) + _listed(parts)


def render_options(kind: ItemType[Any], body: ItemBody, *, order: Sequence[str] = (), media: str = "") -> SafeString:
    """What there was to choose from, in this order (authored where empty).

    Nothing where one writes, or where the choice is the same with every item: right or wrong.
    """
    texts, ids = kind.option_texts(body), kind.option_ids(body)
    rows = format_html_join("", "<li>{}</li>", ((render_inline(texts[one], media=media),) for one in order or ids))
    return format_html('<ol class="item-options">{}</ol>', rows) if ids else SafeString("")


def _listed(parts: list[tuple[int, SafeString]]) -> SafeString:
    rows = ((gettext("Part %(number)d") % {"number": number}, text) for number, text in parts)
    return format_html_join("", '<div class="item-passage"><p><strong>{}</strong></p>{}</div>', rows)
