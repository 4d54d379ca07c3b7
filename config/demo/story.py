"""What story.yaml tells, typed."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from accounts.roles import Role
from exams.sittings.models import ComponentKind, ReleasePolicy


class Part(BaseModel):
    """A piece of the story: nothing unknown, nothing changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Account(Part):
    """A login that the demo shows, and where its work begins."""

    username: str
    role: Role
    name: str
    links: tuple[str, ...]


class Candidate(Part):
    """Somebody else in the sitting."""

    username: str
    name: str


class CellPlan(Part):
    """A cell of the blueprint."""

    point_prefix: str
    item_type: str
    count: int
    marks_each: Decimal


class BlueprintPlan(Part):
    """The blueprint of the demo's paper."""

    code: str
    title: str
    multiple_policy: str
    cells: tuple[CellPlan, ...]


class PaperPlan(Part):
    """How its paper is drawn."""

    title: str
    form: str
    seed: int


class ExamPlan(Part):
    """The exam that is sat."""

    code: str
    title: str
    part: ComponentKind = ComponentKind.THEORY
    release_policy: ReleasePolicy = ReleasePolicy.AT_ONCE
    minutes: int
    pass_mark: Decimal
    attempts_allowed: int
    calculator: bool
    rules: str
    sitting: str
    room: str
    controls_reason: str


class ClosedPlan(Part):
    """The exam that is over, who sat it and how it was marked."""

    blueprint: BlueprintPlan
    paper: PaperPlan
    exam: ExamPlan
    # Of those whose answers still wait for markers.
    late_room: str
    # In marks, between two markers of an answer.
    tolerance: Decimal
    # Full names, apart by spaces.
    candidates: str
    marking_note: str
    # What markers say, of the best answers first.
    comments: tuple[str, ...]
    # What one candidate asks to have looked at again.
    appeal: str


class AwardPlan(Part):
    """What passing it earns."""

    code: str
    title: str
    course_title: str
    hours: int
    valid_months: int


class Story(Part):
    """The whole of it."""

    password: str
    accounts: tuple[Account, ...]
    candidates: tuple[Candidate, ...]
    chapter: str
    note: str
    blueprint: BlueprintPlan
    paper: PaperPlan
    exam: ExamPlan
    closed: ClosedPlan
    award: AwardPlan


@cache
def read_story() -> Story:
    """The story beside this module."""
    text = Path(__file__).with_name("story.yaml").read_text(encoding="utf-8")
    return Story.model_validate(yaml.load(text, Loader=yaml.CSafeLoader))
