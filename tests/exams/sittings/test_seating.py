"""Who sits where: properties of the pure allocation for any rooms, candidates and forms."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings.seating import Allocation, Hall, Placed, Taken, Waiting, allocate

halls = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 7), st.booleans()), min_size=1, max_size=4).map(
    lambda plans: [Hall(key, *plan) for key, plan in enumerate(plans, 1)]
)
people = st.integers(0, 40).flatmap(
    lambda number: st.lists(st.booleans(), min_size=number, max_size=number).map(
        lambda needs: [Waiting(f"{key:03}", separate) for key, separate in enumerate(needs)]
    )
)
seeds = st.text(max_size=5)
forms = st.integers(1, 5)


def beside(hall, placed):
    """Pairs of forms that sit next to each other or one behind the other."""
    at = {one.seat: one.form for one in placed if one.hall == hall.key}
    pairs = []
    for seat, form in at.items():
        if seat % hall.per_row and seat + 1 in at:
            pairs.append((form, at[seat + 1]))
        if seat + hall.per_row in at:
            pairs.append((form, at[seat + hall.per_row]))
    return pairs


@given(halls, people, forms, seeds)
def test_everybody_has_one_seat_of_their_own_or_none_is_left(rooms, waiting, number, seed):
    found = allocate(waiting, rooms, forms=number, seed=seed)
    by_key = {hall.key: hall for hall in rooms}
    needs = {one.key: one.needs_separate for one in waiting}
    assert sorted([*(one.key for one in found.placed), *found.unplaced]) == sorted(needs)
    assert len({(one.hall, one.seat) for one in found.placed}) == len(found.placed)
    for one in found.placed:
        assert 1 <= one.seat <= by_key[one.hall].capacity
        assert by_key[one.hall].is_separate == needs[one.key]
        assert 0 <= one.form < number
    for is_separate in (False, True):
        seats = sum(hall.capacity for hall in rooms if hall.is_separate == is_separate)
        asking = sum(need == is_separate for need in needs.values())
        assert sum(needs[key] == is_separate for key in found.unplaced) == max(0, asking - seats)


@given(halls, people, st.integers(2, 5), seeds)
def test_with_two_forms_no_neighbours_have_the_same(rooms, waiting, number, seed):
    found = allocate(waiting, rooms, forms=number, seed=seed)
    assert all(one != other for hall in rooms for one, other in beside(hall, found.placed))


@given(halls, people, forms, seeds, st.randoms(use_true_random=False))
def test_the_seed_alone_decides(rooms, waiting, number, seed, shuffler: random.Random):
    first = allocate(waiting, rooms, forms=number, seed=seed)
    again = list(waiting)
    shuffler.shuffle(again)
    assert allocate(again, rooms, forms=number, seed=seed) == first


@given(halls, people, forms, seeds, st.integers(0, 40))
def test_a_second_run_seats_the_others_and_moves_nobody(rooms, waiting, number, seed, early):
    first = allocate(waiting[:early], rooms, forms=number, seed=seed)
    kept = [Taken(one.hall, one.seat, one.form) for one in first.placed]
    second = allocate(waiting[early:], rooms, kept, forms=number, seed=seed)
    both = [*first.placed, *second.placed]
    assert len({(one.hall, one.seat) for one in both}) == len(both)
    if number > 1:
        assert all(one != other for hall in rooms for one, other in beside(hall, both))


def test_a_room_of_four_in_two_rows_with_two_forms():
    found = allocate([Waiting(key) for key in "abcd"], [Hall(1, 4, 2)], forms=2, seed="s")
    assert {one.seat: one.form for one in found.placed} == {1: 0, 2: 1, 3: 1, 4: 0}


def test_with_four_forms_corners_differ_too():
    found = allocate([Waiting(f"{key}") for key in range(30)], [Hall(1, 30, 6)], forms=4, seed="s")
    at = {one.seat: one.form for one in found.placed}
    across = [(seat, seat + 7) for seat in at if seat % 6] + [(seat, seat + 5) for seat in at if seat % 6 != 1]
    assert all(at[one] != at[other] for one, other in across if other in at)


def test_another_seed_is_another_order():
    waiting = [Waiting(f"{key}") for key in range(30)]
    orders = {
        tuple(one.key for one in allocate(waiting, [Hall(1, 30, 6)], forms=1, seed=seed).placed) for seed in "xyz"
    }
    assert len(orders) == 3


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Waiting("a", hall=2), Placed("a", 2, 1, 0)),
        # Whose room was settled before a separate one was arranged goes to the separate one.
        (Waiting("a", needs_separate=True, hall=2), Placed("a", 3, 1, 0)),
        (Waiting("a", hall=3), Placed("a", 3, 1, 0)),
        (Waiting("a", form=1), Placed("a", 1, 2, 1)),
    ],
)
def test_what_is_settled_is_kept(one, expected):
    rooms = [Hall(1, 3, 3), Hall(2, 3, 3), Hall(3, 1, 1, is_separate=True)]
    found = allocate([one], rooms, [Taken(1, 1, 1), Taken(1, None)], forms=2, seed="s")
    assert found == Allocation((expected,), ())


def test_a_seat_with_a_name_of_its_own_takes_room_away():
    found = allocate([Waiting("a"), Waiting("b")], [Hall(1, 2, 2)], [Taken(1, None)], forms=1, seed="s")
    assert (len(found.placed), len(found.unplaced)) == (1, 1)
