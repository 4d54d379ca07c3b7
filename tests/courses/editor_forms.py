"""What the edit form of a page posts, made from the page itself."""

from typing import Any

from django.urls import reverse
from wagtail import blocks
from wagtail.test.utils.form_data import nested_form_data, rich_text

COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


def form_of_lesson(lesson, **changes: Any) -> dict[str, Any]:
    """Every field of the lesson's latest draft, with `changes`; `body` is a list of block values as stored."""
    draft = type(lesson).objects.get(pk=lesson.pk).get_latest_revision_as_object()
    body = changes.pop("body", None)
    if body is not None:
        draft.body = body
    data = {
        "title": draft.title,
        "slug": draft.slug,
        "section": draft.section,
        "minutes": draft.minutes,
        "reviewed_on": draft.reviewed_on.isoformat() if draft.reviewed_on else "",
        "body": stream([(block.block_type, form_value(block.block, block.value), block.id) for block in draft.body]),
        "comments": COMMENTS,
        **changes,
    }
    return {name: value for name, value in nested_form_data(data).items() if value is not None}


def form_value(block: blocks.Block, value: Any) -> Any:
    """The block's value as its widgets post it."""
    if isinstance(block, blocks.StructBlock):
        return {name: form_value(child, value[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return stream([("item", form_value(block.child_block, child.value), child.id) for child in value.bound_blocks])
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(value.source, features=block.features)
    if isinstance(block, blocks.BooleanBlock):
        return "on" if value else None
    if isinstance(block, blocks.MultipleChoiceBlock):
        return tuple(value or ())
    return value or ""


def stream(items: list[tuple[str, Any, str | None]]) -> dict[str, Any]:
    """Blocks of a StreamBlock or ListBlock with their ids."""
    found: dict[str, Any] = {
        str(index): {"type": kind, "value": value, "id": id_ or "", "deleted": "", "order": str(index)}
        for index, (kind, value, id_) in enumerate(items)
    }
    return found | {"count": str(len(items))}


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
