"""Item and test statistics of any response matrix."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from courses.interchange.problems import ContentRefused
from exams.analysis.interchange.keys import number_of
from exams.analysis.interchange.response_files import Blank, Columns, ResponseFile, read_responses
from exams.analysis.presentation import action_words, figure_words, finding_words
from exams.analysis.statistics.document import document_of
from exams.analysis.statistics.figures import Minima
from exams.analysis.statistics.irt import Model
from exams.analysis.statistics.report import Report, report

CLASSICAL = "ctt"


class Command(BaseCommand):
    help = "Analyse a response matrix: options with a key, or marks. Changes nothing. docs/howto/analyse_responses.md"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        roles = Columns()
        parser.add_argument("file", metavar="FILE.csv", type=Path, help="a row a candidate, a column an item")
        parser.add_argument(
            "--key", type=Path, metavar="KEY.csv", help="columns item, key, and if wanted marks, options"
        )
        parser.add_argument("--model", choices=[CLASSICAL, *Model], default=CLASSICAL, help="also calibrate by a model")
        parser.add_argument(
            "--missing", choices=list(Blank), default=Blank.WRONG, help="what an empty cell means (wrong)"
        )
        parser.add_argument("--pass-mark", metavar="PERCENT", help="of the full marks: how surely a pass is decided")
        parser.add_argument("--minimum-n", type=int, metavar="N", help="one minimum instead of one for each statistic")
        parser.add_argument("--candidate-column", default=roles.candidate, help="who it is; no one may stand twice")
        parser.add_argument("--form-column", default=roles.form, help="each form is also analysed by itself")
        parser.add_argument("--group-column", default=roles.group, help="groups that items should treat alike")
        parser.add_argument("--period-column", default=roles.period, help="when a candidate sat: items may drift")
        parser.add_argument(
            "--dry-run", action="store_true", help="only read the files and say what is wrong with them"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            read = _read(options)
        except ContentRefused as refused:
            if options["json"]:
                self._say({"problems": [document_of(problem) for problem in refused.problems]})
            raise CommandError("\n".join(str(problem) for problem in refused.problems)) from refused
        told = {
            "file": options["file"].name,
            "candidates": read.responses.candidates,
            "item_count": len(read.responses.items),
            "missing": str(options["missing"]),
            "not_shown": int((~read.responses.shown).sum()),
            "problems": [],
        }
        if options["dry_run"]:
            self._say(told) if options["json"] else self.stdout.write(_count_words(told))
            return
        found = _report(read, options)
        if options["json"]:
            self._say({**told, "model": options["model"], **_document(found)})
            return
        for line in (_count_words(told), *_lines(found)):
            self.stdout.write(line)

    def _say(self, result: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(result, ensure_ascii=False, allow_nan=False))


def _read(options: dict[str, Any]) -> ResponseFile:
    columns = Columns(*[options[f"{role}_column"] for role in Columns.__dataclass_fields__])
    return read_responses(options["file"], options["key"], columns=columns, blank=Blank(options["missing"]))


def _report(read: ResponseFile, options: dict[str, Any]) -> Report:
    least = options["minimum_n"]
    return report(
        read.responses,
        cut_share=_cut(options["pass_mark"]),
        model=None if options["model"] == CLASSICAL else Model(options["model"]),
        periods=read.periods,
        minima=Minima() if least is None else Minima.same(least),
    )


def _cut(text: str | None) -> float | None:
    if text is None:
        return None
    number = number_of(text)
    if number is None or not Decimal(0) < number < Decimal(100):
        raise CommandError(_("--pass-mark is a percentage between 0 and 100."))
    return float(number / 100)


def _document(found: Report) -> dict[str, Any]:
    told = document_of(found)
    whole = told.pop("whole")
    told["findings"] = [
        {**document_of(one), "action": str(one.action), "words": finding_words(one), "proposal": action_words(one)}
        for one in found.findings
    ]
    return {"paper": whole["paper"], "items": whole["items"], **told}


def _count_words(told: dict[str, Any]) -> str:
    return _("%(file)s: %(candidates)d candidates, %(item_count)d items") % told


def _lines(found: Report) -> Iterator[str]:
    paper = found.whole.paper
    yield _("Mean %(mean)s, SD %(deviation)s of %(maximum)g") % {
        "mean": figure_words(paper.mean, places=2),
        "deviation": figure_words(paper.deviation, places=2),
        "maximum": paper.maximum,
    }
    yield _("Alpha %(alpha)s, standard error of measurement %(error)s") % {
        "alpha": figure_words(paper.alpha),
        "error": figure_words(paper.error, places=2),
    }
    for item in found.whole.items:
        yield _("%(name)s: facility %(facility)s; with the rest %(rest)s; n %(n)d") % {
            "name": item.name,
            "facility": figure_words(item.facility),
            "rest": figure_words(item.item_rest),
            "n": item.n,
        }
    for calibrated in found.calibration.items if found.calibration else ():
        yield _("%(name)s: difficulty %(difficulty)s, slope %(slope)s") % {
            "name": calibrated.name,
            "difficulty": figure_words(calibrated.difficulty),
            "slope": figure_words(calibrated.slope),
        }
    for one in found.findings:
        yield _("%(name)s: %(finding)s %(action)s") % {
            "name": one.item,
            "finding": finding_words(one),
            "action": action_words(one),
        }
    if not found.findings:
        yield _("Nothing to act on: no deviation that chance alone does not explain.")
