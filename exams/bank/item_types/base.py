"""What every item type is: a validated body, a canonical response and an exact credit. No Django here."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from exams.bank.item_types.editor import Node, gettext_noop
from exams.bank.item_types.questions import Question
from exams.bank.item_types.responses import FormData, ResponseKind, ResponseRefused, read_texts
from exams.bank.item_types.rubric import Guide
from exams.bank.item_types.text import Explanation, Marked


class NotAllJudged(ValueError):
    """There is not one judgement for each text that people mark."""


Response = Any  # JSON: "b", ["a", "c"], true, ["text", "text"]; None means unanswered

# What was drawn for one candidate: parameter → exact decimal as text. Empty for all types but calculations.
Drawn = Mapping[str, str]
NOTHING_DRAWN: Drawn = MappingProxyType({})
# Where nothing was drawn (a preview, a paper before it is sat) the parameters of this seed stand for all.
SAMPLE_SEED = 1


@dataclass(frozen=True)
class Passage:
    """What a part of an item asks and what explains it, with what was drawn for it."""

    number: int
    stem: str
    explanation: str = ""
    drawn: Drawn = field(default_factory=dict)


class ItemBody(BaseModel):
    """What every body has; a type adds its own fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stem: Marked
    explanation: Explanation


BodyT = TypeVar("BodyT", bound=ItemBody)


class ItemType(ABC, Generic[BodyT]):
    """A kind of question. Stateless: everything about one item is in its body.

    Its folder also holds `candidate.html`, the candidate's view (extends "bank/item.html"), and `example.yaml`, a body
    with its key, which the tests and the style guide show.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    # Begins the keys of new items: S-001, M-001, …
    key_prefix: ClassVar[str]
    # Place of its section in a paper: small numbers first.
    place: ClassVar[int]
    response_kind: ClassVar[ResponseKind]
    # People give the marks: `credit` is None for every answer but a blank one. (A case has parts of both kinds.)
    is_marked_by_people: ClassVar[bool] = False
    # The form's fields beside stem and explanation.
    editor: ClassVar[tuple[Node, ...]] = ()
    body_model: type[BodyT]

    def parse(self, raw: object) -> BodyT:
        """The validated body; raises pydantic.ValidationError."""
        return self.body_model.model_validate(raw)

    def option_ids(self, body: BodyT) -> list[str]:  # noqa: ARG002 -- for types that shuffle
        """Ids of what may be shuffled, in authored order; empty where nothing may."""
        return []

    def option_texts(self, body: BodyT) -> dict[str, str]:  # noqa: ARG002 -- for types with options
        """What the candidate chooses from, by id, in authored order; empty where they write."""
        return {}

    def draw(self, body: BodyT, seed: int) -> dict[str, str]:  # noqa: ARG002 -- for types with parameters
        """One candidate's parameters, the same for the same seed; see Drawn."""
        return {}

    def passages(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> tuple[Passage, ...]:  # noqa: ARG002 -- for types with parts
        """The texts of its parts, beside its own stem and explanation; empty for a type without parts."""
        return ()

    @abstractmethod
    def shown(self, body: BodyT, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:
        """What candidate.html shows beside the stem, as plain data with marked-up texts. Nothing of the key.

        `order` holds the option ids as this candidate sees them (authored order when empty).
        """

    @abstractmethod
    def clean_response(self, body: BodyT, value: object) -> Response:
        """The canonical response, None when unanswered; raises ResponseRefused."""

    @abstractmethod
    def credit(self, body: BodyT, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction | None:
        """Exact credit in [0, 1] for a canonical response; None where a person has to mark it."""

    def guides(self, body: BodyT) -> tuple[Guide, ...]:  # noqa: ARG002 -- for types that people mark
        """What people mark by: one guide for each text that they judge, in the order of the page."""
        return ()

    def written(self, body: BodyT, response: Response) -> tuple[str, ...]:  # noqa: ARG002 -- for types that people mark
        """The texts that people judge, one for each of `guides`; empty where nothing was written."""
        return ()

    def judged_credit(
        self,
        body: BodyT,
        response: Response,
        policy: str,
        judged: Sequence[Fraction],
        drawn: Drawn = NOTHING_DRAWN,
    ) -> Fraction:
        """Exact credit once people have judged: one credit for each of `guides`; that of a blank text counts nothing.

        Raises NotAllJudged.
        """
        guides = self.guides(body)
        if len(judged) != len(guides):
            raise NotAllJudged(f"{len(judged)} judgements for {len(guides)} texts")
        texts = self.written(body, response)
        counted = [given if text else Fraction(0) for given, text in zip(judged, texts, strict=True)]
        return self._combine(body, response, policy, counted, drawn)

    def _combine(
        self, body: BodyT, response: Response, policy: str, judged: Sequence[Fraction], drawn: Drawn
    ) -> Fraction:
        """Credit of the whole from the judgements of its texts; where nobody judges, the machine's."""
        credit = self.credit(body, response, policy, drawn)
        if judged or credit is None:
            raise NotImplementedError(self.name)
        return credit

    @abstractmethod
    def describe_response(self, body: BodyT, response: Response) -> str:
        """A canonical response in words; empty when unanswered."""

    @abstractmethod
    def describe_key(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> str:
        """The key in words."""

    def rekeyed(self, body: BodyT, key: Response, *, keeps: bool) -> BodyT | None:  # noqa: ARG002 -- for types whose key can be put right
        """The body as it would be if `key`, a canonical response, were its key; None where the type knows no such body.

        `keeps`: what was accepted stays accepted beside it, where one body can say both. For marking only: the
        body was never validated, and an item that is authored anew may have to keep further rules.
        """
        return None

    def machine_key(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> str:
        """The key in words as far as no person marks; empty where people mark all of it."""
        return "" if self.is_marked_by_people else self.describe_key(body, drawn)

    @abstractmethod
    def right_response(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> Response:
        """A canonical response that earns everything: the key, and a model answer where people mark."""

    @abstractmethod
    def wrong_response(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> Response:
        """A canonical response that earns nothing under any policy, and yet is an answer."""

    def read_form(self, body: BodyT, form: FormData, name: str) -> object:
        """The raw value that the candidate's form controls called `name` sent."""
        if self.response_kind == ResponseKind.MANY:
            return form.getlist(name)
        if self.response_kind == ResponseKind.TEXTS:
            return read_texts(form, name, self.text_count(body))
        return form.get(name, "")

    def text_count(self, body: BodyT) -> int:
        """How many controls an item has, for the kind TEXTS."""
        raise NotImplementedError

    def to_editor(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """A stored body as the fields of `editor` want it; the same where they are the body's own."""
        return body

    def from_editor(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        """The inverse of to_editor, for whatever was filled in: it never fails, `parse` judges."""
        return raw

    @abstractmethod
    def to_question(self, body: BodyT) -> Question | None:
        """The item as exchange formats know it; None if no shape of theirs can hold it."""

    @abstractmethod
    def from_question(self, question: Question) -> dict[str, Any] | None:
        """A raw body of this type, None for a question of another shape; `parse` judges it."""


def letters(count: int) -> list[str]:
    """Option ids "a", "b", … in authored order."""
    return [chr(ord("a") + index) for index in range(count)]


def join_texts(texts: Sequence[str]) -> str:
    """Several texts as one phrase of the content's language."""
    return "；".join(texts)


__all__ = [
    "NOTHING_DRAWN",
    "SAMPLE_SEED",
    "BodyT",
    "Drawn",
    "FormData",
    "ItemBody",
    "ItemType",
    "NotAllJudged",
    "Passage",
    "Response",
    "ResponseKind",
    "ResponseRefused",
    "gettext_noop",
    "join_texts",
    "letters",
]
