"""Case 案例分析题: shared material with questions of other types on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, ClassVar

from exams.bank.item_types.base import (
    NOTHING_DRAWN,
    Drawn,
    FormData,
    ItemType,
    Passage,
    Response,
    ResponseKind,
    gettext_noop,
)
from exams.bank.item_types.case.schema import Body, Part
from exams.bank.item_types.editor import Node, Parts, Text
from exams.bank.item_types.questions import CaseQuestion, Question
from exams.bank.item_types.registry import body_of_question, part_types
from exams.bank.item_types.responses import parts
from exams.bank.item_types.rubric import Guide, without_blanks
from exams.bank.item_types.weighting import weighted


class Case(ItemType[Body]):
    """Response: the response of each part, ["b", null, "text"]; null where a part is unanswered.

    What was drawn for part 2 is named "2.<name>".
    """

    name: ClassVar[str] = "case"
    label: ClassVar[str] = gettext_noop("Case study")
    key_prefix: ClassVar[str] = "C"
    place: ClassVar[int] = 110
    response_kind: ClassVar[ResponseKind] = ResponseKind.PARTS
    editor: ClassVar[tuple[Node, ...]] = (
        Parts(
            "parts",
            gettext_noop("Questions on the material"),
            help=gettext_noop("The stem holds the material; each question is an item of its own type."),
            row=(
                Text(
                    "share",
                    gettext_noop("Share of the marks"),
                    gettext_noop("A whole number: 2 counts twice as much as 1."),
                    input_mode="numeric",
                    is_short=True,
                ),
            ),
        ),
    )
    body_model = Body

    def draw(self, body: Body, seed: int) -> dict[str, str]:
        return {
            f"{number}.{name}": value
            for number, part in enumerate(body.parts, start=1)
            for name, value in part.kind.draw(part.body, seed + number).items()
        }

    def passages(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> tuple[Passage, ...]:
        return tuple(
            Passage(number, part.body.stem, part.body.explanation, own)
            for number, part, _answer, own in _answered(body, None, drawn)
        )

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- parts keep their order
        return {
            "parts": [
                {
                    "number": number,
                    "type": part.type,
                    "stem": part.body.stem,
                    "drawn": own,
                    "shown": part.kind.shown(part.body, answer, order=(), drawn=own),
                }
                for number, part, answer, own in _answered(body, response, drawn)
            ]
        }

    def read_form(self, body: Body, form: FormData, name: str) -> object:
        return [
            part.kind.read_form(part.body, form, f"{name}-{number}") for number, part in enumerate(body.parts, start=1)
        ]

    def clean_response(self, body: Body, value: object) -> Response:
        sent = parts(value, len(body.parts))
        clean = [part.kind.clean_response(part.body, one) for part, one in zip(body.parts, sent, strict=True)]
        return clean if any(one is not None for one in clean) else None

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction | None:
        earned = [
            part.kind.credit(part.body, answer, policy, own)
            for _number, part, answer, own in _answered(body, response, drawn)
        ]
        known = [one for one in earned if one is not None]
        return weighted(_shares(body), known) if len(known) == len(earned) else None

    def guides(self, body: Body) -> tuple[Guide, ...]:
        return tuple(
            replace(guide, number=f"{number}.{guide.number}".rstrip("."), asked=guide.asked or part.body.stem)
            for number, part in enumerate(body.parts, start=1)
            for guide in part.kind.guides(part.body)
        )

    def written(self, body: Body, response: Response) -> tuple[str, ...]:
        return tuple(
            text
            for _number, part, answer, _own in _answered(body, response, NOTHING_DRAWN)
            for text in part.kind.written(part.body, answer)
        )

    def _combine(
        self, body: Body, response: Response, policy: str, judged: Sequence[Fraction], drawn: Drawn
    ) -> Fraction:
        rest = iter(judged)
        earned = []
        for _number, part, answer, own in _answered(body, response, drawn):
            given = [next(rest) for _guide in part.kind.guides(part.body)]
            earned.append(part.kind.judged_credit(part.body, answer, policy, given, own))
        return weighted(_shares(body), earned)

    def describe_response(self, body: Body, response: Response) -> str:
        if response is None:
            return ""
        return _joined(
            (number, part.kind.describe_response(part.body, answer))
            for number, part, answer, _own in _answered(body, response, NOTHING_DRAWN)
        )

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:
        return _joined(
            (number, part.kind.describe_key(part.body, own))
            for number, part, _answer, own in _answered(body, None, drawn)
        )

    def machine_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:
        keys = [
            (number, part.kind.machine_key(part.body, own))
            for number, part, _answer, own in _answered(body, None, drawn)
        ]
        return _joined((number, words) for number, words in keys if words)

    def from_editor(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**raw, "parts": [without_blanks(part, "share") for part in raw["parts"]]}

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:
        return [
            part.kind.right_response(part.body, own) for _number, part, _answer, own in _answered(body, None, drawn)
        ]

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:
        return [
            part.kind.wrong_response(part.body, own) for _number, part, _answer, own in _answered(body, None, drawn)
        ]

    def to_question(self, body: Body) -> Question | None:
        questions = [part.kind.to_question(part.body) for part in body.parts]
        if any(question is None for question in questions):
            return None
        return CaseQuestion(
            stem=body.stem,
            general=body.explanation,
            parts=tuple(question for question in questions if question),
            shares=tuple(part.share for part in body.parts),
        )

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, CaseQuestion):
            return None
        found = [body_of_question(part, part_types()) for part in question.parts]
        made = [one for one in found if one is not None]
        if len(made) < len(found):
            return None
        shares = question.shares or (1,) * len(made)
        return {
            "stem": question.stem,
            "explanation": question.general,
            "parts": [
                {"type": name, "share": share, "body": body} for (name, body), share in zip(made, shares, strict=True)
            ],
        }


def _answered(body: Body, response: Response, drawn: Drawn) -> Iterator[tuple[int, Part, Response, Drawn]]:
    """Each part with its number, its response and what was drawn for it."""
    answers = response or [None] * len(body.parts)
    for number, (part, answer) in enumerate(zip(body.parts, answers, strict=True), start=1):
        prefix = f"{number}."
        own = {name.removeprefix(prefix): value for name, value in drawn.items() if name.startswith(prefix)}
        yield number, part, answer, own


def _shares(body: Body) -> list[int]:
    return [part.share for part in body.parts]


def _joined(words: Iterable[tuple[int, str]]) -> str:
    """The words of the parts, a line each."""
    return "\n".join(f"（{number}）{one or '—'}" for number, one in words)


ITEM_TYPE = Case()
