"""Rooms, seats and forms as they are now."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from exams.papers.queries import frozen_paper
from exams.sittings.models import (
    AccommodationState,
    ExamComponent,
    ParallelPaper,
    Registration,
    Room,
    Sitting,
)

_DIGITS = re.compile(r"(\d+)")


def papers_of(component: ExamComponent) -> list[int]:
    """The component's own paper, then its parallel ones, by form."""
    return [component.paper_id, *ParallelPaper.objects.filter(component=component).values_list("paper", flat=True)]


def paper_for(registration: Registration, component: ExamComponent) -> int:
    """The paper that this candidate gets: the component's own, or the parallel one of their form.

    Where a component has fewer forms than others, it goes round. Where its papers were drawn for candidates, each gets
    the next one, in the order of registration.
    """
    is_drawn = frozen_paper(component.paper_id).is_drawn
    if registration.form == 0 and not is_drawn:
        return component.paper_id
    papers = papers_of(component)
    place = _place_in_exam(registration, component) if is_drawn else registration.form
    return papers[place % len(papers)]


def _place_in_exam(registration: Registration, component: ExamComponent) -> int:
    """How many registered for the exam before them."""
    return Registration.objects.filter(sitting__exam=component.exam_id, pk__lt=registration.pk).count()


def forms_of(sitting: Sitting) -> int:
    """How many forms there are to hand out: the most that a component of the exam has."""
    components = ExamComponent.objects.filter(exam=sitting.exam_id).annotate(parallels=Count("parallel_papers"))
    return 1 + max((component.parallels for component in components), default=0)


def rooms_of(sitting: Sitting) -> list[Room]:
    """The sitting's rooms as people count them (2 before 10), separate ones last."""
    rooms = Room.objects.filter(sitting=sitting)
    return sorted(rooms, key=lambda room: (room.is_separate, as_people_count(room.name)))


def as_people_count(name: str) -> list[tuple[int, str]]:
    """A key that sorts 考场2 before 考场10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(name) if part]


def places_in_print() -> QuerySet[Registration]:
    """Places with all that is printed of them."""
    return Registration.objects.select_related(
        "candidate__person", "room", "accommodation", "sitting__exam"
    ).prefetch_related("sitting__exam__components")


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room and how many belong there."""

    room: Room
    seated: int

    @property
    def free(self) -> int:
        return max(0, self.room.capacity - self.seated)


@dataclass(frozen=True, slots=True)
class Seats:
    """How a sitting is seated."""

    rooms: list[RoomLine]
    unseated: list[Registration]
    # Seated among others although a separate room was arranged for them since.
    misplaced: list[Registration]
    forms: int

    @property
    def free(self) -> int:
        """Seats left in the ordinary rooms."""
        return sum(line.free for line in self.rooms if not line.room.is_separate)


def seats_of(sitting: Sitting) -> Seats:
    """Rooms, those without a seat, and those in the wrong one; few queries at any size."""
    places = Registration.objects.filter(sitting=sitting).select_related("candidate__person", "room")
    waiting = places.filter(seat="") | places.filter(room=None)
    misplaced = places.exclude(seat="").filter(
        room__is_separate=False,
        accommodation__state=AccommodationState.APPROVED,
        accommodation__separate_room=True,
    )
    counts = dict(places.order_by().values_list("room").annotate(seated=Count("pk")))
    rooms = [RoomLine(room, counts.get(room.pk, 0)) for room in rooms_of(sitting)]
    return Seats(rooms, list(waiting.order_by("number")), list(misplaced), forms_of(sitting))


@dataclass(frozen=True, slots=True)
class Unseated:
    """How many places have no seat, and the sitting of the first of them."""

    count: int
    first: int | None


def places_without_a_seat(*, now: datetime) -> Unseated:
    """In sittings with rooms that open within a week; where there are no rooms, nobody is given a seat."""
    soon = Registration.objects.filter(
        seat="", sitting__opens_at__gt=now, sitting__opens_at__lt=now + timedelta(days=7), sitting__rooms__isnull=False
    )
    counts = list(
        soon.order_by("sitting__opens_at", "sitting")
        .values_list("sitting", "sitting__opens_at")
        .annotate(count=Count("pk", distinct=True))
    )
    return Unseated(sum(count for _pk, _opens, count in counts), counts[0][0] if counts else None)
