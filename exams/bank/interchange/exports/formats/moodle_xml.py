"""Moodle XML, with embedded pictures; the bank is the category."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from exams.bank.interchange.examiner_text.open_answers import join_guidance
from exams.bank.interchange.exports.contract import NO_SHAPE, Exporter, ExportItem, Job, LeftOut, Written
from exams.bank.interchange.exports.html_texts import html_of, is_plain, said
from exams.bank.interchange.moodle.cloze import write_gap
from exams.bank.interchange.moodle.questions import LONG_LINES
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
    BlanksQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    Question,
    StatementQuestion,
)
from exams.bank.item_types.text import blank_numbers, picture_keys

# Read again, fewer than LONG_LINES are a short answer.
_ESSAY_LINES, _SHORT_LINES = LONG_LINES + 5, 5
_PLAIN_PAIRS = gettext_noop("Moodle takes only plain text on the right side of a pair.")
# Moodle takes no other fractions than these and their likes.
_PLACES = Decimal("0.00001")


class MoodleXmlExport(Exporter):
    """Every question as Moodle 4 writes it."""

    name: ClassVar[str] = "moodle_xml"
    label: ClassVar[str] = gettext_noop("Moodle XML")
    extension: ClassVar[str] = "xml"
    content_type: ClassVar[str] = "application/xml"
    place: ClassVar[int] = 50

    def write(self, job: Job) -> Written:
        written = Written(b"")
        category = f"$course$/top/{job.stamp.bank} {job.stamp.title.replace('/', '//')}"
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<!-- {said(job.stamp.line).replace('--', '- -')} -->",
            "<quiz>",
            f'<question type="category"><category><text>{said(category)}</text></category></question>',
        ]
        for item in job.items:
            question = _Question(item, job.pictures).write()
            if isinstance(question, LeftOut):
                written.left_out.append(question)
            else:
                lines.append(question)
        written.data = "\n".join([*lines, "</quiz>", ""]).encode()
        return written


class _Question:
    """One question."""

    def __init__(self, item: ExportItem, pictures: Mapping[str, bytes]) -> None:
        self._item = item
        self._pictures = pictures

    def write(self) -> str | LeftOut:
        question = self._item.question
        writer = _WRITERS.get(type(question)) if question is not None else None
        if writer is None:
            return LeftOut(self._item.key, NO_SHAPE)
        if isinstance(question, MatchQuestion) and not all(is_plain(right) for right in _rights(question)):
            return LeftOut(self._item.key, _PLAIN_PAIRS)
        return writer(self, question)

    def choice(self, question: ChoiceQuestion) -> str:
        keys = sum(one.is_key for one in question.alternatives)
        right = _share(keys) if question.is_multiple else "100"
        # Marking everything must not pay.
        wrong = f"-{_share(len(question.alternatives) - keys)}" if question.is_multiple else "0"
        answers = [self._answer(one.text, right if one.is_key else wrong) for one in question.alternatives]
        settings = (
            f"<single>{'false' if question.is_multiple else 'true'}</single><shuffleanswers>true</shuffleanswers>"
        )
        return self._whole("multichoice", question, [settings, "<answernumbering>ABCD</answernumbering>", *answers])

    def statement(self, question: StatementQuestion) -> str:
        shares = {"true": "100" if question.holds else "0", "false": "0" if question.holds else "100"}
        answers = [
            f'<answer fraction="{share}" format="moodle_auto_format"><text>{word}</text></answer>'
            for word, share in shares.items()
        ]
        return self._whole("truefalse", question, answers)

    def blanks(self, question: BlanksQuestion) -> str:
        """Gaps in the text; their places stay, which a short answer would not keep."""
        order = blank_numbers(question.stem)
        gaps = {number: write_gap(question.accepted[number - 1]) for number in order}
        return self._whole("cloze", question, [], gap=lambda number: gaps[number])

    def number(self, question: NumberQuestion) -> str:
        answer = (
            f'<answer fraction="100" format="moodle_auto_format"><text>{question.value:f}</text>'
            f"<tolerance>{question.tolerance:f}</tolerance></answer>"
        )
        unit = (
            f"<units><unit><multiplier>1</multiplier><unit_name>{said(question.unit)}</unit_name></unit></units>"
            "<unitgradingtype>0</unitgradingtype><unitpenalty>0.1</unitpenalty><showunits>1</showunits><unitsleft>0</unitsleft>"
            if question.unit
            else ""
        )
        return self._whole("numerical", question, [answer, unit])

    def match(self, question: MatchQuestion) -> str:
        pairs = [*question.pairs, *(("", extra) for extra in question.extras)]
        inner = [
            f'<subquestion format="html">{self._text(left)}<answer><text>{said(right)}</text></answer></subquestion>'
            for left, right in pairs
        ]
        return self._whole("matching", question, ["<shuffleanswers>true</shuffleanswers>", *inner])

    def order(self, question: OrderQuestion) -> str:
        settings = (
            "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
            "<gradingtype>ABSOLUTE_POSITION</gradingtype><showgrading>SHOW</showgrading>"
        )
        answers = [self._answer(text, f"{place}.0") for place, text in enumerate(question.sequence, 1)]
        return self._whole("ordering", question, [settings, *answers])

    def open(self, question: OpenQuestion) -> str:
        lines = _ESSAY_LINES if question.is_long else _SHORT_LINES
        guidance = join_guidance(question.model, question.guidance)
        inner = [
            "<responseformat>editor</responseformat><responserequired>1</responserequired>",
            f"<responsefieldlines>{lines}</responsefieldlines><attachments>0</attachments>",
            f'<graderinfo format="html">{self._text(guidance)}</graderinfo>',
        ]
        return self._whole("essay", question, inner)

    def _whole(self, kind: str, question: Question, inner: list[str], **gaps: Any) -> str:
        tags = "".join(f"<tag><text>{said(tag)}</text></tag>" for tag in self._item.tags)
        parts = [
            f'<question type="{kind}">',
            f"<name><text>{said(self._item.key)}</text></name>",
            f'<questiontext format="html">{self._text(question.stem, **gaps)}</questiontext>',
            f'<generalfeedback format="html">{self._text(question.general)}</generalfeedback>',
            "<defaultgrade>1.0000000</defaultgrade><penalty>0.0000000</penalty><hidden>0</hidden>",
            f"<idnumber>{said(self._item.key)}</idnumber>",
            *(one for one in inner if one),
            f"<tags>{tags}</tags>",
            "</question>",
        ]
        return "\n".join(parts)

    def _answer(self, text: str, share: str) -> str:
        feedback = '<feedback format="html"><text></text></feedback>'
        return f'<answer fraction="{share}" format="html">{self._text(text)}{feedback}</answer>'

    def _text(self, text: str, **gaps: Any) -> str:
        """The text as escaped HTML, and after it the pictures that it shows."""
        markup = html_of(text, address=lambda key: f"@@PLUGINFILE@@/{key}", **gaps)
        files = "".join(
            f'<file name="{key}" path="/" encoding="base64">{b64encode(self._pictures[key]).decode("ascii")}</file>'
            for key in sorted(set(picture_keys(text)))
            if key in self._pictures
        )
        return f"<text>{said(markup)}</text>{files}"


def _share(count: int) -> str:
    """One of so many parts of a hundred, as Moodle knows it."""
    return f"{(Decimal(100) / max(1, count)).quantize(_PLACES).normalize():f}"


def _rights(question: MatchQuestion) -> list[str]:
    return [*(right for _left, right in question.pairs), *question.extras]


_WRITERS: Mapping[type[Question], Callable[[_Question, Any], str]] = MappingProxyType(
    {
        ChoiceQuestion: _Question.choice,
        StatementQuestion: _Question.statement,
        BlanksQuestion: _Question.blanks,
        NumberQuestion: _Question.number,
        MatchQuestion: _Question.match,
        OrderQuestion: _Question.order,
        OpenQuestion: _Question.open,
    }
)
EXPORTER = MoodleXmlExport()
