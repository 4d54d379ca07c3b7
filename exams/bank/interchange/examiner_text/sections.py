"""A whole text parted at its headings, and the list of answers at its end told from the questions. No Django here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from exams.bank.interchange.examiner_text.lines import (
    Heading,
    Line,
    answers_in,
    heading_with_answers,
    is_answers_title,
    read_heading,
    read_number,
    split_labels,
)
from exams.bank.interchange.examiner_text.vocabulary import Kind

# A text without headings still needs this many numbered questions before a list of numbers can be one of answers.
_FEW = 2
_ANSWERS = re.compile(r"^\s*(?:参考|标准|正确)?答案\s+")


@dataclass
class Section:
    """Lines under one heading; `word` is what the heading calls its questions."""

    kind: Kind = ""
    word: str = ""
    heading: Line | None = None
    lines: list[Line] = field(default_factory=list)
    holds_answers: bool = False


def part(lines: Sequence[Line]) -> list[Section]:
    """All sections in their order; from the title of the answers on, every section holds answers."""
    sections = [Section()]
    in_answers = False
    for place, line in enumerate(lines):
        here = sections[-1]
        with_answers = heading_with_answers(line.text)
        heading = None if with_answers or line.is_block else read_heading(line.text)
        if heading is not None:
            sections.append(Section(heading.kind, heading.word, line, holds_answers=in_answers))
        elif with_answers is not None:
            in_answers = True
            sections.append(_section_of(with_answers[0], line, with_answers[1]))
        elif not in_answers and (rest := _start_of_answers(lines, place, here)) is not None:
            in_answers = True
            sections.append(Section(holds_answers=True, lines=[Line(line.number, rest, line.unit)]))
        else:
            here.lines.append(line)
    return [one for one in sections if one.heading or any(not line.is_blank for line in one.lines)]


def _section_of(heading: Heading, line: Line, rest: str) -> Section:
    return Section(heading.kind, heading.word, line, [Line(line.number, rest, line.unit)], holds_answers=True)


def _start_of_answers(lines: Sequence[Line], place: int, section: Section) -> str | None:
    """What of this line is answers already, if the answers of all questions begin here; else None."""
    line = lines[place]
    if line.is_block or not any(read_number(one.text) for one in section.lines if not one.is_blank):
        return None
    label, _word, rest = split_labels(line.text)[0]
    if label is None and (word := _ANSWERS.match(rest)):
        label, rest = "answer", rest[word.end() :]
    listed = answers_in(rest)
    # One number and one key may be an item; a list has more, and an unlabelled one counts only as a whole range.
    if listed and len(listed) > 1 and (label == "answer" or len(listed) > _FEW):
        return rest
    if not is_answers_title(line.text):
        return None
    following = next((one for one in lines[place + 1 :] if not one.is_blank), None)
    if following is None:
        return None
    if read_heading(following.text) or heading_with_answers(following.text) or is_long_title(line.text):
        return ""
    number = read_number(following.text)
    is_first = (number is not None and number.number == 1) or bool(answers_in(following.text))
    return "" if is_first and _awaits_answers(section) else None


def is_long_title(text: str) -> bool:
    """“《客户服务管理》参考答案及解析” is no item's label."""
    label, _word, rest = split_labels(text)[0]
    return label is None or bool(rest.strip("：: "))


def _awaits_answers(section: Section) -> bool:
    """Several numbered questions, and none has its answer beside it."""
    numbered = sum(read_number(line.text) is not None for line in section.lines if not line.is_block)
    has_answers = any(split_labels(line.text)[0][0] == "answer" for line in section.lines if not line.is_block)
    return numbered >= _FEW and not has_answers
