"""Make parallel papers, or a draw for each candidate, from a blueprint or from a published pool."""

import json
from argparse import ArgumentParser
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.interchange.problems import ContentRefused
from exams.papers.assembly import Forms, Infeasible, Undecided, assemble, faults
from exams.papers.interchange.pool_files import FiledPool, read_pool
from exams.papers.models import Blueprint, PaperSet
from exams.papers.rules import MAKE_PAPERS
from exams.papers.services import (
    MOST_DRAWS,
    MOST_FORMS,
    BlueprintShort,
    CellShortage,
    FormProfile,
    FormsReport,
    assemble_forms,
    cell_words,
    draw_papers,
    forms_report,
    simulate_draws,
)
from exams.papers.services.shortages import RELIEFS, bound_words


class Command(BaseCommand):
    help = "Assemble draft papers from a blueprint, or say which cell is short by how many and what would mend it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("blueprint", metavar="BLUEPRINT", nargs="?", help="code of the blueprint")
        parser.add_argument("--forms", type=int, default=1, help="how many parallel forms, A, B, …")
        parser.add_argument("--max-overlap", type=int, default=0, help="items that two forms may share (0)")
        parser.add_argument("--draws", type=int, help="instead of forms: a paper for each of so many candidates")
        parser.add_argument("--simulate", type=int, metavar="N", help="draw N papers, report, write nothing")
        parser.add_argument("--pool", type=Path, metavar="FILE.xlsx", help="items of a published pool; writes nothing")
        parser.add_argument("--constraints", type=Path, metavar="FILE.xlsx", help="what a form of the pool shall be")
        parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same papers")
        parser.add_argument("--actor", help="user name of the maker; by default the first user who may make papers")
        parser.add_argument("--dry-run", action="store_true", help="assemble, report, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        if options["pool"]:
            self._from_files(options)
            return
        blueprint = Blueprint.objects.filter(code=options["blueprint"]).first()
        if blueprint is None:
            raise CommandError(_("There is no blueprint %(code)s.") % {"code": options["blueprint"]})
        try:
            result = _result(blueprint, options)
        except BlueprintShort as short:
            if options["json"]:
                shortages = [_shortage(item) for item in short.shortages]
                self._say({"blueprint": blueprint.code, "papers": [], "short": shortages, "advice": short.advice})
            raise CommandError("\n".join([*(str(item) for item in short.shortages), *short.advice])) from short
        if options["json"]:
            self._say({"blueprint": blueprint.code, "dry_run": options["dry_run"], **result, "short": []})
            return
        for line in _lines(result):
            self.stdout.write(line)

    def _from_files(self, options: dict[str, Any]) -> None:
        """Forms of a published pool: reported, never written."""
        try:
            filed = read_pool(options["pool"], options["constraints"])
            forms = assemble(
                filed.items,
                filed.plan,
                forms=options["forms"],
                overlap=options["max_overlap"],
                seed=options["seed"],
            )
        except ContentRefused as refused:
            raise CommandError("\n".join(str(problem) for problem in refused.problems)) from refused
        except Infeasible as infeasible:
            if options["json"]:
                self._say({"forms": [], **_infeasible(filed, infeasible)})
            raise CommandError("\n".join(_why(filed, infeasible))) from infeasible
        except Undecided as undecided:
            raise CommandError(_("The search found no forms and did not rule them out.")) from undecided
        self._say(_of_pool(filed, forms))

    def _say(self, result: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(result, ensure_ascii=False))


def _check(options: dict[str, Any]) -> None:
    if not 1 <= options["forms"] <= MOST_FORMS:
        raise CommandError(_("--forms is a number from 1 to 26."))
    if options["max_overlap"] < 0:
        raise CommandError(_("--max-overlap is not below 0."))
    for name in ("draws", "simulate"):
        if options[name] is not None and not 1 <= options[name] <= MOST_DRAWS:
            raise CommandError(_("--%(option)s is a number from 1 to %(most)d.") % {"option": name, "most": MOST_DRAWS})
    if bool(options["pool"]) != bool(options["constraints"]):
        raise CommandError(_("--pool and --constraints go together."))
    if bool(options["pool"]) == bool(options["blueprint"]):
        raise CommandError(_("Name a blueprint, or the files of a pool: one of the two."))
    for path in (options["pool"], options["constraints"]):
        if path and not path.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": path})


def _result(blueprint: Blueprint, options: dict[str, Any]) -> dict[str, Any]:
    """What was made, or with a dry run would be."""
    now = timezone.now()
    if options["simulate"]:
        return {"papers": [], "simulation": _simulation(blueprint, options)}
    with transaction.atomic():
        asked = {"blueprint": blueprint, "seed": options["seed"], "actor": _maker(options["actor"]), "now": now}
        if options["draws"]:
            made = draw_papers(**asked, count=options["draws"])
            result = {"set": made.pk, "papers": [], "draws": made.papers.count()}
        else:
            made = assemble_forms(**asked, forms=options["forms"], max_overlap=options["max_overlap"])
            result = {"set": made.pk, **_of_forms(made)}
        transaction.set_rollback(options["dry_run"])
    return result


def _of_forms(paper_set: PaperSet) -> dict[str, Any]:
    report = forms_report(paper_set)
    cells = [{"cell": cell_words(cell), "count": cell.count} for cell in paper_set.blueprint.cells.all()]
    papers = [
        _paper(form, report, place) | {"cells": cells, "seed": paper_set.seed}
        for place, form in enumerate(report.forms)
    ]
    return {"papers": papers, "overlap": report.overlap}


def _paper(form: FormProfile, report: FormsReport, place: int) -> dict[str, Any]:
    return {
        "id": form.paper.pk,
        "title": form.paper.title,
        "form": form.paper.form,
        "items": form.items,
        "marks": str(form.marks),
        "difficulty": str(form.mean_difficulty),
        "expected_mean": str(form.expected_mean),
        "expected_spread": str(form.expected_spread),
        # With the form before it that it shares most with.
        "shared": max(report.overlap[place][:place], default=0),
        "keys": form.keys,
        "minutes": form.minutes,
    }


def _simulation(blueprint: Blueprint, options: dict[str, Any]) -> dict[str, Any]:
    found = simulate_draws(blueprint=blueprint, count=options["simulate"], seed=options["seed"], now=timezone.now())
    return {
        "papers": found.count,
        "items": found.length,
        "mean_overlap": str(found.mean_overlap),
        "most_overlap": found.most_overlap,
        "overlaps": found.overlaps,
        "exposure": {one.version.item.key: one.papers for one in found.exposures},
        "unused": [version.item.key for version in found.unused],
    }


def _lines(result: dict[str, Any]) -> list[str]:
    if "simulation" in result:
        return [
            _(
                "%(papers)d papers drawn, none written: two share %(mean_overlap)s items on average, %(most_overlap)d at most; %(unused)d items are never met"
            )
            % {**result["simulation"], "unused": len(result["simulation"]["unused"])}
        ]
    if "draws" in result:
        return [_("%(draws)d papers drawn, one for each candidate") % result]
    return [
        _(
            "%(title)s, form %(form)s: %(items)d items, %(marks)s marks, mean difficulty %(difficulty)s, %(shared)d items of earlier forms"
        )
        % paper
        for paper in result["papers"]
    ]


def _of_pool(filed: FiledPool, forms: Forms) -> dict[str, Any]:
    held = [{pick.item for pick in picks} for picks in forms.picks]
    return {
        "forms": [
            {
                "items": [filed.names[pick.item] for pick in picks],
                "cells": [Counter(pick.cell for pick in picks)[place] for place in range(len(filed.plan.cells))],
                "marks": str(sum((filed.plan.cells[pick.cell].marks for pick in picks), Decimal(0))),
                "difficulty": round(sum(filed.items[pick.item].difficulty for pick in picks) / len(picks), 4),
                "information": round(sum(filed.items[pick.item].information for pick in picks), 4),
                "distance_in_gaps": round(distance, 4),
                "faults": [vars(fault) for fault in faults(filed.plan, filed.items, [pick.item for pick in picks])],
            }
            for picks, distance in zip(forms.picks, forms.distances, strict=True)
        ],
        "overlap": [[len(one & other) for other in held] for one in held],
        "short": [],
    }


def _why(filed: FiledPool, infeasible: Infeasible) -> list[str]:
    """The solver's explanation over a pool whose cells have no names but their numbers."""
    short = [
        _("Cell %(number)d wants %(wanted)d items over all forms; %(eligible)d match: %(missing)d short.")
        % {"number": one.cell + 1, "wanted": one.wanted, "eligible": one.eligible, "missing": one.missing}
        for one in infeasible.shortfalls
    ]
    broken = [bound_words(name, units) for name, units in infeasible.broken]
    lost = [_("Item %(id)s cannot stand on it.") % {"id": filed.names[item]} for item in infeasible.lost_pins]
    return [*short, *broken, *lost, *(str(RELIEFS[rule]) for rule in infeasible.reliefs)]


def _infeasible(filed: FiledPool, infeasible: Infeasible) -> dict[str, Any]:
    return {
        "short": [
            {"cell": one.cell + 1, "wanted": one.wanted, "eligible": one.eligible, "missing": one.missing}
            for one in infeasible.shortfalls
        ],
        "broken": [{"bound": name, "by": units} for name, units in infeasible.broken],
        "left_out": [filed.names[item] for item in infeasible.lost_pins],
        "reliefs": infeasible.reliefs,
    }


def _shortage(item: CellShortage) -> dict[str, Any]:
    return {
        "cell": item.number,
        "range": cell_words(item.cell),
        "wanted": item.wanted,
        "eligible": item.eligible,
        "available": item.available,
        "missing": item.missing,
        "rivals": list(item.rivals),
        "reason": str(item),
    }


def _maker(name: str | None) -> User:
    if name:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(_("There is no user %(name)s.") % {"name": name})
        return user
    makers = User.objects.with_perm(MAKE_PAPERS, backend="django.contrib.auth.backends.ModelBackend")
    maker = makers.order_by("pk").first()
    if maker is None:
        raise CommandError(_("Nobody may make papers yet; name the maker with --actor."))
    return maker
