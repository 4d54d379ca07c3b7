import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation
from openpyxl import Workbook

from courses.interchange.problems import ContentRefused
from exams.papers.assembly import Aim, Bound, Cell, faults
from exams.papers.interchange.pool_files import read_pool

# Laid out like the item and constraint tables that packages for test assembly publish: passages with their items, content
# areas with least and most, enemies, items taken in and left out, a target for the information at the cut.
ITEMS = [
    ("id", "type", "point", "difficulty", "information", "material", "key", "enemies"),
    *(
        (
            f"SC{number:05d}",
            "mc" if number % 4 else "short",
            "PHYS" if number < 20 else "LIFE",
            round(-2 + number * 0.1, 2),
            round(0.2 + number % 7 * 0.05, 3),
            f"passage{number // 3}" if 30 <= number < 36 else None,
            "ABCD"[number % 4],
            "SC00001 SC00002" if number == 0 else None,
        )
        for number in range(40)
    ),
]
CONSTRAINTS = [
    ("kind", "name", "point", "type", "count", "lowest", "highest", "value", "gap", "items"),
    ("length", "length", None, None, 12, None, None, None, None, None),
    ("count", "physics", "PHYS", None, None, 5, 6, None, None, None),
    ("count", None, None, "short", None, 2, 4, None, None, None),
    ("balance_keys",),
    ("include", None, None, None, None, None, None, None, None, "SC00000"),
    ("exclude", None, None, None, None, None, None, None, None, "SC00039, SC00038"),
    ("enemies", None, None, None, None, None, None, None, None, "SC00005 SC00006 SC00007"),
    ("information", None, None, None, None, None, None, 0.35, 0.005, None),
]


@pytest.fixture
def filed(tmp_path):
    def _filed(rows, name):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return _filed


@pytest.fixture
def paths(filed):
    return filed(ITEMS, "pool.xlsx"), filed(CONSTRAINTS, "constraints.xlsx")


def test_a_published_pool_and_its_constraints_are_read(paths):
    read = read_pool(*paths)

    assert (len(read.items), read.names[3], read.items[3].key, read.items[31].material) == (
        40,
        "SC00003",
        "D",
        "passage10",
    )
    assert read.plan.cells == (Cell(count=12),)
    assert read.plan.bounds == (
        Bound("physics", dict.fromkeys(range(20), 1), lowest=5, highest=6),
        Bound("short", dict.fromkeys(range(0, 40, 4), 1), lowest=2, highest=4),
    )
    assert read.plan.enemies == {(0, 1), (0, 2), (5, 6), (5, 7), (6, 7)}
    assert (read.plan.pinned, read.plan.excluded, read.plan.balance_keys) == ({0}, {38, 39}, True)
    assert read.plan.aims == (Aim("information", 0.35, 0.005),)


def _run(*arguments):
    out = StringIO()
    call_command("assemble_papers", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_a_form_of_a_published_pool_keeps_its_constraints(paths):
    result = _run("--pool", str(paths[0]), "--constraints", str(paths[1]), "--seed", "3", "--json")

    (form,) = result["forms"]
    read = read_pool(*paths)
    chosen = [read.names.index(name) for name in form["items"]]
    assert form["items"] == [read.names[item] for item in chosen]
    assert (faults(read.plan, read.items, chosen), form["faults"], form["cells"]) == ([], [], [12])
    assert 5 <= sum(item < 20 for item in chosen) <= 6
    assert 0 in chosen
    assert len({1, 2, 38, 39} & set(chosen)) == 0
    for passage in ({30, 31, 32}, {33, 34, 35}):
        assert len(passage & set(chosen)) in {0, 3}
    assert abs(form["information"] / 12 - 0.35) <= 0.005
    assert _run("--pool", str(paths[0]), "--constraints", str(paths[1]), "--seed", "3", "--json") == result


def test_too_many_forms_of_a_pool_are_refused_in_words(filed, paths):
    constraints = filed([CONSTRAINTS[0], ("length", None, None, None, 21)], "many.xlsx")

    with pytest.raises(CommandError) as refused, translation.override("zh-hans"):
        call_command("assemble_papers", "--pool", str(paths[0]), "--constraints", str(constraints), "--forms", "2")

    assert str(refused.value).splitlines()[0] == "第 1 格各卷合计需要 42 题，符合条件的有 40 题，还缺 2 题。"
    assert str(refused.value).splitlines()[-1] == "允许各卷有更多相同试题即可组卷。"


def test_every_mistake_is_named_with_its_file_and_row(filed):
    pool = filed([ITEMS[0], ("A", "mc", "P", "hard"), ("A", "mc", "P"), (None, "mc", "P")], "pool.xlsx")
    constraints = filed(
        [CONSTRAINTS[0], ("sum",), ("length", None, None, None, 0), ("include", *[None] * 8, "Z")], "constraints.xlsx"
    )

    with pytest.raises(ContentRefused) as refused, translation.override("zh-hans"):
        read_pool(pool, constraints)

    assert [(problem.file, problem.line, problem.reason) for problem in refused.value.problems] == [
        ("pool.xlsx", 2, "有两道试题的编号都是 A。"),
        ("pool.xlsx", 4, "该题没有编号（id）。"),
        ("pool.xlsx", 2, "difficulty 列的“hard”不是数字。"),
        (
            "constraints.xlsx",
            2,
            (
                "没有“sum”这种约束；可用的有 cell, length, count, one_per_point, balance_keys, seconds, max_uses,"
                " max_age_days, enemies, include, exclude, difficulty, information。"
            ),
        ),
        ("constraints.xlsx", 3, "count 列应为不小于 1 的整数。"),
        ("constraints.xlsx", 4, "题库文件中没有试题 Z。"),
    ]


def test_what_is_no_workbook_and_what_has_no_head_are_refused(filed, paths, tmp_path):
    text = tmp_path / "pool.csv"
    text.write_text("id,type\n")
    for pool, reason in (
        (text, "这不是 .xlsx 格式的 Excel 工作簿。"),
        (filed([("id", "type")], "headless.xlsx"), "表头缺少 point 列。"),
    ):
        with pytest.raises(ContentRefused) as refused, translation.override("zh-hans"):
            read_pool(pool, paths[1])
        assert [problem.reason for problem in refused.value.problems] == [reason]
