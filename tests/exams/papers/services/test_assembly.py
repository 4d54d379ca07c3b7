from collections import Counter
from decimal import Decimal
from itertools import combinations, product
from random import Random

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.models import KnowledgePoint
from exams.bank.models import Item, ItemVersion
from exams.papers.assembly import Infeasible, Plan, PoolItem
from exams.papers.models import BlueprintCell, Paper, PaperItem
from exams.papers.services import BlueprintShort, assemble_paper, cell_words, distribute
from exams.papers.services.pools import plan_cell
from exams.papers.services.supply import matches
from tests.exams.papers.assembly.papers import tried
from tests.factories.bank import NOW, BankFactory, UserFactory, make_point, make_version
from tests.factories.papers import CellFactory

TYPES = ("single_choice", "true_false")


@st.composite
def pools(draw, max_items=14):
    """Items without a database: of two types, on four points in two sections, of difficulty 1 to 3."""
    versions = []
    for number in range(draw(st.integers(0, max_items))):
        place = draw(st.integers(0, 3))
        point = KnowledgePoint(pk=place, code=f"B-D-{'AB'[place // 2]}-{place % 2:03d}")
        item = Item(pk=number, key=f"S-{number:03d}", item_type=draw(st.sampled_from(TYPES)))
        versions.append(ItemVersion(pk=number, item=item, point=point, difficulty=draw(st.integers(1, 3))))
    return versions


@st.composite
def blueprints(draw, max_cells=4, max_count=4):
    """Cells that may overlap in every way."""
    cells = []
    for number in range(draw(st.integers(1, max_cells))):
        lowest = draw(st.integers(1, 3))
        cells.append(
            BlueprintCell(
                pk=number,
                position=number,
                point_prefix=draw(st.sampled_from(["", "B-D-A", "B-D-B", "B-D-A-001"])),
                item_type=draw(st.sampled_from(TYPES)),
                difficulty_from=lowest,
                difficulty_to=draw(st.integers(lowest, 3)),
                count=draw(st.integers(1, max_count)),
                marks_each=Decimal(1),
            )
        )
    return cells


def _most_for_each_prefix(cells, versions):
    """How many units of the first 1, 2, … cells can be filled at once: Kuhn's matching, written independently."""
    holder: dict[int, tuple[int, int]] = {}

    def place(unit, seen):
        for version in versions:
            if version.pk not in seen and matches(cells[unit[0]], version):
                seen.add(version.pk)
                if version.pk not in holder or place(holder[version.pk], seen):
                    holder[version.pk] = unit
                    return True
        return False

    most = []
    for index, cell in enumerate(cells):
        for number in range(cell.count):
            place((index, number), set())
        most.append(len(holder))
    return most


@given(blueprints(), pools())
def test_cells_are_filled_from_matching_items_without_overlap(cells, versions):
    supplies = distribute(cells, versions, random=Random(1))

    chosen = [version.pk for supply in supplies for version in supply.chosen]
    assert len(chosen) == len(set(chosen))
    for supply in supplies:
        assert all(matches(supply.cell, version) for version in supply.chosen)
        assert len(supply.chosen) <= supply.cell.count
        assert {version.pk for version in supply.eligible} == {
            version.pk for version in versions if matches(supply.cell, version)
        }


@given(blueprints(), pools())
def test_exactly_the_short_cells_are_short_and_no_feasible_blueprint_ever_is(cells, versions):
    supplies = distribute(cells, versions, random=Random(1))

    most = _most_for_each_prefix(cells, versions)
    expected = [now - before for before, now in zip([0, *most], most, strict=False)]
    assert [len(supply.chosen) for supply in supplies] == expected


@given(blueprints(), pools(), st.booleans())
@settings(deadline=None)
def test_supply_and_assembly_name_the_same_cells_short(cells, versions, one_per_point):
    supplies = distribute(cells, versions, random=Random(1), one_per_point=one_per_point)
    pool = [PoolItem(one.pk, one.item.item_type, one.point.code, one.difficulty, importance="Y") for one in versions]

    found = tried(pool, Plan(tuple(map(plan_cell, cells)), one_per_point=one_per_point))

    short = {one.cell: one.missing for one in found.shortfalls} if isinstance(found, Infeasible) else {}
    assert short == {place: supply.missing for place, supply in enumerate(supplies) if supply.missing}


@given(blueprints(max_cells=3, max_count=2), pools(max_items=7))
@settings(deadline=None)
def test_points_are_spread_as_evenly_as_the_cells_allow(cells, versions):
    for supply in distribute(cells, versions, random=Random(1)):
        supply.cell.count = len(supply.chosen)
    supplies = distribute(cells, versions, random=Random(1))

    def unevenness(chosen):
        counts = Counter(version.point_id for version in chosen)
        return sum(count * (count - 1) for count in counts.values())

    choices = [
        list(combinations([version for version in versions if matches(cell, version)], cell.count)) for cell in cells
    ]
    papers = ([version for part in picked for version in part] for picked in product(*choices))
    best = min(unevenness(paper) for paper in papers if len({version.pk for version in paper}) == len(paper))
    assert unevenness([version for supply in supplies for version in supply.chosen]) == best


@given(blueprints(), pools(), st.integers(0, 2**63 - 1))
def test_a_seed_decides_everything(cells, versions, seed):
    one = distribute(cells, versions, random=Random(seed))
    other = distribute(cells, reversed(versions), random=Random(seed))

    assert [[v.pk for v in supply.chosen] for supply in one] == [[v.pk for v in supply.chosen] for supply in other]


@given(pools(max_items=12), st.integers(1, 4), st.data())
def test_used_items_are_avoided_where_others_spread_the_points_as_well(versions, count, data):
    for version in versions:
        version.point = KnowledgePoint(pk=1, code="B-D-A-001")
    cell = BlueprintCell(
        point_prefix="", item_type="single_choice", difficulty_from=1, difficulty_to=3, count=count, marks_each=1
    )
    eligible = [version.pk for version in versions if matches(cell, version)]
    used = data.draw(st.sets(st.sampled_from(eligible))) if eligible else set()

    (supply,) = distribute([cell], versions, random=Random(1), avoid=used)

    fresh = len(set(eligible) - used)
    chosen = {version.pk for version in supply.chosen}
    assert len(chosen & used) == max(0, min(count, len(eligible)) - fresh)


def _cell(**fields):
    return BlueprintCell(**{"point_prefix": "", "difficulty_from": 1, "difficulty_to": 5, "marks_each": 1, **fields})


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (_cell(item_type="single_choice", point_prefix="B-D-A"), "B-D-A · 单项选择题 · 难度 1–5"),
        (_cell(item_type="fill_in", difficulty_from=2, difficulty_to=2), "全部鉴定点 · 填空题 · 难度 2"),
    ],
)
def test_a_cell_in_words(cell, words):
    with translation.override("zh-hans"):
        assert cell_words(cell) == words


@pytest.mark.django_db
class TestAssemblePaper:
    def _bank(self, count=6):
        bank = BankFactory()
        for number in range(1, count + 1):
            make_version(state="approved", point=make_point(bank.chapter, number), bank=bank, key=f"S-{number:03d}")
        return bank

    def _assemble(self, blueprint, **fields):
        fields = {"title": "理论 A 卷", "form": "A", "seed": 7, "actor": UserFactory(), "now": NOW, **fields}
        return assemble_paper(blueprint=blueprint, **fields)

    def test_it_makes_a_draft_with_the_cells_counts_and_marks(self):
        self._bank()
        cell = CellFactory(count=4, marks_each=Decimal("2.50"), blueprint__multiple_policy="ripkey")
        maker = UserFactory()

        paper = self._assemble(cell.blueprint, actor=maker)

        assert (paper.state, paper.form, paper.seed, paper.multiple_policy) == ("draft", "A", 7, "ripkey")
        assert (paper.created_by, paper.blueprint, paper.digest) == (maker, cell.blueprint, "")
        assert list(paper.paper_items.values_list("slot", "marks")) == [(n, Decimal("2.50")) for n in (1, 2, 3, 4)]

    def test_slots_go_by_type_then_cell_then_point(self):
        bank = self._bank(3)
        for number in (1, 2):
            make_version("true_false", state="approved", point=make_point(bank.chapter, number), key=f"T-{number:03d}")
        blueprint = CellFactory(item_type="true_false", count=2).blueprint
        CellFactory(blueprint=blueprint, count=3)

        paper = self._assemble(blueprint)

        keys = [row.version.item.key for row in paper.paper_items.order_by("slot")]
        assert keys == ["S-001", "S-002", "S-003", "T-001", "T-002"]

    def test_the_same_seed_and_form_give_the_same_paper_and_another_form_another(self):
        self._bank(12)
        blueprint = CellFactory(count=4).blueprint

        papers = [self._assemble(blueprint, form=form, seed=seed) for form, seed in [("A", 1), ("A", 1), ("B", 1)]]

        one, same, other = [list(p.paper_items.order_by("slot").values_list("version", flat=True)) for p in papers]
        assert one == same
        assert one != other

    def test_only_approved_versions_are_used(self):
        bank = BankFactory()
        for state in ("draft", "in_review", "suspended", "retired"):
            make_version(state=state, bank=bank)
        approved = make_version(state="approved", bank=bank)

        paper = self._assemble(CellFactory(count=1).blueprint)

        assert [row.version for row in paper.paper_items.all()] == [approved]

    def test_a_short_blueprint_names_every_short_cell_and_makes_nothing(self):
        self._bank(3)
        blueprint = CellFactory(count=2, position=1).blueprint
        contested = CellFactory(blueprint=blueprint, count=3, position=2)
        absent = CellFactory(blueprint=blueprint, count=4, position=3, item_type="fill_in")

        with pytest.raises(BlueprintShort) as short:
            self._assemble(blueprint)

        assert [
            (item.cell, item.wanted, item.available, item.missing, item.eligible, item.rivals)
            for item in short.value.shortages
        ] == [(contested, 3, 1, 2, 3, (1,)), (absent, 4, 0, 4, 0, ())]
        assert (Paper.objects.count(), PaperItem.objects.count()) == (0, 0)

    def test_a_shortage_in_words(self):
        self._bank(3)
        blueprint = CellFactory(count=2, position=1).blueprint
        CellFactory(blueprint=blueprint, count=3, position=2)
        CellFactory(blueprint=blueprint, count=4, position=3, item_type="fill_in")

        with translation.override("zh-hans"), pytest.raises(BlueprintShort) as short:
            self._assemble(blueprint)
        with translation.override("zh-hans"):
            words = [str(item) for item in short.value.shortages]

        assert words == [
            "第 2 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 3 题；符合条件的有 3 题，但第 1 格也要用，还缺 2 题。",
            "第 3 格（全部鉴定点 · 填空题 · 难度 1–5）需要 4 题，符合条件的有 0 题，还缺 4 题。",
        ]
