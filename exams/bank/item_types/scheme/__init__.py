"""Scheme design 方案设计题: a plan for a situation that meets requirements, marked by a person."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from exams.bank.item_types.base import Drawn, Response, gettext_noop
from exams.bank.item_types.editor import Lines, Node
from exams.bank.item_types.questions import OpenQuestion, Question
from exams.bank.item_types.requirements import join_requirements, split_requirements
from exams.bank.item_types.rubric import RUBRIC_EDITOR
from exams.bank.item_types.scheme.schema import Body
from exams.bank.item_types.written import KEYWORDS, LIMIT, Written, from_open


class Scheme(Written[Body]):
    """Response: the text as it was written."""

    name: ClassVar[str] = "scheme"
    label: ClassVar[str] = gettext_noop("Scheme design")
    key_prefix: ClassVar[str] = "D"
    place: ClassVar[int] = 95
    lines: ClassVar[int] = 16
    is_long: ClassVar[bool] = True
    editor: ClassVar[tuple[Node, ...]] = (
        Lines(
            "requirements",
            gettext_noop("Requirements"),
            gettext_noop("What the scheme has to meet, one a line; the stem tells the situation."),
            lines=4,
        ),
        LIMIT,
        *RUBRIC_EDITOR,
        KEYWORDS,
    )
    body_model = Body

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:
        return {**super().shown(body, response, order=order, drawn=drawn), "requirements": body.requirements}

    def to_question(self, body: Body) -> OpenQuestion:
        stem = join_requirements(body.stem, body.requirements)
        return replace(super().to_question(body), stem=stem)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, OpenQuestion) or not question.is_long:
            return None
        found = split_requirements(question.stem)
        if found is None:
            return None
        stem, requirements = found
        return {**from_open(question), "stem": stem, "requirements": requirements}


ITEM_TYPE = Scheme()
