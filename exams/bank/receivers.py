"""Tells the coverage report of the syllabus which facts approved items meet."""

from courses.coverage import register_source
from exams.bank.queries import items_per_fact

register_source("items", items_per_fact)
