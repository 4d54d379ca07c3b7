"""Multiple choice 多项选择题: several options are right; the paper's policy decides partial credit."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from exams.bank.item_types.base import (
    NOTHING_DRAWN,
    Drawn,
    ItemType,
    Response,
    ResponseKind,
    ResponseRefused,
    gettext_noop,
    join_texts,
    letters,
)
from exams.bank.item_types.editor import Node
from exams.bank.item_types.multiple_choice import scoring
from exams.bank.item_types.multiple_choice.schema import Body
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
from exams.bank.item_types.text import plain_text


class MultipleChoice(ItemType[Body]):
    """Response: the ids of the options marked, sorted, ["a", "c"]."""

    name: ClassVar[str] = "multiple_choice"
    label: ClassVar[str] = gettext_noop("Multiple choice")
    key_prefix: ClassVar[str] = "M"
    place: ClassVar[int] = 20
    response_kind: ClassVar[ResponseKind] = ResponseKind.MANY
    editor: ClassVar[tuple[Node, ...]] = (option_rows(most=8, is_single=False),)
    body_model = Body

    def option_ids(self, body: Body) -> list[str]:
        return letters(len(body.options))

    def option_texts(self, body: Body) -> dict[str, str]:
        return option_texts(body.options)

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing drawn
        return {"options": shown_options(self.option_texts(body), response or (), order)}

    def clean_response(self, body: Body, value: object) -> Response:
        if value is None or value == "":
            return None
        if not isinstance(value, list):
            raise ResponseRefused("not_a_list")
        known = self.option_ids(body)
        if not all(isinstance(option, str) and option in known for option in value):
            raise ResponseRefused("no_such_option")
        return sorted(set(value)) or None

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing drawn
        return scoring.credit(key_ids(body.options), response, policy)

    def describe_response(self, body: Body, response: Response) -> str:
        texts = self.option_texts(body)
        return join_texts([plain_text(texts[option]) for option in response or ()])

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return self.describe_response(body, key_ids(body.options))

    def rekeyed(self, body: Body, key: Response, *, keeps: bool) -> Body:  # noqa: ARG002 -- one set of keys alone
        return body.model_copy(update={"options": with_keys(body.options, key)})

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return key_ids(body.options)

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return distractor_ids(body.options)[:1]

    def to_question(self, body: Body) -> Question:
        return to_choice(body.stem, body.explanation, body.options, is_multiple=True)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, ChoiceQuestion) or not question.is_multiple:
            return None
        return from_choice(question)


ITEM_TYPE = MultipleChoice()
