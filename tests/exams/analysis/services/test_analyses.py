"""An analysis is kept with what it found; who decides, decides once and says why."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from exams.analysis.models import ExamAnalysis, FindingStep, ItemFinding, StepAct
from exams.analysis.queries.reports import effects_of, findings_in
from exams.analysis.services import AnalysisRefused, DecisionRefused, analyse_exam, decide_finding, take_finding
from exams.bank.models import Bank
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return sat_exam(mixed(200))


@pytest.fixture
def finding(room):
    analysed(room)
    return ItemFinding.objects.get()


def analysed(room, now=NOW):
    return analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=now)


def decide(finding, act=StepAct.ACCEPTED, reason="选项 C 太远", actor="reviewer", now=NOW):
    return decide_finding(finding=finding, act=act, reason=reason, actor=make_persona(actor), now=now)


def test_an_analysis_is_kept_with_its_findings(room):
    analysis = analysed(room)
    assert (analysis.attempts, analysis.unmarked) == (200, 0)
    assert analysis.document["paper"]["mean"]["value"] == 50.0
    assert [item["facility"]["value"] for item in analysis.document["items"]] == [0.5, 0.5, 0.5]
    assert analysis.document["scores"] == [100, 0, 0, 0, 0, 0, 0, 0, 0, 100]
    (found,) = analysis.findings.all()
    assert (found.kind, found.option, found.figure["value"]) == ("unchosen_distractor", "C", 0.0)
    assert found.version == room.component.paper.paper_items.get(slot=1).version


def test_without_a_marked_attempt_there_is_nothing_to_analyse():
    with pytest.raises(AnalysisRefused, match="交卷"):
        analysed(make_room())
    assert ExamAnalysis.objects.count() == 0


def test_a_finding_waits_until_it_is_decided(finding):
    assert list(findings_in(Bank.objects.all())) == [finding]
    take_finding(finding=finding, actor=make_persona("reviewer"), now=NOW)
    (waiting,) = findings_in(Bank.objects.all())
    assert waiting.owner_name == make_persona("reviewer").person.full_name
    decide(finding)
    assert list(findings_in(Bank.objects.all())) == []


def test_a_later_analysis_takes_the_place_of_the_earlier_one(room, finding):
    again = analysed(room, NOW + timedelta(days=1))
    assert list(findings_in(Bank.objects.all())) == [again.findings.get()]
    decide(finding)
    assert list(findings_in(Bank.objects.all())) == []


def test_the_effect_is_what_later_analyses_say_of_the_item(room, finding):
    assert effects_of(finding) == []
    sat_exam([{1: "c", 2: "b", 3: True}] * 40, room=room)
    later = analysed(room, NOW + timedelta(days=1))
    (effect,) = effects_of(finding)
    assert (effect.analysis, effect.found_again) == (later, False)
    assert effect.facility["value"] == pytest.approx(100 / 240)


def test_a_finding_is_decided_once(finding):
    decide(finding)
    for step in (
        lambda: decide(finding, StepAct.DECLINED),
        lambda: take_finding(finding=finding, actor=make_persona("reviewer"), now=NOW),
    ):
        with pytest.raises(DecisionRefused, match="已有决定"):
            step()
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingStep.objects.create(finding=finding, act="declined", actor=make_persona("reviewer"), at=NOW, reason="x")
    assert finding.steps.count() == 1


@pytest.mark.parametrize(
    ("act", "reason", "words"),
    [(StepAct.TAKEN, "理由", "采纳"), (StepAct.ACCEPTED, "  ", "请说明理由"), (StepAct.DECLINED, "长" * 301, "300")],
)
def test_a_decision_that_says_nothing_is_refused(finding, act, reason, words):
    with pytest.raises(DecisionRefused, match=words):
        decide(finding, act, reason)
    assert finding.steps.count() == 0


def test_nobody_decides_about_an_item_of_their_own(finding):
    with pytest.raises(DecisionRefused, match="参与编写"):
        decide_finding(finding=finding, act=StepAct.ACCEPTED, reason="好", actor=finding.version.author, now=NOW)


def test_the_database_keeps_what_was_found_and_decided(finding):
    step = decide(finding)
    for rows, change in (
        (ExamAnalysis.objects.all(), {"attempts": 1}),
        (ItemFinding.objects.all(), {"option": "A"}),
        (FindingStep.objects.all(), {"reason": "改"}),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FindingStep.objects.filter(pk=step.pk).delete()


def test_a_decision_without_a_reason_cannot_be_stored(finding):
    reviewer = make_persona("reviewer")
    with pytest.raises(IntegrityError), transaction.atomic():
        FindingStep.objects.create(finding=finding, act="accepted", actor=reviewer, at=NOW)
