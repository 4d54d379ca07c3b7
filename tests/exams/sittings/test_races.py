"""Two persons at the same moment: each waits for the other, and the second one sees what the first one did."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from exams.sittings.models import ActKind, Attempt, InvigilationAct, Registration
from exams.sittings.services import ActRefused, Order, confirm_act, order_act, register_candidate
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db(transaction=True)

SOON = NOW + timedelta(minutes=10)


def together(act, those):
    """What `act` gives each of them, all at once."""

    def alone(one):
        try:
            return act(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(those)) as threads:
        return list(threads.map(alone, those))


def test_each_gets_a_number_and_nobody_two_places():
    room, officer = make_room(), make_user("officer")
    Registration.objects.all().delete()
    guests = [make_user(f"guest-{number}") for number in range(3)]

    def register(guest):
        return register_candidate(sitting=room.sitting, candidate=guest, actor=officer, now=NOW).number

    given = together(register, [*guests, guests[0]])
    assert given[0] == given[3]
    assert sorted(number[-5:] for number in set(given)) == ["00001", "00002", "00003"]
    assert Registration.objects.count() == 3


def test_a_request_is_confirmed_once():
    room = make_room(minutes=60)
    room.start()
    wanted = Order(kind=ActKind.TIME, sitting=room.sitting, reason="停电", seconds=300)
    pending = order_act(order=wanted, actor=make_user("first"), now=SOON)

    def confirm(second):
        try:
            return confirm_act(pending=pending, actor=second, now=SOON)
        except ActRefused:
            return None

    done = together(confirm, [make_user("second"), make_user("third")])
    assert [act for act in done if act is not None] == [InvigilationAct.objects.get()]
    assert Attempt.objects.get().deadline == NOW + timedelta(minutes=65)
