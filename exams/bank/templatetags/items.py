"""Marked-up texts of items in templates. Every tag escapes what it does not make itself."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from exams.bank.item_types import get_item_type
from exams.bank.models import ItemVersion
from exams.bank.presentation import render_part
from exams.bank.presentation.markup import render_inline, render_text, render_with_blanks

register = template.Library()


@register.filter
def inline(text: str, media: str = "") -> SafeString:
    """One line of an item: an option, a cell, a label."""
    return render_inline(text, media=media)


@register.filter
def paragraphs(text: str, media: str = "") -> SafeString:
    """A longer text of an item as its blocks."""
    return render_text(text, media=media)


@register.simple_tag(takes_context=True)
def stem_with_blanks(context: dict[str, Any]) -> SafeString:
    """The stem with an input in the place of each blank; `shown` holds what is written in them."""
    shown = context["shown"]
    return render_with_blanks(
        context["stem_text"],
        name=context["name"],
        written=shown["written"],
        longest=shown["longest"],
        media=context["media"],
    )


@register.inclusion_tag("bank/text_box.html", takes_context=True)
def text_box(context: dict[str, Any], box: Mapping[str, Any], number: int = 0) -> dict[str, Any]:
    """Where the candidate writes: the item's own box, or that of its part `number`."""
    end = f"-{number}" if number else ""
    return {"slot": f"{context['slot']}{end}", "name": f"{context['name']}{end}", "box": box}


@register.simple_tag(takes_context=True)
def item_part(context: dict[str, Any], part: Mapping[str, Any]) -> SafeString:
    """A part of a case in its own type's template."""
    return render_part(part, slot=context["slot"], name=context["name"], media=context["media"])


@register.simple_tag
def key_in_words(version: ItemVersion) -> str:
    """The key of a version, for those who may read it."""
    kind = get_item_type(version.item.item_type)
    return kind.describe_key(kind.parse(version.body))
