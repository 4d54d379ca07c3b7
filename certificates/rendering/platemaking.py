"""From a page set by WeasyPrint to a plate."""

import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator, Pdf, String

from certificates.rendering.lines import (
    FontOfPage,
    Line,
    NotPressable,
    Run,
    instructions_of,
    lines_of,
)
from certificates.rendering.metadata import Facts
from certificates.rendering.objects import FixedObjects, number_text
from certificates.rendering.plate import (
    CREDENTIAL_NAME,
    Numbers,
    Origin,
    Piece,
    Plate,
    QrStrokes,
    Show,
    Slot,
    SlotLine,
    SlotRun,
)
from certificates.rendering.slots import SIGNS

# Where the only stroke of the stand-in for the QR code begins; no drawing has such a number.
QR_MARK = 0.0625
# A stretch of fixed content this long is a stream of its own, compressed once.
LONG = 1500
PLACE = "/PressPlace"
TOKEN = re.compile(rb"\(@@(\d+)@@\)")
BOLD, REGULAR = 700, 400

Instruction = tuple[list[Any], str]


def make_plate(narrow: bytes, wide: bytes | None, *, portrait: bytes, has_attachment: bool) -> Plate:
    """The plate of a page set with slots one sign wide and again two signs wide; without `wide`, of one without slots.

    Raises NotPressable where the page is no such plate.
    """
    with pikepdf.open(BytesIO(narrow)) as document:
        page = _only_page(document)
        instructions = instructions_of(page)
        fonts = fonts_of_page(page)
        lines = _lines(instructions, fonts, document, wide) if wide else []
        pieces, slots = _pieces(instructions, lines, fonts)
        contents = _replace_contents(document, page, pieces)
        _take_out(document, page, portrait=portrait, has_attachment=has_attachment)
        xmp = Facts.of(document).xmp()
        texts = _tokens_for_texts(document)
        saved = BytesIO()
        document.save(
            saved,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            fix_metadata_version=False,
        )
    with pikepdf.open(saved) as document:
        return _written_out(document, contents=contents, texts=texts, xmp=xmp, slots=slots)


def fonts_of_page(page: pikepdf.Page) -> dict[str, FontOfPage]:
    """The fonts by the names that the content uses."""
    return {name: _font(font) for name, font in page.obj.Resources.Font.items()}


def _font(font: Any) -> FontOfPage:
    table = font.ToUnicode.read_bytes().decode("ascii")
    characters = {
        int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
        for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
        for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block)
    }
    widths: dict[int, float] = {}
    listed = list(font.DescendantFonts[0].W)
    for first, group in zip(listed[::2], listed[1::2], strict=True):
        widths |= {int(first) + place: float(width) for place, width in enumerate(group)}
    return FontOfPage(characters, widths, BOLD if str(font.BaseFont).endswith("-Bold") else REGULAR)


def _only_page(document: Pdf) -> pikepdf.Page:
    if len(document.pages) != 1:
        raise NotPressable("more than one page")
    return document.pages[0]


def _lines(
    instructions: Sequence[Instruction], fonts: Mapping[str, FontOfPage], document: Pdf, wide: bytes
) -> list[Line]:
    with pikepdf.open(BytesIO(wide)) as other:
        page = _only_page(other)
        return lines_of(
            instructions,
            instructions_of(page),
            fonts=(fonts, fonts_of_page(page)),
            blocks=dict(_blocks(document.Root.StructTreeRoot)),
        )


def _blocks(node: Any) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each mark of the content with the structure's nearest element that is more than a stretch of text."""
    children = node.get("/K", [])
    for child in children if isinstance(children, Array) else [children]:
        if isinstance(child, Dictionary) and "/S" in child:
            yield from _blocks(child)
        elif isinstance(child, int):
            block = node
            while block.get("/S") == Name.Span:
                block = block.P
            yield child, block.objgen


def _pieces(
    instructions: Sequence[Instruction], lines: Sequence[Line], fonts: Mapping[str, FontOfPage]
) -> tuple[list[Piece], list[Slot]]:
    """The content in order: fixed stretches and what differs."""
    special: dict[int, Piece] = {}
    slots: list[Slot] = []
    for line in lines:
        set_line = SlotLine(line.alignment, [_slot_run(run, fonts[run.font], slots) for run in line.runs])
        for place, run in enumerate(line.runs):
            matrix = b" ".join(number_text(float(one)) for one in instructions[run.at_matrix][0][:4])
            special[run.at_matrix] = Origin(set_line, place, matrix, run.x, number_text(run.y))
            special[run.at_show] = Show(set_line.runs[place])
    mark = _qr_mark(instructions)
    if mark is not None:
        # The stroke is a move and a line.
        special[mark], special[mark + 1] = QrStrokes(), b""
    return list(_stretches(instructions, special)), slots


def _slot_run(run: Run, font: FontOfPage, slots: list[Slot]) -> SlotRun:
    pieces: list[bytes | Slot] = []
    fixed: list[bytes] = []
    gaps = iter(run.gaps)
    for element in run.elements:
        if not isinstance(element, String):
            fixed.append(number_text(float(element)))
            continue
        glyphs = bytes(element)
        for place in range(0, len(glyphs), 2):
            glyph = int.from_bytes(glyphs[place : place + 2], "big")
            character = font.characters[glyph]
            if character in SIGNS:
                if fixed:
                    pieces.append(b" ".join(fixed))
                    fixed = []
                slot = Slot(character, font.weight, next(gaps), font.widths[glyph])
                pieces.append(slot)
                slots.append(slot)
            else:
                fixed.append(b"<%04x>" % glyph)
    if any(b"<" in one for one in fixed):
        pieces.append(b" ".join(fixed))
    return SlotRun(run.font.encode(), run.size, pieces)


def _qr_mark(instructions: Sequence[Instruction]) -> int | None:
    marks = [
        place
        for place, (operands, operator) in enumerate(instructions)
        if operator == "m" and abs(float(operands[0]) - QR_MARK) < 1e-6  # noqa: PLR2004 -- six places
    ]
    if len(marks) > 1:
        raise NotPressable("more than one QR code")
    return marks[0] if marks else None


def _stretches(instructions: Sequence[Instruction], special: Mapping[int, Piece]) -> Iterator[Piece]:
    fixed: list[tuple[list[Any], Operator]] = []
    for place, (operands, operator) in enumerate(instructions):
        if place not in special:
            fixed.append((operands, Operator(operator)))
            continue
        if fixed:
            yield pikepdf.unparse_content_stream(fixed)
            fixed = []
        if special[place] != b"":
            yield special[place]
    if fixed:
        yield pikepdf.unparse_content_stream(fixed)


def _replace_contents(document: Pdf, page: pikepdf.Page, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Long fixed stretches become streams now; the recipes of the streams between them are given back."""
    recipes: list[list[Piece]] = [[]]
    streams: list[Any] = []
    for piece in pieces:
        if isinstance(piece, bytes) and len(piece) > LONG:
            if recipes[-1]:
                streams.append(_place(document, f"content{len(recipes) - 1}"))
                recipes.append([])
            streams.append(document.make_indirect(document.make_stream(piece)))
        else:
            recipes[-1].append(piece)
    if recipes[-1]:
        streams.append(_place(document, f"content{len(recipes) - 1}"))
    else:
        recipes.pop()
    page.obj.Contents = Array(streams)
    return recipes


def _place(document: Pdf, name: str, **kept: Any) -> Any:
    """An object that is written for each certificate anew; its number is known once the file is saved."""
    return document.make_indirect(
        Dictionary({PLACE: Name(f"/{name}"), **{f"/{key}": one for key, one in kept.items()}})
    )


def _take_out(document: Pdf, page: pikepdf.Page, *, portrait: bytes, has_attachment: bool) -> None:
    """Put places where metadata, fonts, portrait and attachment are to go; drop what WeasyPrint leaves empty."""
    resources = page.obj.Resources
    resources.Font = _place(document, "fonts", Kept=resources.Font)
    for name, picture in list(resources.XObject.items()):
        if picture.get("/Subtype") == Name.Image and picture.read_raw_bytes() == portrait:
            resources.XObject[name] = _place(document, "portrait")
    document.Root.Metadata = _place(document, "metadata")
    if has_attachment:
        embedded = _place(document, "attachment")
        specification = document.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=CREDENTIAL_NAME,
                UF=CREDENTIAL_NAME,
                Desc="Open Badge 3.0 credential",
                AFRelationship=Name.Data,
                EF=Dictionary(F=embedded, UF=embedded),
            )
        )
        document.Root.AF = Array([specification])
        document.Root.Names = Dictionary(
            EmbeddedFiles=Dictionary(Names=Array([String(CREDENTIAL_NAME), specification]))
        )
    for one in document.objects:
        found = one.get("/Resources") if isinstance(one, Dictionary | pikepdf.Stream) else None
        if isinstance(found, Dictionary):
            for key in ("/Pattern", "/Shading", "/XObject"):
                if key in found and not len(found[key]):
                    del found[key]


def _tokens_for_texts(document: Pdf) -> list[str]:
    """Put a token for every text with a sign in it, wherever it stands; the texts are given back in order."""
    texts: list[str] = []
    for one in document.objects:
        if isinstance(one, Dictionary | Array):
            _tokens(one, texts)
    return texts


def _tokens(container: Any, texts: list[str]) -> None:
    entries = list(container.items()) if isinstance(container, Dictionary) else list(enumerate(container))
    for key, value in entries:
        if isinstance(value, String):
            if SIGNS & set(str(value)):
                container[key] = String(f"@@{len(texts)}@@")
                texts.append(str(value))
        elif isinstance(value, Dictionary | Array) and not value.is_indirect:
            _tokens(value, texts)


def _written_out(
    document: Pdf, *, contents: Sequence[Sequence[Piece]], texts: Sequence[str], xmp: str, slots: Sequence[Slot]
) -> Plate:
    fixed: dict[int, bytes] = {}
    worded: dict[int, Sequence[bytes | str]] = {}
    places: dict[str, int] = {}
    fonts = b""
    for one in document.objects:
        number = one.objgen[0]
        if isinstance(one, pikepdf.Stream):
            fixed[number] = _stream(one)
        elif isinstance(one, Dictionary) and PLACE in one:
            places[str(one[PLACE])[1:]] = number
            if "/Kept" in one:
                fonts = b" ".join(b"%s %s" % (name.encode(), font.unparse()) for name, font in one.Kept.items())
        else:
            body = one.unparse(resolved=True)
            parts = TOKEN.split(body)
            if len(parts) > 1:
                worded[number] = [texts[int(part)] if place % 2 else part for place, part in enumerate(parts)]
            else:
                fixed[number] = body
    return Plate(
        fixed=FixedObjects.write(fixed),
        size=len(document.objects) + 1,
        numbers=Numbers(
            root=document.Root.objgen[0],
            info=document.trailer.Info.objgen[0],
            metadata=places["metadata"],
            fonts=places["fonts"],
            portrait=places.get("portrait", 0),
            attachment=places.get("attachment", 0),
            contents=[places[f"content{place}"] for place in range(len(contents))],
        ),
        contents=contents,
        worded=worded,
        xmp=xmp,
        fixed_fonts=fonts,
        slots=slots,
    )


def _stream(stream: Any) -> bytes:
    """As it was saved, which compresses what is not compressed."""
    entries = Dictionary(dict(stream.items())).unparse(resolved=True)
    return b"%s\nstream\n%s\nendstream" % (entries, stream.read_raw_bytes())
