"""Pages of the versions that a list finds."""

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

from exams.bank.models import ItemVersion


class VersionPaginator(WagtailPaginator):
    """Finds which versions stand on a page by their keys, and only then reads their rows.

    Sorting and skipping over thousands of whole rows, joined with their points and banks, is what a page of a large bank
    took longest for.
    """

    def __init__(
        self, object_list: QuerySet[ItemVersion], *args: Any, whole: QuerySet[Any] | None = None, **kwargs: Any
    ) -> None:
        """`object_list` says with its joins and prefetches how a row is read; `whole` counts it where nothing is filtered."""
        super().__init__(object_list, *args, **kwargs)
        self._found, self._whole = object_list, whole

    @cached_property
    def count(self) -> int:
        return self._found.count() if self._whole is None else self._whole.count()

    def page(self, number: int | str) -> Page[ItemVersion]:
        """The page with its rows, in the order of the list."""
        number = int(self.validate_number(number))
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        keys = list(self._found.values_list("pk", flat=True)[first:last])
        place = {key: index for index, key in enumerate(keys)}
        rows = sorted(self._found.filter(pk__in=keys), key=lambda version: place[version.pk])
        return Page(rows, number, self)
