"""Exams that many have sat, written in a few statements: what was answered, and the marks for it."""

from datetime import timedelta
from decimal import Decimal

from exams.marking.models import Mark
from exams.sittings.models import Attempt, AttemptState, Registration
from tests.factories.sittings import NOW, SINGLE, TRUE_FALSE, make_room, make_user

ITEMS = (
    ("single_choice", SINGLE, Decimal(40)),
    ("single_choice", {**SINGLE, "stem": "指名度衡量什么？"}, Decimal(40)),
    ("true_false", TRUE_FALSE, Decimal(20)),
)


def sat_exam(answers, *, room=None):
    """A room whose paper these candidates have answered: one {slot: response} each; right is "a" and False."""
    room = room or make_room(items=ITEMS)
    serial = Registration.objects.count()
    for number, given in enumerate(answers, serial):
        candidate = make_user(f"sitter-{number}")
        registration = Registration.objects.create(sitting=room.sitting, candidate=candidate, number=f"S{number:06}")
        attempt = Attempt.objects.create(
            registration=registration,
            component=room.component,
            paper=room.component.paper,
            state=AttemptState.SUBMITTED,
            started_at=NOW,
            deadline=NOW + timedelta(hours=1),
            closed_at=NOW + timedelta(minutes=30),
            receipt="0" * 64,
            lease_token="token",
            lease_taken_at=NOW,
            answers={str(slot): value for slot, value in given.items()},
        )
        Mark.objects.bulk_create(
            Mark(
                attempt=attempt,
                slot=slot,
                credit_num=int(given.get(slot) == ("a" if slot < 3 else False)),
                marks=marks,
                at=NOW,
            )
            for slot, (_type, _body, marks) in enumerate(ITEMS, 1)
        )
    return room


def mixed(count):
    """Half know everything, half nothing; nobody ever chooses option c of the first item."""
    return [
        {1: "a", 2: "a", 3: False} if one % 2 else {1: "bd"[one % 4 // 2], 2: "bcd"[one % 3], 3: True}
        for one in range(count)
    ]
