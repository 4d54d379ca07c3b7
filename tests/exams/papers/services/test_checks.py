from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.papers.models import BlueprintRange, EnemyPair, PaperItem
from exams.papers.services.checks import assign, breaches_of
from tests.factories.bank import NOW, BankFactory, make_point, make_version
from tests.factories.papers import BlueprintFactory, CellFactory, PaperFactory, make_draft, publish_by_two

pytestmark = pytest.mark.django_db


def make_theory(count=4, **head):
    """A blueprint of one cell, and a draft that is what it asks for, each item on its own point."""
    blueprint = CellFactory(count=count, marks_each=Decimal(100) / count, blueprint=BlueprintFactory(**head)).blueprint
    return make_draft(item_types=("single_choice",) * count, blueprint=blueprint)


def said(paper, now=NOW):
    return [(str(breach), breach.slots) for breach in breaches_of(paper, now=now)]


def test_a_paper_that_is_what_its_blueprint_asks_breaks_nothing():
    assert said(make_theory()) == []


def test_a_missing_question_is_missed_in_marks_and_in_its_cell():
    paper = make_theory()
    paper.paper_items.get(slot=4).delete()

    assert said(paper) == [
        ("试卷总分为 75 分，应为 100 分。", ()),
        ("第 1 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 4 题，试卷中有 3 题。", ()),
    ]


def test_other_marks_are_told_with_their_question():
    paper = make_theory()
    row = paper.paper_items.select_related("version").get(slot=2)
    row.delete()
    PaperItem.objects.create(paper=paper, slot=2, version=row.version, marks=Decimal("24.5"))

    assert said(paper) == [
        ("试卷总分为 99.5 分，应为 100 分。", ()),
        ("第 1 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 4 题，试卷中有 3 题。", ()),
        ("第 2 题为 24.5 分；第 1 格规定每题 25 分。", (2,)),
    ]


def test_a_question_of_another_kind_stands_in_no_cell():
    paper = make_theory()
    paper.paper_items.get(slot=2).delete()
    version = make_version("true_false", state="approved", difficulty=3)
    PaperItem.objects.create(paper=paper, slot=2, version=version, marks=Decimal(25))

    assert said(paper)[1] == (f"第 2 题（判断题，{version.point.code}，难度 3）不属于细目表的任何一格。", (2,))


def test_a_range_carries_its_weight():
    paper = make_theory()
    BlueprintRange.objects.create(blueprint=paper.blueprint, point_prefix="B-D", weight=Decimal(60))

    assert said(paper) == [("范围 B-D 共 100 分，权重应为 60 分。", ())]


def test_enemies_are_named_with_the_reason():
    paper = make_theory()
    items = sorted(row.version.item_id for row in paper.paper_items.select_related("version")[:2])
    EnemyPair.objects.create(first_id=items[0], second_id=items[1], reason="一题提示了另一题")

    assert said(paper) == [("第 1 题和第 2 题不可同卷：一题提示了另一题。", (1, 2))]


def test_two_questions_on_a_point_are_named_where_one_is_allowed():
    bank = BankFactory()
    blueprint = CellFactory(count=2, marks_each=50, blueprint=BlueprintFactory(one_per_point=True)).blueprint
    paper = PaperFactory(blueprint=blueprint)
    point = make_point(bank.chapter, 7)
    for slot in (1, 2):
        version = make_version(state="approved", bank=bank, point=point)
        PaperItem.objects.create(paper=paper, slot=slot, version=version, marks=50)

    assert said(paper) == [(f"第 1 题和第 2 题考的是同一鉴定点 {point.code}。", (1, 2))]


def test_an_item_that_was_published_often_enough_is_named():
    paper = make_theory(max_uses=1)
    other = PaperFactory(form="B")
    PaperItem.objects.create(paper=other, slot=1, version=paper.paper_items.get(slot=3).version, marks=100)
    publish_by_two(other)

    assert said(paper) == [("第 3 题：已用于 1 份已发布的试卷，细目表最多允许 1 份。", (3,))]


def test_an_item_that_was_approved_long_ago_is_named():
    paper = make_theory(count=1, max_age_days=30)
    approved_at = paper.paper_items.get().version.approved_at

    assert said(paper, now=approved_at + timedelta(days=30)) == []
    assert said(paper, now=approved_at + timedelta(days=31)) == [("第 1 题：批准已超过 30 天。", (1,))]


def test_the_mean_difficulty_is_near_its_target():
    paper = make_theory(target_difficulty=Decimal("4.5"))

    assert said(paper) == [("平均难度为 2.00，细目表要求约 4.5。", ())]


@given(
    options=st.lists(st.lists(st.integers(0, 3), unique=True, max_size=4), max_size=7),
    capacity=st.lists(st.integers(0, 2), min_size=4, max_size=4),
)
def test_as_many_rows_stand_as_can(options, capacity):
    place = assign(options, capacity)

    assert all(cell is None or cell in options[row] for row, cell in enumerate(place))
    assert all(place.count(cell) <= capacity[cell] for cell in range(4))
    assert sum(cell is not None for cell in place) == most(tuple(map(tuple, options)), tuple(capacity))


def most(options, capacity):
    """By trying everything."""
    if not options:
        return 0
    best = most(options[1:], capacity)
    for cell in options[0]:
        if capacity[cell]:
            rest = (*capacity[:cell], capacity[cell] - 1, *capacity[cell + 1 :])
            best = max(best, 1 + most(options[1:], rest))
    return best
