"""Marks for the language of what stands on a page; courses.traditional says what the marks do.

Where an element holds nothing else, it carries the mark itself: lang="zh-Hans", and translate="no" where it stays as
written. These are for content in the middle of a sentence of the interface, and for such a sentence amid content.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.filter
def taught(text: str) -> SafeString:
    """A course's own words: read in the reader's characters."""
    return format_html('<span lang="zh-Hans">{}</span>', text)


@register.filter
def as_written(text: str) -> SafeString:
    """Words on record, such as an exam's name: never converted, never translated."""
    return format_html('<span lang="zh-Hans" translate="no">{}</span>', text)


@register.simple_tag
def interface_language() -> str:
    """The language of the page's own words."""
    return get_language() or ""
