"""Short answer 简答题: a few sentences, marked by a person."""

from typing import Any, ClassVar

from exams.bank.item_types.base import gettext_noop
from exams.bank.item_types.editor import Node
from exams.bank.item_types.questions import OpenQuestion, Question
from exams.bank.item_types.rubric import RUBRIC_EDITOR
from exams.bank.item_types.short_answer.schema import Body
from exams.bank.item_types.written import KEYWORDS, LIMIT, Written, from_open


class ShortAnswer(Written[Body]):
    """Response: the text as it was written."""

    name: ClassVar[str] = "short_answer"
    label: ClassVar[str] = gettext_noop("Short answer")
    key_prefix: ClassVar[str] = "A"
    place: ClassVar[int] = 80
    lines: ClassVar[int] = 5
    is_long: ClassVar[bool] = False
    editor: ClassVar[tuple[Node, ...]] = (LIMIT, *RUBRIC_EDITOR, KEYWORDS)
    body_model = Body

    def from_question(self, question: Question) -> dict[str, Any] | None:
        return from_open(question) if isinstance(question, OpenQuestion) and not question.is_long else None


ITEM_TYPE = ShortAnswer()
