from decimal import Decimal

import pytest

from exams.papers.models import Paper
from exams.papers.queries import (
    blueprints_with_totals,
    forget_all_papers,
    frozen_paper,
    next_form,
    paper_content,
    papers_with_totals,
    versions_in_papers,
)
from tests.factories.bank import BODIES, UserFactory
from tests.factories.papers import BlueprintFactory, CellFactory, PaperFactory, make_draft, make_published

pytestmark = pytest.mark.django_db


def test_a_frozen_paper_holds_everything_in_slot_order():
    paper = make_published(item_types=("true_false", "fill_in"), multiple_policy="ripkey")

    frozen = frozen_paper(paper.pk)

    assert (frozen.id, frozen.digest, frozen.title, frozen.multiple_policy) == (
        paper.pk,
        paper.digest,
        "客户服务改进 理论",
        "ripkey",
    )
    assert [(item.slot, item.marks, item.item_type) for item in frozen.items] == [
        (1, Decimal(50), "true_false"),
        (2, Decimal(50), "fill_in"),
    ]
    assert frozen.items[0].body == BODIES["true_false"]
    rows = paper.paper_items.order_by("slot")
    assert [(item.version_id, item.point_id) for item in frozen.items] == [
        (row.version_id, row.version.point_id) for row in rows
    ]
    assert frozen.by_slot[2] is frozen.items[1]
    assert frozen.items[0].content.answer is False


def test_a_published_paper_is_read_once(django_assert_num_queries):
    paper = make_published()
    with django_assert_num_queries(2):
        first = frozen_paper(paper.pk)

    with django_assert_num_queries(0):
        assert frozen_paper(paper.pk) is first


def test_what_was_forgotten_is_read_again():
    paper = make_published()
    first = frozen_paper(paper.pk)

    forget_all_papers()

    assert frozen_paper(paper.pk) == first
    assert frozen_paper(paper.pk) is not first


def test_a_draft_is_not_frozen():
    paper = make_draft()

    with pytest.raises(Paper.DoesNotExist):
        frozen_paper(paper.pk)
    assert len(paper_content(paper).items) == 4


def test_blueprints_with_totals():
    blueprint = CellFactory(count=4, marks_each=Decimal("2.50")).blueprint
    CellFactory(blueprint=blueprint, count=3, marks_each=Decimal(2))
    PaperFactory(blueprint=blueprint)
    PaperFactory(blueprint=blueprint, form="B")
    BlueprintFactory(code="empty", title="甲")

    rows = blueprints_with_totals().order_by("code")

    assert [(row.code, row.item_count, row.mark_total, row.paper_count) for row in rows] == [
        ("empty", 0, Decimal(0), 0),
        ("theory", 7, Decimal(16), 2),
    ]


def test_papers_with_totals():
    PaperFactory(form="B")
    make_draft(form="A")

    rows = papers_with_totals()

    assert [(row.form, row.item_count, row.mark_total) for row in rows] == [
        ("A", 4, Decimal(100)),
        ("B", 0, Decimal(0)),
    ]


def test_versions_in_papers_of_a_blueprint():
    blueprint = BlueprintFactory()
    paper = make_draft(blueprint=blueprint)
    make_draft()

    assert versions_in_papers(blueprint) == frozenset(paper.paper_items.values_list("version_id", flat=True))


@pytest.mark.parametrize(("count", "letter"), [(0, "A"), (1, "B"), (25, "Z"), (26, "AA")])
def test_next_form_is_the_letter_after_the_papers(count, letter):
    blueprint = BlueprintFactory()
    maker = UserFactory()
    Paper.objects.bulk_create(Paper(blueprint=blueprint, title="卷", created_by=maker) for _ in range(count))

    assert next_form(blueprint) == letter
