"""What a check is given and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from exams.bank.item_types.questions import Alternative, ChoiceQuestion, Question
from exams.bank.item_types.text import plain_text

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One remark: its code, the part of the body that it speaks of, and the words that it quotes."""

    code: str
    place: Place
    quotes: Mapping[str, str | int] = field(default_factory=dict)


def parts_of(body: Any) -> Sequence[Any]:
    """The parts of a case; empty for other types."""
    parts: Sequence[Any] = getattr(body, "parts", ())
    return parts


@dataclass(frozen=True)
class Subject:
    """An item as the checks see it: its body, and its neutral shape where it has one."""

    item_type: str
    body: Any
    question: Question | None
    competes: str = ""

    @cached_property
    def stem(self) -> str:
        """The stem without markup."""
        return plain_text(self.body.stem)

    @cached_property
    def explanation(self) -> str:
        """The explanation without markup."""
        return plain_text(self.body.explanation)

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The options of a choice, without markup; empty for other types."""
        if not isinstance(self.question, ChoiceQuestion):
            return ()
        return tuple(Alternative(plain_text(one.text), one.is_key) for one in self.question.alternatives)
