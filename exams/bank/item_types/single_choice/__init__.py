"""Single choice 单项选择题: one option is right."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from exams.bank.item_types.base import NOTHING_DRAWN, Drawn, ItemType, Response, ResponseKind, gettext_noop, letters
from exams.bank.item_types.editor import Node
from exams.bank.item_types.options import (
    distractor_ids,
    from_choice,
    key_ids,
    option_rows,
    option_texts,
    shown_options,
    to_choice,
    with_keys,
)
from exams.bank.item_types.questions import ChoiceQuestion, Question
from exams.bank.item_types.responses import one_of
from exams.bank.item_types.single_choice import scoring
from exams.bank.item_types.single_choice.schema import Body
from exams.bank.item_types.text import plain_text


class SingleChoice(ItemType[Body]):
    """Response: the id of one option, "b"."""

    name: ClassVar[str] = "single_choice"
    label: ClassVar[str] = gettext_noop("Single choice")
    key_prefix: ClassVar[str] = "S"
    place: ClassVar[int] = 10
    response_kind: ClassVar[ResponseKind] = ResponseKind.ONE
    editor: ClassVar[tuple[Node, ...]] = (option_rows(most=6, is_single=True),)
    body_model = Body

    def option_ids(self, body: Body) -> list[str]:
        return letters(len(body.options))

    def option_texts(self, body: Body) -> dict[str, str]:
        return option_texts(body.options)

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing drawn
        return {"options": shown_options(self.option_texts(body), {response}, order)}

    def clean_response(self, body: Body, value: object) -> Response:
        return one_of(value, self.option_ids(body))

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing partial
        return scoring.credit(self._key(body), response)

    def describe_response(self, body: Body, response: Response) -> str:
        return "" if response is None else plain_text(self.option_texts(body)[response])

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return plain_text(self.option_texts(body)[self._key(body)])

    def rekeyed(self, body: Body, key: Response, *, keeps: bool) -> Body:  # noqa: ARG002 -- one key alone
        return body.model_copy(update={"options": with_keys(body.options, [key])})

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return self._key(body)

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return distractor_ids(body.options)[0]

    def to_question(self, body: Body) -> Question:
        return to_choice(body.stem, body.explanation, body.options, is_multiple=False)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, ChoiceQuestion) or question.is_multiple:
            return None
        return from_choice(question)

    def _key(self, body: Body) -> str:
        return key_ids(body.options)[0]


ITEM_TYPE = SingleChoice()
