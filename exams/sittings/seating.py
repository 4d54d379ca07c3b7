"""Who sits where and gets which form: pure code, the same for the same seed and whatever the order of its input."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

# Where a glance goes: beside, in front, behind; then across the corners.
_BESIDE = ((0, -1), (0, 1), (-1, 0), (1, 0))
_ACROSS = ((-1, -1), (-1, 1), (1, -1), (1, 1))


@dataclass(frozen=True, slots=True)
class Hall:
    """A room: seats count from 1, row by row from the front left."""

    key: int
    capacity: int
    per_row: int
    is_separate: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat that stays as it is; without a number (as somebody named it) it only takes room away."""

    hall: int
    seat: int | None
    form: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody without a seat; `hall` where their room is settled, `form` where they have begun already."""

    key: str
    needs_separate: bool = False
    hall: int | None = None
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody's seat and form."""

    key: str
    hall: int
    seat: int
    form: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who got a seat, and for whom there was none."""

    placed: tuple[Placed, ...]
    unplaced: tuple[str, ...]


def allocate(
    waiting: Iterable[Waiting], halls: Sequence[Hall], taken: Iterable[Taken] = (), *, forms: int, seed: str
) -> Allocation:
    """Fill the halls in order with those who wait, in an order drawn from the seed.

    Who needs a separate room gets one or none; nobody else is put there. Where there are several forms, neighbours get
    different ones as far as forms and seats that are taken allow it.
    """
    plans = {hall.key: _Plan(hall) for hall in halls}
    for seat in taken:
        if seat.hall in plans:
            plans[seat.hall].take(seat.seat, seat.form)
    placed, unplaced = [], []
    # Those whose room is settled first: it may not fill up before they come.
    for one in sorted(waiting, key=lambda one: (one.hall is None, _draw(seed, one.key), one.key)):
        plan = next((plan for plan in _open_to(one, plans) if plan.free), None)
        if plan is None:
            unplaced.append(one.key)
            continue
        placed.append(plan.seat(one, forms))
    return Allocation(tuple(placed), tuple(sorted(unplaced)))


def _draw(seed: str, key: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{key}".encode()).digest()


def _open_to(one: Waiting, plans: "dict[int, _Plan]") -> "Iterable[_Plan]":
    if one.hall in plans and (plans[one.hall].hall.is_separate or not one.needs_separate):
        return [plans[one.hall]]
    return (plan for plan in plans.values() if plan.hall.is_separate == one.needs_separate)


@dataclass
class _Plan:
    """A hall while it fills."""

    hall: Hall
    forms: dict[int, int] = field(default_factory=dict)
    free: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.free = list(range(1, self.hall.capacity + 1))

    def take(self, seat: int | None, form: int) -> None:
        if seat in self.free:
            self.free.remove(seat)
            self.forms[seat] = form
        elif seat is None and self.free:
            self.free.pop()

    def seat(self, one: Waiting, forms: int) -> Placed:
        seat = self.free.pop(0)
        form = one.form if one.form is not None else self._form_at(seat, forms)
        self.forms[seat] = form
        return Placed(one.key, self.hall.key, seat, form)

    def _form_at(self, seat: int, forms: int) -> int:
        beside, across = self._around(seat, _BESIDE), self._around(seat, _ACROSS)
        handed_out = list(self.forms.values())
        return min(
            range(forms), key=lambda form: (beside.count(form), across.count(form), handed_out.count(form), form)
        )

    def _around(self, seat: int, steps: Iterable[tuple[int, int]]) -> list[int]:
        """The forms at the seats that many rows and columns away."""
        row, column = divmod(seat - 1, self.hall.per_row)
        near = ((row + down, column + right) for down, right in steps)
        seats = (y * self.hall.per_row + x + 1 for y, x in near if y >= 0 and 0 <= x < self.hall.per_row)
        return [self.forms[number] for number in seats if number in self.forms]
