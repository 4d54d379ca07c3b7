"""Classes whose certificates are issued as a batch."""

from collections.abc import Callable
from datetime import datetime, timedelta

from accounts.models import User
from certificates.models import Award, Batch, BatchSource
from certificates.queries import listed_of_sitting
from certificates.services import prepare_batch, start_batch, work_on_batch
from exams.sittings.models import Room, Sitting
from tests.factories.certificates import ISSUED, give_portrait, make_award, make_result
from tests.factories.sittings import make_registration, make_room, make_user

NAMES = ("张三", "欧阳·买买提", "李四", "阿卜杜拉·艾合买提", "王𫘧", "Anna Schmidt")


def make_class(count: int, *, rooms: int = 2) -> tuple[Award, Sitting]:
    """An award and a sitting whose candidates have passed, in so many rooms; the first is called 欧阳·买买提."""
    room = make_room()
    sitting = room.sitting
    for number in range(count):
        if number == 0:
            registration, user = room.registration, room.candidate
        else:
            user = make_user(f"pupil-{sitting.pk}-{number}", full_name=NAMES[number % len(NAMES)])
            registration = make_registration(sitting, user)
        give_portrait(user)
        registration.room, _ = Room.objects.get_or_create(sitting=registration.sitting, name=f"{number % rooms + 1}班")
        registration.save()
        make_result(registration)
    return make_award(room.exam), sitting


def ticking(start: datetime = ISSUED) -> Callable[[], datetime]:
    """A clock that moves a millisecond with every look."""
    moment = [start]

    def now() -> datetime:
        moment[0] += timedelta(milliseconds=1)
        return moment[0]

    return now


def make_batch(award: Award, sitting: Sitting, *, actor: User | None = None, now: datetime = ISSUED) -> Batch:
    """Checked, not started."""
    listed = listed_of_sitting(sitting)
    return prepare_batch(award=award, listed=listed, source=BatchSource.SITTING, actor=actor, now=now, sitting=sitting)


def run_batch(batch: Batch, *, actor: User | None = None, now: datetime = ISSUED) -> Batch:
    """Started and worked through to its end."""
    start_batch(batch=batch, actor=actor, now=now)
    clock = ticking(now)
    while work_on_batch(batch=batch, clock=clock):
        pass
    batch.refresh_from_db()
    return batch
