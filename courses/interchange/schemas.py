"""The shapes of the content files, as content/README.md describes them; unknown keys are refused."""
# ruff: noqa: D101 -- content/README.md says what each shape is for

from datetime import date
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.fields import FieldInfo

from courses.interchange.markup import check_plain, to_html
from courses.lesson_parts import first_astray, wrong_counts

PointId = Annotated[str, StringConstraints(pattern=r"^C\d{3}(\.\d+)+$", max_length=24)]
FactId = Annotated[str, StringConstraints(pattern=r"^C\d{3}(\.\d+)+#\d+$", max_length=24)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
# One plain line, and prose: kept as the HTML that the editor stores.
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(check_plain)
]
Title = Annotated[Line, StringConstraints(max_length=200)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(to_html)]

FigureFile = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\.svg$")]


def holds_prose(field: FieldInfo) -> bool:
    """Whether the field of a file holds paragraphs."""
    return any(isinstance(mark, AfterValidator) and mark.func is to_html for mark in field.metadata)


class Strict(BaseModel):
    """A mapping in a file: only known keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Scene(Strict):
    type: Literal["scene"]
    text: Prose
    facts: list[FactId] = []


class Objective(Strict):
    text: Line
    point: PointId


class Objectives(Strict):
    type: Literal["objectives"]
    items: list[Objective] = Field(min_length=2, max_length=4)


class Heading(Strict):
    type: Literal["heading"]
    text: Title
    anchor: Slug
    points: list[PointId] = Field(min_length=1)


class ProseText(Strict):
    type: Literal["prose"]
    text: Prose
    facts: list[FactId] = []


class Definition(Strict):
    type: Literal["definition"]
    term: Line
    text: Prose
    facts: list[FactId] = []


class Element(Strict):
    name: Line
    text: Prose
    sign: Line | Literal[""] = ""


class Elements(Strict):
    type: Literal["elements"]
    title: Title
    ordered: bool = False
    items: list[Element] = Field(min_length=2)
    facts: list[FactId] = []


class Step(Strict):
    name: Line
    text: Prose


class Steps(Strict):
    type: Literal["steps"]
    title: Title
    items: list[Step] = Field(min_length=2)
    facts: list[FactId] = []


class Table(Strict):
    type: Literal["table"]
    caption: Title
    header: list[Line] = Field(min_length=2)
    rows: list[list[Line]] = Field(min_length=1)
    facts: list[FactId] = []

    @model_validator(mode="after")
    def _rows_fill_the_header(self) -> Self:
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError(_("Every row needs as many cells as the header."))
        return self


class Formula(Strict):
    type: Literal["formula"]
    expression: Line
    text: Prose
    facts: list[FactId] = []


class Figure(Strict):
    type: Literal["figure"]
    file: FigureFile
    title: Title
    alt: Line
    caption: Line
    facts: list[FactId] = []


class Case(Strict):
    type: Literal["case"]
    title: Title
    text: Prose
    question: Line
    facts: list[FactId] = []


class Pitfall(Strict):
    confusion: Line
    text: Prose


class Pitfalls(Strict):
    type: Literal["pitfalls"]
    items: list[Pitfall] = Field(min_length=1)
    facts: list[FactId] = []


class KeyPoints(Strict):
    type: Literal["key_points"]
    items: list[Line] = Field(min_length=3, max_length=6)
    facts: list[FactId] = []


class CheckOption(Strict):
    text: Line
    correct: bool = False
    feedback: Line


class Check(Strict):
    type: Literal["check"]
    point: PointId
    stem: Line
    options: list[CheckOption] = Field(min_length=2, max_length=5)

    @model_validator(mode="after")
    def _one_option_is_correct(self) -> Self:
        if sum(option.correct for option in self.options) != 1:
            raise ValueError(_("Exactly one option must be correct: true."))
        return self


Block = Annotated[
    Scene | Objectives | Heading | ProseText | Definition | Elements | Steps | Table | Formula
    | Figure | Case | Pitfalls | KeyPoints | Check,
    Field(discriminator="type"),
]  # fmt: skip


class LessonFile(Strict):
    schema_: Literal["lesson/1"] = Field(alias="schema")
    id: PointId
    slug: Slug
    title: Title
    section: Annotated[Line, StringConstraints(max_length=80)]
    minutes: int = Field(ge=1, le=240)
    reviewed: date
    supplementary: bool = False
    blocks: list[Block] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_what_a_lesson_has(self) -> Self:
        kinds: list[str] = [block.type for block in self.blocks]
        for wrong in wrong_counts(kinds):
            values = {"name": wrong.kind, "least": wrong.least, "most": wrong.most, "found": wrong.found}
            raise ValueError(_("A lesson has %(least)d to %(most)d blocks “%(name)s”; here are %(found)d.") % values)
        if first_astray(kinds) is not None:
            raise ValueError(_("After pitfalls, key_points and check no other block may stand."))
        return self


class ChapterPoint(Strict):
    id: PointId
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z]-[A-Z]-[A-Z]-\d{3}$")]
    importance: Literal["X", "Y", "Z"]
    weight: int = Field(ge=1, le=100)
    title: Annotated[Line, StringConstraints(max_length=120)]


class ChapterFile(Strict):
    schema_: Literal["chapter/1"] = Field(alias="schema")
    id: PointId
    slug: Slug
    number: int = Field(ge=1, le=99)
    title: Title
    summary: Prose
    points: list[ChapterPoint]


class CourseFile(Strict):
    schema_: Literal["course/1"] = Field(alias="schema")
    id: Annotated[str, StringConstraints(pattern=r"^C\d{3}$")]
    slug: Slug
    title: Title
    subtitle: Annotated[Line, StringConstraints(max_length=200)] | Literal[""] = ""
    intro: Prose
    hours: int = Field(ge=0, le=2000)


class SyllabusFact(Strict):
    id: FactId
    k: Literal["def", "list", "claim", "fig", "formula", "eg", "case", "step", "classify"]
    t: str
    items: list[str] = []
    disputed: bool = False
    repaired: bool = False
    editorial: bool = False


class SyllabusPoint(Strict):
    id: PointId
    title: str
    title_zh_hant: str = ""
    status: Literal["text", "truncated", "heading only"]
    kind: str = ""
    page: str = ""
    under: str = ""
    note: str = ""
    truncated: bool = False
    see_also: list[str] = []
    facts: list[SyllabusFact] = []


class SyllabusSection(Strict):
    id: str
    title: str
    title_zh_hant: str = ""
    section_no: str = ""
    page: str = ""
    points: list[SyllabusPoint] = []


class SyllabusChapter(Strict):
    id: str
    title: str
    title_zh_hant: str = ""
    page: str = ""
    corresponds_to: list[str] = []
    sections: list[SyllabusSection] = []


class SyllabusCourse(Strict):
    id: str
    source: str
    title: str
    title_zh_hant: str = ""
    kind: str = ""
    coverage: str = ""
    corresponds_to: list[str] = []
    counts: dict[str, int] = {}
    chapters: list[SyllabusChapter] = []


class SyllabusOverlap(Strict):
    """A topic that several points treat; `competing` ones give different lists, so that an item must say whose it follows."""

    topic: str
    points: list[PointId]
    note: str = ""
    competing: bool = False


class Syllabus(Strict):
    schema_: Literal["syllabus-map/1"] = Field(alias="schema")
    about: dict[str, Any] = {}
    totals: dict[str, int] = {}
    courses: list[SyllabusCourse]
    errata: list[dict[str, str]] = []
    must_not_publish: list[str] = []
    overlaps_and_conflicts: list[SyllabusOverlap] = []

    def points(self) -> list[SyllabusPoint]:
        return [
            point
            for course in self.courses
            for chapter in course.chapters
            for section in chapter.sections
            for point in section.points
        ]
