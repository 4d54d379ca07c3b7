"""The coverage board of a bank."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.coverage import DIFFICULTIES, PointRow, Section, Stock, Wanted, Writer, coverage_board
from exams.bank.item_types import ITEM_TYPES
from exams.bank.presentation import type_label
from exams.bank.rules import may_write_in
from exams.bank.usage import Need
from exams.bank.views.base import BankView

SHOWN = 30
# From so many approved items on a cell is as dark as it gets.
DARKEST = 4


@dataclass(frozen=True)
class Cell:
    """A point and type as the board shows it."""

    label: str
    stock: Stock
    url: str
    levels: SafeString

    @property
    def heat(self) -> int:
        """0 for nothing, up to DARKEST; the number stands beside it."""
        return min(self.stock.approved, DARKEST)

    @property
    def is_whole(self) -> bool:
        """Whether all that the cell has is approved."""
        return self.stock.have == self.stock.approved


class CoverageView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """What to write next, what papers need, and the stock by point, type and difficulty."""

    template_name = "bank/admin/coverage.html"
    header_icon = "table"

    def get_page_title(self) -> str:
        return _("Coverage")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = coverage_board(self.bank)
        writes = may_write_in(self.user, self.bank)
        return super().get_context_data(
            **{
                "bank": self.bank,
                "board": board,
                "type_labels": [type_label(name) for name in board.types],
                "sections": [self._section(section) for section in board.sections],
                "needs": [_need(need) for need in board.needs],
                "wanted": [self._wanted(one, writes=writes) for one in board.wanted[:SHOWN]],
                "more": max(0, len(board.wanted) - SHOWN),
                **kwargs,
            }
        )

    def _section(self, section: Section) -> dict[str, Any]:
        rows = [{"row": row, "cells": list(self._cells(row))} for row in section.rows]
        return {"code": section.code, "rows": rows, "writers": section.writers}

    def _cells(self, row: PointRow) -> Iterator[Cell]:
        for name, stock in row.stocks.items():
            url = f"{self._items}?point={row.point.pk}&item_type={name}" if stock.have else ""
            yield Cell(self._labels[name], stock, url, self._levels(stock))

    def _levels(self, stock: Stock) -> SafeString:
        """A mark for each difficulty with its approved items, in one go: a board has hundreds."""
        marks = (
            f'<span class="bank-level{"" if count else " is-empty"}" title="{title}">{count}</span>'
            for count, title in ((stock.by_difficulty[one], self._titles[one]) for one in DIFFICULTIES)
        )
        return SafeString("".join(marks))

    @cached_property
    def _items(self) -> str:
        return reverse("bank:items", args=[self.bank.code])

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {name: type_label(name) for name in ITEM_TYPES}

    @cached_property
    def _titles(self) -> dict[int, str]:
        return {one: escape(_("difficulty %(difficulty)s") % {"difficulty": one}) for one in DIFFICULTIES}

    def _wanted(self, wanted: Wanted, *, writes: bool) -> dict[str, Any]:
        asked = {"point": wanted.point.pk, "difficulty": wanted.difficulty, "facts": wanted.fact}
        query = urlencode({name: value for name, value in asked.items() if value})
        url = reverse("bank:add", args=[self.bank.code, wanted.item_type])
        return {
            "wanted": wanted,
            "type_label": type_label(wanted.item_type),
            "need": _need(wanted.need) if wanted.need else None,
            "url": f"{url}?{query}" if writes else "",
            "writers": names_of(wanted.writers),
        }


def names_of(writers: Iterable[Writer]) -> str:
    """Several people by name, with what they have written already."""
    return "、".join(
        _("%(name)s (%(count)d here already)") % {"name": one.person.display_name, "count": one.written}
        if one.written
        else one.person.display_name
        for one in writers
    )


def _need(need: Need) -> dict[str, Any]:
    band: Sequence[int] = sorted({need.difficulty_from, need.difficulty_to})
    return {"need": need, "type_label": type_label(need.item_type), "band": "–".join(map(str, band))}
