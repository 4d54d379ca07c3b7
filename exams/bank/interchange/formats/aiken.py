"""Aiken: a stem, lettered options, and a line ANSWER: with the letter of the one that is right."""

import re
from typing import ClassVar

from exams.bank.interchange.decoding import beginning, decode, looks_like_text
from exams.bank.interchange.parsing import Format, Limits, ParsedBatch, ParsedItem, Place, too_many_items
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import Alternative, ChoiceQuestion

_OPTION = re.compile(r"\s*([A-Z])[.)]\s+(\S.*)$")
_ANSWER = re.compile(r"\s*ANSWER:\s*(.*?)\s*$")


class Aiken(Format):
    """As Moodle reads it; a stem may have several lines."""

    name: ClassVar[str] = "aiken"
    label: ClassVar[str] = gettext_noop("Aiken text")
    extensions: ClassVar[tuple[str, ...]] = (".txt",)
    place: ClassVar[int] = 40
    is_text: ClassVar[bool] = True

    def sniff(self, data: bytes, filename: str) -> bool:  # noqa: ARG002 -- told by the text
        lines = beginning(data).splitlines() if looks_like_text(data) else []
        return any(map(_ANSWER.match, lines)) and any(map(_OPTION.match, lines))

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        batch = ParsedBatch()
        block: list[tuple[int, str]] = []
        for number, line in enumerate(decode(data, limits=limits).split("\n"), 1):
            if not line.strip():
                continue
            block.append((number, line))
            if _ANSWER.match(line):
                batch.items.append(_item(block))
                block = []
            if len(batch.items) > limits.items:
                raise too_many_items(limits)
        if block:
            unfinished = _item(block)
            unfinished.question = None
            unfinished.error("no_answer", gettext_noop("There is no line “ANSWER:” after this."))
            batch.items.append(unfinished)
        return batch


def _item(block: list[tuple[int, str]]) -> ParsedItem:
    item = ParsedItem(Place.line(block[0][0]), source="\n".join(line for _number, line in block))
    stem: list[str] = []
    options: list[str] = []
    answer = ""
    for number, line in block:
        option, found = _OPTION.match(line), _ANSWER.match(line)
        if found:
            answer = found[1]
        elif option:
            if ord(option[1]) - ord("A") != len(options):
                item.error(
                    "letter",
                    gettext_noop("The option is lettered %(letter)s, but it is number %(number)d."),
                    Place.line(number),
                    letter=option[1],
                    number=len(options) + 1,
                )
            options.append(option[2].strip())
        elif options:
            item.error("stray", gettext_noop("This line is neither an option nor the answer."), Place.line(number))
        else:
            stem.append(line.strip())
    place = Place.line(block[-1][0])
    is_known = len(answer) == 1 and 0 <= ord(answer) - ord("A") < len(options)
    if answer and not is_known:
        item.error("no_such_option", gettext_noop("There is no option “%(answer)s”."), place, answer=answer)
    if any(one.level == "error" for one in item.findings):
        return item
    key = ord(answer) - ord("A") if is_known else -1
    item.question = ChoiceQuestion(
        stem="\n".join(stem),
        alternatives=tuple(Alternative(text, index == key) for index, text in enumerate(options)),
        is_multiple=False,
    )
    return item


FORMAT = Aiken()
