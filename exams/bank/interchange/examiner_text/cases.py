"""A section of cases: shared material with questions on it. No Django here."""

import re
from collections.abc import Sequence
from itertools import pairwise

from exams.bank.interchange.examiner_text.assembling import Assembler, Field, Passage, RawItem
from exams.bank.interchange.examiner_text.lines import Line, read_number, split_labels

_CASE = re.compile(
    r"^\s*[【\[（(]?\s*(?:案例|材料|资料|情景|情境)\s*[一二三四五六七八九十0-9]{0,3}\s*[】\]）)]?\s*(?:[:：]|$|\s)\s*"
)
_QUESTIONS = re.compile(r"^\s*[【\[]?(?:请?回答(?:下列|以下|如下)?问题|问题|思考题|要求|任务)\s*[】\]]?\s*[:：]?\s*$")
_QUESTION = re.compile(r"^\s*[【\[]?(?:问题|任务)\s*([0-9一二三四五六七八九十]{1,2})\s*[】\]]?\s*[:：.、]?\s*")
_OUTER = {"dot", "word", "bare", "colon"}
_CHINESE = "一二三四五六七八九十"


def read_cases(lines: Sequence[Line]) -> list[RawItem]:
    """Every case of a section with its parts; one without parts is left as a question by itself."""
    return [_case(block) for block in _blocks(lines) if any(not line.is_blank for line in block)]


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines of each case: cut at “案例一：”, or at outer numbers where there are inner ones."""
    if any(_CASE.match(line.text) for line in lines):
        return _cut(lines, [place for place, line in enumerate(lines) if _CASE.match(line.text)])
    numbers = [
        (place, found) for place, line in enumerate(lines) if not line.is_block and (found := read_number(line.text))
    ]
    first = next((place for place, line in enumerate(lines) if not line.is_blank), 0)
    has_inner = any(found.style in {"paren", "half"} for _place, found in numbers) or any(
        _QUESTION.match(line.text) or _QUESTIONS.match(line.text) for line in lines
    )
    outer = [(place, found) for place, found in numbers if found.style in _OUTER]
    if outer and outer[0][0] == first and has_inner:
        style, expected, cuts = outer[0][1].style, 1, []
        for place, found in outer:
            # Points of an answer are numbered too; cases count on.
            if found.style == style and found.number == expected:
                cuts.append(place)
                expected += 1
        return _cut(lines, cuts)
    if outer and outer[0][0] == first:
        # Every number is a question by itself.
        return (
            [[line] for line in lines] if len(lines) == len(outer) else _cut(lines, [place for place, _found in outer])
        )
    return [list(lines)]


def _cut(lines: Sequence[Line], places: Sequence[int]) -> list[list[Line]]:
    """What stands before the first cut belongs to the first block."""
    edges = [0, *places[1:], len(lines)]
    return [list(lines[start:end]) for start, end in pairwise(edges)]


def _case(block: list[Line]) -> RawItem:
    start = next(line for line in block if not line.is_blank)
    raw = RawItem(start.place, "case", stem=Passage(start.place), source=[line.text for line in block])
    material, rest = _parted(block)
    is_apart = False
    for index, line in enumerate(material):
        if line.is_blank:
            is_apart = True
            continue
        text = line.text
        if index == 0 and (found := read_number(text)) and not _CASE.match(text):
            text, raw.number = found.rest, found.number
        labelled = split_labels(text)
        if labelled[0][0] not in {None, "stem"}:
            for label, word, value in labelled:
                raw.fields.setdefault(label or "other", Field(line.place, word=word)).add(value)
        elif not _QUESTIONS.match(text):
            stem = _CASE.sub("", text, count=1) if not line.is_block else text
            raw.stem.add(stem, is_block=line.is_block, is_apart=is_apart)
        is_apart = False
    assembler = Assembler("", is_numbered=True)
    for line in rest:
        assembler.feed(line)
    raw.parts = assembler.finish()
    return raw


def _parted(block: list[Line]) -> tuple[list[Line], list[Line]]:
    """Material, and the lines from the first question on; “问题一：” is as good as a number."""
    lines = [_renumbered(line) for line in block]
    for place, line in enumerate(lines):
        found = None if line.is_block else read_number(line.text)
        is_head = not any(not one.is_blank for one in lines[:place])
        if found is not None and found.number == 1 and not is_head:
            return _without_edges(lines[:place]), lines[place:]
    return _without_edges(lines), []


def _without_edges(lines: list[Line]) -> list[Line]:
    """Without blank lines at the beginning and at the end."""
    filled = [place for place, line in enumerate(lines) if not line.is_blank]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _renumbered(line: Line) -> Line:
    found = None if line.is_block else _QUESTION.match(line.text)
    if found is None:
        return line
    number = _CHINESE.find(found[1]) + 1 if found[1] in _CHINESE else found[1]
    return Line(line.number, f"({number}) {line.text[found.end() :]}", line.unit)
