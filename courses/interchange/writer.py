"""A page as the values of its file, in the key order of content/README.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from courses.interchange.markup import MarkupRefused, from_html
from courses.interchange.schemas import (
    Block,
    ChapterFile,
    ChapterPoint,
    CourseFile,
    LessonFile,
    holds_prose,
)
from courses.interchange.yaml_text import OneLine, Prose
from courses.models import ChapterPage, CoursePage, KnowledgePoint, LessonPage

_BLOCK_SCHEMAS: dict[str, type[BaseModel]] = {
    get_args(schema.model_fields["type"].annotation)[0]: schema for schema in get_args(get_args(Block)[0])
}
# Written also where they say what the schema takes for granted.
_ALWAYS = frozenset({"supplementary", "ordered"})
# Lists that stand on one line.
_ON_ONE_LINE = frozenset({"points", "facts", "header"})


class NotWritable(Exception):
    """What keeps a page from being written to a file, in the words of somebody who edits it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class FigureNames:
    """Which file holds which figure of a chapter; gives a name to those that have none yet."""

    # Names in use, and everything that lies in the folder: an unused figure may be taken up or written over.
    files: dict[str, str] = field(default_factory=dict)
    on_disk: Mapping[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    def name(self, *, svg: str, wanted: str, stem: str) -> str:
        """The figure's file: the wanted one where it is free, else one that holds the same, else a new one."""
        wanted = wanted or next((name for name, text in self.on_disk.items() if text == svg), "")
        found = wanted
        number = 1
        while not found or self.files.setdefault(found, svg) != svg:
            number += 1
            found = f"{wanted.removesuffix('.svg') or stem}-{number if wanted else number - 1}.svg"
        self.given[found] = svg
        return found


def course_values(page: CoursePage, id_: str) -> dict[str, Any]:
    """course.yaml of a course."""
    return _values(CourseFile, _own_fields(page, id_, "course/1", CourseFile))


def chapter_values(page: ChapterPage, id_: str, points: Sequence[KnowledgePoint]) -> dict[str, Any]:
    """chapter.yaml of a chapter with its knowledge points."""
    written = _values(ChapterFile, _own_fields(page, id_, "chapter/1", ChapterFile) | {"points": []})
    written["points"] = [
        _values(ChapterPoint, {name: getattr(point, name, point.syllabus_id) for name in ChapterPoint.model_fields})
        | {"id": point.syllabus_id}
        for point in points
    ]
    return written


def lesson_values(page: LessonPage, id_: str, figures: FigureNames) -> dict[str, Any]:
    """A lesson's file; raises NotWritable with the place and the reason."""
    fields = _own_fields(page, id_, "lesson/1", LessonFile)
    fields["reviewed"] = page.reviewed_on
    if page.reviewed_on is None:
        raise NotWritable(_("The lesson has no date of review."))
    written = _values(LessonFile, fields | {"blocks": []})
    written["blocks"] = [
        _block_values(number, block, figures, page.slug) for number, block in enumerate(page.body, start=1)
    ]
    return written


def figure_text(svg: str) -> str:
    """The figure as its file holds it."""
    return svg.replace("\r\n", "\n").strip() + "\n"


def _own_fields(page: Any, id_: str, schema: str, model: type[BaseModel]) -> dict[str, Any]:
    own = {name: getattr(page, name) for name in model.model_fields if hasattr(page, name)}
    return own | {"schema_": schema, "id": id_}


def _block_values(number: int, block: Any, figures: FigureNames, slug: str) -> dict[str, Any]:
    kind = block.block_type
    value = _without_wrapping(block.get_prep_value()["value"])
    if kind == "figure":
        value["file"] = figures.name(svg=figure_text(value["svg"]), wanted=value.get("file") or "", stem=slug)
    try:
        return _values(_BLOCK_SCHEMAS[kind], {"type": kind, **value})
    except MarkupRefused as refusal:
        reason = _("Block %(number)d (%(kind)s): %(reason)s")
        raise NotWritable(reason % {"number": number, "kind": block.block.label, "reason": refusal}) from refusal


def _without_wrapping(value: Any) -> Any:
    """List items as they are, without the ids that the editor keeps with them."""
    if isinstance(value, list):
        return [_without_wrapping(item) for item in value]
    if isinstance(value, dict) and value.get("type") == "item" and "value" in value:
        return _without_wrapping(value["value"])
    if isinstance(value, dict):
        return {key: _without_wrapping(item) for key, item in value.items()}
    return value


def _values(schema: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be written of `values`: the schema's keys in its order, and none that says only what is the default."""
    written = {}
    for name, info in schema.model_fields.items():
        value = values.get(name)
        if value is None or (value == info.default and name not in _ALWAYS) or value == []:
            continue
        written[info.alias or name] = _value(name, info, value)
    return written


def _value(name: str, info: FieldInfo, value: Any) -> Any:
    if holds_prose(info):
        return Prose(from_html(value))
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, list):
        items = [_item(info, item) for item in value]
        return OneLine(items) if name in _ON_ONE_LINE else items
    return value


def _item(info: FieldInfo, item: Any) -> Any:
    inner = get_args(info.annotation)[0]
    if isinstance(item, dict) and get_origin(inner) is None:
        return _values(inner, item)
    return OneLine(item) if isinstance(item, list) else item
