"""Classification 归类题: put each element into the group that it belongs to."""

from collections.abc import Sequence
from typing import Any, ClassVar

from exams.bank.item_types.assigning import Assigning
from exams.bank.item_types.base import NOTHING_DRAWN, Drawn, Response, gettext_noop, letters
from exams.bank.item_types.classification.schema import Body
from exams.bank.item_types.editor import Node, Rows, Text
from exams.bank.item_types.questions import MatchQuestion, Question
from exams.bank.item_types.selects import by_letter, turned
from exams.bank.item_types.text import plain_text


class Classification(Assigning[Body]):
    """Response: the id of the group of each element, "" where none is chosen, ["b", "a", ""]."""

    name: ClassVar[str] = "classification"
    label: ClassVar[str] = gettext_noop("Classification")
    key_prefix: ClassVar[str] = "G"
    place: ClassVar[int] = 65
    offered_field: ClassVar[str] = "groups"
    rows_field: ClassVar[str] = "elements"
    letter_field: ClassVar[str] = "group"
    editor: ClassVar[tuple[Node, ...]] = (
        Rows(
            "groups",
            gettext_noop("Groups to sort into"),
            (Text("text", gettext_noop("Group name")),),
            help=gettext_noop("Leave no empty one in between: elements name them."),
            shown=3,
            most=6,
            is_lettered=True,
            keeps_gaps=True,
        ),
        Rows(
            "elements",
            gettext_noop("Elements"),
            (Text("text", gettext_noop("Element")), Text("group", gettext_noop("Letter of its group"), is_short=True)),
            help=gettext_noop("Mixed, so that the order is no hint; each group has at least one."),
            shown=6,
            most=12,
        ),
    )
    body_model = Body

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- groups keep their order
        return super().shown(body, response, order=(), drawn=drawn)

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        groups = letters(len(body.groups))
        following = dict(zip(groups, turned(groups), strict=True))
        return [following[element.group] for element in body.elements]

    def to_question(self, body: Body) -> Question:
        texts = self.option_texts(body)
        pairs = tuple((element.text, texts[element.group]) for element in body.elements)
        return MatchQuestion(stem=body.stem, general=body.explanation, pairs=pairs, is_reused=True)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        """Where a right text serves several left ones it is a group."""
        if not isinstance(question, MatchQuestion):
            return None
        rights = [plain_text(right).casefold() for _left, right in question.pairs]
        if not question.is_reused and len(set(rights)) == len(rights):
            return None
        groups = sorted({right for _left, right in question.pairs} | set(question.extras))
        ids = {text: group for group, text in by_letter(groups[:26]).items()}
        return {
            "stem": question.stem,
            "explanation": question.general,
            "groups": groups,
            "elements": [{"text": left, "group": ids.get(right, "")} for left, right in question.pairs],
        }


ITEM_TYPE = Classification()
