"""Tables whose rows are written in one go: Wagtail's draw each cell with templates, and a page of items has 400 of them."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column, NumberColumn, Table

# What an address may hold as it is, as `reverse` has it.
_IN_ADDRESSES = "!$&'()*+,;=/~:@"


class PlainColumn(Column):
    """A value as text; with `words`, the word for it."""

    def __init__(self, *args: Any, words: Mapping[str, str | Promise] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = words

    def cells(self, instances: Iterable[Any]) -> list[str]:
        """The column's table cells, one for each row."""
        attributes = f' class="{escape(self.classname)}"' if self.classname else ""
        return [f"<td{attributes}>{text}</td>" for text in self.texts(instances)]

    def texts(self, instances: Iterable[Any]) -> list[str]:
        """The values, escaped."""
        values = map(self.get_value, instances)
        if self._words is None:
            return [escape(shown(value)) for value in values]
        words = {value: escape(word) for value, word in self._words.items()}
        return [words[value] for value in values]

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:  # noqa: ARG002 -- Wagtail's signature
        """One cell, for a table of Wagtail's."""
        return SafeString(self.cells([instance])[0])


class LabelledColumn(PlainColumn):
    """A cell that says what it is where the head of the table is not in sight, on a phone."""

    def cells(self, instances: Iterable[Any]) -> list[str]:
        attributes = f' class="{escape(self.classname)}"' if self.classname else ""
        label = f' data-label="{escape(self.label)}"'
        return [f"<td{attributes}{label if text else ''}>{text}</td>" for text in self.texts(instances)]


class LabelledNumber(LabelledColumn, NumberColumn):
    """A number that says what it counts."""


class ItemLinkColumn(PlainColumn):
    """The stem of a version that leads to its item's page."""

    def cells(self, instances: Iterable[Any]) -> list[str]:
        """Table cells with Wagtail's own classes."""
        instances, pages = list(instances), ItemPages()
        return [
            f'<td class="title"><div class="title-wrapper"><a href="{escape(pages.address(version))}">{text}</a></div></td>'
            for version, text in zip(instances, self.texts(instances), strict=True)
        ]


class StateColumn(PlainColumn):
    """A state as a tag, one of them in colour."""

    def __init__(self, *args: Any, primary: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._primary = primary

    def cells(self, instances: Iterable[Any]) -> list[str]:
        """Table cells with Wagtail's own classes."""
        instances = list(instances)
        colours = [" w-status--primary" if self.get_value(one) == self._primary else "" for one in instances]
        pairs = zip(colours, self.texts(instances), strict=True)
        return [f'<td><span class="w-status{colour}">{text}</span></td>' for colour, text in pairs]


class PlainTable(Table):
    """A table of plain columns."""

    template_name = "bank/admin/table.html"

    @property
    def body(self) -> SafeString:
        """Its rows; what the columns write is escaped."""
        rows = zip(*(column.cells(self.data) for column in self.columns.values()), strict=True)
        return SafeString("".join(f"<tr>{''.join(cells)}</tr>" for cells in rows))


class ItemPages:
    """Addresses of items' pages: the bank's part is looked up once."""

    def __init__(self) -> None:
        self._bases: dict[str, str] = {}

    def address(self, version: Any) -> str:
        """Where the item of a version is."""
        code = version.item.bank.code
        if code not in self._bases:
            self._bases[code] = reverse("bank:item", args=[code, "0"]).removesuffix("0/")
        return f"{self._bases[code]}{quote(version.item.key, safe=_IN_ADDRESSES)}/"


def shown(value: Any) -> str:
    """What a cell says of a value: numbers as they are, nothing for None and for blanks."""
    return "" if value is None else str(value).strip() and str(value)
