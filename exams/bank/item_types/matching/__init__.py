"""Matching 配对题: give each row the option that belongs to it."""

from typing import Any, ClassVar

from exams.bank.item_types.assigning import Assigning
from exams.bank.item_types.base import NOTHING_DRAWN, Drawn, Response, gettext_noop, letters
from exams.bank.item_types.editor import Node, Rows, Text
from exams.bank.item_types.matching.schema import Body
from exams.bank.item_types.questions import MatchQuestion, Question
from exams.bank.item_types.selects import by_letter, mixed, turned
from exams.bank.item_types.text import plain_text


class Matching(Assigning[Body]):
    """Response: the id of the option of each row, "" where none is chosen, ["c", "", "a"]."""

    name: ClassVar[str] = "matching"
    label: ClassVar[str] = gettext_noop("Matching")
    key_prefix: ClassVar[str] = "P"
    place: ClassVar[int] = 60
    offered_field: ClassVar[str] = "options"
    rows_field: ClassVar[str] = "prompts"
    letter_field: ClassVar[str] = "match"
    editor: ClassVar[tuple[Node, ...]] = (
        Rows(
            "options",
            gettext_noop("Options"),
            (Text("text", gettext_noop("Option")),),
            help=gettext_noop("There may be more options than rows. Leave no empty one in between: rows name them."),
            most=12,
            is_lettered=True,
            keeps_gaps=True,
        ),
        Rows(
            "prompts",
            gettext_noop("Rows to match"),
            (Text("text", gettext_noop("Row")), Text("match", gettext_noop("Letter of its option"), is_short=True)),
            help=gettext_noop("Each option belongs to one row at most; mix them, so that the order is no hint."),
        ),
    )
    body_model = Body

    def option_ids(self, body: Body) -> list[str]:
        return letters(len(body.options))

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return turned(body.key)

    def to_question(self, body: Body) -> Question:
        texts, key = self.option_texts(body), body.key
        return MatchQuestion(
            stem=body.stem,
            general=body.explanation,
            pairs=tuple((prompt.text, texts[prompt.match]) for prompt in body.prompts),
            extras=tuple(sorted(texts[option] for option in self.option_ids(body) if option not in key)),
        )

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, MatchQuestion) or question.is_reused:
            return None
        rights = [right for _left, right in question.pairs]
        if len({plain_text(right).casefold() for right in rights}) != len(rights):
            return None
        options = mixed([*rights, *question.extras], unlike=rights)
        ids = {text: option for option, text in by_letter(options[:26]).items()}
        return {
            "stem": question.stem,
            "explanation": question.general,
            "prompts": [{"text": left, "match": ids.get(right, "")} for left, right in question.pairs],
            "options": options,
        }


ITEM_TYPE = Matching()
