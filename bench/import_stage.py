"""The database side of bench.importing: `python -m bench.with_django bench.import_stage ITEMS`."""

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench.exam import COURSE, prepare
from exams.bank.interchange.batches import amend_import, checked_rows, confirm_import, open_import
from exams.bank.interchange.checking import Defaults
from exams.bank.interchange.examiner_text.writing import write_item
from exams.bank.interchange.exports.contract import ExportItem, Job, Stamp
from exams.bank.interchange.exports.registry import EXPORTERS
from exams.bank.interchange.reading import read_items
from exams.bank.models import Bank, ItemVersion

STAMP = Stamp("C001.4", "客户服务改进", "bench", "2026-11-26 09:00", "0000")
Result = TypeVar("Result")
KEYS = {"single_choice": "S", "multiple_choice": "M", "true_false": "T", "fill_in": "F"}


def main() -> None:
    """Write a file in every format, read it, print."""
    prepare(lessons=COURSE)
    bank = Bank.objects.select_related("chapter").get()
    actor = User.objects.get(username="author")
    items = make_items(bank, int(sys.argv[1]))
    files = {name: exporter.write(Job(items, {}, STAMP)).data for name, exporter in EXPORTERS.items()}
    files["chinese_text"] = text_of(items)
    # Each format in a process of its own, so that none is blamed for the memory of another.
    connection.close()
    asked = [(bank, actor, name, data) for name, data in sorted(files.items())]
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        found = pool.starmap(measure, asked, chunksize=1)
    print(json.dumps(dict(zip(sorted(files), found, strict=True))))


def make_items(bank: Bank, count: int) -> list[ExportItem]:
    """So many items made of the bank's own, each with a stem of its own."""
    versions = ItemVersion.objects.filter(item__bank=bank, item__item_type__in=KEYS).select_related("item", "point")
    return [
        ExportItem(
            key=f"{KEYS[version.item.item_type]}-{number + 2001}",
            item_type=version.item.item_type,
            body={**version.body, "stem": f"{version.body['stem'].rstrip('。？')}，情形 {number}。"},
            point=version.point.code,
            point_id=version.point.syllabus_id,
            facts=(),
            difficulty=version.difficulty,
            cognitive=version.cognitive,
        )
        for number, version in enumerate(islice(cycle(versions), count))
    ]


def text_of(items: list[ExportItem]) -> bytes:
    """The items as a plain page."""
    blocks = []
    for number, item in enumerate(items, 1):
        lines = write_item(item.question, item.head, number=f"{number}. ") if item.question else None
        blocks.append("\n".join(lines or []))
    return "\n\n".join(blocks).encode()


def measure(bank: Bank, actor: User, name: str, data: bytes) -> dict[str, Any]:
    """Seconds of each step, and the most memory that reading took."""
    own = megabytes(resource.RUSAGE_SELF)
    (_format, batch), reading = timed(lambda: read_items(data, format_name=name))
    peak = megabytes(resource.RUSAGE_CHILDREN) or megabytes(resource.RUSAGE_SELF) - own
    now = timezone.now()
    opened, dry_run = timed(lambda: open_import(bank=bank, data=data, actor=actor, now=now, format_name=name))
    checked, checking = timed(lambda: checked_rows(opened))
    with transaction.atomic():
        amend_import(batch=opened, changes={}, defaults=Defaults(bank.chapter.points.first().pk))  # type: ignore[union-attr]  # the chapter has points
        created, confirming = timed(lambda: confirm_import(batch=opened, actor=actor, now=now))
        transaction.set_rollback(True)
    connection.close()
    return {
        "bytes": len(data),
        "items": len(batch.items),
        "errors": sum(one.verdict == "error" for one in checked),
        "created": len(created),
        "peak_mb": peak,
        "read": reading,
        "dry_run": dry_run,
        "check_again": checking,
        "confirm": confirming,
    }


def timed(act: Callable[[], Result]) -> tuple[Result, dict[str, float]]:
    """What it gives, and how many seconds it takes: as one waits, and of CPU with those of its child."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    result = act()
    return result, {"wall": round(time.perf_counter() - wall, 3), "cpu": round(cpu_seconds() - cpu, 3)}


def cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def megabytes(who: int) -> int:
    """The most that this process, or the largest of its children, has held."""
    return resource.getrusage(who).ru_maxrss // 1024
