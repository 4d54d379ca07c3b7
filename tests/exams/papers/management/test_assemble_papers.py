import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from exams.papers.models import Paper
from tests.factories.bank import BankFactory, UserFactory, make_point, make_version
from tests.factories.papers import CellFactory
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def blueprint():
    bank = BankFactory()
    for number in range(1, 7):
        make_version(state="approved", bank=bank, point=make_point(bank.chapter, number), difficulty=number % 5 + 1)
    return CellFactory(count=3, marks_each=20).blueprint


def _run(*arguments):
    out = StringIO()
    try:
        call_command("assemble_papers", *arguments, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def test_parallel_forms_do_not_share_items_where_the_bank_allows():
    maker = make_persona("paper_maker")

    out, error = _run("theory", "--forms", "2", "--seed", "7")

    assert error == ""
    papers = list(Paper.objects.order_by("form"))
    assert [(paper.form, paper.seed, paper.state, paper.created_by) for paper in papers] == [
        ("A", 7, "draft", maker),
        ("B", 7, "draft", maker),
    ]
    items = [set(paper.paper_items.values_list("version_id", flat=True)) for paper in papers]
    assert items[0] & items[1] == set()
    assert [line.partition("，平均")[0] for line in out.splitlines()] == [
        "客户服务改进 理论 A 卷：3 题，60.00 分",
        "客户服务改进 理论 B 卷：3 题，60.00 分",
    ]


def test_the_same_seed_gives_the_same_papers():
    make_persona("paper_maker")

    _run("theory", "--forms", "2", "--seed", "7")
    _run("theory", "--forms", "2", "--seed", "7")

    papers = [
        list(paper.paper_items.values_list("version_id", flat=True)) for paper in Paper.objects.order_by("form", "pk")
    ]
    assert papers[0] == papers[1]
    assert papers[2] == papers[3]


def test_json_says_what_each_form_is_made_of():
    UserFactory(username="wu")

    out, _error = _run("theory", "--forms", "2", "--seed", "7", "--actor", "wu", "--json")

    result = json.loads(out)
    paper = Paper.objects.get(form="B")
    difficulty = sum(row.version.difficulty for row in paper.paper_items.all()) / 3
    assert (result["blueprint"], result["dry_run"], result["short"]) == ("theory", False, [])
    assert result["papers"][1] == {
        "id": paper.pk,
        "title": "客户服务改进 理论",
        "form": "B",
        "seed": 7,
        "items": 3,
        "marks": "60.00",
        "difficulty": f"{difficulty:.2f}",
        "expected_mean": f"{20 * (3.15 - 0.45 * difficulty):.2f}",
        "expected_spread": result["papers"][1]["expected_spread"],
        "shared": 0,
        "keys": {"single_choice": {"A": 3}},
        "minutes": 2,
        "cells": [{"cell": "全部鉴定点 · 单项选择题 · 难度 1–5", "count": 3}],
    }


def test_a_dry_run_writes_nothing():
    make_persona("paper_maker")

    out, _error = _run("theory", "--dry-run", "--json")

    assert json.loads(out)["papers"][0]["items"] == 3
    assert Paper.objects.count() == 0


def test_what_is_short_is_named_and_nothing_is_made(blueprint):
    make_persona("paper_maker")
    CellFactory(blueprint=blueprint, item_type="fill_in", count=2)

    out, error = _run("theory", "--forms", "2", "--json")

    assert json.loads(out) == {
        "blueprint": "theory",
        "papers": [],
        "short": [
            {
                "cell": 2,
                "range": "全部鉴定点 · 填空题 · 难度 1–5",
                "wanted": 4,
                "eligible": 0,
                "available": 0,
                "missing": 4,
                "rivals": [],
                "reason": "第 2 格（全部鉴定点 · 填空题 · 难度 1–5）需要 4 题，符合条件的有 0 题，还缺 4 题。",
            }
        ],
        "advice": [
            "以上是 2 份平行卷合计的数字。",
            "再通过 4 道试题（全部鉴定点 · 填空题 · 难度 1–5）即可组卷。",
        ],
    }
    assert error.splitlines() == [
        "第 2 格（全部鉴定点 · 填空题 · 难度 1–5）需要 4 题，符合条件的有 0 题，还缺 4 题。",
        "以上是 2 份平行卷合计的数字。",
        "再通过 4 道试题（全部鉴定点 · 填空题 · 难度 1–5）即可组卷。",
    ]
    assert Paper.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["nothing"], "没有细目表 nothing。"),
        (["theory"], "还没有人有组卷权限；请用 --actor 指明组卷人。"),
        (["theory", "--actor", "nobody"], "没有用户 nobody。"),
        (["theory", "--forms", "0"], "--forms 应为 1 至 26 的整数。"),
        (["theory", "--forms", "27"], "--forms 应为 1 至 26 的整数。"),
        (["theory", "--max-overlap", "-1"], "--max-overlap 不能小于 0。"),
        (["theory", "--draws", "0"], "--draws 应为 1 至 5000 的整数。"),
        (["theory", "--simulate", "5001"], "--simulate 应为 1 至 5000 的整数。"),
        (["theory", "--pool", "p.xlsx"], "--pool 与 --constraints 须同时给出。"),
        ([], "请指明一份细目表，或题库与约束文件，二者选一。"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, error):
    assert _run(*arguments) == ("", error)
    assert Paper.objects.count() == 0
