"""In which order a paper is printed: as it was authored, or drawn from its seed. No Django here.

Order 1 is the paper's own. The others hold the same questions for neighbours: sections and the parts of a case stay,
the questions of a section and their options change places.
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass

AS_AUTHORED = 1
ORDERS = range(AS_AUTHORED, 5)


@dataclass(frozen=True)
class Place:
    """A question by its slot, with the ids of the options that may change places."""

    slot: int
    item_type: str
    options: tuple[str, ...] = ()


def order_code(form: str, order: int) -> str:
    """What tells one booklet from another: A1, A2, B1."""
    return f"{form}{order}"


def order_seed(*, seed: int, form: str, order: int) -> int:
    """The seed of one order, from the one that the paper keeps."""
    return int(hashlib.sha256(f"{seed}/{form}/{order}".encode()).hexdigest()[:15], 16)


def arranged(places: Sequence[Place], *, seed: int, form: str, order: int) -> list[list[Place]]:
    """The sections in which the questions are printed; the same arguments give the same order.

    Questions of one type make a section; sections stand in the order of their first question.
    """
    sections: dict[str, list[Place]] = {}
    for place in sorted(places, key=lambda one: one.slot):
        sections.setdefault(place.item_type, []).append(place)
    if order == AS_AUTHORED:
        return list(sections.values())
    draw = random.Random(order_seed(seed=seed, form=form, order=order))  # noqa: S311 -- an order to be reproduced, not a secret
    return [_drawn(section, draw) for section in sections.values()]


def _drawn(section: list[Place], draw: random.Random) -> list[Place]:
    places = [Place(one.slot, one.item_type, tuple(draw.sample(one.options, len(one.options)))) for one in section]
    draw.shuffle(places)
    return places
