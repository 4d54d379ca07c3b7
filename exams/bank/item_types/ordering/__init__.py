"""Ordering 排序题: put the elements into their right order."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

from exams.bank.item_types.base import NOTHING_DRAWN, Drawn, ItemType, Response, ResponseKind, gettext_noop, letters
from exams.bank.item_types.editor import Node, Rows, Text
from exams.bank.item_types.ordering import scoring
from exams.bank.item_types.ordering.schema import Body
from exams.bank.item_types.questions import OrderQuestion, Question
from exams.bank.item_types.responses import choices
from exams.bank.item_types.selects import as_written, by_letter, listed, mixed, turned
from exams.bank.item_types.text import plain_text


class Ordering(ItemType[Body]):
    """Response: the id of the element at each place, "" where none is chosen, ["c", "a", ""]."""

    name: ClassVar[str] = "ordering"
    label: ClassVar[str] = gettext_noop("Ordering")
    key_prefix: ClassVar[str] = "O"
    place: ClassVar[int] = 70
    response_kind: ClassVar[ResponseKind] = ResponseKind.TEXTS
    editor: ClassVar[tuple[Node, ...]] = (
        Rows(
            "elements",
            gettext_noop("Elements"),
            (
                Text("text", gettext_noop("Element")),
                Text("place", gettext_noop("Its place in the right order"), input_mode="numeric", is_short=True),
            ),
            help=gettext_noop("In mixed order, as the candidate shall see them, each with its place: 1, 2, 3 …"),
        ),
    )
    body_model = Body

    def option_ids(self, body: Body) -> list[str]:
        return letters(len(body.elements))

    def option_texts(self, body: Body) -> dict[str, str]:
        return by_letter(body.elements)

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing drawn
        return {
            "options": listed(self.option_texts(body), order),
            "places": response or [""] * len(body.elements),
        }

    def text_count(self, body: Body) -> int:
        return len(body.elements)

    def clean_response(self, body: Body, value: object) -> Response:
        return choices(value, len(body.elements), self.option_ids(body))

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction:  # noqa: ARG002 -- nothing drawn
        return scoring.credit(body.order, response, policy)

    def describe_response(self, body: Body, response: Response) -> str:
        texts = self.option_texts(body)
        chosen = [plain_text(texts[choice]) if choice else "—" for choice in response or ()]
        return " → ".join(chosen)

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return self.describe_response(body, body.order)

    def to_editor(self, body: Mapping[str, Any]) -> dict[str, Any]:
        places = {element: str(place) for place, element in enumerate(body["order"], start=1)}
        elements = [{"text": text, "place": places[element]} for element, text in by_letter(body["elements"]).items()]
        return {**body, "elements": elements}

    def from_editor(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """A place that nobody has, or two have, leaves a gap in the order, and `parse` says so."""
        elements = raw["elements"]
        held = dict(zip((as_written(row["place"]) for row in elements), letters(len(elements)), strict=True))
        return {
            **raw,
            "elements": [row["text"] for row in elements],
            "order": [held.get(str(place), "") for place in range(1, len(elements) + 1)],
        }

    def rekeyed(self, body: Body, key: Response, *, keeps: bool) -> Body | None:  # noqa: ARG002 -- one order alone
        return body.model_copy(update={"order": tuple(key)}) if sorted(key) == self.option_ids(body) else None

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return list(body.order)

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return turned(body.order)

    def to_question(self, body: Body) -> Question:
        texts = self.option_texts(body)
        sequence = tuple(texts[element] for element in body.order)
        return OrderQuestion(stem=body.stem, general=body.explanation, sequence=sequence)

    def from_question(self, question: Question) -> dict[str, Any] | None:
        if not isinstance(question, OrderQuestion):
            return None
        elements = mixed(question.sequence, unlike=question.sequence)
        ids = {text: element for element, text in by_letter(elements[:26]).items()}
        return {
            "stem": question.stem,
            "explanation": question.general,
            "elements": elements,
            "order": [ids.get(text, "") for text in question.sequence],
        }


ITEM_TYPE = Ordering()
