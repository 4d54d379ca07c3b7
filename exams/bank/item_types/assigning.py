"""Types answered by giving each row one of a list: matching and classification. What a row may choose is `offered`."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import (
    NOTHING_DRAWN,
    Drawn,
    ItemBody,
    ItemType,
    Response,
    ResponseKind,
    join_texts,
    letters,
)
from exams.bank.item_types.responses import choices
from exams.bank.item_types.selects import as_rows, as_written, by_letter, from_rows, listed, pairs_in_words, rows


class AssignedBody(ItemBody):
    """Rows, a list of texts, and for each row the letter of its text."""

    @property
    @abstractmethod
    def asked(self) -> list[str]:
        """The text of each row."""

    @property
    @abstractmethod
    def offered(self) -> Sequence[str]:
        """What a row may be given, in authored order."""

    @property
    @abstractmethod
    def key(self) -> list[str]:
        """The letter of what belongs to each row."""


BodyT = TypeVar("BodyT", bound=AssignedBody)


class Assigning(ItemType[BodyT]):
    """Response: the letter given to each row, "" where none is, ["c", "", "a"]. Subclasses name their fields."""

    response_kind: ClassVar[ResponseKind] = ResponseKind.TEXTS
    # Of the body: what is offered, the rows, and the row's letter.
    offered_field: ClassVar[str]
    rows_field: ClassVar[str]
    letter_field: ClassVar[str]

    def option_texts(self, body: BodyT) -> dict[str, str]:
        return by_letter(body.offered)

    def shown(self, body: BodyT, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing drawn
        return {"options": listed(self.option_texts(body), order), "rows": rows(body.asked, response)}

    def text_count(self, body: BodyT) -> int:
        return len(body.asked)

    def clean_response(self, body: BodyT, value: object) -> Response:
        return choices(value, len(body.asked), letters(len(body.offered)))

    def credit(self, body: BodyT, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing drawn
        return credit(body.key, response, policy)

    def describe_response(self, body: BodyT, response: Response) -> str:
        if response is None:
            return ""
        return join_texts(pairs_in_words(body.asked, response, self.option_texts(body)))

    def describe_key(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return self.describe_response(body, body.key)

    def to_editor(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, self.offered_field: as_rows(body[self.offered_field])}

    def from_editor(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        given = [{**row, self.letter_field: as_written(row[self.letter_field])} for row in raw[self.rows_field]]
        return {**raw, self.offered_field: from_rows(raw[self.offered_field]), self.rows_field: given}

    def right_response(self, body: BodyT, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return body.key

    def rekeyed(self, body: BodyT, key: Response, *, keeps: bool) -> BodyT | None:  # noqa: ARG002 -- one text a row alone
        if not all(key):
            return None
        given = zip(getattr(body, self.rows_field), key, strict=True)
        rows_with_key = tuple(row.model_copy(update={self.letter_field: letter}) for row, letter in given)
        return body.model_copy(update={self.rows_field: rows_with_key})


def credit(key: Sequence[str], response: Sequence[str] | None, policy: str) -> Fraction:
    """Under all_or_nothing 1 for the whole key, under any other policy the mean of the shares of what the key names.

    The share of a text is that of its rows which were given it. Where each has one row, or all have as many, this is the
    share of the rows that are right; where they have not, the same text everywhere still earns no more than one in so
    many, the guess bound.
    """
    if response is None:
        return Fraction(0)
    if policy == "all_or_nothing":
        return Fraction(list(response) == list(key))
    named = sorted(set(key))
    return sum((_share(one, key, response) for one in named), Fraction(0)) / len(named)


def _share(letter: str, key: Sequence[str], response: Sequence[str]) -> Fraction:
    given = [choice for choice, right in zip(response, key, strict=True) if right == letter]
    return Fraction(given.count(letter), len(given))


def refuse_unknown(named: Sequence[str], known: Sequence[str]) -> None:
    """Each row names what is offered."""
    for number, letter in enumerate(named, start=1):
        if letter not in known:
            raise PydanticCustomError(
                "match_unknown",
                "Row {number} names “{letter}”, and there is no such option",
                {"number": number, "letter": letter},
            )
