"""True/false 判断题: whether the statement holds."""

from collections.abc import Mapping, Sequence
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
)
from exams.bank.item_types.editor import Choice, Node
from exams.bank.item_types.options import shown_options
from exams.bank.item_types.questions import Question, StatementQuestion
from exams.bank.item_types.true_false import scoring
from exams.bank.item_types.true_false.schema import Body

# Words of the item's own language, like the options of a choice.
WORDS = {"true": "正确", "false": "错误"}
VALUES = {"true": True, "false": False}


class TrueFalse(ItemType[Body]):
    """Response: true or false. The two are never shuffled."""

    name: ClassVar[str] = "true_false"
    label: ClassVar[str] = gettext_noop("True or false")
    key_prefix: ClassVar[str] = "T"
    place: ClassVar[int] = 30
    response_kind: ClassVar[ResponseKind] = ResponseKind.FLAG
    editor: ClassVar[tuple[Node, ...]] = (
        Choice(
            "answer",
            gettext_noop("The statement is"),
            (("true", gettext_noop("right")), ("false", gettext_noop("wrong"))),
        ),
    )
    body_model = Body

    def option_texts(self, body: Body) -> dict[str, str]:  # noqa: ARG002 -- the same for every item
        return dict(WORDS)

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- never shuffled
        chosen = set() if response is None else {"true" if response else "false"}
        return {"options": shown_options(WORDS, chosen, (), is_lettered=False)}

    def clean_response(self, body: Body, value: object) -> Response:  # noqa: ARG002 -- the same for every item
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value in VALUES:
            return VALUES[value]
        raise ResponseRefused("neither_true_nor_false")

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing partial
        return scoring.credit(answer=body.answer, response=response)

    def describe_response(self, body: Body, response: Response) -> str:  # noqa: ARG002 -- the same for every item
        return "" if response is None else WORDS["true" if response else "false"]

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return self.describe_response(body, body.answer)

    def to_editor(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {**body, "answer": "true" if body["answer"] else "false"}

    def from_editor(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Without a choice the answer is missing, not wrong."""
        return {name: value for name, value in raw.items() if name != "answer" or value}

    def rekeyed(self, body: Body, key: Response, *, keeps: bool) -> Body:  # noqa: ARG002 -- one key alone
        return body.model_copy(update={"answer": key})

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return body.answer

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return not body.answer

    def to_question(self, body: Body) -> Question:
        return StatementQuestion(stem=body.stem, general=body.explanation, holds=body.answer)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, StatementQuestion):
            return None
        return {"stem": question.stem, "explanation": question.general, "answer": question.holds}


ITEM_TYPE = TrueFalse()
