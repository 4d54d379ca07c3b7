"""Questions as exchange formats know them: a few shapes between the formats and our item types. No Django here.

A format reads and writes these shapes (exams.bank.interchange); an item type maps itself to and from them
(`ItemType.to_question`, `from_question`). A new format thus needs no word about types, a new type none about formats.
Texts are in our own markup (exams.bank.item_types.text).
"""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all have; `general` is the explanation."""

    stem: str
    general: str = ""


@dataclass(frozen=True)
class Alternative:
    """One option of a choice, with the comment that some formats give it."""

    text: str
    is_key: bool
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """Choose one (`is_multiple` false) or several of the alternatives."""

    alternatives: tuple[Alternative, ...]
    is_multiple: bool


@dataclass(frozen=True, kw_only=True)
class StatementQuestion(Question):
    """Whether the stem holds."""

    holds: bool


@dataclass(frozen=True, kw_only=True)
class BlanksQuestion(Question):
    """A stem with {{1}}, {{2}} … and for each blank the accepted answers, the first as the key."""

    accepted: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class NumberQuestion(Question):
    """A number within an absolute tolerance of `value`."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class MatchQuestion(Question):
    """For each left text the right one; `extras` belong to none. `is_reused`: a right text may serve several."""

    pairs: tuple[tuple[str, str], ...]
    extras: tuple[str, ...] = ()
    is_reused: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderQuestion(Question):
    """Texts in their right order."""

    sequence: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OpenQuestion(Question):
    """A text that a person marks; `model` is the model answer, `guidance` what earns marks, `is_long` an essay.

    `shortest` and `longest` are numbers of characters, 0 where the format says nothing.
    """

    model: str = ""
    guidance: str = ""
    is_long: bool = False
    shortest: int = 0
    longest: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseQuestion(Question):
    """Shared material (the stem) with questions on it; `shares` are the parts' weights, empty where they are equal."""

    parts: tuple[Question, ...] = field(default=())
    shares: tuple[int, ...] = ()
