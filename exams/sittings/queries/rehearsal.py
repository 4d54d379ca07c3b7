"""The demonstration paper of the rehearsal: one item of every type, the same for everybody, in no database."""

from decimal import Decimal
from functools import cache

from exams.bank.item_types import ITEM_TYPES, NOTHING_DRAWN, get_item_type
from exams.bank.item_types.examples import example_of
from exams.papers.queries import FrozenItem, FrozenPaper
from exams.sittings.chain import digest
from exams.sittings.layout import LayoutEntry, draw_layout, slot_seed, with_values
from exams.sittings.queries.attempts import ShownItem

_SEED = 1
MINUTES = 30


@cache
def rehearsal_paper() -> FrozenPaper:
    """The example of each item type, in the order of a paper's sections; never an item of a bank."""
    items = tuple(
        FrozenItem(
            slot=slot,
            marks=Decimal(1),
            item_type=name,
            body=get_item_type(name).parse(example_of(name)["body"]).model_dump(mode="json"),
            version_id=0,
            point_id=0,
        )
        for slot, name in enumerate(ITEM_TYPES, start=1)
    )
    return FrozenPaper(
        id=0,
        digest=digest([item.body for item in items]),
        title="",
        multiple_policy="all_or_nothing",
        items=items,
    )


@cache
def rehearsal_layout() -> list[LayoutEntry]:
    """The paper's own order, with one set of numbers for everybody. Treat as read-only."""
    items, values = [], {}
    for item in rehearsal_paper().items:
        item_type = get_item_type(item.item_type)
        items.append((item.slot, item_type.option_ids(item.content)))
        values[item.slot] = item_type.draw(item.content, slot_seed(_SEED, item.slot))
    layout = draw_layout(items, seed=_SEED, shuffle_items=False, shuffle_options=False)
    return with_values(layout, values)


def rehearsal_items() -> list[ShownItem]:
    """Every item as nobody has answered it."""
    paper = rehearsal_paper()
    return [
        ShownItem(
            number=number,
            item=paper.by_slot[entry["slot"]],
            options=tuple(entry["options"]),
            response=None,
            is_answered=False,
            is_flagged=False,
            drawn=entry.get("values", NOTHING_DRAWN),
        )
        for number, entry in enumerate(rehearsal_layout(), start=1)
    ]
