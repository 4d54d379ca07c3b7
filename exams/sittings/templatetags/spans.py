"""Spans of time as people say them."""

from django import template

from exams.sittings.services.outages import in_words

register = template.Library()
register.filter("in_words", in_words)
