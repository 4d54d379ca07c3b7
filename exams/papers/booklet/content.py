"""What a printed paper says, before it is set: sections, questions, and what the answer sheet holds for them.

Of an item only its stem and what its type shows to candidates is taken, so that no key can get here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from exams.bank.item_types import NOTHING_DRAWN, SAMPLE_SEED, Drawn, ItemBody, ItemType, get_item_type
from exams.bank.item_types.case.schema import Body as CaseBody
from exams.bank.item_types.in_basket.schema import Body as InBasketBody
from exams.bank.item_types.responses import ResponseKind
from exams.bank.item_types.text import blocks
from exams.bank.presentation import policy_label, render_text
from exams.papers.booklet.orders import Place, arranged, order_code
from exams.papers.booklet.spacing import answer_lines, option_columns
from exams.papers.booklet.words import (
    HOLDS,
    POINT,
    asked,
    code_line,
    document_head,
    has_two_decimals,
    in_booklet,
    marks_in_words,
    notices,
    ordinal,
    part_label,
    question_note,
    score_rows,
    section_heading,
)
from exams.papers.models import Paper
from exams.papers.queries import FrozenItem, FrozenPaper

MEDIA = "asset:"
_IN_A_BLOCK = 5


@dataclass(frozen=True)
class Chosen:
    """A line of the answer sheet: what it is called, and the letters to choose from."""

    label: str
    letters: tuple[str, ...]


@dataclass(frozen=True)
class PrintedQuestion:
    """A question, or a part of one, as candidates get it. Texts are in the items' own markup."""

    number: str
    stem: str
    kind: ResponseKind
    # Fraction, as the share of a part may be any.
    marks: Fraction
    drawn: Drawn
    # Letter and text of what is chosen from, and how many stand beside each other.
    options: tuple[tuple[str, str], ...] = ()
    columns: int = 1
    rows: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()
    parts: tuple["PrintedQuestion", ...] = ()
    sheet: tuple[Chosen, ...] = ()
    # Ruled lines to write on; 0 where nothing long is written.
    lines: int = 0
    shortest: int = 0
    # The unit of the number asked for; None where no number is.
    unit: str | None = None
    says_marks: bool = False
    item: FrozenItem | None = None
    option_order: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The stem with what it is worth and how long the answer is to be."""
        note = question_note(self.shown_marks, self.shortest)
        gap = "" if blocks(self.stem)[-1].kind == "paragraph" else "\n\n"
        return f"{self.stem}{gap}{note}" if note else self.stem

    @property
    def label(self) -> str:
        """Its number before the stem: 12. of a question, (2) of a part."""
        return f"{self.number}{POINT}" if self.number.isdecimal() else self.number

    @property
    def stem_html(self) -> SafeString:
        """The stem with its number in the first line, so that both are read together."""
        html = render_text(self.text, media=MEDIA, drawn=self.drawn)
        number = format_html('<span class="number">{}</span>', self.label)
        if html.startswith("<p>"):
            return format_html("<p>{}{}", number, mark_safe(html.removeprefix("<p>")))  # noqa: S308 -- render_text has escaped it
        return format_html("<p>{}</p>{}", number, html)

    @property
    def shown_marks(self) -> str:
        """The marks of this question where it says them itself."""
        return marks_in_words(self.marks) if self.says_marks else ""

    @property
    def continues(self) -> bool:
        """It may run on to the next page, which then says so."""
        return bool(self.parts or self.lines)

    @property
    def further_lines(self) -> range:
        """Those after the first two, which stay with the question."""
        return range(max(0, self.lines - 2))


@dataclass(frozen=True)
class PrintedSection:
    """The questions of one type."""

    number: int
    title: str
    heading: str
    asked: str
    total: Decimal
    questions: tuple[PrintedQuestion, ...]

    @property
    def chosen(self) -> list[Chosen]:
        """Its lines on the answer sheet."""
        return [line for question in self.questions for line in _sheet_of(question)]

    @property
    def written(self) -> list[PrintedQuestion]:
        """Questions of which something is answered in the booklet."""
        return [question for question in self.questions if _is_written(question)]

    @property
    def name(self) -> str:
        return f"{ordinal(self.number)}、{self.title}"

    @property
    def sheet_blocks(self) -> list[list[Chosen]]:
        """Its lines on the answer sheet in fives; a question of several lines is a block of its own."""
        blocks: list[list[Chosen]] = [[]]
        for question in self.questions:
            lines = _sheet_of(question)
            if len(lines) > 1:
                blocks += [lines, []]
            elif lines and len(blocks[-1]) == _IN_A_BLOCK:
                blocks.append(lines)
            else:
                blocks[-1] += lines
        return [block for block in blocks if block]


@dataclass(frozen=True)
class PrintedPaper:
    """Everything that booklet and answer sheet say."""

    publisher: str
    title: str
    code: str
    policy: str
    total: Decimal
    minutes: int | None
    sections: tuple[PrintedSection, ...]
    is_draft: bool
    # The line at the foot of each page: who printed it when.
    trace: str

    @property
    def count(self) -> int:
        return sum(len(section.questions) for section in self.sections)

    @property
    def code_line(self) -> str:
        return code_line(code=self.code, count=self.count, total=self.total, minutes=self.minutes)

    @property
    def score_rows(self) -> list[list[str]]:
        return score_rows([section.total for section in self.sections])

    @property
    def has_sheet(self) -> bool:
        return any(section.chosen for section in self.sections)

    @property
    def on_sheet(self) -> list[PrintedSection]:
        """The sections of which the answer sheet holds something."""
        return [section for section in self.sections if section.chosen]

    @property
    def elsewhere(self) -> str:
        """Which questions the answer sheet does not hold; empty where it holds some of every section."""
        runs = [
            (section.questions[0].number, section.questions[-1].number)
            for section in self.sections
            if not section.chosen
        ]
        return in_booklet(runs) if runs else ""

    @property
    def notices(self) -> list[str]:
        return notices(has_sheet=self.has_sheet, has_space=any(section.written for section in self.sections))

    @property
    def questions(self) -> list[PrintedQuestion]:
        return [question for section in self.sections for question in section.questions]


def printed_paper(
    paper: Paper, content: FrozenPaper, *, order: int, publisher: str, minutes: int | None, trace: str
) -> PrintedPaper:
    """The paper in one of its orders."""
    places = [
        Place(one.slot, one.item_type, tuple(get_item_type(one.item_type).option_ids(one.content)))
        for one in content.items
    ]
    sections, number = [], 1
    for place, run in enumerate(arranged(places, seed=paper.seed, form=paper.form, order=order), start=1):
        sections.append(_section(place, number, run, content))
        number += len(run)
    return PrintedPaper(
        publisher=publisher,
        title=paper.title,
        code=order_code(paper.form, order),
        policy=policy_label(content.multiple_policy),
        total=sum((one.marks for one in content.items), Decimal(0)),
        minutes=minutes,
        sections=tuple(sections),
        is_draft=not paper.digest,
        trace=trace,
    )


def sample_of(item: FrozenItem) -> Drawn:
    """The parameters that stand on paper: the sample draw, as on the paper's page."""
    drawn: Drawn = get_item_type(item.item_type).draw(item.content, SAMPLE_SEED)
    return drawn


def shares(body: ItemBody, marks: Fraction) -> list[Fraction]:
    """The marks of each part of an item; empty where it has none."""
    weights: list[int] = []
    if isinstance(body, CaseBody):
        weights = [part.share for part in body.parts]
    elif isinstance(body, InBasketBody):
        weights = [task.rubric.total for task in body.tasks]
    return [marks * weight / sum(weights) for weight in weights]


def _section(place: int, first: int, run: Sequence[Place], content: FrozenPaper) -> PrintedSection:
    items = [content.by_slot[one.slot] for one in run]
    kind = get_item_type(items[0].item_type)
    each = {item.marks for item in items}
    marks_each = each.pop() if len(each) == 1 else None
    questions = tuple(
        _question(item, number=str(first + index), order=run[index].options, says_marks=marks_each is None)
        for index, item in enumerate(items)
    )
    total = sum((item.marks for item in items), Decimal(0))
    title = gettext(kind.label)
    return PrintedSection(
        number=place,
        title=title,
        heading=section_heading(
            number=place, title=title, numbers=(first, first + len(run) - 1), marks_each=marks_each, total=total
        ),
        asked=asked(
            kind.response_kind,
            is_written=kind.is_marked_by_people,
            on_sheet=any(_sheet_of(question) for question in questions),
            is_order=not any(question.rows for question in questions),
            policy=policy_label(content.multiple_policy),
        ),
        total=total,
        questions=questions,
    )


def _question(item: FrozenItem, *, number: str, order: tuple[str, ...], says_marks: bool) -> PrintedQuestion:
    kind, drawn = get_item_type(item.item_type), sample_of(item)
    shown = kind.shown(item.content, None, order=order, drawn=drawn)
    marks = Fraction(item.marks)
    question = _shown(kind, item.content.stem, shown, number=number, marks=marks, drawn=drawn)
    part_marks = shares(item.content, marks)
    are_said = all(map(has_two_decimals, part_marks))
    return replace(
        question,
        parts=tuple(
            replace(_part(part, of), says_marks=are_said) for part, of in zip(_parts(shown), part_marks, strict=True)
        ),
        says_marks=says_marks,
        item=item,
        option_order=order,
    )


def _parts(shown: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The questions inside an item, whichever of the two ways its type has them."""
    tasks = [
        {"number": task["number"], "type": "", "stem": task["text"], "drawn": NOTHING_DRAWN, "shown": task}
        for task in shown.get("tasks", ())
    ]
    return [*shown.get("parts", ()), *tasks]


def _part(part: Mapping[str, Any], marks: Fraction) -> PrintedQuestion:
    kind = get_item_type(part["type"]) if part["type"] else None
    return _shown(
        kind, part["stem"], part["shown"], number=part_label(part["number"]), marks=marks, drawn=part["drawn"]
    )


def _shown(
    kind: ItemType[Any] | None, stem: str, shown: Mapping[str, Any], *, number: str, marks: Fraction, drawn: Drawn
) -> PrintedQuestion:
    """What a type shows to candidates, by the names that it gives it."""
    response = kind.response_kind if kind else ResponseKind.TEXT
    options = tuple((one["letter"], one["text"]) for one in shown.get("options", ()) if one["letter"])
    rows = tuple(row["text"] for row in shown.get("rows", ()))
    shortest = shown.get("shortest", 0)
    return PrintedQuestion(
        number=number,
        stem=stem,
        kind=response,
        marks=marks,
        drawn=drawn,
        options=options,
        columns=option_columns([text for _letter, text in options]),
        rows=rows,
        requirements=tuple(shown.get("requirements", ())),
        documents=tuple({**one, "head": document_head(one)} for one in shown.get("documents", ())),
        sheet=_chosen(
            response, number, [letter for letter, _text in options], len(rows) or len(shown.get("places", ()))
        ),
        lines=answer_lines(marks, shortest=shortest, longest=shown["longest"]) if "lines" in shown else 0,
        shortest=shortest,
        unit=shown.get("unit"),
    )


def _chosen(kind: ResponseKind, number: str, letters: Sequence[str], rows: int) -> tuple[Chosen, ...]:
    if kind == ResponseKind.FLAG:
        return (Chosen(number, tuple(HOLDS.values())),)
    if not letters:
        return ()
    if not rows:
        return (Chosen(number, tuple(letters)),)
    return tuple(Chosen(f"{number}{part_label(row)}", tuple(letters)) for row in range(1, rows + 1))


def _sheet_of(question: PrintedQuestion) -> list[Chosen]:
    inner = [
        Chosen(f"{question.number}{line.label}", line.letters) for part in question.parts for line in _sheet_of(part)
    ]
    return [*question.sheet, *inner]


def _is_written(question: PrintedQuestion) -> bool:
    """Whether something of it is answered where it stands."""
    return any(map(_is_written, question.parts)) if question.parts else not question.sheet
