"""Pages that only have to be there."""

from typing import TypeVar

from django.db.models import F
from wagtail.models import Page

AnyPage = TypeVar("AnyPage", bound=Page)


def plant(parent: Page, page: AnyPage) -> AnyPage:
    """Put a live page last below `parent`: the rows that `add_child` writes, as a fixture's rows are written.

    What saving does beside them (validating, the indexes of search and of references, the log) takes twenty times as
    long, and most tests begin with three or four pages.
    """
    page.depth = parent.depth + 1
    last = Page(path=Page.objects.child_of(parent).order_by("path").values_list("path", flat=True).last())
    page.path = last._inc_path() if last.path else Page._get_path(parent.path, page.depth, 1)
    page.locale_id, page.draft_title = parent.locale_id, page.title
    page.set_url_path(parent)
    row = Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
    row.save_base(raw=True)
    page.id = page.page_ptr_id = row.pk
    page.save_base(raw=True)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    parent.numchild += 1
    page._cached_parent_obj = parent
    return page
