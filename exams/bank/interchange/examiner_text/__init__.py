"""The layouts in which Chinese examiners write questions, read from lines of text. No Django here.

`sections` parts a text at its headings, `assembling` puts lines together to items, `answers` brings the answers from
the end to their questions, `questions` says what each item asks; `lines` and `vocabulary` know what they look like.
"""

from collections.abc import Sequence

from exams.bank.interchange.examiner_text.answers import Entry, give_answers, read_answers
from exams.bank.interchange.examiner_text.assembling import Assembler, RawItem
from exams.bank.interchange.examiner_text.cases import read_cases
from exams.bank.interchange.examiner_text.lines import Line, read_number, read_options, split_labels
from exams.bank.interchange.examiner_text.questions import to_parsed
from exams.bank.interchange.examiner_text.sections import Section, part
from exams.bank.interchange.parsing import Limits, ParsedBatch, too_many_items
from exams.bank.item_types.editor import gettext_noop

# Of a line that is named but not read.
_SHOWN = 40


def read_lines(lines: Sequence[Line], *, limits: Limits) -> ParsedBatch:
    """All items of a text, and what of it belongs to none."""
    sections = part(lines)
    batch = ParsedBatch()
    unread: list[Line] = []
    read: list[tuple[Section, list[RawItem]]] = []
    last = 0
    for section in sections:
        if section.holds_answers:
            continue
        if section is sections[0] and _is_title_page(section, sections):
            unread += section.lines
            continue
        if section.kind == "case":
            items = read_cases(section.lines)
        else:
            assembler = _assembled(section, last)
            items, last = assembler.finish(), assembler.last_number
            unread += assembler.unread
        read.append((section, items))
        if sum(len(found) for _section, found in read) > limits.items:
            raise too_many_items(limits)
    groups, others = read_answers(section for section in sections if section.holds_answers)
    left = give_answers(read, groups)
    batch.items = [to_parsed(raw, section_kind=section.kind) for section, items in read for raw in items]
    _tell(batch, unread + others, left)
    return batch


def _is_title_page(section: Section, sections: Sequence[Section]) -> bool:
    """The exam's name, hints and lines for the candidate's name, before the first heading."""
    holds_questions = any(
        line.is_block or read_number(line.text) or read_options(line.text) or split_labels(line.text)[0][0]
        for line in section.lines
        if not line.is_blank
    )
    return section.heading is None and len(sections) > 1 and not holds_questions


def _assembled(section: Section, last: int) -> Assembler:
    """Numbers begin at 1 under each heading, or count on from the section before."""
    numbers = [found.number for line in section.lines if not line.is_block and (found := read_number(line.text))]
    counts_on = bool(numbers) and numbers[0] == last + 1
    assembler = Assembler(section.kind, is_numbered=bool(numbers), last=last if counts_on else 0)
    for line in section.lines:
        assembler.feed(line)
    return assembler


def _tell(batch: ParsedBatch, unread: Sequence[Line], left: Sequence[Entry]) -> None:
    for line in unread:
        if not line.is_blank:
            batch.warn(
                "unread",
                gettext_noop("This belongs to no question and was not read: “%(text)s”"),
                line.place,
                text=line.text.strip()[:_SHOWN],
            )
    for entry in left:
        batch.warn(
            "answer_left",
            gettext_noop("There is an answer to question %(number)d, but no such question."),
            entry.place,
            number=entry.number,
        )
