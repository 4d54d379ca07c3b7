"""Tells the bank which papers hold an item, and which blueprints need it."""

from exams.bank.usage import register_demand_source, register_holder, register_need_source, register_usage_source
from exams.papers.queries import held_items, uses_in_papers
from exams.papers.services import cells_short_without, needs_of_blueprints

register_usage_source("papers", uses_in_papers)
register_demand_source("papers", cells_short_without)
register_holder("papers", held_items)
register_need_source("papers", needs_of_blueprints)
