"""Answers that were counted after the marking: marked anew by themselves, and the result superseded with its reason."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import call_command
from django.urls import reverse

from exams.marking.models import Claim, Mark, MarkingTask, MarkRecall, Result, ResultState
from exams.marking.queries import attempts_waiting, marks_in, waiting_slots
from exams.marking.services import award_marks, mark_attempt, remark_attempt
from exams.sittings.models import Attempt, IntegrityFlag
from exams.sittings.services import IncomingEvent, close_overdue_attempts, record_events, submit_attempt
from exams.sittings.verification import verify_attempts
from tests.exams.marking.desk_world import judge, live_tasks, make_marker, take
from tests.factories.sittings import NOW, WRITTEN_TYPES, make_room
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

END = NOW + timedelta(minutes=60)
BACK = END + timedelta(minutes=10)
REASON = "截止前完成、交卷后才到达的答案已计入，试卷已重新评阅。"


def save(attempt, *answers, now, ms=1000, tells=True, first=1):
    events = [IncomingEvent(seq, "answer", slot, value, ms) for seq, (slot, value) in enumerate(answers, first)]
    return record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=events,
        now=now,
        tells=tells,
    )


def closed_with(django_capture_on_commit_callbacks, room, *answers):
    """An attempt whose device went away with more than these answers; closed by the clock, and marked."""
    attempt = room.start()
    save(attempt, *answers, now=NOW + timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert close_overdue_attempts(now=END + timedelta(seconds=31)) == 1
    return Attempt.objects.get(pk=attempt.pk)


@pytest.fixture
def closed(django_capture_on_commit_callbacks):
    return lambda room, *answers: closed_with(django_capture_on_commit_callbacks, room, *answers)


def results():
    return list(Result.objects.order_by("pk").values_list("state", "passed", "reason"))


def test_a_device_that_comes_back_in_time_has_its_answers_counted_and_marked_anew(closed, client):
    room = make_room(late_policy="count")
    attempt = closed(room, (1, "b"))
    assert results() == [("released", False, "")]

    ack = save(attempt, (1, "a"), (4, ["抱怨率"]), now=BACK, ms=3_600_000, first=2)

    assert (str(ack.status), ack.acked, ack.late) == ("closed", [2, 3], [])
    stored = Attempt.objects.get(pk=attempt.pk)
    assert (stored.answers, stored.receipt == attempt.receipt) == ({"1": "a", "4": ["抱怨率"]}, False)
    kept = IntegrityFlag.objects.get(kind="late_counted")
    assert kept.detail == {"former_receipt": attempt.receipt}
    assert verify_attempts(Attempt.objects.all()).broken == []
    assert results() == [("superseded", False, ""), ("released", True, REASON)]
    last = Result.objects.get(state=ResultState.RELEASED)
    assert (last.supersedes, last.components.get().score) == (Result.objects.earliest("pk"), Decimal("60.00"))
    assert list(Mark.objects.order_by("slot", "round").values_list("slot", "round", "credit_num")) == [
        (1, 1, 0),
        (1, 2, 1),
        (2, 1, 0),
        (3, 1, 0),
        (4, 1, 0),
        (4, 2, 1),
    ]
    client.force_login(room.candidate)
    page = client.get(reverse("marking:result", args=[last.pk])).content.decode()
    assert REASON in page
    assert reverse("marking:result", args=[last.supersedes_id]) in page


@pytest.mark.parametrize(
    ("policy", "now", "ms"),
    [
        ("keep", BACK, 1000),
        ("count", END + timedelta(minutes=60, seconds=1), 1000),
        ("count", BACK, 3_600_001),
    ],
)
def test_by_the_policy_after_the_allowance_or_made_too_late_nothing_changes(closed, policy, now, ms):
    attempt = closed(make_room(late_policy=policy), (1, "b"))
    ack = save(attempt, (1, "a"), now=now, ms=ms, first=2)
    stored = Attempt.objects.get(pk=attempt.pk)
    assert (ack.late, stored.answers, stored.receipt) == ([2], {"1": "b"}, attempt.receipt)
    assert results() == [("released", False, "")]
    assert verify_attempts(Attempt.objects.all()).broken == []


def test_who_has_handed_in_cannot_write_on_by_it(django_capture_on_commit_callbacks):
    room = make_room(late_policy="count")
    attempt = room.start()
    with django_capture_on_commit_callbacks(execute=True):
        submit(room, attempt, now=NOW + timedelta(minutes=5))
    before = Attempt.objects.get(pk=attempt.pk)
    ack = save(before, (1, "a"), now=NOW + timedelta(minutes=6), ms=300_001)
    assert ack.late == [1]
    ack = save(before, (3, False), now=NOW + timedelta(minutes=6), ms=299_000, first=2)
    assert (ack.late, Attempt.objects.get(pk=attempt.pk).answers) == ([], {"3": False})
    assert verify_attempts(Attempt.objects.all()).broken == []


def submit(room, attempt, *, now):
    return submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=now)


def test_a_worse_answer_counts_as_well_and_an_earlier_attempt_may_then_be_the_better(closed):
    room = make_room(late_policy="count", attempts_allowed=2)
    first = room.start()
    save(first, (1, "a"), now=NOW)
    mark_attempt(attempt=submit(room, first, now=NOW + timedelta(seconds=1)), now=NOW)
    second = closed(room, (1, "a"), (3, False))
    assert Result.objects.get(state="released").components.get().score == Decimal("50.00")
    save(second, (1, "c"), now=BACK, first=3)
    last = Result.objects.get(state="released").components.get()
    assert (last.attempt, last.score) == (first, Decimal("40.00"))


def test_a_lost_nudge_is_healed_and_healing_again_changes_nothing(closed, capsys):
    attempt = closed(make_room(late_policy="count"), (1, "b"))
    save(attempt, (1, "a"), now=BACK, first=2, tells=False)
    assert len(results()) == 1
    call_command("mark_closed_attempts", "--json")
    assert capsys.readouterr().out == '{"marked": 1, "queued": 0}\n'
    assert results()[-1] == ("released", False, REASON)
    call_command("mark_closed_attempts", "--json")
    assert capsys.readouterr().out == '{"marked": 0, "queued": 0}\n'
    assert remark_attempt(attempt=Attempt.objects.get(pk=attempt.pk), now=BACK) is None
    assert len(results()) == 2


def test_a_persons_mark_is_recalled_and_the_earlier_result_stands_until_there_is_a_new_one(closed):
    room = make_room(items=WRITTEN_TYPES, late_policy="count")
    attempt = closed(room, (1, "我不同意。"), (4, False))
    marker = make_persona("marker")
    award_marks(attempt=attempt, slot=1, credit=Fraction(1, 2), marker=marker, now=BACK)
    former = Result.objects.get()

    later = BACK + timedelta(minutes=1)
    save(attempt, (1, "我不同意，理由有三。"), now=later, ms=3_500_000, first=3)

    attempt = Attempt.objects.get(pk=attempt.pk)
    assert list(MarkRecall.objects.values_list("mark__slot", "mark__round", "reason")) == [(1, 1, REASON)]
    assert (Result.objects.get(), waiting_slots(attempt)) == (former, [1])
    waiting = attempts_waiting(marker).get()
    assert (waiting.pk, waiting.waiting_count) == (attempt.pk, 1)

    last = award_marks(attempt=attempt, slot=1, credit=Fraction(1), marker=marker, now=later)
    assert (last.supersedes, last.reason, last.components.get().score) == (former, REASON, Decimal("50.00"))
    assert (waiting_slots(attempt), attempts_waiting(marker).count()) == ([], 0)
    rows = [(row["slot"], row["round"], row["recall_reason"]) for row in marks_in(room.sitting) if row["slot"] == 1]
    assert rows == [(1, 1, REASON), (1, 2, None)]


def test_a_first_judgement_of_an_answer_that_was_replaced_counts_nothing(closed):
    room = make_room(items=WRITTEN_TYPES, late_policy="count")
    attempt = closed(room, (1, "我不同意。"), (4, False))
    MarkingTask.objects.update(wanted=2)
    first, second = make_marker("甲"), make_marker("乙")
    judge(first, take(first, room, now=BACK).task, now=BACK)
    take(second, room, now=BACK)

    later = BACK + timedelta(minutes=1)
    save(attempt, (1, "我不同意，理由有三。"), now=later, ms=3_500_000, first=3)

    old, new = live_tasks()
    assert (old.state, old.given, new.state, new.given) == ("done", 1, "waiting", 0)
    assert not Claim.objects.exists()
    assert take(first, room, now=later).task == new
