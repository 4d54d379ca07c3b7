"""The answers at the end of a text, and which question each belongs to. No Django here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exams.bank.interchange.examiner_text.assembling import Field, Numbering, RawItem
from exams.bank.interchange.examiner_text.lines import Line, answers_in, read_number, split_labels
from exams.bank.interchange.examiner_text.sections import Section
from exams.bank.interchange.examiner_text.vocabulary import LABEL_WORDS, Kind, Label
from exams.bank.interchange.parsing import Place

_OPEN: set[Kind] = {"short", "long", "case", "number", "other", ""}


@dataclass
class Entry:
    """What the list says about one question."""

    number: int
    place: Place
    fields: dict[Label, Field] = field(default_factory=dict)


@dataclass
class Group:
    """Answers under one heading, or of one run of numbers."""

    kind: Kind
    word: str
    entries: dict[int, Entry] = field(default_factory=dict)


def read_answers(sections: Iterable[Section]) -> tuple[list[Group], list[Line]]:
    """All groups, and the lines that belong to no question."""
    groups: list[Group] = []
    unread: list[Line] = []
    for section in sections:
        reader = _Reader(section)
        for line in section.lines:
            reader.feed(line)
        groups += [group for group in reader.groups if group.entries]
        unread += reader.unread
    return groups, unread


def give_answers(sections: Sequence[tuple[Section, list[RawItem]]], groups: Sequence[Group]) -> list[Entry]:
    """Put each answer at its question; returns those that have none."""
    left: list[Entry] = []
    open_sections = list(sections)
    for group in groups:
        items = _questions_of(group, open_sections)
        by_number = {item.number: item for item in items}
        for entry in group.entries.values():
            item = by_number.get(entry.number)
            if item is None:
                left.append(entry)
                continue
            _give(item, entry)
    return left


def _questions_of(group: Group, sections: list[tuple[Section, list[RawItem]]]) -> list[RawItem]:
    """The questions that a group answers: those under the same heading, or the next that its numbers fit."""
    if group.kind:
        same = next((one for one in sections if one[0].word == group.word), None)
        same = same or next((one for one in sections if one[0].kind == group.kind), None)
        if same is not None:
            sections.remove(same)
            return same[1]
    everything = [item for _section, items in sections for item in items]
    numbers = [item.number for item in everything]
    if len(numbers) == len(set(numbers)):
        return everything
    wanted = set(group.entries)
    fitting = next((one for one in sections if wanted <= {item.number for item in one[1]}), None)
    if fitting is None:
        return []
    sections.remove(fitting)
    return fitting[1]


def _give(item: RawItem, entry: Entry) -> None:
    """The item's source gets what it owes to the list, so that it can be read alone."""
    for label, given in entry.fields.items():
        if label in item.fields and item.fields[label].text:
            continue
        item.fields[label] = given
        item.source.append(f"{LABEL_WORDS.get(label, given.word)}：{given.text}")


class _Reader:
    """The answers of one section, line by line."""

    def __init__(self, section: Section) -> None:
        self.groups = [Group(section.kind, section.word)]
        self.unread: list[Line] = []
        self._numbering = Numbering()
        self._entry: Entry | None = None
        self._target: Field | None = None
        self._after_blank = True

    def feed(self, line: Line) -> None:
        if line.is_blank:
            self._after_blank = True
            return
        if not (listed := None if line.is_block else answers_in(line.text)) or not self._take_list(listed, line):
            self._take_text(line)
        self._after_blank = False

    def _take_list(self, listed: list[tuple[int, str]], line: Line) -> bool:
        if self._group.kind in {"short", "long", "case"}:
            return False
        for number, key in listed:
            self._start(number, line.place)
            self._put("answer", key, line.place)
        self._numbering = Numbering(listed[-1][0])
        return True

    def _take_text(self, line: Line) -> None:
        found = None if line.is_block else read_number(line.text)
        text = line.text
        if found is not None and self._begins(found.number, line):
            self._start(found.number, line.place)
            text = found.rest
        if self._entry is None:
            self.unread.append(line)
            return
        parts = split_labels(text) if not line.is_block else [(None, "", text)]
        for label, _word, part in parts:
            if label is None and self._target is not None:
                self._target.add(part, is_block=line.is_block)
            elif part or label:
                self._put(label or "answer", part, line.place)

    def _begins(self, number: int, line: Line) -> bool:
        found = read_number(line.text)
        stand_in = None
        if self._entry is not None:
            stand_in = RawItem(line.place, self._group.kind, fields=dict(self._entry.fields))
        is_open = self._group.kind in _OPEN
        in_answer = self._target is not None and is_open
        if found is None:
            return False
        if stand_in is not None and not is_open:
            # A key is short: any number after it is the next one's, or the first of the next section.
            return (
                number == self._numbering.last + 1
                or number == 1
                or self._numbering.begins_item(found, stand_in, after_blank=self._after_blank, in_answer=False)
            )
        return self._numbering.begins_item(found, stand_in, after_blank=self._after_blank, in_answer=in_answer)

    @property
    def _group(self) -> Group:
        return self.groups[-1]

    def _start(self, number: int, place: Place) -> None:
        if number in self._group.entries:
            # The numbers begin again: the next section's answers.
            self.groups.append(Group(self._group.kind, self._group.word) if not self._group.entries else Group("", ""))
        self._numbering.last = number
        self._entry = self._group.entries[number] = Entry(number, place)
        self._target = None

    def _put(self, label: Label, text: str, place: Place) -> None:
        if self._entry is None:
            return
        self._target = self._entry.fields.setdefault(label, Field(place, word=LABEL_WORDS.get(label, "")))
        self._target.add(text)
