"""What the types have in common whose answer is one text that a person marks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from exams.bank.item_types.base import NOTHING_DRAWN, Drawn, ItemBody, ItemType, Response, ResponseKind
from exams.bank.item_types.editor import Lines, Text, gettext_noop
from exams.bank.item_types.guidance import read_guidance, write_guidance
from exams.bank.item_types.questions import OpenQuestion
from exams.bank.item_types.responses import NOTHING_KNOWN, text
from exams.bank.item_types.rubric import Guide, Rubric, without_blanks
from exams.bank.item_types.text import Stem, plain_text

Keyword = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^；\n]+$")]

LIMIT = Text(
    "longest",
    gettext_noop("Most characters"),
    gettext_noop("The candidate cannot write more; empty: the usual length of this type."),
    input_mode="numeric",
    is_short=True,
)
KEYWORDS = Lines("keywords", gettext_noop("Keywords for the marker"), gettext_noop("One a line; may be left out."))


class WrittenBody(ItemBody):
    """A stem, what a good answer looks like, and how answers are judged; a type says how long they may be."""

    stem: Stem
    longest: int
    model_answer: Stem
    rubric: Rubric
    keywords: Annotated[tuple[Keyword, ...], Field(max_length=20)] = ()

    @field_validator("model_answer")
    @classmethod
    def _fits(cls, model_answer: str, info: ValidationInfo) -> str:
        return fits_the_limit(model_answer, info.data.get("longest"))


def fits_the_limit(model_answer: str, longest: int | None) -> str:
    """Refuse a model answer that no candidate would have room for."""
    if longest is not None and len(plain_text(model_answer)) > longest:
        raise PydanticCustomError(
            "model_too_long", "The model answer is longer than the {longest} characters allowed", {"longest": longest}
        )
    return model_answer


WrittenT = TypeVar("WrittenT", bound=WrittenBody)


class Written(ItemType[WrittenT]):
    """Response: the text as it was written."""

    response_kind: ClassVar[ResponseKind] = ResponseKind.TEXT
    is_marked_by_people: ClassVar[bool] = True
    # Height of the candidate's box in lines.
    lines: ClassVar[int]
    is_long: ClassVar[bool]

    def shown(self, body: WrittenT, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing to shuffle or draw
        return {"written": response or "", "longest": body.longest, "lines": self.lines}

    def clean_response(self, body: WrittenT, value: object) -> Response:
        return text(value, longest=body.longest)

    def credit(self, body: WrittenT, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction | None:  # noqa: ARG002 -- a person judges
        return Fraction(0) if response is None else None

    def guides(self, body: WrittenT) -> tuple[Guide, ...]:
        return (Guide(body.model_answer, body.rubric, body.keywords),)

    def written(self, body: WrittenT, response: Response) -> tuple[str, ...]:  # noqa: ARG002 -- the response is the text
        return (response or "",)

    def _combine(
        self,
        body: WrittenT,  # noqa: ARG002 -- the rubric has spoken
        response: Response,  # noqa: ARG002 -- a person judged
        policy: str,  # noqa: ARG002 -- as above
        judged: Sequence[Fraction],
        drawn: Drawn,  # noqa: ARG002 -- nothing drawn
    ) -> Fraction:
        return judged[0]

    def describe_response(self, body: WrittenT, response: Response) -> str:  # noqa: ARG002 -- shown as written
        return response or ""

    def describe_key(self, body: WrittenT, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return plain_text(body.model_answer)

    def from_editor(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        return without_blanks(raw, "longest", "shortest")

    def right_response(self, body: WrittenT, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return plain_text(body.model_answer)

    def wrong_response(self, body: WrittenT, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return NOTHING_KNOWN

    def to_question(self, body: WrittenT) -> OpenQuestion:
        return OpenQuestion(
            stem=body.stem,
            general=body.explanation,
            model=body.model_answer,
            guidance=write_guidance(body.rubric, body.keywords),
            is_long=self.is_long,
            longest=body.longest,
        )


def from_open(question: OpenQuestion) -> dict[str, Any]:
    """The raw body that the written types share. Guidance of strangers becomes the top of a rubric with one criterion."""
    rubric, keywords = read_guidance(question.guidance)
    raw: dict[str, Any] = {
        "stem": question.stem,
        "explanation": question.general,
        "model_answer": question.model,
        "rubric": rubric,
        "keywords": keywords,
    }
    return {**raw, "longest": question.longest} if question.longest else raw
