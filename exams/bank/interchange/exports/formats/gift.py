"""GIFT, Moodle's text format."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from exams.bank.interchange.exports.contract import NO_PICTURES, NO_SHAPE, Exporter, ExportItem, Job, LeftOut, Written
from exams.bank.interchange.exports.html_texts import html_of, inline_html_of, is_plain
from exams.bank.interchange.html import has_tags
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
    BlanksQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    Question,
    StatementQuestion,
)
from exams.bank.item_types.text import picture_keys, plain_text

_SPECIAL = re.compile(r"([\\~=#{}:])")
_PLACES = Decimal("0.00001")
_BLANK = "{{1}}"
_ONE_BLANK = gettext_noop("GIFT holds one blank in a question.")
_NO_ARROW = gettext_noop("GIFT holds no arrow (->) in a pair.")


class GiftExport(Exporter):
    """Ids and tags stand in comments, as Moodle writes them."""

    name: ClassVar[str] = "gift"
    label: ClassVar[str] = gettext_noop("GIFT text")
    extension: ClassVar[str] = "gift"
    content_type: ClassVar[str] = "text/plain; charset=utf-8"
    place: ClassVar[int] = 40

    def write(self, job: Job) -> Written:
        written = Written(b"")
        category = f"$CATEGORY: $course$/top/{job.stamp.bank} {job.stamp.title.replace('/', '//')}"
        blocks = [f"// {job.stamp.line}\n\n{category}"]
        for item in job.items:
            block = _block(item)
            if isinstance(block, LeftOut):
                written.left_out.append(block)
            else:
                blocks.append(block)
        written.data = ("\n\n".join(blocks) + "\n").encode()
        return written


class _Texts:
    """The texts of one question, all in the same form."""

    def __init__(self, question: Question) -> None:
        texts = list(_texts(question))
        self.is_html = any(not is_plain(text) or has_tags(text) or "&" in text for text in texts if text.strip())

    def text(self, text: str) -> str:
        """A stem or an explanation."""
        return _escaped(html_of(text, address=str) if self.is_html else plain_text(text))

    def inline(self, text: str) -> str:
        """An option or a part of a pair."""
        return _escaped(inline_html_of(text, address=str) if self.is_html else plain_text(text))


def _block(item: ExportItem) -> str | LeftOut:
    question = item.question
    writer = _WRITERS.get(type(question)) if question is not None else None
    if question is None or writer is None:
        return LeftOut(item.key, NO_SHAPE)
    if any(picture_keys(text) for text in _texts(question)):
        return LeftOut(item.key, NO_PICTURES)
    if isinstance(question, BlanksQuestion) and len(question.accepted) > 1:
        return LeftOut(item.key, _ONE_BLANK)
    if isinstance(question, MatchQuestion) and any("->" in text for text in _texts(question)):
        return LeftOut(item.key, _NO_ARROW)
    texts = _Texts(question)
    general = f"####{texts.text(question.general)}" if question.general.strip() else ""
    comment = " ".join([f"[id:{item.key}]", *(f"[tag:{tag}]" for tag in item.tags)])
    form = "[html]" if texts.is_html else ""
    return f"// {comment}\n::{_escaped(item.key)}::{form}{writer(question, texts, general)}"


def _choice(question: ChoiceQuestion, texts: _Texts, general: str) -> str:
    keys = sum(one.is_key for one in question.alternatives)
    right = f"~%{_share(keys)}%" if question.is_multiple else "="
    # Marking everything must not pay.
    wrong = f"~%-{_share(len(question.alternatives) - keys)}%" if question.is_multiple else "~"
    lines = [f"\t{right if one.is_key else wrong}{texts.inline(one.text)}" for one in question.alternatives]
    return "\n".join([f"{texts.text(question.stem)}{{", *lines, *([f"\t{general}"] if general else []), "}"])


def _statement(question: StatementQuestion, texts: _Texts, general: str) -> str:
    return f"{texts.text(question.stem)}{{{'TRUE' if question.holds else 'FALSE'}{general}}}"


def _blanks(question: BlanksQuestion, texts: _Texts, general: str) -> str:
    """The answers stand where the blank is."""
    answers = " ".join(f"={_escaped(one)}" for one in question.accepted[0])
    marker = "\ue000"
    stem = question.stem.replace(_BLANK, marker)
    whole = texts.text(stem)
    return whole.replace(marker, f"{{{answers}{general}}}")


def _number(question: NumberQuestion, texts: _Texts, general: str) -> str:
    return f"{texts.text(question.stem)}{{#{question.value:f}:{question.tolerance:f}{general}}}"


def _match(question: MatchQuestion, texts: _Texts, general: str) -> str:
    pairs = [*question.pairs, *(("", extra) for extra in question.extras)]
    lines = [f"\t={texts.inline(left)} -> {texts.inline(right)}" for left, right in pairs]
    return "\n".join([f"{texts.text(question.stem)}{{", *lines, *([f"\t{general}"] if general else []), "}"])


def _texts(question: Question) -> list[str]:
    texts = [question.stem.replace(_BLANK, "") or " ", question.general]
    if isinstance(question, ChoiceQuestion):
        texts += [one.text for one in question.alternatives]
    if isinstance(question, MatchQuestion):
        texts += [text for pair in question.pairs for text in pair] + list(question.extras)
    return texts


def _share(count: int) -> str:
    return f"{(Decimal(100) / max(1, count)).quantize(_PLACES).normalize():f}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " "))


_WRITERS: Mapping[type[Question], Callable[[Any, _Texts, str], str]] = MappingProxyType(
    {
        ChoiceQuestion: _choice,
        StatementQuestion: _statement,
        BlanksQuestion: _blanks,
        NumberQuestion: _number,
        MatchQuestion: _match,
    }
)
EXPORTER = GiftExport()
