"""A bank's accepted difficulties are on one scale, whichever exam measured them."""

from decimal import Decimal

import pytest

from exams.analysis.models import ExamAnalysis, ItemFinding
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.services import decide_finding
from exams.analysis.services.scales import link
from exams.bank.models import AcceptedDifficulty
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

# Slope and difficulty of common items on the first scale.
COMMON = {f"Q{number}": (0.8 + number / 10, number / 2 - 1.5) for number in range(6)}
# An ability of the second scale is 1.25 times itself and 0.4 more on the first.
WIDER, MOVED = 1.25, 0.4


def on_the_second_scale(items):
    return {name: (slope * WIDER, (hard - MOVED) / WIDER) for name, (slope, hard) in items.items()}


@pytest.fixture
def room():
    return sat_exam(mixed(4))


def version_in(room, slot):
    return room.component.paper.paper_items.select_related("version__item__bank").get(slot=slot).version


def analysed(room, items, model="2pl"):
    """An analysis that measured these items, the room's own among them."""
    known = {name_of(version_in(room, slot)): items[f"Q{slot}"] for slot in (1, 2)} | items
    told = [
        {
            "name": name,
            "slope": {"value": slope, "low": slope - 0.1, "high": slope + 0.1, "n": 300},
            "difficulty": {"value": hard, "low": hard - 0.2, "high": hard + 0.2, "n": 300},
            "information_at_cut": 0.5,
        }
        for name, (slope, hard) in known.items()
    ]
    measured = [{"name": name, "facility": {"value": 0.5, "n": 300}} for name in known]
    document = {"items": measured, "calibration": {"model": model, "items": told}}
    return ExamAnalysis.objects.create(
        component=room.component, made_by=make_persona("paper_maker"), made_at=NOW, attempts=300, document=document
    )


def accepted(room, analysis, slot):
    version = version_in(room, slot)
    finding = ItemFinding.objects.create(analysis=analysis, version=version, kind="too_hard", figure={"value": 0.5})
    decide_finding(finding=finding, act="accepted", reason="按实测", actor=make_persona("reviewer"), now=NOW)
    return AcceptedDifficulty.objects.filter(version=version).latest("pk")


def test_two_scales_with_common_items_are_linked_exactly():
    line = link(on_the_second_scale(COMMON), COMMON)
    assert (line.slope, line.intercept) == pytest.approx((WIDER, MOVED), abs=1e-4)


def test_few_common_items_link_nothing():
    few = dict(list(COMMON.items())[:4])
    assert link(on_the_second_scale(few), COMMON) is None


def test_the_next_exam_comes_onto_the_scale_of_the_first(room):
    first = analysed(room, COMMON)
    before = accepted(room, first, 1)
    after = accepted(room, analysed(room, on_the_second_scale(COMMON)), 2)
    assert after.scale == before.scale == f"analysis {first.pk}"
    slope, hard = COMMON["Q2"]
    assert float(after.slope) == pytest.approx(slope, abs=2e-4)
    assert float(after.location) == pytest.approx(hard, abs=2e-4)
    assert after.information_at_cut == Decimal("0.3200")
    assert float(after.location_error) == pytest.approx(WIDER * 0.2 / 1.96, abs=2e-4)


def test_without_a_way_to_it_the_exam_keeps_its_own_scale(room):
    accepted(room, analysed(room, COMMON), 1)
    rasch = analysed(room, on_the_second_scale(COMMON), model="rasch")
    after = accepted(room, rasch, 2)
    assert (after.scale, after.information_at_cut) == (f"analysis {rasch.pk}", Decimal("0.5000"))
