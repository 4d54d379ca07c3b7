"""The pile: nobody gets what another holds, what is left idle goes back, a draft stays with its marker."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from exams.marking.models import Claim, Judgement, MarkingScheme, MarkingTask, Script, Way
from exams.marking.queries.desk import draft_of, piles_of
from exams.marking.services import mark_attempt
from exams.marking.services.claims import IDLE, MOST_HELD, ClaimRefused, return_answer, save_draft
from exams.marking.services.judgements import JudgementRefused
from exams.marking.services.tasks import queue_waiting_answers
from exams.sittings.models import Attempt, Registration
from tests.exams.marking.desk_world import judge, live_tasks, make_marker, make_pile, take, take_and_judge
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


def test_what_people_mark_comes_onto_the_pile_once():
    room = make_room(items=WRITTEN_TYPES)
    attempt = hand_in(room, WRITTEN)
    mark_attempt(attempt=attempt, now=LATER)
    mark_attempt(attempt=attempt, now=LATER)

    assert [(task.slot, task.wanted, task.state) for task in live_tasks()] == [
        (1, 1, "waiting"),
        (2, 1, "waiting"),
        (3, 1, "waiting"),
    ]
    script = Script.objects.get()
    assert 100_000 <= script.serial <= 999_999
    assert script.serial != attempt.pk


def test_what_was_handed_in_before_there_was_a_pile_is_queued_by_command():
    room = make_pile(2)
    MarkingTask.objects.all().delete()
    with transaction.atomic():
        Script.objects.all().delete()

    assert queue_waiting_answers(now=LATER) == 2
    assert queue_waiting_answers(now=LATER) == 0
    assert live_tasks().count() == 2
    assert take(make_marker("甲"), room) is not None


def test_two_markers_never_get_the_same_script():
    room = make_pile(3)
    first, second = make_marker("甲"), make_marker("乙")

    held = [take(marker, room).task_id for marker in (first, second, first)]

    assert len(set(held)) == 3
    assert take(second, room) is None


def test_the_database_refuses_a_second_claim_of_a_position():
    room = make_pile()
    claim = take(make_marker("甲"), room)
    other = {"task": claim.task, "claimed_at": LATER, "expires_at": LATER}

    for position, marker in ((1, make_marker("乙")), (2, claim.marker)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.create(position=position, marker=marker, **other)


def test_scripts_come_by_their_drawn_numbers_not_by_the_time_they_were_handed_in():
    room = make_pile(4)
    marker = make_marker("甲")

    serials = [take(marker, room).task.script.serial for _one in range(4)]

    assert serials == sorted(Script.objects.values_list("serial", flat=True))


def test_an_idle_answer_goes_back_and_its_draft_stays_with_its_marker():
    room = make_pile()
    first, second = make_marker("甲"), make_marker("乙")
    claim = take(first, room)
    save_draft(task=claim.task, marker=first, fields={"comment": "半句"}, now=LATER)
    late = LATER + IDLE

    assert take(second, room, now=late - timedelta(seconds=1)) is None
    again = take(second, room, now=late)

    assert again.task_id == claim.task_id
    assert draft_of(claim.task, second) == {}
    assert draft_of(claim.task, first) == {"comment": "半句"}
    with pytest.raises(JudgementRefused) as refused:
        judge(first, claim.task, now=late)
    assert refused.value.reason == "这份作答搁置过久，已退回待评列表；您填写的内容已保留。"
    with pytest.raises(ClaimRefused):
        save_draft(task=claim.task, marker=first, fields={}, now=late)
    return_answer(task=claim.task, marker=second)
    assert take(first, room, now=late).task_id == claim.task_id
    assert Judgement.objects.count() == 0


def test_saving_a_draft_keeps_the_answer_in_hand():
    room = make_pile()
    marker = make_marker("甲")
    claim = take(marker, room)
    save_draft(task=claim.task, marker=marker, fields={}, now=LATER + IDLE - timedelta(minutes=1))

    assert take(make_marker("乙"), room, now=LATER + IDLE) is None


def test_nobody_hoards():
    room = make_pile(MOST_HELD + 1)
    marker = make_marker("甲")
    for _one in range(MOST_HELD):
        take(marker, room)

    with pytest.raises(ClaimRefused) as refused:
        take(marker, room)

    assert refused.value.reason == "您手中已有 5 份作答，请先评阅或退回一份。"
    assert Claim.objects.count() == MOST_HELD


def test_script_by_script_takes_the_whole_script():
    room = make_room(items=WRITTEN_TYPES)
    mark_attempt(attempt=hand_in(room, WRITTEN), now=LATER)
    marker = make_marker("甲")

    claim = take(marker, room, way=Way.SCRIPT)

    assert claim.task.slot == 1
    assert sorted(Claim.objects.values_list("task__slot", flat=True)) == [1, 2, 3]
    assert take(make_marker("乙"), room, way=Way.SCRIPT) is None


def test_nobody_takes_their_own_script_and_only_markers_take_any():
    room = make_pile()
    room.registration.candidate = make_persona("marker")
    room.registration.save()

    assert take(make_persona("marker"), room) is None
    with pytest.raises(ClaimRefused):
        take(make_persona("exam_officer"), room)
    assert piles_of(make_persona("marker")) == []
    assert [pile.waiting for pile in piles_of(make_marker("甲"))] == [1]


def test_numbers_of_scripts_and_judgements_cannot_be_rewritten():
    room = make_pile()
    take_and_judge(make_marker("甲"), room)

    for rewrite in (lambda: Script.objects.update(serial=1), lambda: Judgement.objects.update(credit_num=0)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()


@pytest.fixture
def hall():
    """Made once for all examples: a pile that is marked twice, and three markers."""
    room = make_pile(3)
    MarkingScheme.objects.create(component=room.component, is_double=True, tolerance=60)
    MarkingTask.objects.update(wanted=2)
    return room, [make_marker(name) for name in "甲乙丙"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["take", "judge", "return", "wait"])), max_size=25))
def test_whatever_markers_do_no_place_is_held_twice(hall, acts):
    room, markers, now = *hall, LATER
    with transaction.atomic():
        for who, act in acts:
            marker = markers[who]
            now += IDLE if act == "wait" else timedelta(seconds=30)
            held = Claim.objects.filter(marker=marker, expires_at__gt=now).first()
            if act == "take":
                take(marker, room, now=now)
            elif act == "judge" and held:
                judge(marker, held.task, now=now)
            elif act == "return" and held:
                return_answer(task=held.task, marker=marker)
            for task in MarkingTask.objects.all():
                hands = list(task.claims.values_list("marker", flat=True))
                hands += task.judgements.values_list("marker", flat=True)
                assert len(hands) == len(set(hands)) <= task.wanted
                assert task.given == task.judgements.count()
                assert (task.state == "done") == (task.given == 2)
        transaction.set_rollback(True)


# Hundreds; of thousands test_large_pile.py tells


def pile_up(room, count):
    """This many more scripts that wait, copied in bulk from the first one."""
    task = live_tasks().get()
    first = task.script.attempt
    serial = User.objects.count()
    people = User.objects.bulk_create(User(username=f"many-{serial + one}") for one in range(count))
    places = Registration.objects.bulk_create(
        Registration(sitting=room.sitting, candidate=one, number=f"9{one.pk:08}") for one in people
    )
    fields = {name: value for name, value in Attempt.objects.values().get(pk=first.pk).items() if name != "id"}
    attempts = Attempt.objects.bulk_create(Attempt(**{**fields, "registration_id": one.pk}) for one in places)
    scripts = Script.objects.bulk_create(
        Script(attempt=one, component=room.component, serial=1_000_000 + place) for place, one in enumerate(attempts)
    )
    copied = {"component": room.component, "version": task.version, "slot": 1, "marks": task.marks}
    MarkingTask.objects.bulk_create(MarkingTask(script=one, created_at=LATER, **copied) for one in scripts)


@pytest.mark.parametrize("count", [2, 299])
def test_a_claim_costs_the_same_whatever_waits(django_assert_num_queries, count):
    room = make_pile()
    pile_up(room, count)
    marker = make_marker("甲")
    assert [pile.waiting for pile in piles_of(marker)] == [count + 1]
    take(marker, room)

    with django_assert_num_queries(11):
        claim = take(marker, room)

    assert claim.position == 1
