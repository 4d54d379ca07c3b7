"""Excel workbooks: the columns of the import template, a row an item."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, ClassVar

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.xml.functions import tostring

from exams.bank.interchange.examiner_text.vocabulary import KIND_WORDS, LEVEL_WORDS
from exams.bank.interchange.examiner_text.writing import Layout, lay_out
from exams.bank.interchange.exports.archives import rearchived
from exams.bank.interchange.exports.contract import Exporter, ExportItem, Job, LeftOut, Written
from exams.bank.interchange.mapping import give_body
from exams.bank.interchange.parsing import Place
from exams.bank.interchange.sheets.columns import COLUMNS
from exams.bank.interchange.sheets.pictures import KEYS
from exams.bank.interchange.sheets.rows import read_row
from exams.bank.interchange.sheets.template import ITEMS, neutral, new_workbook
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.editor import gettext_noop

_LONGEST_CELL = 32_000
# A workbook has a time of writing; who and when stands in words, so that the same export is the same file.
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)
_CORE = "docProps/core.xml"
_NOWHERE = Place.line(1)
# As large as a picture is drawn at most, and the height of a row that shows one.
_PICTURE_PIXELS = 120
_PICTURE_ROW_POINTS = 110


class XlsxExport(Exporter):
    """What no columns say stands as JSON in the last one."""

    name: ClassVar[str] = "xlsx"
    label: ClassVar[str] = gettext_noop("Excel workbook (.xlsx)")
    extension: ClassVar[str] = "xlsx"
    content_type: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    place: ClassVar[int] = 10

    def write(self, job: Job) -> Written:
        written = Written(b"")
        workbook = new_workbook(sorted({item.point for item in job.items}), job.stamp.line)
        sheet = workbook[ITEMS]
        row = 2
        for item in job.items:
            cells = cells_of(item)
            if any(len(text) > _LONGEST_CELL for text in cells.values()):
                written.left_out.append(LeftOut(item.key, gettext_noop("A text is longer than a cell may be.")))
                continue
            for place, name in enumerate(COLUMNS, 1):
                if cells.get(name):
                    _write(sheet.cell(row, place), cells[name])
                    _illustrate(sheet, row, place, _shown_in(cells[name], job.pictures))
            row += 1
        workbook.properties.creator = job.stamp.actor
        workbook.properties.title = f"{job.stamp.bank} {job.stamp.title}"
        workbook.properties.description = job.stamp.line
        workbook.properties.created = _NEVER.replace(tzinfo=None)
        buffer = BytesIO()
        workbook.save(buffer)
        # The library writes the present moment; nothing else in it moves.
        workbook.properties.modified = _NEVER.replace(tzinfo=None)
        core = _serialised(workbook.properties)
        written.data = rearchived(buffer.getvalue(), first="[Content_Types].xml", replaced={_CORE: core})
        return written


def cells_of(item: ExportItem) -> dict[str, str]:
    """The item's texts by column: in words where they read back the same, else its body as JSON."""
    beside = {
        "difficulty": str(item.difficulty),
        "cognitive": LEVEL_WORDS.get(item.cognitive, item.cognitive),
        "point": item.point,
        "facts": " ".join(item.facts),
        "tags": " ".join(item.own_tags),
        "key": item.key,
    }
    layout = lay_out(item.question) if item.question is not None else None
    if layout is not None and layout.kind != "case":
        cells = {name: text for name, text in {**_said(layout), **beside}.items() if text}
        if _reads_back(cells, item):
            return cells
    body = ITEM_TYPES[item.item_type].parse(item.body).model_dump(mode="json", exclude_defaults=True)
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return {"kind": item.item_type, "stem": "", "answer": "", **beside, "data": data}


def _said(layout: Layout) -> dict[str, str]:
    options = {f"option_{option[0]}": option[3:] for option in layout.options}
    return {
        "kind": KIND_WORDS[layout.kind],
        "stem": "\n".join(layout.stem),
        **options,
        "answer": "\n".join(layout.answer).strip(),
        "explanation": "\n".join(layout.explanation),
        "rubric": "\n".join(layout.rubric),
    }


def _reads_back(cells: Mapping[str, str], item: ExportItem) -> bool:
    read = read_row(cells, _NOWHERE)
    give_body(read)
    if read.body is None or read.item_type != item.item_type or any(one.level == "error" for one in read.findings):
        return False
    kind = ITEM_TYPES[item.item_type]
    try:
        return bool(kind.parse(read.body) == kind.parse(item.body))
    except ValueError:
        return False


def _write(cell: Any, text: str) -> None:
    """As text, whatever it looks like."""
    cell.value = neutral(ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.quotePrefix = text != cell.value
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _shown_in(text: str, pictures: Mapping[str, bytes]) -> list[bytes]:
    """The pictures that a cell's text names, each once, in reading order."""
    keys = dict.fromkeys(key for key in KEYS.findall(text) if key in pictures)
    return [pictures[key] for key in keys]


def _illustrate(sheet: Any, row: int, place: int, pictures: Sequence[bytes]) -> None:
    """Anchor them in the cell, small and side by side; its text keeps their places."""
    for number, data in enumerate(pictures):
        image = Image(BytesIO(data))
        scale = min(1.0, _PICTURE_PIXELS / max(image.width, image.height, 1))
        image.width, image.height = max(1, int(image.width * scale)), max(1, int(image.height * scale))
        corner = AnchorMarker(
            col=place - 1, row=row - 1, colOff=pixels_to_EMU(number * _PICTURE_PIXELS // 4), rowOff=pixels_to_EMU(18)
        )
        image.anchor = OneCellAnchor(
            _from=corner, ext=XDRPositiveSize2D(pixels_to_EMU(image.width), pixels_to_EMU(image.height))
        )
        sheet.add_image(image)
        sheet.row_dimensions[row].height = _PICTURE_ROW_POINTS


def _serialised(properties: Any) -> bytes:
    return bytes(tostring(properties.to_tree()))


EXPORTER = XlsxExport()
