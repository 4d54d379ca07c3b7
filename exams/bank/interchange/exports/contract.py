"""What an export format is given and gives back. No Django here.

The same items with the same stamp give the same bytes: no clock, no random number and no order of a dictionary counts.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Literal

from exams.bank.interchange.examiner_text.writing import Head
from exams.bank.interchange.labels import tags_of
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import NumberQuestion, Question

# Where the answers stand in a document for people.
Answers = Literal["beside", "end", "none"]


@dataclass(frozen=True)
class ExportItem:
    """One item by the version that leaves."""

    key: str
    item_type: str
    body: Mapping[str, Any]
    # The point's code, and its id in the syllabus.
    point: str
    point_id: str
    facts: tuple[str, ...]
    difficulty: int
    cognitive: str
    # Those that people gave it.
    own_tags: tuple[str, ...] = ()

    @cached_property
    def question(self) -> Question | None:
        """The neutral question; None where no shape holds the item."""
        kind = ITEM_TYPES[self.item_type]
        return kind.to_question(kind.parse(self.body))

    @property
    def head(self) -> Head:
        """What is said beside the question."""
        return Head(self.key, self.point, self.facts, self.difficulty, self.cognitive)

    @property
    def tags(self) -> list[str]:
        """The same as tags, and those that people gave it."""
        unit = self.question.unit if isinstance(self.question, NumberQuestion) else ""
        said = tags_of(
            point=self.point, facts=self.facts, difficulty=self.difficulty, cognitive=self.cognitive, unit=unit
        )
        return [*said, *self.own_tags]


@dataclass(frozen=True)
class Stamp:
    """Who took what when: it stands in the file, so that a leaked one tells where it came from."""

    bank: str
    title: str
    actor: str
    # As text, to the minute.
    at: str
    trace: str

    @property
    def line(self) -> str:
        """All of it, in the content's language."""
        return (
            f"题库 {self.bank} {self.title}，{self.actor} 于 {self.at} 导出，追踪码 {self.trace}。内部资料，请勿外传。"
        )


@dataclass(frozen=True)
class LeftOut:
    """An item that the format does not hold, and why: an English sentence marked with gettext_noop."""

    key: str
    reason: str


@dataclass
class Written:
    """A file, and what of the items is not in it."""

    data: bytes
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True)
class Job:
    """What to write."""

    items: Sequence[ExportItem]
    # By the keys that item texts name.
    pictures: Mapping[str, bytes]
    stamp: Stamp
    answers: Answers = "beside"


class Exporter(ABC):
    """A format that items leave in. Stateless."""

    # That of the import format which reads it again.
    name: ClassVar[str]
    label: ClassVar[str]
    extension: ClassVar[str]
    content_type: ClassVar[str]
    # The smaller, the sooner it stands in the list.
    place: ClassVar[int]
    # The answers may stand elsewhere or be left out.
    has_answer_choice: ClassVar[bool] = False
    # Fields of a body that no item keeps in this format.
    drops: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def write(self, job: Job) -> Written:
        """The file; an item that does not fit is left out and named."""


NO_SHAPE = gettext_noop("No question of this format is like it.")
NO_PICTURES = gettext_noop("The format holds no pictures.")
NO_MARKUP = gettext_noop("The format holds no bold or underlined text, no lists and no tables.")
