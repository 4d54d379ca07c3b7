"""Papers drawn before the start: what a start copies, and when it draws for itself."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from exams.sittings.layout import snapshot_digest
from exams.sittings.models import Attempt, Exam, ExamComponent, PreparedPaper, Registration
from exams.sittings.queries import section_plan
from exams.sittings.services import give_pledge, prepare_coming_papers, prepare_papers
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import NOW, make_paper, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


def proof(one):
    return one.paper_digest, one.seed, one.layout, one.sha256


def test_a_start_shows_what_was_prepared():
    room = make_room()
    assert prepare_papers(sitting=room.sitting, now=NOW) == 1
    prepared = PreparedPaper.objects.get()
    assert prepared.sha256 == snapshot_digest(
        paper_digest=prepared.paper_digest, seed=prepared.seed, layout=prepared.layout
    )
    attempt = room.start()
    assert proof(attempt.snapshot) == proof(prepared)
    assert verify_attempts(Attempt.objects.all()).broken == []


def test_preparing_again_draws_nothing_anew():
    room = make_room()
    make_registration(room.sitting, make_user("second"))
    assert prepare_papers(sitting=room.sitting, now=NOW) == 2
    before = sorted(map(proof, PreparedPaper.objects.all()), key=str)
    assert prepare_papers(sitting=room.sitting, now=NOW + timedelta(minutes=1)) == 0
    assert sorted(map(proof, PreparedPaper.objects.all()), key=str) == before


@pytest.mark.parametrize("change", ["paper", "shuffle_items", "shuffle_options"])
def test_what_was_drawn_under_other_rules_is_not_used(change):
    room = make_room()
    prepare_papers(sitting=room.sitting, now=NOW)
    prepared = PreparedPaper.objects.get()
    if change == "paper":
        ExamComponent.objects.update(paper=make_paper())
    else:
        Exam.objects.update(**{change: False})
    room.component.refresh_from_db()
    room.component.exam.refresh_from_db()
    attempt = room.start()
    assert attempt.paper_id == room.component.paper_id
    assert attempt.snapshot.seed != prepared.seed
    assert attempt.snapshot.paper_digest == attempt.paper.digest


def test_a_stale_paper_is_drawn_again_ahead():
    room = make_room()
    prepare_papers(sitting=room.sitting, now=NOW)
    stale = PreparedPaper.objects.get()
    ExamComponent.objects.update(paper=make_paper())
    assert prepare_coming_papers(now=NOW) == 1
    fresh = PreparedPaper.objects.get()
    assert fresh.paper_digest == ExamComponent.objects.get().paper.digest != stale.paper_digest


def test_a_second_attempt_is_another_draw():
    room = make_room(attempts_allowed=2)
    prepare_papers(sitting=room.sitting, now=NOW)
    first = room.start()
    Attempt.objects.update(state="submitted", closed_at=NOW, receipt="x")
    registration = Registration.objects.get()
    assert prepare_papers(sitting=room.sitting, now=NOW) == 1
    assert PreparedPaper.objects.get().number == 2
    room.registration = registration
    second = room.start(NOW + timedelta(minutes=5))
    assert second.number == 2
    assert second.snapshot.seed == PreparedPaper.objects.get().seed != first.snapshot.seed


def test_the_database_refuses_to_change_what_was_drawn():
    prepare_papers(sitting=make_room().sitting, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        PreparedPaper.objects.update(seed=1)


def test_the_pledge_before_the_opening_draws_and_after_it_does_not():
    room = make_room(opens_at=NOW + timedelta(hours=1))
    Registration.objects.update(pledged_at=None)
    give_pledge(registration=room.registration, actor=room.candidate, now=NOW)
    assert PreparedPaper.objects.get().registration == room.registration
    late = make_room()
    Registration.objects.update(pledged_at=None)
    give_pledge(registration=late.registration, actor=late.candidate, now=NOW)
    assert not late.registration.prepared_papers.exists()


def test_papers_are_drawn_a_day_ahead_and_not_sooner():
    soon = make_room(opens_at=NOW + timedelta(hours=23))
    make_room(opens_at=NOW + timedelta(hours=25))
    assert prepare_coming_papers(now=NOW) == 1
    assert PreparedPaper.objects.get().registration == soon.registration
    assert prepare_coming_papers(now=NOW) == 0


@pytest.mark.parametrize("size", [1, 3])
def test_a_start_reads_the_drawing_in_one_query(size, django_assert_max_num_queries):
    room = make_room()
    for serial in range(size - 1):
        make_registration(room.sitting, make_user(f"other-{serial}"))
    prepare_papers(sitting=room.sitting, now=NOW)
    registration = (
        Registration.objects.select_related("sitting__exam", "accommodation")
        .prefetch_related("attempts")
        .get(pk=room.registration.pk)
    )
    room.registration = registration
    # Kept in the process from the paper's first start on.
    section_plan(room.component.paper_id)
    # The drawing; then one transaction: attempt, snapshot (on SQLite both in savepoints of the test's own).
    with django_assert_max_num_queries(5):
        room.start()


def test_the_command_says_how_many():
    room = make_room()
    said = StringIO()
    call_command("prepare_papers", sitting=room.sitting.pk, stdout=said)
    assert said.getvalue() == "prepared 1\n"
