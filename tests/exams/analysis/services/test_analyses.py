"""An analysis is kept with what it found; who decides, decides once and says why."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from exams.analysis.models import ExamAnalysis, FindingStep, ItemFinding, StepAct
from exams.analysis.queries.progress import progress_of
from exams.analysis.queries.reports import decided_findings_in, findings_in, findings_to_do_in
from exams.analysis.services import AnalysisRefused, DecisionRefused, analyse_exam, decide_finding, take_finding
from exams.analysis.statistics.findings import Action
from exams.bank.models import AcceptedDifficulty, Bank, ItemVersion
from exams.bank.services import VersionContent, approve, create_version, submit_for_review
from exams.papers.models import Paper, PaperItem
from exams.sittings.models import Attempt
from tests.exams.analysis.exams import improved, mixed, next_exam, sat_exam
from tests.factories.papers import BlueprintFactory, CellFactory
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


def decide(finding, act=StepAct.ACCEPTED, reason="选项 C 太远", *, actor="reviewer", now=NOW, action=None):
    return decide_finding(finding=finding, act=act, reason=reason, actor=make_persona(actor), now=now, action=action)


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
    (before,) = progress_of([finding]).values()
    assert (before.stage, before.before.facility["value"], before.effects) == ("open", 0.5, [])
    sat_exam([{1: "c", 2: "b", 3: True}] * 40, room=room)
    later = analysed(room, NOW + timedelta(days=1))
    (after,) = progress_of([finding]).values()
    assert (after.after.analysed_at, after.after.number, after.after.found_again) == (later.made_at, 1, False)
    assert after.after.facility["value"] == pytest.approx(100 / 240)


def test_a_revision_is_followed_to_its_next_use(room, finding):
    item = finding.version.item
    decide(finding)
    assert [stage_of(finding), list(findings_to_do_in(Bank.objects.all()))] == ["to_do", [finding]]
    revised = next_version(item)
    assert stage_of(finding) == "draft"
    submit_for_review(version=revised, actor=revised.author, now=NOW)
    assert [stage_of(finding), list(findings_to_do_in(Bank.objects.all()))] == ["in_review", [finding]]
    approve(version=revised, actor=make_persona("reviewer"), now=NOW)
    assert [stage_of(finding), list(findings_to_do_in(Bank.objects.all()))] == ["done", []]
    analysed(sat_exam(improved(200), room=next_exam(room, revised)), NOW + timedelta(days=1))
    (progress,) = progress_of(decided_findings_in(Bank.objects.all())).values()
    assert (progress.stage, progress.after.number, progress.after.found_again) == ("measured", 2, False)


def stage_of(finding):
    (progress,) = progress_of(ItemFinding.objects.filter(pk=finding.pk)).values()
    return progress.stage


def next_version(item):
    old = item.versions.get(number=1)
    content = VersionContent(old.body, old.point, old.difficulty, old.cognitive)
    return create_version(item=item, content=content, actor=make_persona("item_writer"))


def test_accepting_the_measured_difficulty_puts_it_where_assembly_finds_it(room, finding):
    decide(finding, action=Action.RECALIBRATE)
    accepted = AcceptedDifficulty.objects.get(version=finding.version)
    assert (accepted.facility, accepted.candidates, accepted.level) == (Decimal("0.5000"), 200, Decimal("3.67"))
    assert accepted.source == str(room.component)
    assert (accepted.accepted_by, accepted.accepted_at) == (make_persona("reviewer"), NOW)
    assert [stage_of(finding), finding.steps.get().action] == ["done", "recalibrate_difficulty"]


def test_a_withheld_figure_is_no_difficulty_and_changes_nothing(room):
    few = sat_exam(mixed(4))
    analysis = analysed(few)
    version = few.component.paper.paper_items.get(slot=1).version
    finding = ItemFinding.objects.create(analysis=analysis, version=version, kind="too_hard", figure={"value": 0.1})
    with pytest.raises(DecisionRefused, match="人数不足"):
        decide(finding)
    assert (finding.steps.count(), AcceptedDifficulty.objects.count()) == (0, 0)


def test_what_shall_be_suspended_is_suspended_by_a_reviewer_and_noted_by_a_paper_maker(room, finding):
    decide(finding, action=Action.SUSPEND, actor="paper_maker")
    assert [finding.version.state, stage_of(finding)] == ["approved", "to_do"]
    other = ItemFinding.objects.create(
        analysis=finding.analysis, version=finding.version, kind="weak_discrimination", figure=finding.figure
    )
    decide(other, action=Action.SUSPEND)
    assert [ItemVersion.objects.get(pk=other.version_id).state, stage_of(other)] == ["suspended", "done"]


def test_an_item_is_not_written_more_of(finding):
    with pytest.raises(DecisionRefused, match="不适用"):
        decide(finding, action=Action.WRITE_MORE)
    assert finding.steps.count() == 0


def test_a_cell_that_runs_dry_joins_the_queue_and_asks_for_more(room):
    blueprint = BlueprintFactory(banks=[Bank.objects.get()])
    CellFactory(blueprint=blueprint, item_type="true_false", count=1)
    CellFactory(blueprint=blueprint, item_type="single_choice", count=3)
    link_paper(room, blueprint)
    used, short = analysed(room).findings.filter(blueprint=blueprint)
    assert (used.kind, used.cell, used.figure["fresh"], used.figure["count"]) == ("cell_reused", 1, 0, 1)
    assert (short.kind, short.cell, short.figure["found"], short.figure["count"]) == ("cell_short", 2, 2, 3)
    assert {used, short} < set(findings_in(Bank.objects.all()))
    assert short not in findings_in(Bank.objects.none())
    decide(short)
    assert short.steps.get().action == "write_more"
    assert short not in findings_in(Bank.objects.all())


def link_paper(room, blueprint):
    """The paper of the room, made anew as one of the blueprint's: a published one never changes."""
    old = room.component.paper
    paper = Paper.objects.create(title="有细目表", created_by=old.created_by, blueprint=blueprint)
    for row in old.paper_items.all():
        PaperItem.objects.create(paper=paper, slot=row.slot, version=row.version, marks=row.marks)
    Paper.objects.filter(pk=paper.pk).update(state="published", digest="0" * 64, published_at=NOW)
    Attempt.objects.update(paper=paper)


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
