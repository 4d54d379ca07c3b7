"""In-basket 公文筐测验: a dossier of documents with tasks, each answered by a text that a person marks."""

from collections.abc import Mapping, Sequence
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
from exams.bank.item_types.editor import Choice, Node, Rows, Text
from exams.bank.item_types.in_basket.schema import Body
from exams.bank.item_types.questions import Question
from exams.bank.item_types.responses import NOTHING_KNOWN, parts, read_texts, text
from exams.bank.item_types.rubric import RUBRIC_EDITOR, Guide, without_blanks
from exams.bank.item_types.text import plain_text
from exams.bank.item_types.weighting import weighted
from exams.bank.item_types.written import LIMIT

# Words of the item's own language, like the two of a true/false item.
KINDS = {"email": "邮件", "note": "便条", "report": "报表", "call": "来电记录", "notice": "通知"}
LINES = 8


class InBasket(ItemType[Body]):
    """Response: a text for each task, ["text", null]; null where nothing was written."""

    name: ClassVar[str] = "in_basket"
    label: ClassVar[str] = gettext_noop("In-basket")
    key_prefix: ClassVar[str] = "B"
    place: ClassVar[int] = 100
    response_kind: ClassVar[ResponseKind] = ResponseKind.PARTS
    is_marked_by_people: ClassVar[bool] = True
    editor: ClassVar[tuple[Node, ...]] = (
        Rows(
            "documents",
            gettext_noop("Documents in the basket"),
            (
                Text("title", gettext_noop("Title of the document")),
                Choice(
                    "kind",
                    gettext_noop("Kind of the document"),
                    (
                        ("email", gettext_noop("e-mail message")),
                        ("note", gettext_noop("hand-written note")),
                        ("report", gettext_noop("report with figures")),
                        ("call", gettext_noop("record of a call")),
                        ("notice", gettext_noop("public notice")),
                    ),
                ),
                Text("sender", gettext_noop("Sender"), is_short=True),
                Text("date", gettext_noop("Date of the document"), is_short=True),
                Text(
                    "text",
                    gettext_noop("Text of the document"),
                    gettext_noop("May hold tables and lists, like the stem."),
                    lines=5,
                ),
            ),
            help=gettext_noop("What lies in the basket; the stem tells the situation."),
            shown=2,
            most=12,
        ),
        Rows(
            "tasks",
            gettext_noop("Tasks"),
            (Text("text", gettext_noop("Task"), lines=2), LIMIT, *RUBRIC_EDITOR),
            shown=1,
            most=8,
        ),
    )
    body_model = Body

    def passages(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> tuple[Passage, ...]:  # noqa: ARG002 -- nothing drawn
        return tuple(Passage(number, task.text) for number, task in enumerate(body.tasks, start=1))

    def shown(self, body: Body, response: Response, *, order: Sequence[str], drawn: Drawn) -> dict[str, Any]:  # noqa: ARG002 -- nothing to shuffle or draw
        documents = [
            {
                "number": number,
                "kind": KINDS[one.kind],
                "title": one.title,
                "sender": one.sender,
                "date": one.date,
                "text": one.text,
            }
            for number, one in enumerate(body.documents, start=1)
        ]
        tasks = [
            {"number": number, "text": task.text, "longest": task.longest, "lines": LINES, "written": written}
            for number, (task, written) in enumerate(
                zip(body.tasks, self.written(body, response), strict=True), start=1
            )
        ]
        return {"documents": documents, "tasks": tasks}

    def read_form(self, body: Body, form: FormData, name: str) -> object:
        return read_texts(form, name, len(body.tasks))

    def clean_response(self, body: Body, value: object) -> Response:
        sent = parts(value, len(body.tasks))
        texts = [text(one, longest=task.longest) for one, task in zip(sent, body.tasks, strict=True)]
        return texts if any(texts) else None

    def credit(self, body: Body, response: Response, policy: str, drawn: Drawn = NOTHING_DRAWN) -> Fraction | None:  # noqa: ARG002 -- people judge
        return Fraction(0) if response is None else None

    def guides(self, body: Body) -> tuple[Guide, ...]:
        return tuple(
            Guide(task.model_answer, task.rubric, asked=task.text, number=str(number))
            for number, task in enumerate(body.tasks, start=1)
        )

    def written(self, body: Body, response: Response) -> tuple[str, ...]:
        return tuple(one or "" for one in response or [None] * len(body.tasks))

    def _combine(
        self,
        body: Body,
        response: Response,  # noqa: ARG002 -- people judged
        policy: str,  # noqa: ARG002 -- as above
        judged: Sequence[Fraction],
        drawn: Drawn,  # noqa: ARG002 -- nothing drawn
    ) -> Fraction:
        return weighted([task.rubric.total for task in body.tasks], judged)

    def describe_response(self, body: Body, response: Response) -> str:
        if response is None:
            return ""
        return "\n".join(
            f"{number}. {written or '—'}" for number, written in enumerate(self.written(body, response), start=1)
        )

    def describe_key(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> str:  # noqa: ARG002 -- nothing drawn
        return "\n".join(
            f"{number}. {plain_text(task.model_answer)}" for number, task in enumerate(body.tasks, start=1)
        )

    def from_editor(self, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**raw, "tasks": [without_blanks(task, "longest") for task in raw["tasks"]]}

    def right_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return [plain_text(task.model_answer) for task in body.tasks]

    def wrong_response(self, body: Body, drawn: Drawn = NOTHING_DRAWN) -> Response:  # noqa: ARG002 -- nothing drawn
        return [NOTHING_KNOWN] * len(body.tasks)

    def to_question(self, body: Body) -> Question | None:  # noqa: ARG002 -- no format has a dossier
        return None

    def from_question(self, question: Question) -> dict[str, Any] | None:  # noqa: ARG002 -- no format has a dossier
        return None


ITEM_TYPE = InBasket()
