"""Writing our own markup (exams.bank.item_types.text) out of texts that know nothing of it. No Django here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from exams.bank.item_types.text import pieces

# What would be read as a mark, and the character that looks like it and is none.
_LOOKALIKES = (
    ("**", "＊＊"),
    ("++", "＋＋"),
    ("{{", "｛｛"),
    ("}}", "｝｝"),
    ("^{", "＾{"),
    ("_{", "＿{"),
    ("![", "！["),
)
# Marks that a text may hold in pairs only.
_NEVER_ALONE = re.compile(r"\*\*|\{\{|\}\}")
_WRAPPED = {"bold": ("**", "**"), "underline": ("++", "++"), "super": ("^{", "}"), "sub": ("_{", "}")}
# Of a superscript or subscript.
_LONGEST_SMALL = 20


@dataclass(frozen=True)
class Run:
    """Some text and its style: bold, underline, super, sub or none; `is_markup`: it is written in marks already."""

    text: str
    style: str = ""
    is_markup: bool = False


def plain(text: str) -> str:
    """The text with nothing in it that would be read as a mark; what only resembles one, as in C++, stays."""
    if _NEVER_ALONE.search(text) or any(piece.kind != "plain" for piece in pieces(text)):
        return _without_marks(text)
    return text


def marked(runs: Sequence[Run]) -> str:
    """Runs as one text; neighbours of one style are one run, spaces at its edges stand outside its marks."""
    groups = [
        ("".join(run.text for run in group), style, is_markup)
        for (style, is_markup), group in groupby(runs, key=lambda run: (run.style, run.is_markup))
    ]
    parts = [text if is_markup else _wrapped(plain(text), style) for text, style, is_markup in groups]
    if len(parts) == 1 or _plain_of("".join(parts)) == "".join(map(_plain_of, parts)):
        return "".join(parts)
    # Half a mark before a whole one, as in "C++" before something underlined, would be read as another.
    return "".join(text if is_markup else _wrapped(_without_marks(text), style) for text, style, is_markup in groups)


def picture(key: str, alternative: str) -> str:
    """A picture with its alternative text on one line."""
    words = " ".join(alternative.replace("[", "（").replace("]", "）").split())[:200]
    return f"![{words}]({key})"


def table(rows: Sequence[Sequence[str]], *, has_head: bool) -> str:
    """A table; cells are marked up already and hold no line breaks or bars. One line would be read as a paragraph."""
    if not rows:
        return ""
    width = max(len(row) for row in rows)
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    if has_head or len(lines) == 1:
        lines.insert(1, f"|{' --- |' * width}")
    return "\n".join(lines)


def _without_marks(text: str) -> str:
    for mark, lookalike in _LOOKALIKES:
        text = text.replace(mark, lookalike)
    return text


def _plain_of(text: str) -> str:
    return "".join(piece.text for piece in pieces(text) if piece.kind == "plain")


def _wrapped(text: str, style: str) -> str:
    inner = text.strip()
    if not inner or style not in _WRAPPED:
        return text
    if style in {"super", "sub"} and (len(inner) > _LONGEST_SMALL or set(inner) & set("{}\n")):
        return text
    inner = {"bold": inner.replace("*", "＊"), "underline": inner.replace("+", "＋").replace("\n", " ")}.get(
        style, inner
    )
    start, end = _WRAPPED[style]
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{start}{inner}{end}{after}"
