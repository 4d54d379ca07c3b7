"""The database side of bench.search: `python -m bench.with_django bench.search_stage ENTRIES`."""

import gc
import json
import sys
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import yaml
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page

from bench.clocks import times
from bench.serving import BASE_DIR
from courses.models import SearchEntry, SearchToken
from courses.search.finding import find
from courses.search.results import results_of

GOLDEN = BASE_DIR / "tests" / "courses" / "search_golden.yaml"
# Ids of copies: so far behind those of their originals, and once more for every copy.
APART = 1_000_000
# A near miss is a golden query of some length with one character wrong, and common words around it.
SHORTEST_MISS, WRONG, COMMON = 4, "龘", "的客户服务管理"


def main() -> None:
    """Build, ask, print."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_content", verbosity=0, stdout=sys.stderr)
    # A server does not carry what loading left behind: no query waits for it to be looked through.
    gc.collect()
    gc.freeze()
    entries = int(sys.argv[1])
    found: dict[str, Any] = {"as shipped": measure()}
    lessons = list(Page.objects.filter(search_entries__kind="lesson").distinct())
    copies = 0
    while SearchEntry.objects.count() < entries:
        copies += 1
        copy_pages(lessons, apart=copies * APART)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found["multiplied"] = measure()
    connection.close()
    print(json.dumps(found))


@transaction.atomic
def copy_pages(lessons: Sequence[Page], *, apart: int) -> None:
    """Every lesson once more beside itself, as far as search looks at it."""
    for lesson in lessons:
        last = Page.objects.filter(path__startswith=lesson.path[: -Page.steplen], depth=lesson.depth).latest("path")
        copy = Page.objects.get(pk=lesson.pk)
        copy.pk, copy.path = lesson.pk + apart, last._inc_path()  # noqa: SLF001 -- treebeard names no other
        copy.slug, copy.translation_key = f"copy-{copy.path.lower()}", uuid.uuid4()
        copy.save_base(raw=True, force_insert=True)
    said = "kind, position, anchor, title, text, head, names, body, initials"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO courses_searchentry (id, page_id, {said}) SELECT id + %s, page_id + %s, {said} "  # noqa: S608 -- nothing from outside
            "FROM courses_searchentry WHERE id < %s AND page_id IN (SELECT page_ptr_id FROM courses_lessonpage)",
            [apart, apart, APART],
        )
        cursor.execute(
            "INSERT INTO courses_searchtoken (token, entry_id) SELECT token, entry_id + %s FROM courses_searchtoken "
            "WHERE entry_id < %s AND entry_id + %s IN (SELECT id FROM courses_searchentry)",
            [apart, APART, apart],
        )


def measure() -> dict[str, Any]:
    """Every golden query, and the near misses: the search with its passages, and the whole page for a stranger."""
    golden = yaml.load(GOLDEN.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    queries = [row["q"] for row in golden["typed"] + golden["drawn"]]
    misses = [near_miss(query) for query in queries if len(query) >= SHORTEST_MISS]
    client = Client(headers={"host": "localhost"})
    return {
        "entries": SearchEntry.objects.count(),
        "tokens": SearchToken.objects.count(),
        "queries": len(queries),
        "misses": len(misses),
        "search": asked(queries, ask),
        "near": asked(misses, ask),
        "page": asked(queries, lambda query: client.get("/search/", {"q": query})),
    }


def near_miss(query: str) -> str:
    middle = len(query) // 2
    return f"{query[:middle]}{WRONG}{query[middle + 1 :]}{COMMON}"


def ask(query: str) -> None:
    found = find(query)
    if found is not None:
        results_of(found, with_passages=True)


def asked(queries: Sequence[str], act: Callable[[str], object]) -> dict[str, dict[str, float]]:
    """What each of the queries takes, after a first one."""
    act(queries[0])
    return times(partial(act, query) for query in queries)
