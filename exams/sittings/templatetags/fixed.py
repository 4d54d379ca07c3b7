"""Parts of the runner that say the same to everybody."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def fixed_part(name: str) -> SafeString:
    """A template that looks at nothing but the language, drawn once in a process for each."""
    return _drawn(name, get_language())


@cache
def _drawn(name: str, _language: str | None) -> SafeString:
    return render_to_string(name)
