"""The database side of bench.bank: `python -m bench.with_django bench.bank_stage ITEMS`."""

import gc
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bench.clocks import times
from bench.exam import COURSE
from courses.models import ChapterPage
from exams.bank.interchange.syllabus_facts import syllabus_facts
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.examples import example_of
from exams.bank.models import Bank, Item, ItemSearchEntry, ItemVersion, VersionState
from exams.bank.services import body_sha256, stored_body
from exams.bank.services.search_entries import entry_of

BATCH = 1000
TIMES = 60
TYPES = tuple(ITEM_TYPES)[:5]
TOPICS = ("投诉处理", "客户满意度", "服务蓝图", "首问负责制", "客户分级", "服务补救", "呼叫中心", "流失预警")


def main() -> None:
    """Build, ask, print."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_content", only=COURSE, verbosity=0, stdout=sys.stderr)
    bank = Bank.objects.order_by("code").first() or make_bank()
    writer = User.objects.create_superuser("bench-bank", password=None)
    approver = User.objects.create_superuser("bench-approver", password=None)
    started = time.perf_counter()
    fill(bank, writer, approver, int(sys.argv[1]))
    # A server does not carry what loading left behind: no request waits for it to be looked through.
    gc.collect()
    gc.freeze()
    with connection.cursor() as cursor:
        # What a database does by itself a minute after so many rows have come.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    found = {"items": Item.objects.filter(bank=bank).count(), "built_in_s": round(time.perf_counter() - started, 1)}
    print(json.dumps({**found, "pages": measure(bank, writer, approver)}))


def make_bank() -> Bank:
    """A bank on the chapter with the most points."""
    chapter = max(ChapterPage.objects.all(), key=lambda one: one.points.count())
    return Bank.objects.create(code="BENCH", title=chapter.title, chapter=chapter)


@transaction.atomic
def fill(bank: Bank, writer: User, approver: User, count: int) -> None:
    """Items like the examples of their types, each with words of its own, as rows; every second one is approved."""
    points = list(bank.chapter.points.order_by("code"))
    bodies = {name: example_of(name)["body"] for name in TYPES}
    approved = {"state": VersionState.APPROVED, "approver": approver, "approved_at": timezone.now()}
    numbers = iter(range(count))
    while chunk := list(islice(numbers, BATCH)):
        kinds = [TYPES[number % len(TYPES)] for number in chunk]
        items = Item.objects.bulk_create(
            [Item(bank=bank, key=f"B-{number:05d}", item_type=kind) for number, kind in zip(chunk, kinds, strict=True)]
        )
        versions = []
        for number, item in zip(chunk, items, strict=True):
            topic = f"{TOPICS[number % len(TOPICS)]}{TOPICS[number // 8 % len(TOPICS)]}"
            raw = bodies[item.item_type]
            body = stored_body(item.item_type, {**raw, "stem": f"第{number}题，{topic}：{raw['stem']}"})
            point = points[number // len(TYPES) % len(points)]
            facts = syllabus_facts().get(point.syllabus_id, ())
            versions.append(
                ItemVersion(
                    item=item,
                    body=body,
                    body_sha256=body_sha256(item.item_type, body),
                    stem_text=body["stem"][:500],
                    point=point,
                    facts=list(facts[number % len(facts) :][:2]) if facts else [],
                    difficulty=number % 5 + 1,
                    cognitive=("remember", "understand", "apply", "analyse")[number % 4],
                    author=writer,
                    **(approved if number % 2 else {}),
                )
            )
        ItemVersion.objects.bulk_create(versions)
        ItemSearchEntry.objects.bulk_create(
            [entry_of(version) for version in versions],
            update_conflicts=True,
            unique_fields=["item"],
            update_fields=["version", "text", "has_picture", "remarks"],
        )


def measure(bank: Bank, writer: User, approver: User) -> dict[str, Any]:
    """Milliseconds and queries of what an examiner does, through the real views."""
    client = Client(headers={"host": "localhost"})
    client.force_login(writer)
    items, points = f"/admin/bank/{bank.code}/", list(bank.chapter.points.order_by("code"))
    pages: dict[str, Callable[[int], str]] = {
        "list": lambda time: f"{items}?p={time * 7 + 1}",
        "list, sorted by difficulty": lambda time: f"{items}?ordering=-difficulty&p={time + 1}",
        "filter by type, state, difficulty": lambda time: (
            f"{items}?item_type=single_choice&state=draft&difficulty={time % 5 + 1}"
        ),
        "filter by point, unused, without comments": lambda _time: f"{items}?point={points[-1].pk}&used=no&comments=no",
        "search 投诉处理 …": lambda time: f"{items}results/?q={TOPICS[time % len(TOPICS)]}",
        "search, found nowhere": lambda time: f"{items}results/?q=不存在的词{time}",
        "all banks": lambda time: f"/admin/bank/all/?p={time + 1}",
        "open an item": lambda time: f"{items}B-{time * 37:05d}/",
        "filter by fact": lambda time: f"{items}?fact={points[time % len(points)].syllabus_id}",
        "filter by author, approver, remarks, picture": lambda _time: (
            f"{items}?author={writer.pk}&approver={approver.pk}&remarks=no&picture=no"
        ),
        "grid": lambda time: f"{items}bulk/?p={time * 7 + 1}",
        "coverage": lambda _time: f"{items}coverage/",
    }
    return {name: asked(client, address) for name, address in pages.items()}


def asked(client: Client, address: Callable[[int], str]) -> dict[str, Any]:
    """Times of so many requests after a first one, and the queries of the last."""
    client.get(address(0))
    found: dict[str, Any] = times(partial(get, client, address(number)) for number in range(TIMES))
    with CaptureQueriesContext(connection) as queries:
        get(client, address(0))
    return {**found, "queries": len(queries)}


def get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise SystemExit(f"{address}: {answer.status_code}")
