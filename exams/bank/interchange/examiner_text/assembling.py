"""Lines put together to items: which line begins one, and what the others belong to. No Django here."""

import re
from dataclasses import dataclass, field

from exams.bank.interchange.examiner_text.lines import (
    LetteredText,
    Line,
    Numbered,
    asks,
    is_spaced_option,
    options_within,
    read_number,
    read_options,
    read_tag,
    split_labels,
)
from exams.bank.interchange.examiner_text.vocabulary import Kind, Label, kind_of
from exams.bank.interchange.parsing import Finding, Place
from exams.bank.item_types.editor import gettext_noop

# So far may numbers jump; further, and the number belongs to the text.
_LARGEST_GAP = 5
_ENUMERATORS = tuple("①②③④⑤⑥⑦⑧⑨⑩")
_EMPTY_LINES = re.compile(r"\n{3,}")
# Lines under one another that our markup shows as a list.
_LISTED = (re.compile(r"- +\S"), re.compile(r"[0-9]{1,2}\. +\S"))
_ENDS = tuple("。！？；：…?!;:")


@dataclass
class Passage:
    """A text of several lines."""

    place: Place
    lines: list[str] = field(default_factory=list)

    def add(self, text: str, *, is_block: bool = False, is_apart: bool = False) -> None:
        """One more line; a table stands by itself, and so does what follows an empty line."""
        if text.strip():
            apart = "\n" if is_apart and self.lines else ""
            self.lines.append(f"\n{text}\n" if is_block else f"{apart}{text.strip()}")

    @property
    def text(self) -> str:
        """Lines that only wrap are one paragraph; a line that ends a sentence or begins a point is one by itself."""
        whole = ""
        for line in self.lines:
            is_apart = whole.endswith(_ENDS) or line.startswith((*_ENUMERATORS, "\n")) or whole.endswith("\n")
            is_point = read_number(line) is not None or line.startswith(("- ", "•", "·"))
            above = whole.rpartition("\n")[2]
            is_listed = any(mark.match(line) and mark.match(above) for mark in _LISTED)
            whole += (("\n\n" if (is_apart or is_point) and not is_listed else "\n") if whole else "") + line
        return _EMPTY_LINES.sub("\n\n", whole).strip()


@dataclass
class Field(Passage):
    """A labelled text; `word` is the label as it stood there."""

    word: str = ""


@dataclass
class RawItem:
    """An item as its lines give it, before anybody asks what they mean."""

    place: Place
    kind: Kind = ""
    number: int = 0
    # What stood in brackets before the number: where judges put their mark.
    mark: str = ""
    stem: Passage = field(default_factory=lambda: Passage(Place.line(1)))
    options: list[Passage] = field(default_factory=list)
    fields: dict[Label, Field] = field(default_factory=dict)
    source: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    parts: list["RawItem"] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Answered in one's own words, so that its answer may have points with numbers."""
        return self.kind in {"short", "long", "case", "number", "other"} or (not self.kind and not self.options)

    @property
    def is_bare(self) -> bool:
        """Some words, and nothing else: no number, kind, option, answer, nor a question mark."""
        has_signs = self.number or self.kind or self.options or self.fields or self.findings
        return not has_signs and not asks(self.stem.text)

    @property
    def has_short_key(self) -> bool:
        """Its answer is a word on the answer's own line."""
        return not self.is_open and self.kind not in {"blanks", "match", "order"}

    @property
    def is_complete(self) -> bool:
        """Nothing more needs to come."""
        return len(self.options) > 1 or "answer" in self.fields or self.kind in {"judge", "blanks"}

    def error(self, code: str, reason: str, place: Place | None = None, **words: str | int) -> None:
        self.findings.append(Finding("error", code, reason, words, place or self.place))

    def warn(self, code: str, reason: str, place: Place | None = None, **words: str | int) -> None:
        self.findings.append(Finding("warning", code, reason, words, place or self.place))


class Numbering:
    """Which numbers begin an item, and which count points within one."""

    def __init__(self, last: int = 0) -> None:
        self.last = last
        self._style = ""
        self._nested = 0

    def begins_item(
        self, found: Numbered, item: RawItem | None, *, after_blank: bool, in_answer: bool, after_label: bool = False
    ) -> bool:
        """Whether this number is the next item's; `after_label`: what stands before it announces one."""
        if (
            found.style == "bare"
            and self._style != "bare"
            and not (item is None and (found.number == 1 or after_label))
        ):
            return False
        if self._style and found.style != self._style:
            return False
        is_next = found.number == self.last + 1
        if item is None:
            return self._take(found)
        may_count_points = (in_answer and item.is_open) or not item.is_complete
        if self._nested and found.number == self._nested + 1 and may_count_points:
            if not (is_next and (after_blank or asks(found.rest))):
                self._nested += 1
                return False
        elif found.number == 1 and may_count_points and not (is_next and self.last == 0):
            self._nested = 1
            return False
        is_jump = self.last < found.number <= self.last + _LARGEST_GAP
        return self._take(found) if is_next or is_jump or item.is_complete else False

    def leave_points(self) -> None:
        """An option or a label ends any list of points."""
        self._nested = 0

    def _take(self, found: Numbered) -> bool:
        self.last, self._style, self._nested = found.number, found.style, 0
        return True


class Assembler:
    """The items of one section, line by line."""

    def __init__(self, kind: Kind, *, is_numbered: bool, last: int = 0) -> None:
        self.items: list[RawItem] = []
        self.unread: list[Line] = []
        self._kind = kind
        self._is_numbered = is_numbered
        self._numbering = Numbering(last)
        self._item: RawItem | None = None
        self._target: Passage | None = None
        self._label: Label | None = None
        self._after_blank = True
        # Labels that stand before the item that they belong to.
        self._waiting: list[tuple[Label, str, str, Line]] = []
        self._waiting_lines: list[str] = []

    @property
    def last_number(self) -> int:
        return self._numbering.last

    def feed(self, line: Line) -> None:
        """The next line."""
        if line.is_blank:
            self._after_blank = True
            if self._item is not None:
                self._item.source.append("")
            return
        if line.is_block:
            self._continue(line)
        else:
            self._read(line)
        self._after_blank = False

    def finish(self) -> list[RawItem]:
        """All items; their sources without the blank lines at the end.

        A line with nothing about it of a question is none.
        """
        bare = [item for item in self.items if item.is_bare]
        self.items = [item for item in self.items if not item.is_bare]
        for item in bare:
            start = int(item.place.at)
            self.unread += [
                Line(start + place, text, item.place.kind) for place, text in enumerate(item.source) if text.strip()
            ]
        for item in self.items:
            while item.source and not item.source[-1].strip():
                item.source.pop()
        return self.items

    def _read(self, line: Line) -> None:
        parts = split_labels(line.text)
        label, _word, text = parts[0]
        if label is not None:
            self._read_labels(parts, line)
            return
        if self._read_options(read_options(text), line, text) or self._begin(text, line):
            pass
        else:
            self._continue(Line(line.number, text, line.unit), source=line.text)
        if len(parts) > 1:
            self._read_labels(parts[1:], line, is_kept=True)

    # --- Beginnings ---

    def _begin(self, text: str, line: Line) -> bool:
        """Begin an item if the line does."""
        kind, rest = read_tag(text)
        found = read_number(rest)
        if found is not None and self._numbering.begins_item(
            found,
            self._item,
            after_blank=self._after_blank,
            in_answer=self._label in {"answer", "explanation", "rubric"},
            after_label=bool(self._waiting),
        ):
            inner, stem = read_tag(found.rest)
            self._start(line, stem, kind=kind or inner, number=found)
            return True
        if kind and (self._item is None or self._item.is_complete or self._after_blank):
            self._start(line, rest, kind=kind)
            return True
        if not self._is_numbered and self._begins_without_number():
            self._start(line, rest, kind=kind)
            return True
        return False

    def _begins_without_number(self) -> bool:
        item = self._item
        if item is None:
            return True
        is_answered = "answer" in item.fields or len(item.options) > 1
        is_one_line = self._label == "answer" and not item.is_open
        is_list = self._kind in {"judge", "blanks"} and not item.options
        return (is_answered and (self._after_blank or is_one_line)) or (is_list and self._after_blank)

    def _start(self, line: Line, stem: str, *, kind: Kind = "", number: Numbered | None = None) -> None:
        item = RawItem(
            line.place,
            kind or self._kind,
            number.number if number else 0,
            number.mark if number else "",
            Passage(line.place),
            source=[*self._waiting_lines, line.text],
        )
        self.items.append(item)
        self._item, self._target, self._label = item, item.stem, None
        waiting, self._waiting, self._waiting_lines = self._waiting, [], []
        for label, word, text, place in waiting:
            self._put(label, word, text, place)
        self._target, self._label = item.stem, None
        stem, options = options_within(stem)
        item.stem.add(stem)
        self._add_options(options, line)

    # --- Options ---

    def _read_options(self, options: list[LetteredText], line: Line, text: str) -> bool:
        item = self._item
        if not options or item is None:
            return False
        expected, first = len(item.options), options[0].index
        # A letter within an explanation names an option; it does not begin one.
        is_named = self._label in {"explanation", "rubric"} and bool(item.options)
        is_far = first > expected and (not expected or first > expected + 1 or is_spaced_option(text))
        if is_named or is_far or 0 < first < expected:
            return False
        if first == 0 and expected:
            item.error(
                "options_again",
                gettext_noop("The options begin again at A; the number of the next question may be missing."),
                line.place,
            )
            return False
        if first > expected:
            item.error(
                "option_missing",
                gettext_noop("Option %(letter)s is missing."),
                line.place,
                letter=chr(ord("A") + expected),
            )
        item.source.append(line.text)
        self._add_options(options, line)
        return True

    def _add_options(self, options: list[LetteredText], line: Line) -> None:
        if self._item is None:
            return
        for option in options:
            self._item.options.append(Passage(line.place, [option.text] if option.text else []))
            self._target, self._label = self._item.options[-1], None
            self._numbering.leave_points()

    # --- Labels and continuations ---

    def _read_labels(self, parts: list[tuple[Label | None, str, str]], line: Line, *, is_kept: bool = False) -> None:
        """`is_kept`: the line is in the item's source already."""
        if parts[0][0] == "stem" and (self._item is None or self._item.is_complete or self._item.stem.lines):
            self._start(line, parts[0][2])
            parts, is_kept = parts[1:], True
            if not parts:
                return
        if self._belongs_to_next(parts[0][0]):
            self._waiting_lines.append(line.text)
            self._waiting += [(label, word, text, line) for label, word, text in parts if label]
            return
        if self._item is not None and not is_kept:
            self._item.source.append(line.text)
        for label, word, text in parts:
            if label is not None:
                self._put(label, word, text, line)

    def _belongs_to_next(self, label: Label | None) -> bool:
        """A type, a code or a stem that is named before its item, or after the item before it is done."""
        if label in {"kind", "key"}:
            return self._item is None or self._item.is_complete or label in self._item.fields
        return self._item is None

    def _put(self, label: Label, word: str, text: str, line: Line) -> None:
        item = self._item
        if item is None:
            return
        self._numbering.leave_points()
        if label == "kind":
            item.kind = kind_of(text) or item.kind
            if not kind_of(text):
                item.warn("kind", gettext_noop("The type “%(text)s” is not known."), line.place, text=text[:40])
            return
        if label == "stem":
            item.stem.add(text)
            self._target, self._label = item.stem, "stem"
            return
        if label in item.fields and label not in {"other", "answer", "explanation"}:
            item.warn("label_again", gettext_noop("“%(word)s” stands here twice."), line.place, word=word)
        if label == "answer" and label in item.fields and item.fields[label].text and not item.is_open:
            item.error(
                "answer_again",
                gettext_noop("There is a second answer; is the next question's number missing?"),
                line.place,
            )
        entry = item.fields.setdefault(label, Field(line.place, word=word))
        entry.add(text)
        self._target, self._label = entry, label

    def _continue(self, line: Line, source: str = "") -> None:
        if self._item is None or self._target is None:
            self.unread.append(line)
            return
        text = line.text
        if self._label == "answer" and len(self._target.lines) == 1 and self._item.has_short_key:
            self._item.warn(
                "stray", gettext_noop("This line follows the answer; it was taken into the explanation."), line.place
            )
        if self._target is self._item.stem and not self._item.options and not line.is_block:
            text, options = options_within(text)
            self._target.add(text, is_apart=self._after_blank)
            self._add_options(options, line)
        else:
            self._target.add(text, is_block=line.is_block, is_apart=self._after_blank)
        self._item.source.append(source or line.text)
