"""Questions written as Chinese examiners write them, so that they read the same again. No Django here."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from exams.bank.interchange.examiner_text.lines import read_number
from exams.bank.interchange.examiner_text.vocabulary import KIND_WORDS, LABEL_WORDS, LEVEL_WORDS, Kind
from exams.bank.item_types.questions import (
    BlanksQuestion,
    CaseQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    Question,
    StatementQuestion,
)
from exams.bank.item_types.text import blank_numbers

_BLANK = re.compile(r"\{\{[1-9][0-9]?\}\}")
_HOLE = "____"
# More letters no reader of this layout knows.
_MOST_OPTIONS = 8
_LABELLED = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Head:
    """What is said beside a question; empty where nothing is."""

    key: str = ""
    point: str = ""
    facts: tuple[str, ...] = ()
    difficulty: int = 0
    cognitive: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class Layout:
    """A question in parts: what the candidate reads, the answer, and what explains it."""

    kind: Kind
    stem: list[str]
    options: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    explanation: list[str] = field(default_factory=list)
    rubric: list[str] = field(default_factory=list)
    parts: list["Layout"] = field(default_factory=list)

    @property
    def answers(self) -> list[str]:
        """The labelled lines under it."""
        lines: list[str] = []
        for label, text in (("answer", self.answer), ("rubric", self.rubric), ("explanation", self.explanation)):
            if text:
                # Points are counted from a line of their own on.
                first = [] if read_number(text[0]) else text[:1]
                lines += [f"{LABEL_WORDS[label]}：{''.join(first)}", *text[len(first) :]]  # type: ignore[index]  # labels
        return lines


def number_style(layouts: Iterable[Layout]) -> Callable[[int], str]:
    """How to number these questions so that no point of a list within them is taken for the next question."""
    has_points = any(
        read_number(line) is not None
        for layout in layouts
        for line in (*layout.stem, *layout.answer, *layout.rubric, *layout.explanation)
    )
    return (lambda place: f"第{place}题：") if has_points else (lambda place: f"{place}. ")


def lay_out(question: Question) -> Layout | None:
    """The question in parts; None for one that this layout cannot say."""
    writer = _WRITERS.get(type(question))
    return writer(question) if writer else None


def write_item(question: Question, head: Head, *, number: str = "1. ") -> list[str] | None:
    """All lines of a question that stands alone; None for one that this layout cannot say."""
    layout = lay_out(question)
    if layout is None:
        return None
    if layout.kind == "case":
        return [f"{KIND_WORDS['case']}：", *case_lines(layout, head)]
    first, *rest = layout.stem
    kind = f"{LABEL_WORDS['kind']}：{KIND_WORDS[layout.kind]}"
    # With a number, an empty line within a text ends no item.
    return [kind, f"{number}{first}", *rest, *layout.options, *layout.answers, *head_lines(head)]


def case_lines(layout: Layout, head: Head | None = None) -> list[str]:
    """The material, what is said beside it, and its questions by number."""
    lines = [f"案例：{layout.stem[0]}", *layout.stem[1:], *layout.answers, *(head_lines(head) if head else [])]
    for number, part in enumerate(layout.parts, 1):
        first, *rest = part.stem
        lines += ["", f"({number}) 【{KIND_WORDS[part.kind]}】{first}", *rest, *part.options, *part.answers]
    return lines


def head_lines(head: Head) -> list[str]:
    """One line of labels."""
    said = [
        ("point", head.point),
        ("facts", "、".join(head.facts)),
        ("difficulty", str(head.difficulty or "")),
        ("cognitive", LEVEL_WORDS.get(head.cognitive, "")),
        ("tags", "、".join(head.tags)),
        ("key", head.key),
    ]
    labels = [f"{LABEL_WORDS[name]}：{text}" for name, text in said if text]  # type: ignore[index]  # labels
    # A code at the line's beginning would be the next item's.
    return ["\u3000".join(labels)] if labels and not labels[0].startswith(LABEL_WORDS["key"]) else []


def lines_of(text: str) -> list[str]:
    """A text as lines: its paragraphs with an empty line between, its tables and lists as they are."""
    lines: list[str] = []
    for part in _LABELLED.split(text.strip()):
        inner = [line.strip() for line in part.split("\n") if line.strip()]
        lines += [*([""] if lines else []), *inner]
    return lines or [""]


def _choice(question: ChoiceQuestion) -> Layout | None:
    if len(question.alternatives) > _MOST_OPTIONS or any("\n" in one.text.strip() for one in question.alternatives):
        return None
    letters = [chr(ord("A") + place) for place in range(len(question.alternatives))]
    pairs = list(zip(letters, question.alternatives, strict=True))
    return Layout(
        "multiple" if question.is_multiple else "single",
        lines_of(question.stem),
        [f"{letter}. {one.text.strip()}" for letter, one in pairs],
        ["".join(letter for letter, one in pairs if one.is_key)],
        _explained(question),
    )


def _statement(question: StatementQuestion) -> Layout:
    return Layout(
        "judge",
        lines_of(question.stem),
        answer=["正确" if question.holds else "错误"],
        explanation=_explained(question),
    )


def _blanks(question: BlanksQuestion) -> Layout | None:
    if blank_numbers(question.stem) != list(range(1, len(question.accepted) + 1)):
        return None
    answer = "；".join("/".join(accepted) for accepted in question.accepted)
    stem = lines_of(_BLANK.sub(_HOLE, question.stem))
    return Layout("blanks", stem, answer=[answer], explanation=_explained(question))


def _number(question: NumberQuestion) -> Layout:
    span = f"±{question.tolerance:f}" if question.tolerance else ""
    answer = [f"{question.value:f}{span}{question.unit}"]
    return Layout("number", lines_of(question.stem), answer=answer, explanation=_explained(question))


def _match(question: MatchQuestion) -> Layout | None:
    pairs = [*question.pairs, *(("", extra) for extra in question.extras)]
    if any("\n" in text for pair in pairs for text in pair):
        return None
    answer = ["", *(f"{left} = {right}".strip() for left, right in pairs)]
    return Layout("match", lines_of(question.stem), answer=answer, explanation=_explained(question))


def _order(question: OrderQuestion) -> Layout | None:
    if len(question.sequence) > _MOST_OPTIONS or any("\n" in one for one in question.sequence):
        return None
    # Written in another order than the right one, or nobody would have to think.
    shown = sorted(question.sequence)
    options = [f"{chr(ord('A') + place)}. {text}" for place, text in enumerate(shown)]
    answer = "→".join(chr(ord("A") + shown.index(text)) for text in question.sequence)
    return Layout("order", lines_of(question.stem), options, [answer], _explained(question))


def _open(question: OpenQuestion) -> Layout:
    return Layout(
        "long" if question.is_long else "short",
        lines_of(question.stem),
        answer=lines_of(question.model) if question.model.strip() else [],
        rubric=lines_of(question.guidance) if question.guidance.strip() else [],
        explanation=_explained(question),
    )


def _case(question: CaseQuestion) -> Layout | None:
    parts = [lay_out(part) for part in question.parts]
    whole = [part for part in parts if part is not None and part.kind != "case"]
    if not whole or len(whole) != len(parts):
        return None
    return Layout("case", lines_of(question.stem), explanation=_explained(question), parts=whole)


def _explained(question: Question) -> list[str]:
    return lines_of(question.general) if question.general.strip() else []


# Each takes the shape that it stands for.
_WRITERS: Mapping[type[Question], Callable[..., Layout | None]] = MappingProxyType(
    {
        ChoiceQuestion: _choice,
        StatementQuestion: _statement,
        BlanksQuestion: _blanks,
        NumberQuestion: _number,
        MatchQuestion: _match,
        OrderQuestion: _order,
        OpenQuestion: _open,
        CaseQuestion: _case,
    }
)
