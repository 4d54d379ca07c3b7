"""What the marking key says: the answer to each question in the order of one booklet, why it holds, and by what people mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from exams.bank.item_types import NOTHING_DRAWN, Drawn, ItemBody, ItemType, get_item_type
from exams.bank.item_types.case.schema import Body as CaseBody
from exams.bank.item_types.responses import ResponseKind
from exams.bank.item_types.rubric import Guide
from exams.bank.presentation import render_text, shown_guides
from exams.bank.presentation.keys import ShownGuide
from exams.papers.booklet.content import MEDIA, PrintedPaper, PrintedQuestion, sample_of, shares
from exams.papers.booklet.words import BY_RUBRIC, HOLDS, part_label, scaled, slot_words

# Answers as short as these stand in a table, ten in a row; longer ones below each other.
_SHORT = 5
_IN_A_ROW = 10


@dataclass(frozen=True)
class KeyGuide:
    """A guide, and how its points become the marks of this paper."""

    label: str
    shown: ShownGuide
    guide: Guide
    scale: str


@dataclass(frozen=True)
class Reason:
    """Why the key holds: of the question, or of a part of it."""

    label: str
    text: str
    drawn: Drawn

    @property
    def html(self) -> SafeString:
        return render_text(self.text, media=MEDIA, drawn=self.drawn)


@dataclass(frozen=True)
class KeyEntry:
    """The key of one question."""

    number: str
    answer: str
    # The same in words, where the answer is a letter.
    words: str
    # Which item it is.
    source: str
    reasons: tuple[Reason, ...]
    guides: tuple[KeyGuide, ...]


@dataclass(frozen=True)
class KeySection:
    """The keys of a section; `rows` of ten where all are short."""

    heading: str
    entries: tuple[KeyEntry, ...]

    @property
    def rows(self) -> list[list[KeyEntry]]:
        if any(len(entry.answer) > _SHORT or entry.guides for entry in self.entries):
            return []
        return [list(self.entries[start : start + _IN_A_ROW]) for start in range(0, len(self.entries), _IN_A_ROW)]


def key_sections(paper: PrintedPaper, sources: Mapping[int, str]) -> list[KeySection]:
    """The key in the order of this paper; `sources` names the item of each version."""
    return [
        KeySection(section.heading, tuple(_entry(question, sources) for question in section.questions))
        for section in paper.sections
    ]


def answer_of(kind: ItemType[Any], body: ItemBody, *, order: Sequence[str] = (), drawn: Drawn = NOTHING_DRAWN) -> str:
    """The answer as the candidate would give it on paper: letters of this order, a sign, a number, words."""
    if isinstance(body, CaseBody):
        parts = zip(body.parts, kind.passages(body, drawn), strict=True)
        answers = (answer_of(part.kind, part.body, drawn=passage.drawn) for part, passage in parts)
        return " ".join(f"{part_label(number)}{answer}" for number, answer in enumerate(answers, start=1))
    if kind.guides(body):
        return BY_RUBRIC
    right, texts = kind.right_response(body, drawn), kind.option_texts(body)
    if kind.response_kind == ResponseKind.FLAG:
        return HOLDS[right]
    letters = {option: chr(ord("A") + place) for place, option in enumerate(order or texts)}
    match kind.response_kind:
        case ResponseKind.ONE | ResponseKind.MANY:
            return "".join(sorted(letters[option] for option in right))
        case ResponseKind.TEXTS if texts:
            return "".join(f"{part_label(row)}{letters[option]}" for row, option in enumerate(right, start=1))
    return kind.describe_key(body, drawn)


def _entry(question: PrintedQuestion, sources: Mapping[int, str]) -> KeyEntry:
    item = question.item
    if item is None:  # pragma: no cover -- only parts have none, and they are no entries
        raise LookupError(question.number)
    kind, body, drawn = get_item_type(item.item_type), item.content, sample_of(item)
    answer = answer_of(kind, body, order=question.option_order, drawn=drawn)
    is_lettered = kind.response_kind in {ResponseKind.ONE, ResponseKind.MANY} or bool(kind.option_ids(body))
    source = sources.get(item.version_id, "")
    return KeyEntry(
        number=question.number,
        answer=answer,
        words=kind.describe_key(body, drawn) if is_lettered else "",
        source=f"{source} · {slot_words(item.slot)}" if question.number != str(item.slot) else source,
        reasons=tuple(_reasons(kind, body, drawn)),
        guides=tuple(_guides(kind, body, question)),
    )


def _reasons(kind: ItemType[Any], body: ItemBody, drawn: Drawn) -> list[Reason]:
    parts = [
        Reason(part_label(one.number), one.explanation, one.drawn)
        for one in kind.passages(body, drawn)
        if one.explanation
    ]
    return [Reason("", body.explanation, drawn), *parts]


def _guides(kind: ItemType[Any], body: ItemBody, question: PrintedQuestion) -> list[KeyGuide]:
    guides = kind.guides(body)
    marks = shares(body, question.marks) or [question.marks]
    found = []
    for guide, shown in zip(guides, shown_guides(guides, media=MEDIA), strict=True):
        place = int(guide.number.split(".")[0] or 1) - 1
        whole = marks[place] if place < len(marks) else question.marks
        found.append(
            KeyGuide(
                label=f"{question.number}{part_label(place + 1) if guide.number else ''}",
                shown=shown,
                guide=guide,
                scale=scaled(guide.rubric.total, whole),
            )
        )
    return found
