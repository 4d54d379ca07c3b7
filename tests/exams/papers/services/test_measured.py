"""What was measured goes before what was estimated: in the aims of assembly and in the report of the forms."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from exams.bank.models import AcceptedDifficulty, BankEvent, level_of
from exams.bank.services import Measured, accept_difficulty
from exams.papers.assembly import Aim, Cell, Plan, PoolItem, assemble
from exams.papers.services import assemble_paper
from exams.papers.services.forms_report import report_of
from exams.papers.services.pools import pool_of
from tests.factories.bank import NOW, UserFactory, make_version
from tests.factories.papers import BlueprintFactory, CellFactory


def accepted(version, facility, **scale):
    measured = Measured(Decimal(facility), 200, "某考试", NOW.date(), **scale)
    return accept_difficulty(version=version, measured=measured, actor=UserFactory(username="judge"), now=NOW)


def calibrated(version, information, scale="analysis 1"):
    return accepted(
        version, "0.6", scale=scale, slope=Decimal(1), location=Decimal(0), information_at_cut=Decimal(information)
    )


@pytest.mark.parametrize(
    ("facility", "level"), [("0.9", "1.00"), ("0.30", "5.00"), ("0.675", "2.50"), ("0.99", "1.00"), ("0", "5.00")]
)
def test_the_level_of_a_mean_score_rate(facility, level):
    assert level_of(Decimal(facility)) == Decimal(level)


def test_aims_go_by_the_measured_difficulty_and_cells_by_the_writers():
    """All were written as 3; half proved to be hard. A paper of mean 3 has none of them."""
    pool = [PoolItem(id=one, item_type="s", point=f"P{one}", measured=5.0 if one < 10 else 3.0) for one in range(20)]
    plan = Plan(cells=(Cell(6, difficulty_from=3, difficulty_to=3),), aims=(Aim("difficulty", 3.0),))
    for seed in range(5):
        (picks,) = assemble(pool, plan, seed=seed).picks
        assert {pick.item >= 10 for pick in picks} == {True}


@pytest.mark.django_db
class TestInTheBank:
    @pytest.fixture
    def blueprint(self):
        blueprint = BlueprintFactory()
        CellFactory(blueprint=blueprint, count=2, marks_each=Decimal(50))
        return blueprint

    @pytest.fixture
    def versions(self):
        return [make_version(state="approved") for _number in range(4)]

    def test_a_pool_knows_what_was_accepted_last(self, blueprint, versions):
        accepted(versions[0], "0.9")
        accepted(versions[0], "0.45")
        pool = {item.id: item for item in pool_of(blueprint, now=NOW).items}
        assert pool[versions[0].pk].hardness == 4.0
        assert pool[versions[1].pk].hardness == versions[1].difficulty

    def test_information_is_aimed_at_on_one_scale_only(self, blueprint, versions):
        for version, information in zip(versions, ("0.4", "0.3", "0.2", "0.1"), strict=True):
            assert pool_of(blueprint, now=NOW).plan.aims == ()
            calibrated(version, information)
        (aim,) = pool_of(blueprint, now=NOW).plan.aims
        assert (aim.attribute, aim.target) == ("information", pytest.approx(0.35))
        calibrated(versions[0], "0.4", scale="analysis 2")
        assert pool_of(blueprint, now=NOW).plan.aims == ()

    def test_the_paper_tells_most_at_the_pass_mark(self, blueprint, versions):
        for version, information in zip(versions, ("0.36", "0.34", "0.01", "0.01"), strict=True):
            calibrated(version, information)
        paper = assemble_paper(
            blueprint=blueprint, title="卷", form="A", seed=1, actor=UserFactory(username="maker"), now=NOW
        )
        assert set(paper.paper_items.values_list("version", flat=True)) == {versions[0].pk, versions[1].pk}

    def test_the_report_counts_measured_items_as_measured(self, blueprint, versions):
        accepted(versions[0], "0.45")
        paper = assemble_paper(
            blueprint=blueprint,
            title="卷",
            form="A",
            seed=1,
            actor=UserFactory(username="maker"),
            now=NOW,
            pinned=[versions[0].pk, versions[1].pk],
        )
        (form,) = report_of([paper], blueprint).forms
        assert (form.measured, form.mean_difficulty) == (1, (4 + Decimal(versions[1].difficulty)) / 2)

    def test_an_accepted_difficulty_is_logged_and_never_rewritten(self, versions):
        row = accepted(versions[0], "0.45")
        event = BankEvent.objects.get(act="recalibrated")
        assert (event.version, event.details) == (versions[0], {"facility": "0.45", "n": 200, "level": "4.00"})
        for act in (lambda rows: rows.update(candidates=1), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                act(AcceptedDifficulty.objects.filter(pk=row.pk))

    @pytest.mark.parametrize("wrong", [{"facility": "1.1"}, {"facility": "0.5", "slope": Decimal(1)}])
    def test_what_is_no_share_or_names_no_scale_is_refused(self, versions, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            accepted(versions[0], wrong.pop("facility"), **wrong)
