"""Questions of Moodle XML, each type as a neutral question, or what keeps it from being one. No Django here."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from exams.bank.interchange.examiner_text.keys import BLANK
from exams.bank.interchange.examiner_text.open_answers import part_guidance
from exams.bank.interchange.labels import exact
from exams.bank.interchange.moodle.cloze import Cloze, Gap, read_cloze
from exams.bank.interchange.parsing import ParsedItem
from exams.bank.interchange.rich_text import RichTexts
from exams.bank.interchange.trees import Element
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
    Alternative,
    BlanksQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    Question,
    StatementQuestion,
)
from exams.bank.item_types.text import plain_text

_TRUE = {"true", "1", "yes"}
_HOLE = re.compile(r"\[\[(\d{1,3})\]\]")
_WHOLE = Decimal(100)
_CLOZE = {"cloze", "multianswer"}
# Lines of the answer box from which on an answer is an essay.
LONG_LINES = 10
# Words to choose from, named where a type of ours has gaps to write in.
CHOICES = "可选词语："


@dataclass
class Asked:
    """A question as it is being read."""

    element: Element
    item: ParsedItem
    texts: RichTexts
    stem: str = ""
    general: str = ""
    answers: list["Answer"] = field(default_factory=list)
    cloze: Cloze = field(default_factory=lambda: Cloze(""))


@dataclass(frozen=True)
class Answer:
    """An answer with its share of the marks in percent; `element` for what only some types give."""

    element: Element
    share: Decimal
    text: str
    feedback: str


Reader = Callable[[Asked], Question | None]


def read_question(asked: Asked) -> Question | None:
    """What is asked; None where the item now says why nothing is."""
    kind = asked.element.get("type")
    reader = READERS.get(kind)
    if reader is None:
        asked.item.error("no_type", gettext_noop("Moodle's type “%(type)s” has no match here."), type=kind[:40])
        return None
    asked.stem = _stem(asked, kind)
    asked.general = text_of(asked.element.first("generalfeedback"), asked.texts)
    asked.answers = [
        Answer(
            one,
            exact(one.get("fraction", "0")) or Decimal(0),
            text_of(one, asked.texts),
            text_of(one.first("feedback"), asked.texts),
        )
        for one in asked.element.all("answer")
    ]
    asked.stem = _with_old_picture(asked)
    if not asked.stem.strip():
        asked.item.error("no_stem", gettext_noop("There is no stem."))
        return None
    return reader(asked)


def _stem(asked: Asked, kind: str) -> str:
    """The question's text; the gaps of a cloze are found before its tags are read, since an answer may hold some."""
    text = asked.element.first("questiontext")
    if kind not in _CLOZE:
        return text_of(text, asked.texts)
    inner = text.first("text") if text is not None else None
    asked.cloze = read_cloze(inner.text if inner is not None else "")
    return asked.texts.html(asked.cloze.text)


def text_of(element: Element | None, texts: RichTexts) -> str:
    """The <text> in an element, in the format that it names."""
    if element is None:
        return ""
    inner = element.first("text")
    source = (inner or element).text if inner is not None or not element.children else ""
    form = element.get("format")
    if form == "plain_text":
        return texts.plain(source)
    return texts.html(source) if form == "html" else texts.either(source)


def _with_old_picture(asked: Asked) -> str:
    """Before Moodle 2 a question had one picture, beside its text."""
    base64 = asked.element.first("image_base64")
    name = asked.element.first("image")
    if base64 is None or not base64.text:
        return asked.stem
    address = f"data:image/png;base64,{base64.text}"
    shown = asked.texts.html(f'<img src="{address}" alt="{name.text[:100] if name is not None else ""}">')
    return f"{asked.stem}\n\n{shown}".strip()


def _choice(asked: Asked) -> Question | None:
    is_single = _flag(asked.element, "single", default=True)
    keys = [one for one in asked.answers if (one.share == _WHOLE if is_single else one.share > 0)]
    if not keys:
        asked.item.error("no_answer", gettext_noop("No answer earns the whole marks."))
        return None
    partial = [one for one in asked.answers if one.share > 0 and one not in keys]
    if partial or len({one.share for one in keys}) > 1:
        asked.item.warn("weights", gettext_noop("Weights of single answers are not kept: the paper's policy marks."))
    return ChoiceQuestion(
        stem=asked.stem,
        general=asked.general,
        alternatives=tuple(Alternative(one.text, one in keys, one.feedback) for one in asked.answers),
        is_multiple=not is_single,
    )


def _statement(asked: Asked) -> Question | None:
    right = next((one for one in asked.answers if one.share == _WHOLE), None)
    if right is None or plain_text(right.text).lower() not in {"true", "false"}:
        asked.item.error("no_answer", gettext_noop("There is no answer."))
        return None
    return StatementQuestion(
        stem=asked.stem, general=_with_feedback(asked), holds=plain_text(right.text).lower() == "true"
    )


def _with_feedback(asked: Asked, answers: Iterable[Answer] | None = None) -> str:
    """The explanation with the comments on single answers, which have no other place."""
    comments = [one.feedback for one in (asked.answers if answers is None else answers) if one.feedback.strip()]
    if comments:
        asked.item.warn("feedback_moved", gettext_noop("The feedback was put into the explanation."))
    return "\n\n".join(dict.fromkeys(part for part in (asked.general, *comments) if part.strip()))


def _words(asked: Asked) -> Question | None:
    """A short answer: a blank where the text leaves one, else at its end."""
    whole = [one for one in asked.answers if one.share == _WHOLE and plain_text(one.text) != "*"]
    if not whole:
        asked.item.error("no_answer", gettext_noop("No answer earns the whole marks."))
        return None
    if any(0 < one.share < _WHOLE for one in asked.answers):
        asked.item.warn("weights", gettext_noop("Answers that earn a part of the marks are not kept."))
    lost = {"case"} if _flag(asked.element, "usecase", default=False) else set()
    lost |= {"wildcard"} if any("*" in one.text for one in whole) else set()
    tell_lost(asked.item, lost)
    holes = list(BLANK.finditer(asked.stem))
    stem = f"{asked.stem} {{{{1}}}}"
    if len(holes) == 1:
        stem = f"{asked.stem[: holes[0].start()]}{{{{1}}}}{asked.stem[holes[0].end() :]}"
    accepted = tuple(dict.fromkeys(plain_text(one.text) for one in whole))
    return BlanksQuestion(stem=stem, general=_with_feedback(asked), accepted=(accepted,))


def tell_lost(item: ParsedItem, lost: Iterable[str]) -> None:
    """What a gap carries and ours does not."""
    reasons = {
        "case": gettext_noop("Upper and lower case make no difference here."),
        "wildcard": gettext_noop("“*” stands for itself here, not for any text; please write out the answers."),
        "weights": gettext_noop("Answers that earn a part of the marks are not kept."),
        "feedback": gettext_noop("Feedback on single answers is not kept."),
        "tolerance": gettext_noop("The tolerance of a number within a text is not kept."),
        "options": gettext_noop("A gap to choose for became a gap to write in; the choices stand beside the text."),
    }
    for name in sorted(set(lost)):
        item.warn(name, reasons[name])


def _number(asked: Asked) -> Question | None:
    numbers = [one for one in asked.answers if one.share > 0 and plain_text(one.text) != "*"]
    best = next((one for one in numbers if one.share == _WHOLE), None)
    value = exact(plain_text(best.text)) if best else None
    if best is None or value is None:
        asked.item.error("no_answer", gettext_noop("No answer earns the whole marks."))
        return None
    if len(numbers) > 1:
        asked.item.warn("weights", gettext_noop("Answers that earn a part of the marks are not kept."))
    span = best.element.first("tolerance")
    units = [one.text for units in asked.element.all("units") for one in units.within("unit_name") if one.text]
    if len(units) > 1:
        asked.item.warn("units", gettext_noop("Only the first unit is kept: %(units)s."), units=", ".join(units)[:80])
    return NumberQuestion(
        stem=asked.stem,
        general=_with_feedback(asked),
        value=value,
        tolerance=abs(exact(span.text) or Decimal(0)) if span is not None else Decimal(0),
        unit=units[0] if units else "",
    )


def _match(asked: Asked) -> Question | None:
    found = [
        (text_of(one, asked.texts), text_of(one.first("answer"), asked.texts))
        for one in asked.element.all("subquestion")
    ]
    pairs = tuple((left, right) for left, right in found if left.strip() and right.strip())
    if not pairs:
        asked.item.error("no_answer", gettext_noop("There is no answer."))
        return None
    rights = [right for _left, right in pairs]
    extras = tuple(dict.fromkeys(right for left, right in found if not left.strip() and right not in rights))
    return MatchQuestion(
        stem=asked.stem,
        general=asked.general,
        pairs=pairs,
        extras=extras,
        is_reused=len(set(rights)) < len(rights),
    )


def _order(asked: Asked) -> Question | None:
    sequence = tuple(one.text for one in asked.answers)
    if not sequence:
        asked.item.error("no_answer", gettext_noop("There is no answer."))
        return None
    return OrderQuestion(stem=asked.stem, general=asked.general, sequence=sequence)


def _open(asked: Asked) -> Question | None:
    template = text_of(asked.element.first("responsetemplate"), asked.texts)
    if template.strip():
        asked.item.warn("template", gettext_noop("The text that the answer begins with is not kept."))
    if _of(asked.element, "attachments") not in {"", "0"}:
        asked.item.warn("attachments", gettext_noop("Files cannot be handed in as an answer here."))
    model, guidance = part_guidance(text_of(asked.element.first("graderinfo"), asked.texts))
    lines = exact(_of(asked.element, "responsefieldlines"))
    return OpenQuestion(
        stem=asked.stem,
        general=_with_feedback(asked),
        model=model,
        guidance=guidance,
        is_long=lines is None or lines >= LONG_LINES,
    )


def _cloze(asked: Asked) -> Question | None:
    gaps = asked.cloze.gaps
    if not gaps or any(not gap.accepted for gap in gaps):
        asked.item.error("no_answer", gettext_noop("A gap of the text has no answer that earns the whole marks."))
        return None
    tell_lost(asked.item, {name for gap in gaps for name in _lost(gap)})
    return BlanksQuestion(
        stem=with_options(asked.stem, [gap.options for gap in gaps]),
        general=asked.general,
        accepted=tuple(gap.accepted for gap in gaps),
    )


def _lost(gap: Gap) -> set[str]:
    return set(gap.lost) | ({"tolerance"} if gap.tolerance else set()) | ({"options"} if gap.options else set())


def with_options(stem: str, options: list[tuple[str, ...]]) -> str:
    """The stem with the words to choose from for each gap that has some; once where they are the same for all."""
    lists = [one for one in options if one]
    if not lists:
        return stem
    if len(set(lists)) == 1 and len(lists) == len(options):
        return f"{stem}\n\n{CHOICES}{'、'.join(lists[0])}"
    lines = [f"（{place}）{'、'.join(one)}" for place, one in enumerate(options, 1) if one]
    return f"{stem}\n\n{CHOICES}{'；'.join(lines)}"


def _holes(asked: Asked) -> Question | None:
    """Words dragged or selected into [[1]], [[2]] …: blanks, with the words beside them."""
    boxes = [
        (plain_text(text_of(one, asked.texts)), _of(one, "group") or "1")
        for one in asked.element.all("dragbox", "selectoption")
    ]
    numbers = [int(one) for one in _HOLE.findall(asked.stem)]
    if not numbers or any(not 1 <= number <= len(boxes) for number in numbers):
        asked.item.error("no_answer", gettext_noop("A gap of the text has no answer that earns the whole marks."))
        return None
    places = iter(range(1, len(numbers) + 1))
    stem = _HOLE.sub(lambda _found: f"{{{{{next(places)}}}}}", asked.stem)
    options = [tuple(text for text, group in boxes if group == boxes[number - 1][1]) for number in numbers]
    tell_lost(asked.item, {"options"})
    return BlanksQuestion(
        stem=with_options(stem, options),
        general=asked.general,
        accepted=tuple((boxes[number - 1][0],) for number in numbers),
    )


def _of(element: Element, name: str) -> str:
    found = element.first(name)
    return found.text if found is not None else ""


def _flag(element: Element, name: str, *, default: bool) -> bool:
    value = _of(element, name).lower()
    return value in _TRUE if value else default


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "multichoice": _choice,
        "multichoiceset": _choice,
        "oumultiresponse": _choice,
        "truefalse": _statement,
        "shortanswer": _words,
        "numerical": _number,
        "matching": _match,
        "ddmatch": _match,
        "ordering": _order,
        "essay": _open,
        "cloze": _cloze,
        "multianswer": _cloze,
        "ddwtos": _holes,
        "gapselect": _holes,
    }
)
