"""Our own markup as HTML that reads back as the same markup. No Django here."""

import re
from collections.abc import Callable, Sequence
from html import escape

from exams.bank.item_types.text import Block, Piece, blocks

_TAGS = {"bold": "b", "underline": "u", "super": "sup", "sub": "sub"}
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
# What no XML may hold, and no text means.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Where a picture is, by its key; what stands for a blank, by its number.
Address = Callable[[str], str]
Gap = Callable[[int], str]


def html_of(text: str, *, address: Address, gap: Gap = lambda _number: "____") -> str:
    """Blocks of HTML."""
    return "".join(_block(block, address, gap) for block in blocks(text))


def inline_html_of(text: str, *, address: Address) -> str:
    """HTML without a paragraph around it where the text is one."""
    found = blocks(text)
    if len(found) == 1 and found[0].kind == "paragraph":
        return _cell(found[0].rows[0][0], address, lambda _number: "____")
    return html_of(text, address=address)


def is_plain(text: str) -> bool:
    """Whether a text is one paragraph without any mark."""
    found = blocks(text)
    return len(found) == 1 and found[0].kind == "paragraph" and all(one.kind == "plain" for one in found[0].rows[0][0])


def said(text: str) -> str:
    """A text without what XML refuses, escaped; also for attributes."""
    return escape(CONTROLS.sub("", text))


def _block(block: Block, address: Address, gap: Gap) -> str:
    rows = [[_cell(cell, address, gap) for cell in row] for row in block.rows]
    if block.kind == "paragraph":
        return f"<p>{rows[0][0]}</p>"
    if block.kind == "table":
        return _table(rows, has_head=block.has_head)
    name = "ul" if block.kind == "bullets" else "ol"
    return f"<{name}>{''.join(f'<li>{row[0]}</li>' for row in rows)}</{name}>"


def _table(rows: Sequence[Sequence[str]], *, has_head: bool) -> str:
    lines = [_row(rows[0], "th")] if has_head else []
    head = f"<thead>{lines[0]}</thead>" if lines else ""
    body = "".join(_row(row, "td") for row in rows[len(lines) :])
    return f"<table>{head}{f'<tbody>{body}</tbody>' if body else ''}</table>"


def _row(cells: Sequence[str], name: str) -> str:
    return f"<tr>{''.join(f'<{name}>{cell}</{name}>' for cell in cells)}</tr>"


def _cell(runs: Sequence[Piece], address: Address, gap: Gap) -> str:
    return "".join(_run(piece, address, gap) for piece in _merged(runs))


def _merged(runs: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one style as one run, spaces at its edges outside: HTML does not tell them apart."""
    apart: list[Piece] = []
    for piece in runs:
        text = _SPACE.sub(" ", piece.text)
        inner = text.strip(" ")
        if piece.kind not in _TAGS or inner == text:
            apart.append(piece)
            continue
        before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        split = (Piece("plain", before), Piece(piece.kind, inner), Piece("plain", after))
        apart += [part for part in split if part.text]
    merged: list[Piece] = []
    for piece in apart:
        if merged and merged[-1].kind == piece.kind and piece.kind in {"plain", *_TAGS}:
            merged[-1] = Piece(piece.kind, merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged


def _run(piece: Piece, address: Address, gap: Gap) -> str:
    if piece.kind == "picture":
        return f'<img src="{said(address(piece.text))}" alt="{said(piece.alt)}"/>'
    if piece.kind == "blank":
        return gap(int(piece.text))
    text = escape(_SPACE.sub(" ", CONTROLS.sub("", piece.text)), quote=False)
    return f"<{_TAGS[piece.kind]}>{text}</{_TAGS[piece.kind]}>" if piece.kind in _TAGS else text
