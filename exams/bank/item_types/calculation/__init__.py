"""Calculation 计算题: work out a number from numbers that are each candidate's own."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar

from exams.bank.item_types.base import (
    NOTHING_DRAWN,
    SAMPLE_SEED,
    Drawn,
    ItemType,
    Response,
    ResponseKind,
    gettext_noop,
)
from exams.bank.item_types.calculation import scoring
from exams.bank.item_types.calculation.expression import Undefined
from exams.bank.item_types.calculation.parameters import DRAWS, Numbers, corners, draws
from exams.bank.item_types.calculation.schema import Body
from exams.bank.item_types.editor import Node, Rows, Text
from exams.bank.item_types.quantities import QUANTITY_EDITOR, beyond, in_words, shortest, with_tolerance
from exams.bank.item_types.questions import Question
from exams.bank.item_types.responses import LONGEST_LINE, text


class Calculation(ItemType[Body]):
    """Response: the number as it was written, as in a numeric item. Where nothing was drawn, the sample draw counts."""

    name: ClassVar[str] = "calculation"
    label: ClassVar[str] = gettext_noop("Calculation")
    key_prefix: ClassVar[str] = "K"
    place: ClassVar[int] = 55
    response_kind: ClassVar[ResponseKind] = ResponseKind.TEXT
    editor: ClassVar[tuple[Node, ...]] = (
        Rows(
            "parameters",
            gettext_noop("Parameters"),
            (
                Text("name", gettext_noop("Name of the parameter"), is_short=True),
                Text("from", gettext_noop("Lowest value"), input_mode="decimal", is_short=True),
                Text("to", gettext_noop("Highest value"), input_mode="decimal", is_short=True),
                Text("step", gettext_noop("Size of a step"), input_mode="decimal", is_short=True),
            ),
            help=gettext_noop(
                "Put {{name}} into the stem where the number stands; the explanation may hold it too. Each candidate is"
                " given numbers of their own."
            ),
            shown=2,
            most=6,
        ),
        Text(
            "expression",
            gettext_noop("Expression of the key"),
            gettext_noop("Numbers, parameters, + - * / ** and brackets; min, max, round, abs. Exact, without a unit."),
        ),
        Text(
            "decimals",
            gettext_noop("Decimals of the key"),
            gettext_noop("Rounded half up."),
            input_mode="numeric",
            is_short=True,
        ),
        *QUANTITY_EDITOR,
    )
    body_model = Body

    def draw(self, body: Body, seed: int) -> dict[str, str]:
        """Numbers for which the key has a value; the lowest ones, which the schema tried, if none are found."""
        drawn = filter(partial(_has_key, body), draws(body.parameters, seed, DRAWS))
        numbers = next(drawn, None) or next(corners(body.parameters))
        return {name: shortest(value) for name, value in numbers.items()}

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- the numbers stand in the stem
        return {"written": response or "", "unit": body.unit, "longest": LONGEST_LINE}

    def clean_response(self, body: Body, value: object) -> Response:  # noqa: ARG002 -- the same for every item
        return text(value, longest=LONGEST_LINE)

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing partial
        return scoring.credit(self._key(body, drawn), response, tolerance=body.tolerance, unit=body.unit)

    def describe_response(self, body: Body, response: Response) -> str:  # noqa: ARG002 -- shown as written
        return "" if response is None else str(response).strip()

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:
        number = shortest(self._key(body, drawn), decimals=body.decimals)
        return in_words(number, tolerance=body.tolerance, unit=body.unit)

    def from_editor(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return with_tolerance(raw)

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:
        return shortest(self._key(body, drawn))

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:
        return beyond(self._key(body, drawn), body.tolerance)

    def to_question(self, body: Body) -> Question | None:  # noqa: ARG002 -- no format has drawn numbers as we do
        return None

    def from_question(self, question: Question) -> dict[str, Any] | None:  # noqa: ARG002 -- as above
        return None

    def _key(self, body: Body, drawn: Drawn) -> Fraction:
        return body.key_for(body.numbers_of(drawn or self.draw(body, SAMPLE_SEED)))


def _has_key(body: Body, numbers: Numbers) -> bool:
    try:
        body.key_for(numbers)
    except Undefined:
        return False
    return True


ITEM_TYPE = Calculation()
