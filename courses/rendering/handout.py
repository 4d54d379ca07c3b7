"""A chapter set for paper: title page, contents, lessons, answers, terms."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from courses.figures import SVG_NAMESPACE, Figure, read_figure
from courses.models import KnowledgePoint
from courses.printing.fonts import FAMILIES
from courses.printing.pdf import Asset, html_to_pdf

# The colours of tokens.css by day, but for the paper, which is white already.
COLOURS = {
    "paper": "#ffffff",
    "paper-2": "#ffffff",
    "ink": "#211d18",
    "ink-soft": "#4b443b",
    "ink-faint": "#6b6357",
    "edge": "#8c8375",
    "hairline": "#e2dacb",
    "accent": "#b02a18",
    "accent-ink": "#fffaf3",
    "accent-wash": "#f8e5de",
    "jade": "#1f6650",
    "jade-wash": "#e4efe7",
    "ochre": "#805005",
    "ochre-wash": "#f6ead0",
    "indigo": "#2d4a86",
    "indigo-wash": "#e6eaf4",
}
_TOKEN = re.compile(r"var\(--([a-z0-9-]+)(?:, ?#[0-9a-fA-F]{3,6})?\)")


@dataclass(frozen=True)
class PrintedBlock:
    """A block of a lesson; `anchor` where something in the handout points at it."""

    kind: str
    value: Mapping[str, Any]
    anchor: str = ""

    @property
    def template(self) -> str:
        return f"courses/pdf/blocks/{self.kind}.html"

    @property
    def figure(self) -> str:
        """The name of the asset that a figure is drawn from."""
        return figure_name(self.value["svg"])


@dataclass(frozen=True)
class PrintedOption:
    """An option of a check, with its letter."""

    letter: str
    text: str
    correct: bool
    feedback: str


@dataclass(frozen=True)
class PrintedCheck:
    """A question to oneself; its answer stands at the end of the chapter."""

    number: int
    anchor: str
    stem: str
    options: Sequence[PrintedOption]

    @property
    def answer(self) -> PrintedOption | None:
        return next((option for option in self.options if option.correct), None)

    @property
    def others(self) -> list[PrintedOption]:
        return [option for option in self.options if not option.correct]


@dataclass(frozen=True)
class PrintedPart:
    """A heading of a lesson with what stands under it; the part before the first heading has no title."""

    anchor: str
    title: str | Promise
    points: Sequence[KnowledgePoint]
    blocks: Sequence[PrintedBlock]


@dataclass(frozen=True)
class PrintedLesson:
    """A lesson with its number in the chapter."""

    number: int
    title: str
    minutes: int
    supplementary: bool
    parts: Sequence[PrintedPart]
    checks: Sequence[PrintedCheck]

    @property
    def anchor(self) -> str:
        return f"lesson-{self.number}"

    @property
    def answers_anchor(self) -> str:
        return f"answers-{self.number}"


@dataclass(frozen=True)
class PrintedSection:
    """A section of the chapter: lessons under one heading."""

    title: str
    lessons: Sequence[PrintedLesson]


@dataclass(frozen=True)
class PrintedTerm:
    """A term that the chapter defines, what it says of it, and where."""

    term: str
    text: Any
    anchor: str


@dataclass(frozen=True)
class PrintedChapter:
    """Everything that a handout says."""

    publisher: str
    address: str
    course: str
    title: str
    # The title in two: 第四章, empty where it has no number, and 客户服务改进.
    ordinal: str
    name: str
    summary: SafeString
    reviewed_on: date | None
    sections: Sequence[PrintedSection]
    terms: Sequence[PrintedTerm] = field(default=())

    @property
    def lessons(self) -> list[PrintedLesson]:
        return [lesson for section in self.sections for lesson in section.lessons]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def has_checks(self) -> bool:
        return any(lesson.checks for lesson in self.lessons)

    @property
    def figures(self) -> dict[str, Figure]:
        """The chapter's figures by the name of their asset."""
        blocks = (block for lesson in self.lessons for part in lesson.parts for block in part.blocks)
        return {block.figure: read_figure(block.value["svg"]) for block in blocks if block.kind == "figure"}


@dataclass(frozen=True)
class HandoutDocument:
    """A handout ready to be printed. What has the same digest prints the same pages."""

    html: str
    assets: Mapping[str, Asset]

    @property
    def digest(self) -> str:
        parts = [self.html.encode(), *(asset.content for _name, asset in sorted(self.assets.items()))]
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def to_pdf(self) -> bytes:
        """Print it; a minute's work for a long chapter. Raises UnsetCharactersError, RenderingError."""
        return html_to_pdf(self.html, assets=self.assets)


def handout_document(chapter: PrintedChapter) -> HandoutDocument:
    """The chapter as HTML with everything that it draws on."""
    style = render_to_string("courses/pdf/handout.css", {"families": mark_safe(FAMILIES), "colours": COLOURS})  # noqa: S308 -- our own constant
    figures = {name: Asset(printed_svg(figure), "image/svg+xml") for name, figure in chapter.figures.items()}
    seal = Asset(render_to_string("courses/pdf/seal.svg", {"colours": COLOURS}).encode(), "image/svg+xml")
    return HandoutDocument(
        html=render_to_string("courses/pdf/handout.html", {"chapter": chapter}),
        assets={"handout.css": Asset(style.encode(), "text/css"), "seal.svg": seal, **figures},
    )


def figure_name(svg: str) -> str:
    """Named by what is drawn: the same figure in two lessons is one asset."""
    return f"figure-{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"


def printed_svg(figure: Figure) -> bytes:
    """The figure in the colours of print: WeasyPrint knows neither var() in a drawing nor light-dark()."""
    shapes = _TOKEN.sub(lambda token: COLOURS[token[1]], figure.shapes).replace("currentColor", COLOURS["ink"])
    drawing = format_html(
        '<svg xmlns="{}" viewBox="{}" font-family="{}">{}</svg>',
        SVG_NAMESPACE,
        figure.view_box,
        FAMILIES,
        mark_safe(shapes),  # noqa: S308 -- courses.figures has written them from allowed names and escaped values
    )
    return drawing.encode()


def letters() -> Iterable[str]:
    """A, B, C … for options."""
    return map(chr, range(ord("A"), ord("Z") + 1))
