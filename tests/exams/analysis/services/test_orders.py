"""An analysis is ordered, computed by the worker once, and says what came of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from exams.analysis.models import AnalysisOrder, ExamAnalysis
from exams.analysis.queries.reports import changes_since, latest_analysis
from exams.analysis.services import AnalysisRefused, analyse_exam, carry_out_order, order_analysis
from exams.analysis.services.analyses import PATIENCE
from exams.analysis.tasks import analyse_later, carry_out_analysis
from exams.marking.models import Mark, MarkRecall
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return sat_exam(mixed(40))


def ordered(room, now=NOW, persona="paper_maker"):
    return order_analysis(component=room.component, actor=make_persona(persona), now=now)


def test_an_order_is_carried_out_once_by_the_right_of_who_gave_it(room):
    order = ordered(room)
    analysis = carry_out_order(order=order, now=NOW + timedelta(seconds=3))
    order.refresh_from_db()
    assert (order.analysis, order.ended_at, order.refusal) == (analysis, NOW + timedelta(seconds=3), "")
    assert (analysis.made_by, analysis.made_at, analysis.attempts) == (order.ordered_by, order.ended_at, 40)
    assert carry_out_order(order=order, now=NOW + timedelta(minutes=1)) == analysis
    assert ExamAnalysis.objects.count() == 1


def test_while_one_is_computed_no_other_is_ordered(room):
    ordered(room)
    with pytest.raises(AnalysisRefused, match="正在分析"):
        ordered(room, NOW + PATIENCE - timedelta(seconds=1), "exam_officer")
    assert AnalysisOrder.objects.get().ordered_by == make_persona("paper_maker")


def test_one_that_never_came_is_ordered_again(room):
    first = ordered(room)
    again = ordered(room, NOW + PATIENCE, "exam_officer")
    assert (again.pk, again.ordered_by, again.ordered_at) == (first.pk, make_persona("exam_officer"), NOW + PATIENCE)


def test_where_nothing_is_marked_nothing_is_ordered():
    with pytest.raises(AnalysisRefused, match="交卷"):
        ordered(make_room())
    assert AnalysisOrder.objects.count() == 0


def test_an_order_of_which_nothing_came_says_why(room):
    """Every attempt has lost a mark since."""
    order = ordered(room)
    Mark.objects.filter(slot=1).delete()
    assert carry_out_order(order=order, now=NOW) is None
    order.refresh_from_db()
    assert (order.analysis, order.ended_at) == (None, NOW)
    assert "评完分" in order.refusal
    assert ExamAnalysis.objects.count() == 0


def test_the_database_keeps_what_an_order_came_to(room):
    order = ordered(room)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnalysisOrder.objects.create(component=room.component, ordered_by=order.ordered_by, ordered_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnalysisOrder.objects.update(ended_at=NOW)
    carry_out_order(order=order, now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AnalysisOrder.objects.update(ordered_at=NOW)


def test_the_worker_has_its_task(room, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        analyse_later(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    order = AnalysisOrder.objects.get()
    assert order.analysis.attempts == 40
    assert carry_out_analysis.call(order.pk) is True


def test_what_has_come_since_is_counted(room):
    def since():
        changes = changes_since(latest_analysis(room.component))
        return changes.attempts, changes.marks, bool(changes)

    analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW)
    sat_exam(mixed(5))
    assert since() == (0, 0, False)
    first = Mark.objects.filter(slot=2, attempt__component=room.component).first()
    Mark.objects.create(attempt=first.attempt, slot=2, round=2, credit_num=0, marks=first.marks, at=NOW)
    assert since() == (0, 1, True)
    MarkRecall.objects.create(mark=first, reason="改答", at=NOW + timedelta(minutes=1))
    sat_exam(mixed(2), room=room)
    assert since() == (2, 2 + 6, True)
    analyse_exam(component=room.component, actor=make_persona("paper_maker"), now=NOW + timedelta(days=1))
    assert since() == (0, 0, False)
