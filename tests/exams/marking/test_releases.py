"""Results that two persons release: prepared, approved, out at their time, and never before it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from exams.marking.models import Release, ReleaseEntry, ReleaseState, Result
from exams.marking.queries import current_result, released_result, results_of
from exams.marking.services import (
    ReleaseRefused,
    approve_release,
    carry_out,
    mark_attempt,
    prepare_release,
    release_due,
    release_own,
    withdraw_release,
)
from exams.marking.signals import result_released
from exams.marking.tasks import carry_out_later
from exams.sittings.models import Standing
from tests.exams.marking.held import AFTER, LATER, let_out, make_held_room, officer, prepare, room_for, sit
from tests.exams.marking.test_services import hand_in
from tests.factories.sittings import ALL_RIGHT, NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


def test_a_held_result_is_nobodys_until_two_persons_release_it():
    room = make_held_room()
    result = sit(room, ALL_RIGHT)
    assert (result.state, result.released_at) == ("provisional", None)
    assert (released_result(room.registration.pk), list(results_of(room.candidate))) == (None, [])
    release = let_out(room)
    result.refresh_from_db()
    assert (result.state, result.released_at) == ("released", AFTER)
    assert (release.state, release.prepared_by.username, release.approved_by.username) == (
        "released",
        "officer-1",
        "officer-2",
    )
    assert released_result(room.registration.pk).pk == result.pk


def test_who_prepared_does_not_approve():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    release = prepare(room)
    with pytest.raises(ReleaseRefused):
        approve_release(release=release, actor=officer(1), now=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(state="approved", approved_by=officer(1), approved_at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.update(state="approved")
    assert Release.objects.get().state == ReleaseState.PREPARED


def test_nobody_but_an_officer_releases():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    with pytest.raises(ReleaseRefused):
        prepare_release(sitting=room.sitting, release_at=AFTER, note="", actor=room.candidate, now=AFTER)
    release = prepare(room)
    for act in (
        lambda: approve_release(release=release, actor=room.candidate, now=AFTER),
        lambda: withdraw_release(release=release, reason="x", actor=room.candidate, now=AFTER),
    ):
        with pytest.raises(ReleaseRefused):
            act()
    assert Release.objects.get().state == ReleaseState.PREPARED


def test_approved_results_come_out_at_their_time_and_not_before():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    release = approve_release(release=prepare(room, release_at=LATER), actor=officer(2), now=AFTER)
    early = LATER - timedelta(seconds=1)
    assert (release.state, release_due(now=early)) == ("approved", 0)
    assert (release_own(candidate=room.candidate, now=early), carry_out(release=release, now=early)) == (0, 0)
    assert released_result(room.registration.pk) is None
    # Without any worker: the candidate asks.
    assert release_own(candidate=room.candidate, now=LATER) == 1
    assert released_result(room.registration.pk).released_at == LATER
    # The worker comes too late for this one, and ends the release.
    assert release_due(now=LATER + timedelta(minutes=1)) == 0
    release.refresh_from_db()
    assert release.state == ReleaseState.RELEASED


def test_the_command_carries_out_what_is_due(capsys):
    room = make_held_room()
    sit(room, ALL_RIGHT)
    approve_release(release=prepare(room, release_at=AFTER + timedelta(minutes=1)), actor=officer(2), now=AFTER)
    call_command("release_results", "--dry-run", "--json")
    assert released_result(room.registration.pk) is None
    call_command("release_results", "--json")
    said = '{"releases": 1, "released": %d}\n'
    assert capsys.readouterr().out == said % 0 + said % 1
    assert released_result(room.registration.pk) is not None


def test_the_absent_get_a_result_that_says_so():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    absent = make_registration(room.sitting, make_user("absent"), standing=Standing.ABSENT)
    make_registration(room.sitting, make_user("nobody-knows"))
    let_out(room)
    result = released_result(absent.pk)
    assert (result.outcome, result.passed, result.components.count()) == ("absent", False, 0)
    assert Result.objects.count() == 2


def test_an_exam_that_releases_at_once_still_releases_its_absences_by_two_persons():
    room = make_room()
    absent = make_registration(room.sitting, make_user("absent"), standing=Standing.ABSENT)
    let_out(room)
    assert released_result(absent.pk).outcome == "absent"


def test_nothing_is_prepared_too_early_or_twice_or_of_nothing():
    room = make_held_room()
    attempt = room.start()
    with pytest.raises(ReleaseRefused):
        prepare(room, now=NOW + timedelta(hours=1))
    with pytest.raises(ReleaseRefused):
        prepare(room)
    room.registration.attempts.filter(pk=attempt.pk).update(
        state="expired", closed_at=NOW + timedelta(hours=1), receipt="0" * 64
    )
    with pytest.raises(ReleaseRefused):
        prepare(room)
    assert Release.objects.count() == 0
    attempt.refresh_from_db()
    mark_attempt(attempt=attempt, now=AFTER)
    prepare(room)
    with pytest.raises(ReleaseRefused):
        prepare(room, number=2)
    assert Release.objects.count() == 1


def test_a_release_can_be_withdrawn_with_a_reason_and_prepared_anew():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    release = prepare(room)
    with pytest.raises(ReleaseRefused):
        withdraw_release(release=release, reason=" ", actor=officer(2), now=AFTER)
    withdraw_release(release=release, reason="漏评一题", actor=officer(2), now=AFTER)
    with pytest.raises(ReleaseRefused):
        approve_release(release=release, actor=officer(2), now=AFTER)
    assert released_result(room.registration.pk) is None
    assert let_out(room).state == "released"


def test_what_was_approved_is_what_comes_out():
    """A result that was replaced after the approval stays in, and its successor too."""
    room = make_held_room(attempts_allowed=2)
    sit(room, {1: "a", 4: ["抱怨率"]})
    release = approve_release(release=prepare(room, release_at=LATER), actor=officer(2), now=AFTER)
    second = hand_in(room, ALL_RIGHT, now=NOW + timedelta(hours=3))
    mark_attempt(attempt=second, now=AFTER)
    assert (release_due(now=LATER), Result.objects.filter(released_at__isnull=False).count()) == (0, 0)
    release.refresh_from_db()
    assert release.state == "released"
    let_out(room, now=LATER)
    assert released_result(room.registration.pk).components.get().score == 100


def test_results_replaced_before_the_approval_refuse_it():
    room = make_held_room(attempts_allowed=2)
    sit(room, {})
    release = prepare(room)
    mark_attempt(attempt=hand_in(room, ALL_RIGHT, now=NOW + timedelta(hours=3)), now=AFTER)
    with pytest.raises(ReleaseRefused):
        approve_release(release=release, actor=officer(2), now=AFTER)
    assert Release.objects.get().state == "prepared"


def test_a_released_result_stands_until_its_successor_is_released():
    room = make_held_room(attempts_allowed=2)
    first = sit(room, {1: "a", 4: ["抱怨率"]})
    let_out(room)
    better = mark_attempt(attempt=hand_in(room, ALL_RIGHT, now=NOW + timedelta(hours=3)), now=AFTER)
    assert (better.state, better.supersedes_id) == ("provisional", first.pk)
    assert released_result(room.registration.pk).pk == first.pk
    assert current_result(room.registration.pk).pk == better.pk
    let_out(room, now=LATER)
    first.refresh_from_db()
    assert (first.state, released_result(room.registration.pk).pk) == ("superseded", better.pk)


def test_higher_apps_are_told_once_of_each_result(django_capture_on_commit_callbacks):
    room = make_held_room()
    with django_capture_on_commit_callbacks(execute=True):
        result = sit(room, ALL_RIGHT)
    told = []

    def listen(*, result, now, **_kwargs):
        told.append((result.pk, now))

    result_released.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            let_out(room)
            release_due(now=LATER)
        with django_capture_on_commit_callbacks(execute=True):
            at_once = sit(make_room(), ALL_RIGHT)
    finally:
        result_released.disconnect(listen)
    assert told == [(result.pk, AFTER), (at_once.pk, NOW + timedelta(hours=2))]


def test_the_database_keeps_what_was_prepared():
    room = make_held_room()
    sit(room, ALL_RIGHT)
    second = make_registration(room.sitting, make_user("second"))
    release = let_out(room)
    late = sit(room_for(second, room), {})
    for rewrite in (
        lambda: Release.objects.update(note="另一句"),
        lambda: Release.objects.update(release_at=LATER),
        lambda: Release.objects.update(state="prepared"),
        lambda: ReleaseEntry.objects.update(digest="0" * 64),
        lambda: ReleaseEntry.objects.create(release=release, result=late, digest="0" * 64),
        lambda: Result.objects.filter(state="released").update(state="provisional"),
        lambda: Result.objects.filter(state="released").update(band="优秀"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rewrite()


def test_many_results_come_out_in_steps(monkeypatch):
    monkeypatch.setattr("exams.marking.services.releases.AT_A_TIME", 2)
    room = make_held_room()
    places = [make_registration(room.sitting, make_user(f"person-{n}"), standing=Standing.ABSENT) for n in range(5)]
    # Too many for the request of the second person: the worker, or whoever asks, lets them out.
    assert let_out(room).state == "approved"
    carry_out_later(room.sitting.releases.get(), now=AFTER)
    assert release_due(now=AFTER) == 5
    assert [released_result(one.pk).outcome for one in places] == ["absent"] * 5
