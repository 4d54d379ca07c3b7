from datetime import timedelta

import pytest
from django.utils import timezone

from exams.bank.models import ItemVersion
from exams.bank.usage import exposures, impact_of, uses_of
from tests.factories.bank import make_version
from tests.factories.papers import BlueprintFactory, CellFactory, make_draft, make_published
from tests.factories.sittings import make_room

pytestmark = pytest.mark.django_db


def _told(uses):
    return [(use.kind, use.title, use.bond, use.note, use.answers) for use in uses]


def test_an_item_that_nothing_holds_is_used_nowhere():
    version = make_version(state="approved")

    assert uses_of(version.item) == []
    assert impact_of(version).is_nothing
    assert exposures([version.item_id]) == {}


def test_papers_say_whether_they_would_change():
    draft, published = make_draft(), make_published()
    (in_draft, in_published) = (paper.paper_items.first().version for paper in (draft, published))

    assert _told(uses_of(in_draft.item)) == [("试卷", "客户服务改进 理论 · A", "loose", "草稿", 0)]
    assert _told(uses_of(in_published.item)) == [("试卷", "客户服务改进 理论 · A", "frozen", "已发布", 0)]
    assert _told(impact_of(in_draft).loose) == _told(uses_of(in_draft.item))
    assert _told(impact_of(in_published).frozen) == _told(uses_of(in_published.item))


def test_another_version_of_the_item_is_not_touched():
    used = make_published().paper_items.first().version
    following = make_version(item=used.item, state="draft")

    assert len(uses_of(following.item)) == 1
    assert impact_of(following).is_nothing


def test_sittings_are_named_before_anybody_sits_and_count_who_did():
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    version = room.component.paper.paper_items.first().version

    def sitting():
        return next((use.title, use.answers, use.at) for use in uses_of(version.item) if use.kind == "场次")

    assert sitting() == ("客户服务改进 理论考试 · 第一场", 0, room.sitting.opens_at)
    assert exposures([version.item_id]) == {}

    room.start(timezone.now())

    assert sitting()[1] == 1
    assert exposures([version.item_id, 0]) == {version.item_id: 1}


def test_a_cell_that_would_fall_short_is_named():
    versions = [make_version(state="approved") for _ in range(4)]
    CellFactory(blueprint=BlueprintFactory(), count=4)

    (sentence,) = impact_of(versions[0]).shortages

    assert sentence.startswith("客户服务改进 理论: ")
    assert ItemVersion.objects.filter(state="approved").count() == 4


def test_a_bank_with_one_to_spare_falls_short_of_nothing():
    versions = [make_version(state="approved") for _ in range(5)]
    CellFactory(blueprint=BlueprintFactory(), count=4)

    assert impact_of(versions[0]).shortages == []
