"""Fill-in 填空题: write the word or number that belongs in each blank."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from exams.bank.item_types.base import (
    NOTHING_DRAWN,
    Drawn,
    ItemType,
    Response,
    ResponseKind,
    gettext_noop,
    join_texts,
)
from exams.bank.item_types.editor import Lines, Node, Rows
from exams.bank.item_types.fill_in import scoring
from exams.bank.item_types.fill_in.normalisation import normalise
from exams.bank.item_types.fill_in.schema import Body
from exams.bank.item_types.questions import BlanksQuestion, Question
from exams.bank.item_types.responses import LONGEST_LINE, NOTHING_KNOWN, texts


class FillIn(ItemType[Body]):
    """Response: one text per blank, ["text", "text"]; kept as written, compared in normalised form."""

    name: ClassVar[str] = "fill_in"
    label: ClassVar[str] = gettext_noop("Fill in the blanks")
    key_prefix: ClassVar[str] = "F"
    place: ClassVar[int] = 40
    response_kind: ClassVar[ResponseKind] = ResponseKind.TEXTS
    editor: ClassVar[tuple[Node, ...]] = (
        Rows(
            "blanks",
            gettext_noop("Blanks"),
            (Lines("accept", gettext_noop("Blank")),),
            help=gettext_noop(
                "Put {{1}}, {{2}} … into the stem where the blanks are. Here: one accepted answer a line; the first is"
                " shown as the key. Width, case, spaces, punctuation, percent signs and Chinese digits make no difference."
            ),
            shown=2,
        ),
    )
    body_model = Body

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing to shuffle
        return {"written": response or [""] * len(body.blanks), "longest": LONGEST_LINE}

    def text_count(self, body: Body) -> int:
        return len(body.blanks)

    def clean_response(self, body: Body, value: object) -> Response:
        return texts(value, len(body.blanks))

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- blanks count equally
        return scoring.credit(body.blanks, response)

    def describe_response(self, body: Body, response: Response) -> str:  # noqa: ARG002 -- shown as written
        return "" if response is None else join_texts([text.strip() or "—" for text in response])

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return join_texts([" / ".join(_told_apart(blank.accept)) for blank in body.blanks])

    def rekeyed(self, body: Body, key: Response, *, keeps: bool) -> Body:
        blanks = [
            blank.model_copy(update={"accept": (*(blank.accept if keeps else ()), text.strip())})
            if text.strip()
            else blank
            for blank, text in zip(body.blanks, key, strict=True)
        ]
        return body.model_copy(update={"blanks": tuple(blanks)})

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return [blank.accept[0] for blank in body.blanks]

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return [NOTHING_KNOWN] * len(body.blanks)

    def to_question(self, body: Body) -> Question:
        accepted = tuple(blank.accept for blank in body.blanks)
        return BlanksQuestion(stem=body.stem, general=body.explanation, accepted=accepted)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, BlanksQuestion):
            return None
        blanks: list[Mapping[str, Any]] = [{"accept": list(accepted)} for accepted in question.accepted]
        return {"stem": question.stem, "explanation": question.general, "blanks": blanks}


def _told_apart(accepted: Iterable[str]) -> list[str]:
    """Of those that count as one answer the first: 72.9%, without 百分之七十二点九 beside it."""
    told: dict[str, str] = {}
    for text in accepted:
        told.setdefault(normalise(text), text)
    return list(told.values())


ITEM_TYPE = FillIn()
