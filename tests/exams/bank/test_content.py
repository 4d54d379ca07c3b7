"""The banks in content/ are whole: every file is right, every examinable fact is met, and the law of items is kept."""

import json
from collections import Counter, defaultdict
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from courses.interchange.documents import read_document
from courses.interchange.reader import read_syllabus
from courses.interchange.schemas import ChapterFile
from exams.bank.interchange.bank_files import read_bank_file
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import Cognitive

BANKS = sorted((settings.CONTENT_DIR / "banks").iterdir())
NEGATED = ("不属于", "不包括", "不正确", "不恰当", "不应", "不需要", "不符合")


def _items(folder: Path):
    return [item for path in sorted(folder.glob("*.yaml")) for item in read_bank_file(path, root=folder).items]


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_every_fact_and_every_point_of_the_chapter_is_met_by_an_item(folder):
    facts = {point.id: {fact.id for fact in point.facts} for point in read_syllabus(settings.CONTENT_DIR).points()}
    (path,) = settings.CONTENT_DIR.glob(f"courses/*/{folder.name}/chapter.yaml")
    chapter = read_document(path, root=settings.CONTENT_DIR).parse(ChapterFile)
    points = [point.id for point in chapter.points]
    items = _items(folder)

    met = {fact for item in items for fact in item.head.facts}
    assert {fact for point in points for fact in facts[point]} - met == set()
    assert set(points) - {item.head.point for item in items} == set()


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_keys_are_unique_in_the_bank_and_begin_with_their_type(folder):
    keys = Counter(item.head.key for item in _items(folder))

    assert [key for key, count in keys.items() if count > 1] == []
    initials = {name: kind.key_prefix for name, kind in ITEM_TYPES.items()}
    assert [item.head.key for item in _items(folder) if item.head.key[0] != initials[item.head.type]] == []


def test_every_fact_is_met_by_three_items_of_two_types_and_the_banks_are_full():
    met = defaultdict(list)
    for folder in BANKS:
        for item in _items(folder):
            for fact in item.head.facts:
                met[fact].append(item.head.type)
    facts = [fact.id for point in read_syllabus(settings.CONTENT_DIR).points() for fact in point.facts]

    assert {fact: met[fact] for fact in facts if len(met[fact]) < 3 or len(set(met[fact])) < 2} == {}
    assert sum(len(_items(folder)) for folder in BANKS) >= 1200


def test_the_spine_has_forty_items_with_a_rubric():
    kinds = ("case", "short_answer", "essay", "scheme")
    marked = [
        item.head.key
        for folder in BANKS
        if folder.name.startswith("C001.")
        for item in _items(folder)
        if item.head.type in kinds and ITEM_TYPES[item.head.type].guides(ITEM_TYPES[item.head.type].parse(item.body))
    ]

    assert len(marked) >= 40


def test_the_writing_help_has_nothing_to_say_of_them():
    out = StringIO()
    call_command("lint_items", *map(str, BANKS), json=True, stdout=out)

    assert json.loads(out.getvalue())["remarks"] == []


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_the_bank_is_large_varied_and_balanced(folder):
    items = _items(folder)
    single = [item.body["options"] for item in items if item.head.type == "single_choice"]
    places = Counter("ABCD"[[option["correct"] for option in options].index(True)] for options in single)

    assert len(items) >= 2 * len({item.head.point for item in items})
    assert all(len(options) == 4 for options in single)
    assert all(count >= len(single) / 8 for count in places.values())
    assert len(places) == 4
    applied = sum(item.head.cognitive != "remember" for item in items)
    assert applied / len(items) >= 0.4


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_difficulty_and_cognitive_level_are_spread(folder):
    items = _items(folder)
    difficulties = Counter(item.head.difficulty for item in items)
    levels = Counter(item.head.cognitive for item in items)

    assert max(difficulties.values()) <= 0.6 * len(items)
    # The hardest is asked of the spine's chapters; a short chapter need not have something that few get.
    hardest = 5 if folder.name.startswith("C001.") else 4
    assert set(range(1, hardest + 1)) - set(difficulties) == set()
    assert set(Cognitive) - set(levels) == set()
    assert max(levels.values()) <= 0.6 * len(items)


@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.name)
def test_a_negative_that_asks_is_marked(folder):
    """A choice that asks for what does not hold says so in bold."""
    unmarked = [
        item.head.key
        for item in _items(folder)
        if item.head.type in {"single_choice", "multiple_choice"}
        and any(word in item.body["stem"].rpartition("。")[2] for word in NEGATED)
    ]
    assert unmarked == []
