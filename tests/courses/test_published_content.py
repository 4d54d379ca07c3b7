"""The courses as they ship: complete, sound, light, and found by those who search them."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.interchange.reader import read_content
from courses.models import LessonPage
from courses.search.finding import find
from courses.search.results import results_of
from tests.architecture.tree import ROOT
from tests.courses.golden import read_golden
from tests.personas import browser_of

CONTENT = ROOT / "content"
WEIGHT = 120_000
# Pages weigh what their text and figures weigh: the longest of the 119 lessons stand for all.
HEAVIEST = 24


@pytest.mark.django_db
def test_files_hold_no_mistake():
    assert read_content(CONTENT).problems == []


def test_every_point_and_every_fact_of_the_syllabus_is_covered(shipped_content, db, capsys):
    call_command("content_coverage", f"--path={CONTENT}", "--json")
    courses = json.loads(capsys.readouterr().out)["courses"]
    missing = {course["id"]: course["points"]["missing"] + course["facts"]["missing"] for course in courses}
    assert missing == {"C000": [], "C001": [], "C002": [], "C003": [], "C004": []}
    assert sum(course["points"]["total"] for course in courses) == 201
    assert sum(course["facts"]["total"] for course in courses) == 332


def test_every_section_has_a_figure(shipped_content, db):
    """At least one original figure a section of each chapter."""
    figures: dict[tuple[str, str], int] = {}
    for lesson in LessonPage.objects.live():
        place = (lesson.source_id.rpartition(".")[0][:6], lesson.section)
        drawn = sum(block.block_type == "figure" for block in lesson.body)
        figures[place] = figures.get(place, 0) + drawn
    assert [place for place, count in figures.items() if not count] == []


def test_every_lesson_is_read_within_its_weight(shipped_content, db):
    """Under 120 KB over the wire with everything it needs, even where nobody compresses the page or its assets."""
    browser = browser_of("trainee")
    weights = {}
    lessons = sorted(LessonPage.objects.live(), key=lambda lesson: len(json.dumps(lesson.body.get_prep_value())))
    assert len(lessons) == len(list(CONTENT.glob("courses/*/*/lessons/*.yaml")))
    for lesson in lessons[-HEAVIEST:]:
        html = browser.get(lesson.url).content
        needed = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"', html.decode()))
        assert "courses/lesson.css" in needed
        weights[lesson.source_id] = len(html) + sum(Path(finders.find(name)).stat().st_size for name in needed)
    assert {slug: weight for slug, weight in weights.items() if weight > WEIGHT} == {}


@pytest.mark.parametrize("part", ["typed", "drawn"])
def test_search_finds_every_lesson_that_it_must_among_the_first_ten(shipped_content, db, part):
    """Recall@10 of the golden set is 100 %; for each of its queries with the same few statements."""
    source_ids = dict(LessonPage.objects.values_list("pk", "source_id"))
    missed, costly = {}, {}
    for row in read_golden()[part]:
        with CaptureQueriesContext(connection) as asked:
            found = find(row["q"])
            results_of(found, with_passages=part == "typed")
        lost = set(row["lessons"]) - {source_ids.get(page_id) for page_id, _path in found.sheet}
        if lost:
            missed[row["q"]] = sorted(lost)
        # Tokens, pages that hold all, pages that come near, entries; then the pages with those they are in.
        if len(asked) > 5:
            costly[row["q"]] = len(asked)
    assert (missed, costly) == ({}, {})
