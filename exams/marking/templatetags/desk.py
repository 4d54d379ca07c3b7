"""Figures of the marking office."""

from fractions import Fraction

from django import template

from exams.marking.scores import rounded

register = template.Library()


@register.filter
def figure(value: Fraction | None) -> str:
    """Two places, half up in size, with its sign; a dash where there is nothing to say."""
    if value is None:
        return "–"
    size = rounded(abs(value))
    return f"{'−' if value < 0 and size else ''}{size}"
