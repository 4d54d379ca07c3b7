"""The designs a certificate can have. A design that was ever issued never changes: its next version is a new entry."""

import math
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certificates.payload import CertificatePayload
from courses.printing.fonts import even_weight, measure

POINTS_PER_MM = Decimal(72) / Decimal("25.4")
MINIMUM_HALF_POINTS = 15
BREAKS = " -·•‧・"


@dataclass(frozen=True)
class Line:
    """A text that stays in one line: as large as `points` where it fits `width_mm`, else smaller."""

    selector: str
    width_mm: int
    points: int
    weight: int = 400
    letter_spacing: Decimal = Decimal(0)

    def rule(self, text: str) -> str:
        """The style rule that makes the text fit."""
        return f"{self.selector} {{ font-size: {self.fitted(text)}pt; font-weight: {even_weight(text, self.weight)} }}"

    def fitted(self, text: str) -> Decimal:
        """The type size in points, to a tenth."""
        em = measure(text, weight=even_weight(text, self.weight))
        advance = Decimal(em.numerator) / Decimal(em.denominator) + self.letter_spacing * len(text)
        largest = self.width_mm * POINTS_PER_MM / advance if advance else Decimal(self.points)
        return min(Decimal(self.points), largest).quantize(Decimal("0.1"), ROUND_FLOOR)


@dataclass(frozen=True)
class NameBlock:
    """The name: in the largest step that holds it in one line, else in two lines of the largest step that holds those.

    Steps, and not any size, so that many certificates have the same.
    """

    selector: str
    width_mm: int
    height_mm: Decimal
    steps: tuple[int, ...]
    steps_of_two: tuple[int, ...]
    weight: int = 700
    letter_spacing: Decimal = Decimal(0)

    def broken(self, name: str) -> tuple[list[str], int]:
        """The lines and their size in points."""
        for points in self.steps:
            if self._width(name) * points <= self._room:
                return [name], points
        halves = self._halves(name)
        widest = max(map(self._width, halves))
        fitting = (points for points in self.steps_of_two if widest * points <= self._room)
        return halves, next(fitting, self.steps_of_two[-1])

    def rule(self, name: str) -> str:
        """The style rule for this name."""
        lines, points = self.broken(name)
        leading = (self.height_mm / len(lines)).normalize()
        return (
            f"{self.selector} {{ font-size: {points}pt; line-height: {leading:f}mm; "
            f"font-weight: {even_weight(name, self.weight)} }}"
        )

    @property
    def _room(self) -> Decimal:
        return self.width_mm * POINTS_PER_MM

    def _width(self, text: str) -> Decimal:
        """In em."""
        em = measure(text, weight=even_weight(text, self.weight))
        return Decimal(em.numerator) / Decimal(em.denominator) + self.letter_spacing * len(text)

    def _halves(self, name: str) -> list[str]:
        """Two lines as even as can be, broken behind a space, a hyphen or an interpunct where there is one."""
        breaks = [place for place, character in enumerate(name, start=1) if character in BREAKS and place < len(name)]
        places = breaks or range(1, len(name))
        best = min(places, key=lambda place: max(self._width(name[:place]), self._width(name[place:])))
        return [name[:best].rstrip(), name[best:]]


@dataclass(frozen=True)
class Paragraph:
    """The sentence: as large as its block allows, above one score line for each part of the exam."""

    selector: str
    width_mm: int
    height_mm: Decimal
    score_line_mm: Decimal
    points: int
    leading: Decimal
    # Advance of the words around the variable ones.
    fixed_em: int

    def rule(self, payload: CertificatePayload) -> str:
        """The style rule that makes the sentence fit."""
        return f"{self.selector} {{ font-size: {self.fitted(payload)}pt }}"

    def fitted(self, payload: CertificatePayload) -> Decimal:
        """The type size in points, to a half."""
        em = self.fixed_em + measure(payload.course_title) + measure(payload.exam_title)
        room = (self.height_mm - self.score_line_mm * len(payload.components)) * POINTS_PER_MM
        half_points = self.points * 2
        while half_points > MINIMUM_HALF_POINTS:
            size = Decimal(half_points) / 2
            # A line ends up to one character early, since no line begins with a comma.
            in_line = int(self.width_mm * POINTS_PER_MM / size) - 1
            if math.ceil(em / in_line) * size * self.leading <= room:
                break
            half_points -= 1
        return Decimal(half_points) / 2


@dataclass(frozen=True)
class Layout:
    """One version of a design: `certificates/pdf/<name>_<version>.html` and `.css`, and the lines that must fit."""

    name: str
    version: int
    label: str | Promise
    lines: dict[str, Line]
    statement: Paragraph
    name_block: NameBlock | None = None

    @property
    def template(self) -> str:
        return f"certificates/pdf/{self.name}_{self.version}.html"

    @property
    def stylesheet(self) -> str:
        return f"certificates/pdf/{self.name}_{self.version}.css"

    @property
    def frame(self) -> str:
        return f"certificates/pdf/{self.name}_{self.version}.svg"

    def name_lines(self, name: str) -> list[str]:
        """The name as it is broken into lines."""
        return self.name_block.broken(name)[0] if self.name_block else [name]

    def fitting_rules(self, payload: CertificatePayload) -> str:
        """Style rules that give each line its measured size."""
        rules = [line.rule(getattr(payload, field)) for field, line in self.lines.items()]
        if self.name_block:
            rules.append(self.name_block.rule(payload.name))
        return "\n".join([*rules, self.statement.rule(payload)])


_COMPLETION_STATEMENT = Paragraph(
    ".text",
    width_mm=172,
    height_mm=Decimal(56),
    score_line_mm=Decimal(8),
    points=15,
    leading=Decimal("1.9"),
    fixed_em=36,
)
_COMPLETION_LINES = {
    "title": Line(".title", width_mm=172, points=40, weight=700, letter_spacing=Decimal("0.22")),
    "issuer": Line(".issuer", width_mm=76, points=12),
}
_ALL = (
    Layout(
        name="completion",
        version=1,
        label=_("Training certificate, A4 landscape"),
        lines={
            **_COMPLETION_LINES,
            "name": Line(".name", width_mm=172, points=32, weight=700, letter_spacing=Decimal("0.1")),
        },
        statement=_COMPLETION_STATEMENT,
    ),
    Layout(
        name="completion",
        version=2,
        label=_("Training certificate, A4 landscape"),
        lines=_COMPLETION_LINES,
        statement=_COMPLETION_STATEMENT,
        name_block=NameBlock(
            ".name",
            width_mm=172,
            height_mm=Decimal(15),
            steps=(32, 27, 22, 18),
            steps_of_two=(18, 15, 12, 10, 8, 6),
            letter_spacing=Decimal("0.12"),
        ),
    ),
)
LAYOUTS = {(layout.name, layout.version): layout for layout in _ALL}
LAYOUT_CHOICES = [(layout.name, layout.label) for layout in {layout.name: layout for layout in _ALL}.values()]


def current_version(name: str) -> int:
    """The version that new certificates of this design get; raises KeyError for an unknown design."""
    versions = [version for known, version in LAYOUTS if known == name]
    if not versions:
        raise KeyError(name)
    return max(versions)
