"""Essay 论述题: a whole text, marked by a person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from exams.bank.item_types.base import Drawn, Response, gettext_noop
from exams.bank.item_types.editor import Node, Text
from exams.bank.item_types.essay.schema import Body
from exams.bank.item_types.questions import OpenQuestion, Question
from exams.bank.item_types.requirements import split_requirements
from exams.bank.item_types.rubric import RUBRIC_EDITOR
from exams.bank.item_types.written import KEYWORDS, LIMIT, Written, from_open


class Essay(Written[Body]):
    """Response: the text as it was written."""

    name: ClassVar[str] = "essay"
    label: ClassVar[str] = gettext_noop("Essay")
    key_prefix: ClassVar[str] = "E"
    place: ClassVar[int] = 90
    lines: ClassVar[int] = 14
    is_long: ClassVar[bool] = True
    editor: ClassVar[tuple[Node, ...]] = (
        LIMIT,
        Text(
            "shortest",
            gettext_noop("Fewest characters"),
            gettext_noop("Advice to the candidate; empty: none."),
            input_mode="numeric",
            is_short=True,
        ),
        *RUBRIC_EDITOR,
        KEYWORDS,
    )
    body_model = Body

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:
        return {**super().shown(body, response, order=order, drawn=drawn), "shortest": body.shortest}

    def to_question(self, body: Body) -> OpenQuestion:
        return replace(super().to_question(body), shortest=body.shortest)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, OpenQuestion) or not question.is_long or split_requirements(question.stem):
            return None
        return {**from_open(question), "shortest": question.shortest}


ITEM_TYPE = Essay()
