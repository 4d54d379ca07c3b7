"""Writing blueprints, making papers from them, comparing forms, and freezing papers."""

from exams.papers.services.assembly import MOST_DRAWS, MOST_FORMS, assemble_forms, assemble_paper, draw_papers
from exams.papers.services.blueprints import RULES, BlueprintRefused, copy_blueprint, lock_blueprint, write_blueprint
from exams.papers.services.booklets import Print, PrintRefused, print_paper
from exams.papers.services.enemies import EnemiesRefused, add_enemies, remove_enemies
from exams.papers.services.forms_report import FormProfile, FormsReport, forms_report, report_of
from exams.papers.services.handwork import HandworkRefused
from exams.papers.services.pools import BlueprintPool, pool_of
from exams.papers.services.publishing import PublishRefused, paper_digest, publish_paper, submit_paper
from exams.papers.services.shortages import BlueprintShort
from exams.papers.services.simulation import Exposure, Simulation, draws_report, simulate_draws
from exams.papers.services.supply import (
    CellShortage,
    CellSupply,
    cell_words,
    cells_short_without,
    distribute,
    matches,
    needs_of_blueprints,
    supply_of,
)

__all__ = [
    "MOST_DRAWS",
    "MOST_FORMS",
    "RULES",
    "BlueprintPool",
    "BlueprintRefused",
    "BlueprintShort",
    "CellShortage",
    "CellSupply",
    "EnemiesRefused",
    "Exposure",
    "FormProfile",
    "FormsReport",
    "HandworkRefused",
    "Print",
    "PrintRefused",
    "PublishRefused",
    "Simulation",
    "add_enemies",
    "assemble_forms",
    "assemble_paper",
    "cell_words",
    "cells_short_without",
    "copy_blueprint",
    "distribute",
    "draw_papers",
    "draws_report",
    "forms_report",
    "lock_blueprint",
    "matches",
    "needs_of_blueprints",
    "paper_digest",
    "pool_of",
    "print_paper",
    "publish_paper",
    "remove_enemies",
    "report_of",
    "simulate_draws",
    "submit_paper",
    "supply_of",
    "write_blueprint",
]
