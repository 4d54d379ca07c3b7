"""What waits for those who act on findings and judge papers stands on their first page, and on nobody else's."""

import pytest

from accounts.panels import work_of
from exams.analysis.models import ItemFinding
from exams.analysis.services import analyse_exam, decide_finding
from exams.analysis.services.standards import open_panel
from exams.bank.models import Bank
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


def waiting(name):
    return {work.url: work.count for work in work_of(make_persona(name), now=NOW)}


def test_from_the_decision_to_the_writer_and_to_the_judges():
    room = sat_exam(mixed(200))
    analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    assert waiting("reviewer") == {"/admin/item_findings/": 1}
    assert waiting("item_writer") == {}
    finding = ItemFinding.objects.get()
    decide_finding(finding=finding, act="accepted", reason="改", actor=make_persona("reviewer"), now=NOW)
    judges = [make_persona("reviewer"), make_persona("item_writer")]
    open_panel(component=room.component, judges=judges, actor=make_persona("paper_maker"), now=NOW)
    assert waiting("reviewer") == {"/admin/standards/": 1}
    assert waiting("item_writer") == {"/admin/item_findings/to_do/": 1, "/admin/standards/": 1}
    Bank.objects.update(is_restricted=True)
    assert waiting("item_writer") == {"/admin/standards/": 1}
