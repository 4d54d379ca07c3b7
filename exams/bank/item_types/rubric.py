"""How people mark: criteria with levels, a model answer, and what earns nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.editor import Group, Lines, Node, Rows, Text, gettext_noop
from exams.bank.item_types.text import OptionText, one_line

Line = Annotated[OptionText, AfterValidator(one_line)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(one_line)]


class NoSuchLevel(ValueError):
    """Points that none of a criterion's levels earns."""


class Level(BaseModel):
    """What an answer at this level shows, and the points it earns."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    points: Annotated[int, Field(ge=0, le=100)]
    text: Line


class Criterion(BaseModel):
    """One thing that is judged, worth `points` at its best level."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    points: Annotated[int, Field(ge=1, le=100)]
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=6)]

    @field_validator("levels")
    @classmethod
    def _fall_from_all_to_nothing(cls, levels: tuple[Level, ...], info: ValidationInfo) -> tuple[Level, ...]:
        points = [level.points for level in levels]
        if points != sorted(set(points), reverse=True) or points[-1] != 0:
            raise PydanticCustomError("levels_not_falling", "Levels fall in points, and the last one earns 0")
        best = info.data.get("points")
        if best is not None and points[0] != best:
            raise PydanticCustomError(
                "levels_miss_the_top", "The best level must earn the criterion's {points} points", {"points": best}
            )
        return levels


class Rubric(BaseModel):
    """All criteria; an answer earns the points of its levels out of `total`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=10)]
    # Answers that earn nothing, however well written.
    no_credit: Annotated[tuple[Line, ...], Field(max_length=10)] = ()

    @property
    def total(self) -> int:
        """The points of all criteria at their best."""
        return sum(criterion.points for criterion in self.criteria)

    def credit(self, points: Sequence[int]) -> Fraction:
        """Exact credit for the points that a marker gave, one number a criterion; raises NoSuchLevel."""
        if len(points) != len(self.criteria):
            raise NoSuchLevel(points)
        for given, criterion in zip(points, self.criteria, strict=True):
            if given not in {level.points for level in criterion.levels}:
                raise NoSuchLevel(given)
        return Fraction(sum(points), self.total)


@dataclass(frozen=True)
class Guide:
    """What a person marks one written answer by. `asked` is what was asked of it beside the item's stem, if anything."""

    model_answer: str
    rubric: Rubric
    keywords: tuple[str, ...] = ()
    asked: str = ""
    # Its place in the item: "" for the only one, "2" for the second task, "3.1" for the first answer of the third part.
    number: str = ""


def without_blanks(raw: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A raw body without those fields of `names` that were left empty in the form: their defaults hold."""
    return {name: value for name, value in raw.items() if value != "" or name not in names}


RUBRIC_EDITOR: tuple[Node, ...] = (
    Text(
        "model_answer",
        gettext_noop("Model answer"),
        gettext_noop("As long as a good candidate would write it."),
        lines=6,
    ),
    Group(
        "rubric",
        gettext_noop("Rubric"),
        (
            Rows(
                "criteria",
                gettext_noop("Criteria"),
                (
                    Text("name", gettext_noop("Criterion")),
                    Text("points", gettext_noop("Points"), input_mode="numeric", is_short=True),
                    Rows(
                        "levels",
                        gettext_noop("Levels"),
                        (
                            Text("points", gettext_noop("Points"), input_mode="numeric", is_short=True),
                            Text("text", gettext_noop("What the answer shows"), lines=2),
                        ),
                        help=gettext_noop("From the best to one that earns 0."),
                        shown=3,
                        most=6,
                    ),
                ),
                shown=2,
            ),
            Lines("no_credit", gettext_noop("Earns nothing"), gettext_noop("One a line.")),
        ),
    ),
)
