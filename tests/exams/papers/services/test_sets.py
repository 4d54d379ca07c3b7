from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation
from wagtail.models import ModelLogEntry

from exams.papers.models import EnemyPair, Paper, PaperItem, PaperSet
from exams.papers.services import (
    BlueprintShort,
    assemble_forms,
    assemble_paper,
    draw_papers,
    forms_report,
    simulate_draws,
)
from tests.factories.bank import NOW, BankFactory, UserFactory, make_point, make_version
from tests.factories.papers import CellFactory, publish_by_two

pytestmark = pytest.mark.django_db


def _bank(count=12, **fields):
    bank = BankFactory()
    return [
        make_version(
            state="approved",
            bank=bank,
            point=make_point(bank.chapter, number),
            key=f"S-{number:03d}",
            difficulty=number % 3 + 1,
            **fields,
        )
        for number in range(1, count + 1)
    ]


def _forms(blueprint, **fields):
    asked = {"forms": 3, "max_overlap": 0, "seed": 7, "actor": UserFactory(username="maker"), "now": NOW}
    return assemble_forms(blueprint=blueprint, **{**asked, **fields})


def _held(paper):
    return set(paper.paper_items.values_list("version", flat=True))


def test_forms_are_a_set_of_drafts_without_a_common_item_and_equally_hard():
    _bank()
    blueprint = CellFactory(count=4).blueprint

    paper_set = _forms(blueprint)

    papers = list(paper_set.papers.order_by("form"))
    assert [(paper.form, paper.state, paper.title) for paper in papers] == [
        (form, "draft", "客户服务改进 理论") for form in "ABC"
    ]
    assert len(_held(papers[0]) | _held(papers[1]) | _held(papers[2])) == 12
    assert (paper_set.kind, paper_set.seed, paper_set.max_overlap, paper_set.published_at) == ("forms", 7, 0, None)
    assert forms_report(paper_set).difficulty_range <= Decimal("0.10")
    assert ModelLogEntry.objects.get().action == "papers.assemble_set"


def test_the_same_seed_gives_the_same_set():
    _bank()
    blueprint = CellFactory(count=4).blueprint

    one, same = (_forms(blueprint, actor=UserFactory()) for _time in range(2))

    rows = [
        list(PaperItem.objects.filter(paper__paper_set=some).order_by("paper__form", "slot").values_list("version"))
        for some in (one, same)
    ]
    assert rows[0] == rows[1]


def test_forms_share_what_they_may_where_the_bank_has_no_more():
    _bank(10)
    blueprint = CellFactory(count=4).blueprint

    with pytest.raises(BlueprintShort), translation.override("zh-hans"):
        _forms(blueprint)
    assert (PaperSet.objects.count(), Paper.objects.count()) == (0, 0)

    report = forms_report(_forms(blueprint, max_overlap=1))
    assert report.most_overlap == 1


def test_what_is_short_over_all_forms_is_said_with_what_would_mend_it():
    _bank(10)

    with pytest.raises(BlueprintShort) as short, translation.override("zh-hans"):
        _forms(CellFactory(count=4).blueprint)

    assert [(item.wanted, item.available, item.missing) for item in short.value.shortages] == [(12, 10, 2)]
    assert short.value.advice == [
        "以上是 3 份平行卷合计的数字。",
        "再通过 2 道试题（全部鉴定点 · 单项选择题 · 难度 1–5）即可组卷。",
        "允许各卷有更多相同试题即可组卷。",
    ]


def test_a_bank_without_cells_to_fill_still_gives_whole_numbers():
    _bank(3)
    blueprint = CellFactory(count=2, cognitive="analyse").blueprint

    with pytest.raises(BlueprintShort) as short:
        _forms(blueprint, forms=1)

    assert [item.eligible for item in short.value.shortages] == [0]


def test_enemies_never_stand_together():
    versions = _bank(4)
    first, second = sorted((versions[0].item, versions[1].item), key=lambda item: item.pk)
    EnemyPair.objects.create(first=first, second=second)
    blueprint = CellFactory(count=3).blueprint

    for seed in range(5):
        (paper,) = _forms(blueprint, forms=1, seed=seed).papers.all()
        assert not {versions[0].pk, versions[1].pk} <= _held(paper)
    CellFactory(blueprint=blueprint, count=1)
    with pytest.raises(BlueprintShort) as short, translation.override("zh-hans"):
        _forms(blueprint, forms=1)
    assert short.value.advice[-1] == "允许互斥题同卷即可组卷。"


def test_one_item_per_point_where_the_blueprint_asks_it():
    bank = BankFactory()
    for number in range(6):
        make_version(state="approved", bank=bank, point=make_point(bank.chapter, number % 3 + 1), key=f"S-{number}")
    blueprint = CellFactory(count=3, blueprint__one_per_point=True).blueprint

    paper = _forms(blueprint, forms=2).papers.first()

    assert len({row.version.point_id for row in paper.paper_items.select_related("version")}) == 3


def test_caps_on_uses_and_age_keep_items_out():
    versions = _bank(6)
    blueprint = CellFactory(count=2, marks_each=Decimal(50), blueprint__max_uses=1).blueprint
    paper = _forms(blueprint, forms=1).papers.get()
    publish_by_two(paper)
    used = _held(paper)

    fresh = [_held(one) for one in _forms(blueprint, forms=2).papers.all()]
    assert [held & used for held in fresh] == [set(), set()]
    with pytest.raises(BlueprintShort):
        _forms(blueprint, forms=3)

    blueprint.max_uses, blueprint.max_age_days = None, 10
    blueprint.save()
    late = max(version.approved_at for version in versions) + timedelta(days=11)
    with pytest.raises(BlueprintShort) as short, translation.override("zh-hans"):
        _forms(blueprint, forms=1, now=late)
    assert short.value.advice[-1] == "允许使用更早的试题即可组卷。"


def test_a_target_is_met():
    _bank(12)
    blueprint = CellFactory(count=4, blueprint__target_difficulty=Decimal("1.5")).blueprint

    (form,) = forms_report(_forms(blueprint, forms=1)).forms

    assert form.mean_difficulty == Decimal("1.50")


def test_pins_stay_and_exclusions_stay_away():
    versions = _bank(6)
    blueprint = CellFactory(count=3).blueprint
    pinned, excluded = versions[0].pk, {version.pk for version in versions[1:4]}

    paper = assemble_paper(
        blueprint=blueprint,
        title="理论",
        form="A",
        seed=1,
        actor=UserFactory(),
        now=NOW,
        pinned={pinned},
        excluded=excluded,
    )

    assert _held(paper) == {pinned, versions[4].pk, versions[5].pk}
    assert [row.version_id for row in paper.paper_items.filter(is_pinned=True)] == [pinned]


def test_draws_are_as_many_papers_as_candidates_all_on_blueprint():
    _bank(12)
    blueprint = CellFactory(count=4).blueprint

    paper_set = draw_papers(blueprint=blueprint, count=9, seed=3, actor=UserFactory(), now=NOW)

    papers = list(paper_set.papers.order_by("form"))
    assert [paper.form for paper in papers] == [f"{number:04d}" for number in range(1, 10)]
    assert {paper.paper_items.count() for paper in papers} == {4}
    assert paper_set.kind == "draws"
    assert len({frozenset(_held(paper)) for paper in papers}) > 1


def test_a_simulation_counts_and_writes_nothing():
    _bank(12)
    blueprint = CellFactory(count=4).blueprint

    found = simulate_draws(blueprint=blueprint, count=30, seed=3, now=NOW)

    assert (found.count, found.length, Paper.objects.count(), PaperSet.objects.count()) == (30, 4, 0, 0)
    assert sum(one.papers for one in found.exposures) == 120
    assert sum(found.overlaps.values()) == 30 * 29 // 2
    assert found.exposures[0].share == (Decimal(found.exposures[0].papers) / 30).quantize(Decimal("0.001"))
    assert len(found.exposures) + len(found.unused) == 12
    assert found.most_overlap <= 4


def test_a_report_sets_forms_side_by_side():
    _bank(4)
    blueprint = CellFactory(count=2, marks_each=Decimal(50), point_prefix="B-D").blueprint

    report = forms_report(_forms(blueprint, forms=2))

    assert report.ranges == ["B-D"]
    assert report.overlap == [[2, 0], [0, 2]]
    form = report.forms[0]
    steps = [step for step, times in form.items_by_difficulty.items() for _time in range(times)]
    assert (form.items, form.marks, form.marks_by_range) == (2, Decimal(100), {"B-D": Decimal(100)})
    assert form.mean_difficulty == Decimal(sum(steps)) / 2
    assert form.expected_mean == sum(50 * (Decimal("1.05") - Decimal("0.15") * step) for step in steps)
    assert form.marks_by_type == {"single_choice": Decimal(100)}
    assert form.keys == {"single_choice": {"A": 2}}
    assert form.minutes == 1


@pytest.mark.parametrize("size", [1, 3])
def test_a_report_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    _bank(6)
    paper_set = _forms(CellFactory(count=2).blueprint, forms=size)

    with django_assert_num_queries(6):
        report = forms_report(PaperSet.objects.select_related("blueprint").get(pk=paper_set.pk))
    assert len(report.forms) == size


def test_nobody_publishes_their_own_paper_says_the_database():
    _bank(4)
    paper = _forms(CellFactory(count=2).blueprint, forms=1).papers.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(published_by=paper.created_by)
    Paper.objects.filter(pk=paper.pk).update(published_by=UserFactory(username="second"))
