"""Excel workbooks: a row an item, columns by the names in their head. Formulas are never evaluated."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any, ClassVar
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from exams.bank.interchange.packages import ZIP, check_markup, open_package
from exams.bank.interchange.parsing import FileRefused, Format, Limits, ParsedBatch, ParsedItem, Place, too_many_items
from exams.bank.interchange.rich_text import WORDLESS, PictureShelf
from exams.bank.interchange.sheets.columns import columns_of
from exams.bank.interchange.sheets.pictures import KEYS, Address, Anchored, anchored_pictures, media_of
from exams.bank.interchange.sheets.rows import read_row
from exams.bank.interchange.sheets.template import restored
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.text import picture_key

# Sheets of our own template that hold no items.
HELP_SHEETS = {"填写说明", "示例", "选项值"}
_HEAD_WITHIN = 10
_MOST_COLUMNS = 60
_LONGEST_WORDS = 200
# Columns whose texts may show pictures, beside the options.
ILLUSTRATED = {"stem", "explanation"}


class Xlsx(Format):
    """All sheets with a head; what is mended in place is the row as a text."""

    name: ClassVar[str] = "xlsx"
    label: ClassVar[str] = gettext_noop("Excel workbook (.xlsx)")
    extensions: ClassVar[tuple[str, ...]] = (".xlsx",)
    place: ClassVar[int] = 11

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the content
        return data.startswith(ZIP) and b"xl/workbook.xml" in data

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        batch = ParsedBatch()
        with open_package(data, limits=limits) as package:
            check_markup(package)
            try:
                self._read(data, package, batch, limits)
            except FileRefused:
                raise
            except Exception as error:
                # openpyxl meets a damaged file with whatever it stumbles over.
                raise FileRefused(
                    "broken_workbook",
                    gettext_noop("The workbook is damaged; please open it in Excel and save it anew."),
                ) from error
        return batch

    def _read(self, data: bytes, package: ZipFile, batch: ParsedBatch, limits: Limits) -> None:
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        shelf, kept = PictureShelf(batch, limits), set[str]()
        for sheet in workbook.worksheets:
            if sheet.title in HELP_SHEETS or sheet.sheet_state != "visible":
                continue
            # What a sheet says about its own size may be a lie, and every row would be as wide.
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=limits.items + _HEAD_WITHIN + 1, max_col=_MOST_COLUMNS)
            # The library keeps the path of a sheet, and reads no drawings in this mode.
            pictures = anchored_pictures(package, sheet._worksheet_path, limits=limits)  # noqa: SLF001 -- as said
            reader = _Sheet(sheet.title, batch, pictures, shelf)
            reader.read(rows)
            kept |= reader.kept
            if len(batch.items) > limits.items:
                raise too_many_items(limits)
        if unread := len(media_of(package) - kept):
            batch.warn(
                "not_kept",
                gettext_noop("%(count)d pictures stand in no row of a question and were not read."),
                count=unread,
            )


@dataclass
class _Sheet:
    title: str
    batch: ParsedBatch
    pictures: Mapping[Address, Sequence[Anchored]]
    shelf: PictureShelf
    # Paths of the pictures that came into items.
    kept: set[str] = field(default_factory=set)

    def read(self, rows: Iterator[tuple[Any, ...]]) -> None:
        columns: dict[int, str] | None = None
        is_empty = True
        for number, row in enumerate(rows, 1):
            cells = [_Cell(self.title, number, place, cell) for place, cell in enumerate(row)]
            if not any(cell.text for cell in cells):
                continue
            is_empty = False
            if columns is not None:
                self._illustrate(number, columns, cells)
                self.batch.items.append(_item(columns, cells, Place("row", f"{self.title}!{number}")))
            elif (found := columns_of([cell.text for cell in cells])) is not None:
                columns = found
                self._name_unknown(found, cells)
            elif number >= _HEAD_WITHIN:
                break
        if columns is None and not is_empty:
            self.batch.warn(
                "no_head",
                gettext_noop("The sheet “%(sheet)s” has no head with a stem and an answer and was not read."),
                sheet=self.title,
            )

    def _shown_in(self, row: int) -> list[tuple[int, Anchored]]:
        """The pictures of a row, each with its column."""
        return [(column, one) for (at, column), found in sorted(self.pictures.items()) if at == row for one in found]

    def _illustrate(self, row: int, columns: dict[int, str], cells: list["_Cell"]) -> None:
        """Put the row's pictures at the end of their cells; one beside the texts belongs to the stem.

        A picture that a text of the row names by its key has its place already, as in our own export.
        """
        named = {key for cell in cells for key in KEYS.findall(cell.text)}
        stem = next((place for place, name in columns.items() if name == "stem"), None)
        is_data = any(columns.get(place) == "data" and cell.text for place, cell in enumerate(cells))
        for column, picture in self._shown_in(row):
            if picture_key(picture.data) in named:
                self.shelf.keep(picture.data)
                self.kept.add(picture.path)
                continue
            if stem is None or is_data:
                continue
            name = columns.get(column - 1, "")
            place = column - 1 if name in ILLUSTRATED or name.startswith("option") else stem
            if place < len(cells):
                cells[place].show(self.shelf.keep(picture.data), picture.words)
                self.kept.add(picture.path)

    def _name_unknown(self, columns: dict[int, str], cells: list["_Cell"]) -> None:
        for place, cell in enumerate(cells):
            if cell.text and place not in columns:
                self.batch.warn(
                    "column_unread",
                    gettext_noop("The column “%(column)s” is not known and was not read."),
                    cell.place,
                    column=cell.text[:40],
                )


class _Cell:
    """A cell with its address, and its value as the text that the sheet shows."""

    def __init__(self, sheet: str, row: int, column: int, cell: Any) -> None:
        self.place = Place("cell", f"{sheet}!{get_column_letter(column + 1)}{row}")
        self.is_formula = cell.data_type == "f"
        self.is_date = isinstance(cell.value, datetime | date | time | timedelta)
        self.text = "" if cell.value is None else _shown(cell.value, str(cell.number_format or ""))
        self.is_wordless = False

    def show(self, key: str, words: str) -> None:
        """Add a picture, without what would end its mark too soon."""
        said = words.replace("[", "（").replace("]", "）")[:_LONGEST_WORDS]
        self.is_wordless = self.is_wordless or not said
        self.text = f"{self.text}![{said or '图'}]({key})"


def _item(columns: dict[int, str], cells: list[_Cell], place: Place) -> ParsedItem:
    read = {name: cells[index] for index, name in columns.items() if index < len(cells) and cells[index].text}
    item = read_row({name: cell.text for name, cell in read.items() if name != "nothing"}, place)
    for cell in read.values():
        if cell.is_formula:
            item.error("formula", gettext_noop("The cell holds a formula; please write its value as text."), cell.place)
        elif cell.is_date:
            item.warn("date", gettext_noop("Excel took this for a date; please check what it became."), cell.place)
        if cell.is_wordless:
            item.warn("picture_without_words", WORDLESS, cell.place)
    return item


def _shown(value: Any, number_format: str) -> str:
    """As the sheet shows it, where that can be told; a formula as it is written."""
    if isinstance(value, bool):
        return "正确" if value else "错误"
    if isinstance(value, int | float):
        number = Decimal(str(value))
        is_share = "%" in number_format
        text = f"{(number * 100 if is_share else number).normalize():f}" if number.is_finite() else str(value)
        return f"{text}%" if is_share else text
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d")
    return restored(str(getattr(value, "text", None) or value).strip())


FORMAT = Xlsx()
