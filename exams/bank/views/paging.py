"""Pages of what a list finds."""

from typing import Any, cast

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import ngettext
from wagtail.admin.paginator import WagtailPaginator

from exams.bank.models import Item, ItemVersion


class CountedPaginator(WagtailPaginator):
    """Says how many there are in words of its own: Wagtail's number and name are no Chinese without a measure word."""

    @cached_property
    def items_count_label(self) -> str:
        return ngettext("%(count)d in all", "%(count)d in all", self.count) % {"count": self.count}


class VersionPaginator(WagtailPaginator):
    """Finds which versions stand on a page by their keys, and only then reads their rows.

    Sorting and skipping over thousands of whole rows, joined with their points and banks, is what a page of a large bank
    took longest for.
    """

    def __init__(
        self,
        object_list: QuerySet[ItemVersion],
        *args: Any,
        whole: QuerySet[Item] | None = None,
        as_whole: bool = False,
        **kwargs: Any,
    ) -> None:
        """`object_list` says with its joins and prefetches how a row is read, and holds one version of an item.

        Where nothing is filtered, `whole` are its items, which count faster; `as_whole`: and stand in the same order.
        """
        super().__init__(object_list, *args, **kwargs)
        self._found, self._whole = object_list, whole
        self._key, self._keys = "pk", cast("QuerySet[Any]", object_list)
        if as_whole and whole is not None:
            self._key, self._keys = "item_id", whole

    @cached_property
    def count(self) -> int:
        return self._found.count() if self._whole is None else self._whole.count()

    def page(self, number: int | str) -> Page[ItemVersion]:
        """The page with its rows, in the order of the list."""
        number = int(self.validate_number(number))
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        keys = list(self._keys.values_list("pk", flat=True)[first:last])
        place = {key: index for index, key in enumerate(keys)}
        found = self._found.order_by().filter(**{f"{self._key}__in": keys})
        return Page(sorted(found, key=lambda version: place[getattr(version, self._key)]), number, self)
