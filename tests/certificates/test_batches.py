"""Batches: the check makes nothing, the work goes on wherever it was broken off, and nothing is issued twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from certificates import tasks
from certificates.models import (
    Batch,
    BatchEvent,
    BatchRow,
    BatchSource,
    BatchState,
    Certificate,
    CertificateFile,
    NumberSeries,
    RowState,
)
from certificates.queries import ListLine, listed_as_due, listed_by_reference, progress_of
from certificates.services import (
    BatchRefused,
    batch_work,
    cancel_batch,
    issue_certificate,
    prepare_batch,
    retry_batch,
    revoke_certificate,
    start_batch,
    work_on_batch,
)
from tests.factories.batches import make_batch, make_class, run_batch, ticking
from tests.factories.certificates import ISSUED, make_officer
from tests.factories.sittings import make_registration, make_user

pytestmark = pytest.mark.django_db

UNSETTABLE = "\ue000"


def states(batch):
    return list(batch.rows.order_by("place").values_list("state", flat=True))


@pytest.fixture
def officer():
    return make_officer()


def test_the_check_says_who_and_why_not_and_makes_nothing(officer):
    award, sitting = make_class(3)
    make_registration(sitting, make_user("absent", full_name="缺考"))
    person = sitting.registrations.get(candidate__username=f"pupil-{sitting.pk}-1").candidate.person
    person.full_name = f"王{UNSETTABLE}"
    person.save()
    batch = make_batch(award, sitting, actor=officer)
    assert states(batch) == ["waiting", "refused", "waiting", "refused"]
    assert batch.rows.get(place=2).unset == "U+E000"
    assert "U+E000" in batch.rows.get(place=2).reasons[0]
    assert len(batch.rows.get(place=4).reasons) == 2
    progress = progress_of(batch)
    assert (progress.total, progress.to_issue, progress.held, progress.refused, progress.unset) == (4, 2, 0, 2, 1)
    assert (Certificate.objects.count(), NumberSeries.objects.count(), CertificateFile.objects.count()) == (0, 0, 0)


def test_a_batch_issues_and_prints_by_its_starter(officer):
    award, sitting = make_class(3)
    batch = run_batch(make_batch(award, sitting), actor=officer)
    assert (batch.state, states(batch)) == (BatchState.DONE, ["done"] * 3)
    assert Certificate.objects.count() == CertificateFile.objects.count() == 3
    assert set(batch.rows.values_list("is_new", "certificate__events__actor")) == {(True, officer.pk)}
    assert list(batch.events.values_list("act", flat=True)) == ["checked", "started", "finished"]


def test_who_holds_one_already_gets_no_second(officer):
    award, sitting = make_class(2)
    holder = sitting.registrations.first().candidate
    held = issue_certificate(award=award, candidate=holder, actor=None, now=ISSUED - timedelta(days=1))
    batch = make_batch(award, sitting)
    assert (progress_of(batch).held, progress_of(batch).to_issue) == (1, 1)
    run_batch(batch, actor=officer)
    row = batch.rows.get(place=1)
    assert (row.certificate, row.is_new, row.state) == (held, False, RowState.DONE)
    assert Certificate.objects.count() == 2
    run_batch(make_batch(award, sitting), actor=officer)
    assert Certificate.objects.count() == 2


def test_a_revoked_one_is_not_given_back_by_a_batch(officer):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    holder = sitting.registrations.first().candidate
    gone = issue_certificate(award=award, candidate=holder, actor=None, now=ISSUED)
    revoke_certificate(certificate=gone, reason="冒名顶替", actor=officer, now=ISSUED)
    assert make_batch(award, sitting).rows.get(place=1).state == RowState.REFUSED
    run_batch(batch, actor=officer)
    assert (states(batch), Certificate.objects.count()) == (["refused", "done"], 2)


class Killed(BaseException):
    """What no handler of ours catches, as a kill."""


@pytest.mark.parametrize("step", ["issue_certificate", "open_pdf", "finish_batch"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_it_goes_on_wherever_it_was_broken_off(officer, monkeypatch, step, moment):
    award, sitting = make_class(4)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    clock, real, calls = ticking(), getattr(batch_work, step), []

    def dies(**given):
        return _dying(real, calls, moment, (), given, at=1 if step == "finish_batch" else 2)

    def dies_printing(certificate, *, now):
        return _dying(real, calls, moment, (certificate,), {"now": now}, at=2)

    monkeypatch.setattr(batch_work, step, dies_printing if step == "open_pdf" else dies)
    with pytest.raises(Killed):
        work_to_the_end(batch, clock)
    monkeypatch.setattr(batch_work, step, real)
    later = ticking(ISSUED + timedelta(minutes=5))
    while work_on_batch(batch=batch, clock=later):
        pass
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == (BatchState.DONE, ["done"] * 4)
    assert (Certificate.objects.count(), NumberSeries.objects.get().last_serial) == (4, 4)
    assert set(batch.rows.values_list("is_new", flat=True)) == {True}
    assert list(batch.events.values_list("act", flat=True)) == ["checked", "started", "finished"]


def work_to_the_end(batch, clock):
    while work_on_batch(batch=batch, clock=clock):
        pass


def _dying(real, calls, moment, args, given, *, at):
    calls.append(1)
    if len(calls) == at and moment == "before":
        raise Killed
    made = real(*args, **given)
    if len(calls) == at:
        if hasattr(made, "close"):
            made.close()
        raise Killed
    return made


def test_a_claim_of_the_living_is_left_alone(officer):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    batch.rows.update(state=RowState.WORKING, claim="another", claimed_at=ISSUED)
    assert work_on_batch(batch=batch, clock=ticking(ISSUED + timedelta(seconds=59))) is False
    assert (states(batch), Certificate.objects.count()) == (["working"] * 2, 0)
    assert work_on_batch(batch=batch, clock=ticking(ISSUED + timedelta(seconds=60))) is True
    assert states(batch) == ["done"] * 2


def test_a_row_that_ends_every_worker_is_given_to_no_other(officer):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    batch.rows.filter(place=1).update(state=RowState.WORKING, claim="dead", claimed_at=ISSUED, tries=3)
    clock = ticking(ISSUED + timedelta(minutes=5))
    while work_on_batch(batch=batch, clock=clock):
        pass
    assert states(batch) == ["failed", "done"]


def test_no_row_is_blamed_for_kills_that_come_soon_after_each_start(officer, monkeypatch):
    """What was broken off stands back: else each worker would come to the same row second, and be killed in it."""
    monkeypatch.setattr(batch_work, "CHUNK", 1)
    award, sitting = make_class(8)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    issue, begun, dies = batch_work._issue, [], []

    def issuing(*args):
        begun.append(args[1].place)
        if dies:
            raise Killed
        return issue(*args)

    monkeypatch.setattr(batch_work, "_issue", issuing)
    for worker in range(4):
        start = ISSUED + worker * timedelta(seconds=71)
        assert work_on_batch(batch=batch, clock=lambda start=start: start)
        dies.append(worker)
        with pytest.raises(Killed):
            work_on_batch(batch=batch, clock=lambda start=start: start + timedelta(seconds=70))
        dies.clear()
    assert begun == [1, 2, 3, 4, 5, 6, 7, 8]
    work_to_the_end(batch, ticking(ISSUED + timedelta(minutes=30)))
    assert states(batch) == ["done"] * 8


def test_a_row_that_fails_stops_no_other_and_is_tried_again(officer, monkeypatch):
    award, sitting = make_class(3)
    broken = sitting.registrations.order_by("number")[1].candidate.person
    batch = make_batch(award, sitting)
    path = broken.photo.name
    broken.photo.name = "portraits/gone.jpg"
    broken.save()
    run_batch(batch, actor=officer)
    assert states(batch) == ["done", "refused", "done"]
    broken.photo.name = path
    broken.save()
    assert retry_batch(batch=batch, actor=officer, now=ISSUED) == 1
    clock = ticking()
    while work_on_batch(batch=batch, clock=clock):
        pass
    batch.refresh_from_db()
    assert (batch.state, states(batch), Certificate.objects.count()) == (BatchState.DONE, ["done"] * 3, 3)


def test_cancelling_issues_nothing_more_and_keeps_what_is_issued(officer, monkeypatch):
    monkeypatch.setattr(batch_work, "CHUNK", 1)
    award, sitting = make_class(3)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    clock = ticking()
    assert work_on_batch(batch=batch, clock=clock) is True
    cancel_batch(batch=batch, actor=officer, now=ISSUED)
    assert work_on_batch(batch=batch, clock=clock) is False
    assert (states(batch), Certificate.objects.count()) == (["done", "cancelled", "cancelled"], 1)


def test_who_lost_the_claim_to_a_cancel_issues_nothing(officer):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    claim, rows = batch_work._claim(batch, now=ISSUED)
    cancel_batch(batch=batch, actor=officer, now=ISSUED)
    batch_work._work_on_row(batch, rows[0], claim, ticking())
    assert (states(batch), Certificate.objects.count()) == (["cancelled"] * 2, 0)


def test_nothing_starts_or_ends_twice(officer):
    award, sitting = make_class(1)
    batch = run_batch(make_batch(award, sitting), actor=officer)
    events = BatchEvent.objects.count()
    for act in (start_batch, cancel_batch):
        with pytest.raises(BatchRefused):
            act(batch=batch, actor=officer, now=ISSUED)
    with pytest.raises(BatchRefused):
        retry_batch(batch=make_batch(award, sitting), actor=officer, now=ISSUED)
    assert BatchEvent.objects.count() == events + 1


@pytest.mark.parametrize("act", [start_batch, cancel_batch, retry_batch])
def test_others_may_not_and_change_nothing(auditor, act):
    award, sitting = make_class(1)
    batch = make_batch(award, sitting)
    with pytest.raises(PermissionDenied):
        act(batch=batch, actor=auditor, now=ISSUED)
    with pytest.raises(PermissionDenied):
        make_batch(award, sitting, actor=auditor)
    batch.refresh_from_db()
    assert (batch.state, Batch.objects.count(), BatchEvent.objects.count()) == (BatchState.CHECKED, 1, 1)


def test_an_officer_who_lost_the_right_issues_nothing(officer):
    award, sitting = make_class(1)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    officer.groups.clear()
    assert work_on_batch(batch=Batch.objects.get(pk=batch.pk), clock=ticking()) is True
    assert (states(batch), Certificate.objects.count()) == (["failed"], 0)


def test_nobody_in_question_makes_no_batch():
    award, _sitting = make_class(1)
    with pytest.raises(BatchRefused):
        prepare_batch(award=award, listed=[], source=BatchSource.LIST, actor=None, now=ISSUED)
    assert Batch.objects.count() == 0


def test_a_list_names_people_by_login_or_admission_number():
    award, sitting = make_class(3)
    first, second, third = sitting.registrations.order_by("number")
    lines = [
        ListLine(first.number, "欧阳 ·买买提", "甲班"),
        ListLine(second.candidate.username, "李四"),
        ListLine(first.candidate.username),
        ListLine("nobody"),
        ListLine(third.number, "", "=1+1"),
    ]
    batch = prepare_batch(
        award=award, listed=listed_by_reference(lines), source=BatchSource.LIST, actor=None, now=ISSUED
    )
    assert states(batch) == ["waiting", "refused", "refused", "refused", "waiting"]
    assert list(batch.rows.values_list("person__user", flat=True)) == [
        first.candidate_id,
        second.candidate_id,
        None,
        None,
        third.candidate_id,
    ]


def test_who_is_due_stands_under_the_admission_number():
    award, sitting = make_class(2)
    assert [(one.reference, one.group) for one in listed_as_due(award)] == list(
        sitting.registrations.order_by("number").values_list("number", "room__name")
    )


def test_the_task_works_through_a_started_batch(officer, django_capture_on_commit_callbacks):
    award, sitting = make_class(3)
    batch = make_batch(award, sitting)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.start(batch=batch, actor=officer, now=ISSUED)
    batch.refresh_from_db()
    assert (batch.state, states(batch)) == (BatchState.DONE, ["done"] * 3)


def test_a_silent_batch_is_taken_up_by_one_and_a_living_one_by_nobody(officer, django_capture_on_commit_callbacks):
    award, sitting = make_class(1)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    with django_capture_on_commit_callbacks() as asked:
        tasks.go_on_if_stalled(batch=batch, now=ISSUED + timedelta(seconds=59))
        assert asked == []
        tasks.go_on_if_stalled(batch=batch, now=ISSUED + timedelta(seconds=60))
        tasks.go_on_if_stalled(batch=batch, now=ISSUED + timedelta(seconds=61))
    assert len(asked) == 1


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_log_is_append_only(act):
    award, sitting = make_class(1)
    make_batch(award, sitting)
    events = BatchEvent.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        events.update(act="started") if act == "update" else events._raw_delete(events.db)
    assert BatchEvent.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_check_asks_as_often_for_many_as_for_one(django_assert_num_queries, count):
    award, sitting = make_class(count)
    make_batch(award, sitting)
    with django_assert_num_queries(8):
        make_batch(award, sitting)
    assert BatchRow.objects.count() == 2 * count
