from decimal import Decimal

import pytest
from wagtail.models import ModelLogEntry

from exams.bank.services.sketches import keep_sketches
from exams.papers.models import EnemyPair, PaperItem
from exams.papers.services import HandworkRefused, submit_paper
from exams.papers.services.equivalents import equivalents
from exams.papers.services.handwork import (
    exclude_item,
    move_item,
    pin_item,
    readmit_item,
    set_marks,
    swap_item,
)
from tests.exams.papers.services.test_checks import make_theory
from tests.factories.bank import NOW, BankFactory, UserFactory, make_point, make_version
from tests.factories.papers import make_draft, make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    return make_theory()


@pytest.fixture
def by(paper):
    return {"paper": paper, "actor": paper.created_by, "now": NOW}


def spare(**fields):
    """An approved item that the blueprint would take."""
    bank = BankFactory()
    number = bank.items.count() + 20
    return make_version(state="approved", bank=bank, point=make_point(bank.chapter, number), **fields)


def rows(paper):
    return list(paper.paper_items.order_by("slot").values_list("version", "marks", "is_pinned"))


def refused(paper, act, **fields):
    """What is said; nothing of the paper has changed."""
    before = rows(paper)
    with pytest.raises(HandworkRefused) as problem:
        act(paper=paper, actor=paper.created_by, now=NOW, **fields)
    assert rows(paper) == before
    assert not ModelLogEntry.objects.filter(action="papers.handwork", data__act=act.__name__).exists()
    return str(problem.value)


def test_a_swap_keeps_slot_and_marks_and_is_on_record(paper, by):
    before, other = rows(paper), spare()

    swap_item(slot=2, version=other, **by)

    assert rows(paper) == [before[0], (other.pk, Decimal(25), False), *before[2:]]
    entry = ModelLogEntry.objects.get(action="papers.handwork")
    assert entry.data == {"act": "swap", "slot": 2, "item": other.item.key}


def test_what_cannot_come_in_is_told(paper, by):
    standing = paper.paper_items.select_related("version__item").get(slot=1).version
    draft = make_version(state="draft")
    excluded = spare()
    paper.exclusions.create(item=excluded.item)

    assert refused(paper, swap_item, slot=2, version=standing) == f"{standing.item.key} 已在这份试卷中。"
    assert refused(paper, swap_item, slot=2, version=draft) == f"{draft.item.key} 未经批准。"
    assert refused(paper, swap_item, slot=2, version=excluded) == f"{excluded.item.key} 已从这份试卷中排除。"
    assert refused(paper, swap_item, slot=9, version=spare()) == "这份试卷没有第 9 题。"


def test_a_pinned_question_stays_until_it_is_let_go(paper, by):
    pin_item(slot=2, is_pinned=True, **by)

    assert [pinned for _version, _marks, pinned in rows(paper)] == [False, True, False, False]
    assert refused(paper, swap_item, slot=2, version=spare()) == "第 2 题已固定；请先取消固定。"
    assert refused(paper, exclude_item, slot=2) == "第 2 题已固定；请先取消固定。"
    assert refused(paper, move_item, slot=1, to=2) == "第 2 题已固定，不能让位。"
    pin_item(slot=2, is_pinned=False, **by)
    move_item(slot=1, to=2, **by)


def test_a_question_moves_and_the_others_make_room(paper, by):
    first, *others = rows(paper)

    move_item(slot=1, to=3, **by)

    assert rows(paper) == [others[0], others[1], first, others[2]]


def test_a_question_stays_in_the_section_of_its_type():
    paper = make_draft(item_types=("single_choice", "true_false"))

    assert refused(paper, move_item, slot=1, to=2) == "第 1 题只能在本题型内移动。"
    assert refused(paper, move_item, slot=1, to=0) == "这份试卷没有第 0 题。"


def test_an_excluded_item_gives_way_to_an_equivalent_and_never_comes_back(paper, by):
    item, other = paper.paper_items.get(slot=2).version.item, spare()

    exclude_item(slot=2, **by)

    assert rows(paper)[1][0] == other.pk
    assert list(paper.exclusions.values_list("item", flat=True)) == [item.pk]
    assert [one.version.item for one in equivalents(paper, 2, now=NOW)] == []
    readmit_item(item_id=item.pk, **by)
    assert [one.version.item for one in equivalents(paper, 2, now=NOW)] == [item]


def test_without_an_equivalent_nothing_is_excluded(paper):
    spare(item_type="true_false")

    assert refused(paper, exclude_item, slot=2) == "没有别的试题能替代第 2 题而仍符合细目表；该题保留。"
    assert not paper.exclusions.exists()


def test_marks_are_changed_together(paper, by):
    set_marks(marks={1: Decimal(30), 2: Decimal(20)}, **by)

    assert [marks for _version, marks, _pinned in rows(paper)] == [30, 20, 25, 25]
    assert refused(paper, set_marks, marks={1: Decimal(0)}) == "第 1 题的分值应大于 0。"


def test_nothing_is_changed_once_handed_in_or_published(paper, by):
    submit_paper(**by)
    published = make_published(form="B")

    assert refused(paper, pin_item, slot=1, is_pinned=True) == "试卷已提交待发布；请先撤回。"
    assert refused(published, pin_item, slot=1, is_pinned=True) == "试卷已发布，不再更改。"


def test_equivalents_keep_the_blueprint_true_the_nearest_first(paper):
    row = paper.paper_items.select_related("version").get(slot=1)
    far, near = spare(difficulty=5), spare(difficulty=row.version.difficulty)
    foe = spare()
    standing = paper.paper_items.select_related("version").get(slot=2).version.item_id
    EnemyPair.objects.create(first_id=standing, second_id=foe.item_id, reason="互相提示")
    BankFactory(code="C001.9")
    make_version(state="approved", bank=BankFactory(code="C001.9"))

    assert [one.version for one in equivalents(paper, 1, now=NOW)] == [near, far]
    everything = equivalents(paper, 1, now=NOW, only_true=False)
    assert [(one.version, [str(breach) for breach in one.breaks]) for one in everything] == [
        (near, []),
        (far, []),
        (foe, ["第 1 题和第 2 题不可同卷：互相提示。"]),
    ]


def test_an_equivalent_that_says_the_same_as_another_question_is_marked(paper):
    twin = paper.paper_items.select_related("version__item").get(slot=3).version
    other = spare(body=twin.body)
    keep_sketches(versions=[other, *(row.version for row in paper.paper_items.select_related("version__item"))])

    (found,) = equivalents(paper, 1, now=NOW)

    assert found.version == other
    assert 3 in found.alike_slots


def test_a_paper_without_a_blueprint_has_no_equivalents():
    assert equivalents(make_draft(), 1, now=NOW) == []
    assert PaperItem.objects.count() == 4


def test_who_changed_what_stands_in_the_log(paper, by):
    other = UserFactory(username="second-hand")
    pin_item(**{**by, "actor": other}, slot=1, is_pinned=True)

    entry = ModelLogEntry.objects.get(action="papers.handwork")
    assert (entry.user, entry.data) == (other, {"act": "pin", "slot": 1})
