"""Parts of an item's form added, moved and removed by its plain buttons: what was sent, as if it had been sent that way."""

import re
from collections.abc import Sequence

from django.http import QueryDict

from exams.bank.item_types import part_types
from exams.bank.item_types.editor import Node, Parts

ADD, REMOVE, RAISE = "add", "remove", "raise"


def asks_to_arrange(nodes: Sequence[Node], data: QueryDict) -> bool:
    """Whether the form was sent by one of the buttons that change its parts, and not to be saved."""
    return any(_asked(node, data) for node in nodes if isinstance(node, Parts))


def arrange_parts(nodes: Sequence[Node], data: QueryDict) -> QueryDict:
    """What was sent with the parts in the order asked for, numbered from 0 without gaps."""
    for node in nodes:
        if isinstance(node, Parts) and _asked(node, data):
            data = _arranged(node, data)
    return data


def _asked(node: Parts, data: QueryDict) -> bool:
    return any(f"{node.name}-{act}" in data for act in (ADD, REMOVE, RAISE))


def _arranged(node: Parts, data: QueryDict) -> QueryDict:
    name = node.name
    pattern = re.compile(rf"{re.escape(name)}-([0-9]{{1,3}})-(.+)")
    fields = {key: found for key in data if (found := pattern.fullmatch(key))}
    order = sorted({int(found[1]) for found in fields.values()})
    removed, raised = _number(data, f"{name}-{REMOVE}"), _number(data, f"{name}-{RAISE}")
    if removed in order:
        order.remove(removed)
    if raised in order[1:]:
        place = order.index(raised)
        order[place - 1 : place + 1] = [raised, order[place - 1]]
    arranged = QueryDict(mutable=True)
    for key, values in data.lists():
        found = fields.get(key)
        if found is None and not key.startswith(f"{name}-"):
            arranged.setlist(key, values)
        elif found is not None and int(found[1]) in order:
            arranged.setlist(f"{name}-{order.index(int(found[1]))}-{found[2]}", values)
    added = data.get(f"{name}-{ADD}", "")
    if added in part_types() and len(order) < node.most:
        arranged[f"{name}-{len(order)}-type"] = added
    return arranged


def _number(data: QueryDict, key: str) -> int:
    text = str(data.get(key, ""))
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else -1
