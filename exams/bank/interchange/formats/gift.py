"""GIFT, Moodle's text format: titles, text formats, choices, weights, blanks, numbers, pairs, essays, comments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import ClassVar

from exams.bank.interchange import marks
from exams.bank.interchange.decoding import beginning, decode, looks_like_text
from exams.bank.interchange.html import from_html, has_tags
from exams.bank.interchange.labels import take_key, take_tags
from exams.bank.interchange.parsing import Format, Limits, ParsedBatch, ParsedItem, Place, too_many_items
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
    Alternative,
    BlanksQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    Question,
    StatementQuestion,
)

# Stand-ins for escaped characters: noncharacters, which no text may hold.
_ESCAPED: Mapping[str, str] = MappingProxyType({char: chr(0xFDD0 + place) for place, char in enumerate("~=#{}:\\")})
_RESTORED = {ord(stand_in): char for char, stand_in in _ESCAPED.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_NONCHARACTER = re.compile("[\ufdd0-\ufdef]")
_SIGN = re.compile(r"\{[^{}]*(?:[=~#]|\bT\b|\bF\b|\bTRUE\b|\bFALSE\b)[^{}]*\}|^::.*?::|^\$CATEGORY:", re.MULTILINE)
_TITLE = re.compile(r"^\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"^\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_ANSWER = re.compile(r"(?P<sign>[=~])\s*(?:%(?P<weight>-?\d{1,3}(?:\.\d{1,7})?)%)?(?P<text>[^=~]*)")
_TRUTH = re.compile(r"^(T|TRUE|F|FALSE)\s*(?:#(?P<wrong>[^#]*))?(?:#(?P<right>[^#]*))?$", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"\[tag:([^\]]{1,60})\]")
_ID = re.compile(r"\[id:([^\]]{1,60})\]")
# What Moodle writes above each question by itself.
_EXPORTED = re.compile(r"^question:\s*\d+\s+name:.*$", re.MULTILINE)
_WHOLE = Decimal(100)
_BLANK = "____"
_SHOWN = 80


@dataclass
class _Block:
    """The lines of one question, with what comments above it say."""

    number: int
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    category: str = ""
    # The line of the first comment.
    commented: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class _Answer:
    """One answer of a question: `weight` in percent, None where none is given."""

    is_key: bool
    weight: Decimal | None
    text: str
    feedback: str


class Gift(Format):
    """As Moodle documents it; what has no place here is named."""

    name: ClassVar[str] = "gift"
    label: ClassVar[str] = gettext_noop("GIFT text")
    extensions: ClassVar[tuple[str, ...]] = (".gift", ".txt")
    place: ClassVar[int] = 30
    is_text: ClassVar[bool] = True

    def sniff(self, data: bytes, filename: str) -> bool:
        head = beginning(data) if looks_like_text(data) else ""
        return filename.lower().endswith(".gift") or _SIGN.search(_ESCAPE.sub("", head)) is not None

    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        batch = ParsedBatch()
        text = _NONCHARACTER.sub("", decode(data, limits=limits))
        categories: set[str] = set()
        titles = 0
        for block in _blocks(text, batch):
            if block.category and block.category not in categories:
                categories.add(block.category)
                batch.warn(
                    "category",
                    gettext_noop("The category “%(name)s” is not kept; choose the knowledge point instead."),
                    Place.line(block.number),
                    name=block.category[:_SHOWN],
                )
            titles += _TITLE.match(block.text) is not None
            item = _item(block, batch)
            if item is not None:
                batch.items.append(item)
            if len(batch.items) > limits.items:
                raise too_many_items(limits)
        if titles:
            batch.warn("titles", gettext_noop("The titles of %(count)d questions are not kept."), count=titles)
        return batch


def _blocks(text: str, batch: ParsedBatch) -> Iterator[_Block]:
    """Questions, parted by blank lines."""
    category = ""
    block = _Block(1)
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            block.commented = block.commented or number
            block.comments.append(stripped.removeprefix("//").strip())
            continue
        if stripped.startswith("$CATEGORY:") and not block.lines:
            category = stripped.removeprefix("$CATEGORY:").strip()
            continue
        if not stripped:
            if block.lines:
                yield block
            elif block.comments:
                text = "\n".join(block.comments)
                batch.warn(
                    "comment",
                    gettext_noop("A comment is not kept: “%(text)s”"),
                    Place.line(block.commented),
                    text=text[:_SHOWN],
                )
            block = _Block(number + 1)
            continue
        if not block.lines:
            block.number, block.category = number, category
        block.lines.append(line)
    if block.lines:
        yield block
    elif block.comments and not batch.items:
        batch.warn("comments", gettext_noop("There are only comments."), None)


def _item(block: _Block, batch: ParsedBatch) -> ParsedItem | None:
    place = Place.line(block.number)
    remarks = "\n".join(block.comments)
    item = ParsedItem(place, source="\n".join([*(f"// {one}" for one in block.comments), block.text]))
    unit = take_tags(item, _TAG.findall(remarks))
    for name in _ID.findall(remarks):
        take_key(item, name)
    if _EXPORTED.sub("", _ID.sub("", _TAG.sub("", remarks))).strip():
        item.warn("comment", gettext_noop("A comment is not kept: “%(text)s”"), text=remarks[:_SHOWN])
    text = _escaped(block.text)
    title = _TITLE.match(text)
    if title:
        text = text[title.end() :]
    form = _FORMAT.match(text)
    reader = _Reader(item, form[1].lower() if form else "")
    text = text[form.end() :] if form else text
    opening = text.find("{")
    closing = text.rfind("}")
    if opening < 0 and closing < 0:
        batch.warn(
            "description",
            gettext_noop("A description, no question, was not read: “%(text)s”"),
            place,
            text=_restored(text).strip()[:60],
        )
        return None
    if closing < opening or opening < 0 or "{" in text[opening + 1 : closing] or "}" in text[opening:closing]:
        item.error("braces", gettext_noop("The braces { } around the answers do not come in one pair."))
        return item
    item.question = reader.question(text[:opening], text[opening + 1 : closing], text[closing + 1 :])
    if unit and isinstance(item.question, NumberQuestion):
        item.question = replace(item.question, unit=unit)
    if item.question is not None and not item.question.stem.strip():
        item.question = None
        item.error("no_stem", gettext_noop("There is no stem."))
    return item


class _Reader:
    """One question, its texts in the text format that it names."""

    def __init__(self, item: ParsedItem, form: str) -> None:
        self._item = item
        self._form = form
        self._lost: set[str] = set()

    def question(self, before: str, answers: str, after: str) -> Question | None:
        """What the braces make of the text around them; None where `item` now says why not."""
        answers, _sign, general = answers.partition("####")
        stem = self._stem(before, after, _BLANK)
        found = self._by_braces(stem, answers.strip(), self._stem(before, after, "{{1}}"))
        if found is None or not general.strip():
            return found
        return replace(found, general="\n\n".join(part for part in (found.general, self._text(general)) if part))

    def _by_braces(self, stem: str, inner: str, with_blank: str) -> Question | None:
        if not inner:
            return OpenQuestion(stem=stem, is_long=True)
        if truth := _TRUTH.match(inner):
            return self._statement(stem, inner, truth)
        if inner.startswith("#"):
            return self._number(stem, inner[1:])
        answers = [self._answer(found) for found in _ANSWER.finditer(inner)]
        if answers and inner[0] in "=~":
            return self._by_answers(stem, answers, with_blank)
        self._item.error("answers", gettext_noop("The answers in the braces are not understood."))
        return None

    def _by_answers(self, stem: str, answers: list[_Answer], with_blank: str) -> Question | None:
        if all("->" in answer.text for answer in answers):
            return self._pairs(stem, answers)
        if all(answer.is_key for answer in answers):
            return self._blank(with_blank, answers)
        return self._choice(stem, answers)

    def _statement(self, stem: str, inner: str, found: re.Match[str]) -> Question:
        comments = [self._text(found[name]) for name in ("wrong", "right") if (found[name] or "").strip()]
        if comments:
            self._item.warn("feedback_moved", gettext_noop("The feedback was put into the explanation."))
        return StatementQuestion(stem=stem, holds=inner[0] in "Tt", general="\n\n".join(comments))

    def _choice(self, stem: str, answers: list[_Answer]) -> Question | None:
        has_key = any(answer.is_key for answer in answers)
        positive = [one for one in answers if one.weight is not None and one.weight > 0]
        is_multiple = not has_key and bool(positive)
        if not has_key and not positive:
            self._item.error("no_answer", gettext_noop("No answer is marked right with =."))
            return None
        shares = {one.weight for one in positive}
        is_plain = not is_multiple or (
            len(shares) == 1 and all((one.weight or 0) <= 0 or one in positive for one in answers)
        )
        if any(one.weight is not None and not one.is_key for one in answers) and not (is_multiple and is_plain):
            self._item.warn(
                "weights", gettext_noop("Weights of single answers are not kept: the paper's policy marks.")
            )
        return ChoiceQuestion(
            stem=stem,
            alternatives=tuple(
                Alternative(
                    self._text(one.text), one in positive if is_multiple else one.is_key, self._text(one.feedback)
                )
                for one in answers
            ),
            is_multiple=is_multiple or sum(one.is_key for one in answers) > 1,
        )

    def _blank(self, stem: str, answers: list[_Answer]) -> Question | None:
        whole = [one for one in answers if one.weight is None or one.weight == _WHOLE]
        if len(whole) < len(answers):
            self._item.warn("weights", gettext_noop("Answers that earn a part of the marks are not kept."))
        if any(one.feedback.strip() for one in answers):
            self._item.warn("feedback_lost", gettext_noop("Feedback on single answers is not kept."))
        if not whole:
            self._item.error("no_answer", gettext_noop("No answer earns the whole marks."))
            return None
        return BlanksQuestion(stem=stem, accepted=(tuple(self._text(one.text) for one in whole),))

    def _pairs(self, stem: str, answers: list[_Answer]) -> Question:
        pairs = [[self._text(part) for part in answer.text.split("->", 1)] for answer in answers]
        rights = [right for left, right in pairs if left]
        return MatchQuestion(
            stem=stem,
            pairs=tuple((left, right) for left, right in pairs if left),
            extras=tuple(right for left, right in pairs if not left),
            is_reused=len(set(rights)) < len(rights),
        )

    def _number(self, stem: str, inner: str) -> Question | None:
        answers = [self._answer(found) for found in _ANSWER.finditer(inner)]
        chosen = answers[0].text if answers else inner.partition("#")[0]
        if len(answers) > 1:
            best = max(answers, key=lambda one: _WHOLE if one.weight is None else one.weight)
            chosen = best.text
            self._item.warn("weights", gettext_noop("Answers that earn a part of the marks are not kept."))
        span = self._span(_restored(chosen).strip())
        if span is None:
            self._item.error(
                "number", gettext_noop("The number “%(text)s” is not understood."), text=_restored(chosen)[:40]
            )
            return None
        return NumberQuestion(stem=stem, value=span[0], tolerance=span[1])

    def _span(self, text: str) -> tuple[Decimal, Decimal] | None:
        """“5:0.1” and “4.9..5.1” as value and tolerance."""
        try:
            if ".." in text:
                low, high = (Decimal(part.strip()) for part in text.split("..", 1))
                return (
                    ((low + high) / 2, (high - low) / 2)
                    if low.is_finite() and high.is_finite() and low <= high
                    else None
                )
            value, _sign, tolerance = text.partition(":")
            found = Decimal(value.strip()), Decimal(tolerance.strip() or 0)
        except InvalidOperation:
            return None
        return found if found[0].is_finite() and found[1].is_finite() and found[1] >= 0 else None

    def _answer(self, found: re.Match[str]) -> _Answer:
        text, _sign, feedback = found["text"].partition("#")
        weight = Decimal(found["weight"]) if found["weight"] else None
        return _Answer(found["sign"] == "=", weight, text.strip(), feedback.strip())

    def _stem(self, before: str, after: str, blank: str) -> str:
        """The text with a blank where the braces stood within a sentence."""
        if not after.strip():
            return self._text(before) + (f"{' ' * before[-1:].isspace()}{{{{1}}}}" if blank != _BLANK else "")
        first, rest = self._text(before), self._text(after)
        space = " " if after[:1].isspace() else ""
        return f"{first}{' ' if before[-1:] == ' ' else ''}{blank}{space}{rest}".strip()

    def _text(self, text: str) -> str:
        """In our own markup."""
        text = _restored(text).strip()
        if self._form in {"html", "", "moodle"} and (self._form == "html" or has_tags(text)):
            converted = from_html(text)
            for what in sorted(converted.lost):
                is_picture = what.startswith("img")
                note = self._item.error if is_picture else self._item.warn
                if what not in self._lost:
                    note("lost", gettext_noop("“%(what)s” of the HTML is not kept."), what=what)
                self._lost.add(what)
            return converted.text
        return text if self._form == "markdown" else marks.plain(text)


def _escaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else _ESCAPED[found[1]], text)


def _restored(text: str) -> str:
    return text.translate(_RESTORED)


FORMAT = Gift()
