"""The form of an item's body, drawn from its type's `editor` and read back as a raw body.

Every control is named by its path in the body ("options-0-text"), so that a refusal finds its control: rows left empty
do not count, and `BoundTree.place_errors` knows which row of the page became which row of the body.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from exams.bank.item_types import ITEM_TYPES, part_types
from exams.bank.item_types.editor import Choice, Group, Lines, Mark, Node, Parts, Rows, Text, gettext_noop

Place = tuple[str | int, ...]
Raw = dict[str, Any]

_STEM = Text("stem", gettext_noop("Stem"), lines=2)
_EXPLANATION = Text("explanation", gettext_noop("Explanation"), lines=3)


@dataclass
class Bound:
    """One node of the form with what stands in it. `kind` names its template."""

    kind: str
    node: Any
    path: str
    label: str
    value: Any = ""
    help: str = ""
    errors: list[str] = field(default_factory=list)
    children: list["Bound"] = field(default_factory=list)
    # What reviewers say of it, for the template (see `commented`).
    comments: Sequence[Any] = ()
    # Of a row: whether it is marked, and how the mark is sent.
    is_marked: bool = False
    mark_name: str = ""
    mark_value: str = ""
    # The letter beside it says what it is.
    is_label_hidden: bool = False
    # Rows: one more than is shown, for the script to copy.
    blank: "Bound | None" = None

    @property
    def options(self) -> list[tuple[str, str]]:
        """Values and labels of a choice."""
        return [(value, gettext(label)) for value, label in self.node.options]

    @property
    def part_types(self) -> list[tuple[str, str]]:
        """Names and labels of the types that a part may have; none when there are as many parts as there may be."""
        if len(self.children) >= self.node.most:
            return []
        return [(name, gettext(ITEM_TYPES[name].label)) for name in part_types()]

    @property
    def mark_label(self) -> str:
        return gettext("%(row)s is %(mark)s") % {"row": self.label, "mark": gettext(self.node.mark.label)}


def commented(nodes: Sequence[Bound], comments: Mapping[str, Sequence[Any]]) -> Sequence[Bound]:
    """The nodes, each with what is said of its path."""
    for node in nodes:
        node.comments = comments.get(node.path, ())
        commented(node.children, comments)
    return nodes


class BodyTree:
    """The controls of one body: what was sent, what that makes, and where each part of it stands on the page."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._paths: dict[Place, str] = {}
        self._errors: dict[str, list[str]] = {}

    def read(self, data: QueryDict | Mapping[str, Any]) -> Raw:
        """The raw body that was sent, without the rows left empty."""
        self._paths = {}
        return self._read(self._nodes, data, "", ())

    def place_errors(self, errors: Sequence[tuple[Place, str]]) -> list[str]:
        """Put each refusal at its control, or at the smallest group that holds it; returns those without a place."""
        homeless = []
        for place, reason in errors:
            path = next(
                (self._paths[place[:end]] for end in range(len(place), 0, -1) if place[:end] in self._paths), None
            )
            if path is None:
                homeless.append(reason)
            elif reason not in self._errors.setdefault(path, []):
                self._errors[path].append(reason)
        return homeless

    @property
    def has_errors(self) -> bool:
        return bool(self._errors)

    def error_lists(self) -> dict[str, list[str]]:
        """Path of a control → what is wrong with it."""
        return dict(self._errors)

    def bound(self, body: Mapping[str, Any], data: QueryDict | Mapping[str, Any] | None = None) -> list[Bound]:
        """What the page shows: what was sent if anything was, else the body given."""
        return [self._bind(node, node.name, body.get(node.name), data) for node in self._nodes]

    # --- Reading ---

    def _read(self, nodes: Sequence[Node], data: Any, path: str, place: Place) -> Raw:
        raw: Raw = {}
        for node in nodes:
            here, there = _join(path, node.name), (*place, node.name)
            self._paths[there] = here
            raw[node.name] = self._read_node(node, data, here, there)
        return raw

    def _read_node(self, node: Node, data: Any, path: str, place: Place) -> Any:
        match node:
            case Lines():
                return [line.strip() for line in data.get(path, "").splitlines() if line.strip()]
            case Rows():
                return self._read_rows(node, data, path, place)
            case Group():
                return self._read(node.fields, data, path, place)
            case Parts():
                return self._read_parts(node, data, path, place)
        return str(data.get(path, "")).strip()

    def _read_rows(self, node: Rows, data: Any, path: str, place: Place) -> list[Raw]:
        rows: list[Raw] = []
        numbers = _row_numbers(data, path)
        if node.keeps_gaps:
            last = max((index for index in numbers if _is_filled(node, data, f"{path}-{index}")), default=-1)
            numbers = list(range(last + 1))
        for index in numbers:
            here, there = f"{path}-{index}", (*place, len(rows))
            row = self._read(node.row, data, here, there)
            is_marked = node.mark is not None and _is_marked(node.mark, data, path, index)
            if not is_marked and not _says_something(row) and not node.keeps_gaps:
                continue
            self._paths[there] = here
            rows.append({**row, node.mark.name: is_marked} if node.mark else row)
        return rows

    def _read_parts(self, node: Parts, data: Any, path: str, place: Place) -> list[Raw]:
        parts: list[Raw] = []
        for index in _row_numbers(data, path):
            here, there = f"{path}-{index}", (*place, len(parts))
            kind = data.get(f"{here}-type", "")
            if kind not in part_types():
                continue
            body = self._read(_part_nodes(kind), data, f"{here}-body", (*there, "body"))
            if not _says_something(body):
                continue
            self._paths[there] = here
            raw = ITEM_TYPES[kind].from_editor(body)
            parts.append({**self._read(node.row, data, here, there), "type": kind, "body": dict(raw)})
        return parts

    # --- Showing ---

    def _bind(self, node: Node, path: str, value: Any, data: Any) -> Bound:
        bound = Bound(
            kind=type(node).__name__.lower(),
            node=node,
            path=path,
            label=gettext(node.label),
            help=gettext(node.help) if node.help else "",
            errors=self._errors.get(path, []),
        )
        match node:
            case Text() | Choice():
                bound.value = value if data is None else data.get(path, "")
                bound.value = "" if bound.value is None else bound.value
            case Lines():
                bound.value = "\n".join(value or ()) if data is None else data.get(path, "")
            case Group():
                inner = value or {}
                bound.children = [
                    self._bind(one, _join(path, one.name), inner.get(one.name), data) for one in node.fields
                ]
            case Rows():
                bound.children = self._bind_rows(node, path, value or (), data)
                bound.blank = self._bind_row(node, path, 999, {}, {})
            case Parts():
                bound.children = self._bind_parts(node, path, value or (), data)
        return bound

    def _bind_rows(self, node: Rows, path: str, value: Sequence[Any], data: Any) -> list[Bound]:
        """The rows that are filled and one more to fill, at least as many as `shown`, at most `most`."""
        numbers = range(len(value)) if data is None else _row_numbers(data, path)
        rows = [
            self._bind_row(node, path, number, value[number] if data is None else {}, data) for number in list(numbers)
        ]
        following = max(numbers, default=-1) + 1
        wanted = min(node.most, max(node.shown, len(rows) + (data is not None)))
        return rows + [
            self._bind_row(node, path, number, {}, {}) for number in range(following, following + wanted - len(rows))
        ]

    def _bind_row(self, node: Rows, path: str, number: int, value: Any, data: Any) -> Bound:
        here = f"{path}-{number}"
        name = chr(ord("A") + number) if node.is_lettered and number < 26 else str(number + 1)  # noqa: PLR2004 -- letters
        label = node.row[0].label if len(node.row) == 1 else node.label
        bound = Bound("row", node, here, f"{gettext(label)} {name}", errors=self._errors.get(here, []))
        bound.children = [self._bind(one, _join(here, one.name), value.get(one.name), data) for one in node.row]
        bound.value = name
        if len(bound.children) == 1:
            bound.children[0].label = bound.label
            bound.children[0].is_label_hidden = node.mark is not None
        if node.mark:
            bound.mark_name = f"{path}-mark" if node.mark.is_single else f"{here}-{node.mark.name}"
            bound.mark_value = str(number) if node.mark.is_single else "on"
            bound.is_marked = (
                bool(value.get(node.mark.name)) if data is None else _is_marked(node.mark, data, path, number)
            )
        return bound

    def _bind_parts(self, node: Parts, path: str, value: Sequence[Any], data: Any) -> list[Bound]:
        """The parts there are; `arrange_parts` has added, moved and removed what was asked for."""
        if data is None:
            kinds = [(number, part["type"], part) for number, part in enumerate(value)]
        else:
            kinds = [(number, data.get(f"{path}-{number}-type", ""), {}) for number in _row_numbers(data, path)]
        known = part_types()
        return [
            self._bind_part(node, path, number, (kind, part), data) for number, kind, part in kinds if kind in known
        ]

    def _bind_part(self, node: Parts, path: str, number: int, part: tuple[str, Any], data: Any) -> Bound:
        kind, value = part
        here, item_type = f"{path}-{number}", ITEM_TYPES[kind]
        body = item_type.to_editor(value["body"]) if value.get("body") else {}
        bound = Bound("part", node, here, f"{number + 1}. {gettext(item_type.label)}", value=kind)
        bound.errors = self._errors.get(here, [])
        bound.children = [
            *(self._bind(one, _join(here, one.name), value.get(one.name), data) for one in node.row),
            *(self._bind(one, f"{here}-body-{one.name}", body.get(one.name), data) for one in _part_nodes(kind)),
        ]
        return bound


def _part_nodes(kind: str) -> tuple[Node, ...]:
    """A part asks for its own stem and explanation too."""
    return (_STEM, *ITEM_TYPES[kind].editor, _EXPLANATION)


def _join(path: str, name: str) -> str:
    return f"{path}-{name}" if path else name


def _row_numbers(data: Any, path: str) -> list[int]:
    """Numbers of the rows that were sent, in their order on the page."""
    pattern = re.compile(rf"{re.escape(path)}-([0-9]{{1,3}})-")
    sent = {int(found[1]) for key in data if (found := pattern.match(key))}
    marked = data.get(f"{path}-mark", "")
    return sorted(sent | ({int(marked)} if marked.isdigit() and len(marked) <= 3 else set()))  # noqa: PLR2004 -- as above


def _is_marked(mark: Mark, data: Any, path: str, number: int) -> bool:
    if mark.is_single:
        return bool(data.get(f"{path}-mark", "") == str(number))
    return bool(data.get(f"{path}-{number}-{mark.name}"))


def _is_filled(node: Rows, data: Any, path: str) -> bool:
    return any(str(data.get(f"{path}-{one.name}", "")).strip() for one in node.row)


def _says_something(value: Any) -> bool:
    """Whether any text of a row was filled in."""
    if isinstance(value, dict):
        return any(_says_something(one) for one in value.values())
    if isinstance(value, list):
        return any(_says_something(one) for one in value)
    return bool(value)
