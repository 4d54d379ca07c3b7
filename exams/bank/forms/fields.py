"""An item taken apart into the fields of its form: what comments stand at and what versions are compared by."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from courses.models import KnowledgePoint
from exams.bank.forms.body import BodyTree, Bound
from exams.bank.item_types import get_item_type
from exams.bank.models import Cognitive, ItemReview, ItemVersion
from exams.bank.presentation.differences import FieldText
from exams.bank.services import content_of


def fields_of(version: ItemVersion) -> list[FieldText]:
    """Every field of a version with what it says, in the order of the form."""
    return _fields(version.item.item_type, content_of(version), str(version.point))


def fields_as_submitted(review: ItemReview, item_type: str) -> list[FieldText]:
    """The same of what a submission handed to the reviewer."""
    point = KnowledgePoint.objects.filter(pk=review.content.get("point_id")).first()
    return _fields(item_type, review.content, str(point or ""))


def label_of(path: str, fields: Sequence[FieldText]) -> str:
    """The name of a field for people; a field that is gone is called so."""
    if not path:
        return gettext("The item as a whole")
    return next((one.label for one in fields if one.path == path), gettext("A field that is no longer there"))


def _fields(item_type: str, content: Mapping[str, Any], point: str) -> list[FieldText]:
    kind, body = get_item_type(item_type), content["body"]
    nodes = BodyTree(kind.editor).bound(kind.to_editor(body))
    return [
        FieldText("stem", gettext("Stem"), body["stem"]),
        *(one for node in nodes for one in _flat(node, "")),
        FieldText("explanation", gettext("Explanation"), body["explanation"]),
        FieldText("point", gettext("Knowledge point"), point),
        FieldText("facts", gettext("Syllabus facts"), " ".join(content["facts"])),
        FieldText("difficulty", gettext("Difficulty"), str(content["difficulty"])),
        FieldText("cognitive", gettext("Cognitive level"), str(Cognitive(content["cognitive"]).label)),
    ]


def _flat(node: Bound, before: str) -> Iterator[FieldText]:
    """The node's fields; a row is one field, `before` names what it stands in."""
    label = f"{before} · {node.label}" if before else node.label
    if node.kind == "rows":
        rows = ((row, _row_text(row)) for row in node.children)
        yield from (FieldText(row.path, _in(before, row.label), text, node.path) for row, text in rows if text)
    elif node.kind == "parts":
        for part in node.children:
            for child in part.children:
                yield from _flat(child, _in(before, part.label))
    elif node.children:
        for child in node.children:
            yield from _flat(child, label)
    else:
        text = _value(node)
        if text:
            yield FieldText(node.path, label, text)


def _in(before: str, label: str) -> str:
    return f"{before} · {label}" if before else label


def _row_text(row: Bound) -> str:
    """What a row says, and whether it is marked; empty for a row that is not filled in."""
    said = " | ".join(text for child in row.children if (text := _text(child)))
    if said and row.is_marked:
        return f"{said} [{gettext(row.node.mark.label)}]"
    return said


def _text(node: Bound) -> str:
    """Everything that stands in a node, whatever is inside it."""
    if node.children:
        return " | ".join(text for child in node.children if (text := _text(child)))
    return _value(node)


def _value(node: Bound) -> str:
    if node.kind == "choice":
        return str(dict(node.options).get(node.value, node.value))
    return str(node.value or "")
