"""The small markup of items (exams.bank.item_types.text) as HTML. All text is escaped; every tag is made here."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from exams.bank.item_types.base import NOTHING_DRAWN, Drawn
from exams.bank.item_types.text import Block, Piece, blocks

Run = Callable[[Piece], SafeString]

_TAGS = {"bold": "strong", "underline": "u", "super": "sup", "sub": "sub"}


def render_text(text: str, *, media: str = "", drawn: Drawn = NOTHING_DRAWN) -> SafeString:
    """Stem or explanation as blocks, to read and not to answer: a blank is an empty line.

    `media` is the beginning of the addresses of pictures; `drawn` holds the candidate's parameters.
    """
    return _text_with_values(text, media, drawn) if drawn else _text(text, media, get_language())


def render_inline(text: str, *, media: str = "") -> SafeString:
    """An option's text with its marks, without a paragraph around it."""
    return _inline(text, media)


def render_with_blanks(text: str, *, name: str, written: Sequence[str], longest: int, media: str = "") -> SafeString:
    """A stem with an input called `name`-<number> in the place of each blank."""
    blank = partial(_input, name=name, written=written, longest=longest)
    return _render(text, partial(_run, media=media, drawn=NOTHING_DRAWN, blank=blank))


@lru_cache(maxsize=8192)
def _text(text: str, media: str, _language: str | None) -> SafeString:
    """Kept for each language: a table says in words what it is."""
    return _render(text, partial(_run, media=media, drawn=NOTHING_DRAWN, blank=_gap))


@lru_cache(maxsize=8192)
def _inline(text: str, media: str) -> SafeString:
    run = partial(_run, media=media, drawn=NOTHING_DRAWN, blank=_gap)
    lines = [_cell(cell, run) for block in blocks(text) for row in block.rows for cell in row]
    return mark_safe("<br>".join(lines))  # noqa: S308 -- runs are escaped


def _text_with_values(text: str, media: str, drawn: Drawn) -> SafeString:
    return _render(text, partial(_run, media=media, drawn=drawn, blank=_gap))


def _render(text: str, run: Run) -> SafeString:
    return mark_safe("".join(_block(block, run) for block in blocks(text)))  # noqa: S308 -- runs are escaped


def _block(block: Block, run: Run) -> SafeString:
    if block.kind == "paragraph":
        return format_html("<p>{}</p>", _cell(block.rows[0][0], run))
    if block.kind == "table":
        return _table(block, run)
    entries = format_html_join("", "<li>{}</li>", ((_cell(row[0], run),) for row in block.rows))
    return format_html("<ul>{}</ul>" if block.kind == "bullets" else "<ol>{}</ol>", entries)


def _table(block: Block, run: Run) -> SafeString:
    """A table that scrolls by itself where the page is narrower."""
    rows = list(block.rows)
    head = SafeString()
    if block.has_head:
        cells = format_html_join("", '<th scope="col">{}</th>', ((_cell(cell, run),) for cell in rows.pop(0)))
        head = format_html("<thead><tr>{}</tr></thead>", cells)
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((_cell(cell, run),) for cell in row)),) for row in rows),
    )
    return format_html(
        '<div class="item-table" tabindex="0" role="group" aria-label="{}"><table>{}<tbody>{}</tbody></table></div>',
        gettext("Table"),
        head,
        body,
    )


def _cell(runs: Sequence[Piece], run: Run) -> SafeString:
    return mark_safe("".join(run(piece) for piece in runs))  # noqa: S308 -- runs are escaped


def _run(piece: Piece, *, media: str, drawn: Drawn, blank: Callable[[int], SafeString]) -> SafeString:
    if piece.kind in _TAGS:
        return format_html("<{0}>{1}</{0}>", mark_safe(_TAGS[piece.kind]), piece.text)  # noqa: S308 -- from the table
    if piece.kind == "blank":
        return blank(int(piece.text))
    if piece.kind == "picture":
        return format_html(
            '<img class="item-picture" src="{}{}" alt="{}" loading="lazy">', media, piece.text, piece.alt
        )
    if piece.kind == "value":
        return _value(piece.text, drawn)
    return escape(piece.text)


def _value(name: str, drawn: Mapping[str, str]) -> SafeString:
    """A parameter: the candidate's number, or its name until the runner puts the number in."""
    return format_html('<span class="value" data-value="{}">{}</span>', name, drawn.get(name, name))


def _gap(number: int) -> SafeString:
    return format_html('<span class="blank">{}</span>', number)


def _input(number: int, *, name: str, written: Sequence[str], longest: int) -> SafeString:
    return format_html(
        '<input type="text" class="blank" name="{name}-{number}" value="{value}" maxlength="{longest}"'
        ' autocomplete="off" autocapitalize="off" spellcheck="false" aria-label="{label}">',
        name=name,
        number=number,
        value=written[number - 1],
        longest=longest,
        label=gettext("Blank %(number)d") % {"number": number},
    )
