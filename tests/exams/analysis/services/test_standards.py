"""Two rounds, and a pass mark that two officers agree on."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from accounts.roles import Role
from exams.analysis.models import JudgeRound, StandardPanel, StandardProposal
from exams.analysis.queries.standards import judged, paper_rows
from exams.analysis.services.standards import (
    StandardRefused,
    close_panel,
    decide_standard,
    open_panel,
    open_second_round,
    propose_standard,
    rate,
)
from exams.bank.models import Bank
from exams.sittings.models import ExamComponent
from tests.exams.analysis.exams import ITEMS
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.sittings import NOW, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(items=ITEMS)


def opened(room, judges=("reviewer", "item_writer")):
    people = [make_persona(name) for name in judges]
    return open_panel(component=room.component, judges=people, actor=make_persona("paper_maker"), now=NOW)


def say(panel, judge, *percents, hand_in=True):
    ratings = dict(enumerate(percents, 1))
    return rate(panel=panel, ratings=ratings, hand_in=hand_in, actor=make_persona(judge), now=NOW)


def finished(room):
    panel, maker = opened(room), make_persona("paper_maker")
    say(panel, "reviewer", 60, 70, 50)
    say(panel, "item_writer", 40, 80, 90)
    open_second_round(panel=panel, actor=maker, now=NOW)
    say(panel, "reviewer", 60, 70, 60)
    say(panel, "item_writer", 55, 75, 70)
    close_panel(panel=panel, actor=maker, now=NOW)
    return panel


def officer(name):
    user = UserFactory(username=name, roles=[Role.EXAM_OFFICER])
    PersonFactory(user=user)
    return user


def test_two_rounds_two_officers_and_the_pass_mark_is_the_panels(room):
    panel = finished(room)
    first, second = (judged(panel, number, paper_rows(panel)).summary for number in (1, 2))
    assert (first.cut, second.cut) == (64, 65)
    proposal = propose_standard(panel=panel, reason="两轮评定一致", actor=make_persona("exam_officer"), now=NOW)
    assert (proposal.pass_mark, proposal.former) == (Decimal("65.00"), Decimal(60))
    assert ExamComponent.objects.get(pk=room.component.pk).pass_mark == 60
    decide_standard(proposal=proposal, adopt=True, reason="同意", actor=officer("second"), now=NOW)
    assert ExamComponent.objects.get(pk=room.component.pk).pass_mark == 65


def test_nobody_adopts_what_they_proposed(room):
    proposal = propose_standard(panel=finished(room), reason="好", actor=make_persona("exam_officer"), now=NOW)
    with pytest.raises(StandardRefused, match="另一名考务"):
        decide_standard(proposal=proposal, adopt=True, reason="好", actor=make_persona("exam_officer"), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardProposal.objects.update(
            adopted=True, decided_by=make_persona("exam_officer"), decided_at=NOW, decided_because="好"
        )
    assert ExamComponent.objects.get(pk=room.component.pk).pass_mark == 60


def test_once_somebody_has_begun_the_announced_pass_mark_stays(room):
    proposal = propose_standard(panel=finished(room), reason="好", actor=make_persona("exam_officer"), now=NOW)
    room.start()
    with pytest.raises(StandardRefused, match="已有考生开始"):
        decide_standard(proposal=proposal, adopt=True, reason="好", actor=officer("second"), now=NOW)
    proposal.refresh_from_db()
    assert (proposal.adopted, ExamComponent.objects.get(pk=room.component.pk).pass_mark) == (None, 60)


def test_what_is_not_whole_is_kept_and_not_handed_in(room):
    panel = opened(room)
    say(panel, "reviewer", 60, hand_in=False)
    with pytest.raises(StandardRefused, match="2 题没有评定"):
        say(panel, "reviewer", 60)
    own = JudgeRound.objects.get(judge=make_persona("reviewer"))
    assert (own.ratings, own.handed_in_at) == ({"1": 60}, None)


@pytest.mark.parametrize("percents", [(101, 50, 50), (-1, 50, 50), (50, 50, 50, 50)])
def test_a_rating_that_is_none_changes_nothing(room, percents):
    panel = opened(room)
    with pytest.raises(StandardRefused, match="0 到 100"):
        say(panel, "reviewer", *percents)
    assert JudgeRound.objects.get(judge=make_persona("reviewer")).ratings == {}


def test_what_is_handed_in_never_changes(room):
    panel = opened(room)
    say(panel, "reviewer", 60, 70, 50)
    with pytest.raises(StandardRefused, match="已提交或已结束"):
        say(panel, "reviewer", 1, 1, 1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        JudgeRound.objects.filter(handed_in_at__isnull=False).update(ratings={})
    assert JudgeRound.objects.get(judge=make_persona("reviewer")).ratings == {"1": 60, "2": 70, "3": 50}


def test_a_stranger_to_the_panel_rates_nothing(room):
    panel = opened(room)
    with pytest.raises(StandardRefused):
        say(panel, "paper_maker", 60, 70, 50)
    assert JudgeRound.objects.count() == 2


def test_a_round_wants_two_judges(room):
    panel = opened(room)
    say(panel, "reviewer", 60, 70, 50)
    with pytest.raises(StandardRefused, match="至少需要 2 名"):
        open_second_round(panel=panel, actor=make_persona("paper_maker"), now=NOW)
    assert StandardPanel.objects.get().state == "first"
    with pytest.raises(StandardRefused, match="2 至 30"):
        opened(make_room(items=ITEMS), judges=("reviewer",))


def test_a_part_has_one_open_panel_and_judges_read_its_items(room):
    opened(room)
    with pytest.raises(StandardRefused, match="已有进行中"):
        opened(room)
    other = make_room(items=ITEMS)
    with pytest.raises(StandardRefused, match="无权查看"):
        opened(other, judges=("reviewer", "exam_officer"))
    Bank.objects.update(is_restricted=True)
    with pytest.raises(StandardRefused, match="无权查看"):
        opened(other)
    assert StandardPanel.objects.count() == 1
