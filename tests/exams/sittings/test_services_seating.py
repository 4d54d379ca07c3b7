"""Seating in the database: seats given once and kept, moved by hand, forms that become papers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from accounts.roles import Role
from exams.sittings.models import ParallelPaper, Registration, Room, SeatingRun
from exams.sittings.queries import forms_of, paper_for, rooms_of, seats_of
from exams.sittings.services import (
    SeatRefused,
    Terms,
    add_rooms,
    approve_accommodation,
    give_seat,
    seat_candidates,
)
from tests.factories.accounts import UserFactory
from tests.factories.sittings import NOW, make_paper, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(roles=[Role.EXAM_OFFICER])


@pytest.fixture
def hall(officer):
    """A sitting of five with two rooms of three, and a form B of the paper."""
    room = make_room()
    for serial in range(4):
        make_registration(room.sitting, make_user(f"more-{serial}", full_name=f"考生{serial}"))
    add_rooms(
        sitting=room.sitting, names=["考场10", "考场2"], capacity=3, seats_per_row=3, is_separate=False, actor=officer
    )
    ParallelPaper.objects.create(component=room.component, form=1, paper=make_paper())
    return room


def seat(hall, officer, seed="2026"):
    return seat_candidates(sitting=hall.sitting, seed=seed, actor=officer, now=NOW)


def places(hall):
    rows = hall.sitting.registrations.order_by("number").values_list("number", "room__name", "seat", "form")
    return {number: (room, label, form) for number, room, label, form in rows}


def test_rooms_are_filled_as_people_count_them_and_the_run_is_kept(hall, officer):
    assert [room.name for room in rooms_of(hall.sitting)] == ["考场2", "考场10"]
    run = seat(hall, officer)
    assert sorted(places(hall).values()) == [
        ("考场10", "01", 0),
        ("考场10", "02", 1),
        ("考场2", "01", 0),
        ("考场2", "02", 1),
        ("考场2", "03", 0),
    ]
    assert {number: tuple(placed) for number, placed in run.placed.items()} == places(hall)
    assert (run.seed, run.unplaced, run.actor) == ("2026", [], officer)
    assert [line.seated for line in seats_of(hall.sitting).rooms] == [3, 2]


def test_run_again_changes_only_the_unseated(hall, officer):
    seat(hall, officer)
    before = places(hall)
    late = make_registration(hall.sitting, make_user("late"))
    later = make_registration(hall.sitting, make_user("later"))
    run = seat(hall, officer, seed="another")
    after = places(hall)
    assert {number: after[number] for number in before} == before
    assert len(run.placed) == len(run.unplaced) == 1
    assert {*run.placed, *run.unplaced} == {late.number, later.number}
    assert seat(hall, officer).placed == {}


def test_the_same_seed_gives_the_same_seats(hall, officer):
    seat(hall, officer)
    first = places(hall)
    hall.sitting.registrations.update(room=None, seat="")
    seat(hall, officer)
    assert places(hall) == first


def test_a_separate_room_is_for_whom_it_was_arranged(hall, officer):
    add_rooms(sitting=hall.sitting, names=["单独1"], capacity=1, seats_per_row=1, is_separate=True, actor=officer)
    approve_accommodation(
        registration=hall.registration, terms=Terms(separate_room=True), reason="焦虑症", actor=officer, now=NOW
    )
    seat(hall, officer)
    found = places(hall)
    assert found.pop(hall.registration.number) == ("单独1", "01", 0)
    assert {room for room, _label, _form in found.values()} == {"考场2", "考场10"}


def test_who_sits_with_others_though_a_separate_room_was_arranged_is_pointed_out(hall, officer):
    seat(hall, officer)
    assert seats_of(hall.sitting).misplaced == []
    approve_accommodation(
        registration=hall.registration, terms=Terms(separate_room=True), reason="焦虑症", actor=officer, now=NOW
    )
    assert seats_of(hall.sitting).misplaced == [hall.registration]


def test_a_form_is_a_paper(hall, officer):
    assert forms_of(hall.sitting) == 2
    own, other = hall.component.paper_id, ParallelPaper.objects.get().paper_id
    papers = []
    for form in (0, 1, 2):
        hall.registration.form = form
        papers.append(paper_for(hall.registration, hall.component))
    assert papers == [own, other, own]
    hall.registration.form = 1
    assert hall.start().paper_id == other


def test_who_has_begun_keeps_their_form(hall, officer):
    hall.start()
    for registration in hall.sitting.registrations.exclude(pk=hall.registration.pk):
        registration.form = 1
    seat(hall, officer)
    assert places(hall)[hall.registration.number][2] == 0


def test_a_seat_by_hand_is_free_there_and_of_this_sitting(hall, officer):
    seat(hall, officer)
    room = Room.objects.get(name="考场10")
    other = make_registration(make_room().sitting, make_user("elsewhere"))
    for registration, number in ((hall.registration, 1), (hall.registration, 4), (hall.registration, 0), (other, 3)):
        before = places(hall)
        with pytest.raises(SeatRefused):
            give_seat(registration=registration, room=room, seat=number, actor=officer, now=NOW)
        assert places(hall) == before
    give_seat(registration=hall.registration, room=room, seat=3, actor=officer, now=NOW)
    assert places(hall)[hall.registration.number][:2] == ("考场10", "03")
    assert SeatingRun.objects.first().seed == "by hand"


def test_only_officers_seat(hall):
    invigilator = UserFactory(roles=[Role.INVIGILATOR])
    room = Room.objects.first()
    for act in (
        lambda: seat(hall, invigilator),
        lambda: give_seat(registration=hall.registration, room=room, seat=1, actor=invigilator, now=NOW),
        lambda: add_rooms(
            sitting=hall.sitting, names=["x"], capacity=1, seats_per_row=1, is_separate=False, actor=invigilator
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert (SeatingRun.objects.count(), Room.objects.count()) == (0, 2)


def test_the_database_gives_a_seat_to_one_and_keeps_the_runs(hall, officer):
    seat(hall, officer)
    room = Room.objects.get(name="考场2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(room=room).update(seat="01")
    with pytest.raises(DatabaseError), transaction.atomic():
        SeatingRun.objects.update(seed="x")


@pytest.mark.parametrize("size", [1, 3])
def test_seating_takes_the_same_queries_for_any_number(hall, officer, size, django_assert_num_queries):
    for serial in range(size):
        make_registration(hall.sitting, make_user(f"late-{serial}"))
    officer.has_perm("sittings.change_sitting")
    with django_assert_num_queries(16):
        seat(hall, officer)
