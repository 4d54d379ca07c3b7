"""Numeric 数值题: write a number, which may have a unit and a tolerance."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from pydantic import ValidationError

from exams.bank.item_types.base import NOTHING_DRAWN, Drawn, ItemType, Response, ResponseKind, gettext_noop
from exams.bank.item_types.editor import Node, Text
from exams.bank.item_types.numeric import scoring
from exams.bank.item_types.numeric.schema import Body
from exams.bank.item_types.quantities import QUANTITY_EDITOR, beyond, in_words, with_tolerance
from exams.bank.item_types.questions import NumberQuestion, Question
from exams.bank.item_types.responses import LONGEST_LINE, text


class Numeric(ItemType[Body]):
    """Response: the number as it was written, "1,250 元"; what is no number is simply wrong."""

    name: ClassVar[str] = "numeric"
    label: ClassVar[str] = gettext_noop("Numeric")
    key_prefix: ClassVar[str] = "N"
    place: ClassVar[int] = 50
    response_kind: ClassVar[ResponseKind] = ResponseKind.TEXT
    editor: ClassVar[tuple[Node, ...]] = (
        Text(
            "value",
            gettext_noop("Value of the key"),
            gettext_noop("An exact number, such as 62.5."),
            input_mode="decimal",
            is_short=True,
        ),
        *QUANTITY_EDITOR,
    )
    body_model = Body

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing to shuffle
        return {"written": response or "", "unit": body.unit, "longest": LONGEST_LINE}

    def clean_response(self, body: Body, value: object) -> Response:  # noqa: ARG002 -- the same for every item
        return text(value, longest=LONGEST_LINE)

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing partial
        return scoring.credit(body, response)

    def describe_response(self, body: Body, response: Response) -> str:  # noqa: ARG002 -- shown as written
        return "" if response is None else str(response).strip()

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return in_words(body.value, tolerance=body.tolerance, unit=body.unit)

    def from_editor(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        return with_tolerance(raw)

    def rekeyed(self, body: Body, key: Response, *, keeps: bool) -> Body | None:  # noqa: ARG002 -- one number alone
        try:
            return body.model_validate({**body.model_dump(), "value": str(key).strip()})
        except ValidationError:
            return None

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return body.value

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return beyond(Fraction(body.value), body.tolerance)

    def to_question(self, body: Body) -> Question:
        return NumberQuestion(
            stem=body.stem,
            general=body.explanation,
            value=Decimal(body.value),
            tolerance=Decimal(body.tolerance),
            unit=body.unit,
        )

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, NumberQuestion):
            return None
        return {
            "stem": question.stem,
            "explanation": question.general,
            "value": f"{question.value:f}",
            "tolerance": f"{question.tolerance:f}",
            "unit": question.unit,
        }


ITEM_TYPE = Numeric()
