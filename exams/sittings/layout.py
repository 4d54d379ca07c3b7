"""What one candidate is shown: item and option order drawn from a seed. Pure, so that it can be proved again."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NotRequired, TypedDict

from exams.sittings.chain import digest


class LayoutEntry(TypedDict):
    """One item in the order shown: its slot in the paper and the order of its options ([] where it has none).

    `values` holds the candidate's own parameters where the item has any.
    """

    slot: int
    options: list[str]
    values: NotRequired[dict[str, str]]


def draw_layout(
    items: Sequence[tuple[int, Sequence[str]]],
    *,
    seed: int,
    shuffle_items: bool,
    shuffle_options: bool,
    section_ends: Sequence[int] = (),
) -> list[LayoutEntry]:
    """Order `items` (slot, option ids) by `seed`; those of a section keep together, sections in their order.

    `section_ends` holds each section's last slot; without any, the paper is one section. The draw depends on nothing but the arguments: Python's Mersenne Twister and its shuffle are stable over versions.
    """
    draw = random.Random(seed)  # noqa: S311 -- an order to be reproduced, not a secret
    entries = [LayoutEntry(slot=slot, options=list(options)) for slot, options in items]
    if shuffle_options:
        for entry in entries:
            draw.shuffle(entry["options"])
    if shuffle_items:
        entries = [entry for run in _runs(entries, section_ends) for entry in _shuffled(run, draw)]
    return entries


def _runs(entries: Sequence[LayoutEntry], section_ends: Sequence[int]) -> Iterator[list[LayoutEntry]]:
    before = 0
    for end in section_ends:
        yield [entry for entry in entries if before < entry["slot"] <= end]
        before = end
    yield [entry for entry in entries if entry["slot"] > before]


def _shuffled(run: list[LayoutEntry], draw: random.Random) -> list[LayoutEntry]:
    draw.shuffle(run)
    return run


def slot_seed(seed: int, slot: int) -> int:
    """The seed of one slot's parameters, from the attempt's own."""
    return int(digest({"seed": seed, "slot": slot})[:15], 16)


def with_values(layout: Sequence[LayoutEntry], values: Mapping[int, Mapping[str, str]]) -> list[LayoutEntry]:
    """The layout with each slot's parameters; a slot without any stays as it was."""
    return [
        {**entry, "values": dict(values[entry["slot"]])} if values.get(entry["slot"]) else entry for entry in layout
    ]


def snapshot_digest(*, paper_digest: str, seed: int, layout: Sequence[LayoutEntry]) -> str:
    """SHA-256 that ties the paper's digest to the order in which this candidate saw it."""
    return digest({"paper": paper_digest, "seed": seed, "layout": list(layout)})
