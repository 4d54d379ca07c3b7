"""The text in which people mend an item that was read from a format that nobody writes by hand. No Django here."""

from dataclasses import replace

import yaml

from exams.bank.interchange.examiner_text import read_lines
from exams.bank.interchange.examiner_text.lines import split_lines
from exams.bank.interchange.examiner_text.writing import Head, write_item
from exams.bank.interchange.mapping import give_body, without_placeholders
from exams.bank.interchange.parsing import Limits, ParsedItem
from exams.bank.item_types.questions import Question

# The second where lists within the item are numbered like the first.
_NUMBERS = ("1. ", "第1题：")


def give_source(item: ParsedItem, raw: str, raw_format: str, *, limits: Limits) -> None:
    """As examiners write it, if that reads the same again; else as a bank file; else as it stood in the file."""
    item.source, item.source_format = raw, raw_format
    if item.question is None:
        return
    give_body(item)
    said = without_placeholders(item.question)
    for number in _NUMBERS:
        lines = write_item(said, head_of(item), number=number)
        if lines is not None and reads_as("\n".join(lines), said, limits):
            item.source, item.source_format = "\n".join(lines), "chinese_text"
            return
    if item.body is not None:
        item.source, item.source_format = _filed(item), "bank_yaml"


def head_of(item: ParsedItem) -> Head:
    """What is said beside the question."""
    return Head(
        key=item.key,
        point=item.point,
        facts=item.facts,
        difficulty=item.difficulty or 0,
        cognitive=item.cognitive,
        tags=item.tags,
    )


def reads_as(text: str, question: Question, limits: Limits) -> bool:
    """Whether a text in the examiners' layout is this question and no other."""
    items = read_lines(split_lines(text), limits=limits).items
    return len(items) == 1 and items[0].question is not None and _bare(items[0].question) == _bare(question)


def _bare(question: Question) -> Question:
    return replace(question, stem=question.stem.strip(), general=question.general.strip())


def _filed(item: ParsedItem) -> str:
    head = {
        "key": item.key,
        "type": item.item_type,
        "point": item.point,
        "facts": list(item.facts),
        "difficulty": item.difficulty,
        "cognitive": item.cognitive,
    }
    shown = {name: value for name, value in head.items() if value}
    return str(yaml.safe_dump({**shown, **(item.body or {})}, allow_unicode=True, sort_keys=False, width=1000))
