"""Assembled items read as questions: what kind each is, its key, and what is wrong with it. No Django here."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from exams.bank.interchange.examiner_text import keys
from exams.bank.interchange.examiner_text.assembling import RawItem
from exams.bank.interchange.examiner_text.vocabulary import (
    KIND_WORDS,
    Kind,
    folded,
    tags_in,
    take_cognitive,
    take_difficulty,
    truth,
)
from exams.bank.interchange.parsing import ParsedItem
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
    Alternative,
    BlanksQuestion,
    CaseQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    Question,
    StatementQuestion,
)

_MARKS = re.compile(r"[（(]\s*(?:本题|共|每题)?\s*\d{1,3}(?:\.\d)?\s*分\s*[)）]")
_PAIR = re.compile(r"\s*(?:→|->|——|—|=|＝|：|:)\s*")
_OF_ORDER = re.compile(r"\s*(?:→|->|—>|>|＞|、|，|,|；|;|\n)\s*")
_TWO = 2
Reader = Callable[[RawItem, ParsedItem], Question | None]


def to_parsed(raw: RawItem, *, section_kind: Kind) -> ParsedItem:
    """The item with its question, or with what keeps it from being one."""
    item = ParsedItem(raw.place, source=_source(raw, section_kind), findings=list(raw.findings))
    _take_fields(raw, item)
    item.question = question_of(raw, item)
    return item


def question_of(raw: RawItem, item: ParsedItem) -> Question | None:
    """What is asked; None where `item` now says why nothing is."""
    if not raw.stem.text and raw.kind != "case":
        item.error("no_stem", gettext_noop("There is no stem."))
        return None
    if any(finding.level == "error" for finding in item.findings):
        return None
    return READERS[_settled_kind(raw)](raw, item)


def _settled_kind(raw: RawItem) -> Kind:
    """The kind that the heading names, or that the item's own shape tells."""
    if raw.kind and raw.kind != "choice":
        return raw.kind
    answer = _answer(raw)
    if raw.options:
        is_judged = len(raw.options) == _TWO and all(truth(option.text) is not None for option in raw.options)
        return "judge" if is_judged else "choice"
    if raw.kind == "choice":
        return "choice"
    _stem, held = keys.take_inline_truth(raw.stem.text)
    if held is not None or (answer and truth(answer) is not None):
        return "judge"
    _stem, blanks = keys.number_blanks(raw.stem.text)
    return "blanks" if blanks and answer else "short"


def _take_fields(raw: RawItem, item: ParsedItem) -> None:
    """What is said beside the question."""
    text = {label: entry.text for label, entry in raw.fields.items()}
    if text.get("difficulty"):
        take_difficulty(item, text["difficulty"])
    if text.get("cognitive"):
        take_cognitive(item, text["cognitive"])
    item.point = text.get("point", "").strip(" 。")
    item.key = text.get("key", "")
    item.facts = tuple(re.split(r"[\s,，;；、]+", text["facts"])) if text.get("facts") else ()
    item.tags = tags_in(text.get("tags", ""))
    for label in ("other", "marks"):
        if text.get(label):
            item.warn(
                "not_kept",
                gettext_noop("“%(word)s” is not kept: no item here holds it."),
                raw.fields[label].place,
                word=raw.fields[label].word,
            )


def _choice(raw: RawItem, item: ParsedItem) -> Question | None:
    texts = [option.text for option in raw.options]
    if not texts:
        item.error("no_options", gettext_noop("No options were found."))
        return None
    stem, inline = keys.take_inline_letters(_stem(raw), len(texts))
    chosen, more = _chosen(raw, item, texts)
    if any(finding.level == "error" for finding in item.findings):
        return None
    if chosen is not None and inline is not None and chosen != inline:
        item.error("two_answers", gettext_noop("The answer in the stem and the one below differ."))
        return None
    found = chosen if chosen is not None else inline
    if found is None:
        item.error("no_answer", gettext_noop("There is no answer."))
        return None
    if raw.kind == "single" and len(found) > 1:
        item.error("several_keys", gettext_noop("A single choice has one key; here are %(count)d."), count=len(found))
        return None
    return ChoiceQuestion(
        stem=keys.widen_brackets(stem),
        general=_explanation(raw, more),
        alternatives=tuple(Alternative(text, index in found) for index, text in enumerate(texts)),
        is_multiple=raw.kind == "multiple" or (raw.kind != "single" and len(found) > 1),
    )


def _chosen(raw: RawItem, item: ParsedItem, texts: list[str]) -> tuple[list[int] | None, str]:
    """The key below the options, and what the answer says beyond it."""
    answer = _answer(raw)
    if not answer:
        return None, ""
    named = keys.option_named(answer, texts)
    if named is not None:
        return [named], ""
    found = keys.letters_of(answer)
    place = raw.fields["answer"].place
    if found is None:
        item.error("answer_unread", gettext_noop("The answer “%(answer)s” names no option."), place, answer=answer[:40])
        return None, ""
    chosen, rest = found
    if chosen[-1] >= len(texts):
        letter = chr(ord("A") + chosen[-1])
        item.error("no_such_option", gettext_noop("There is no option “%(answer)s”."), place, answer=letter)
    is_same = len(chosen) == 1 and chosen[0] < len(texts) and folded(rest) == folded(texts[chosen[0]])
    return chosen, "" if is_same else rest


def _judge(raw: RawItem, item: ParsedItem) -> Question | None:
    stem, held = keys.take_inline_truth(_stem(raw))
    if raw.mark:
        held = truth(raw.mark.strip("（）() ")) if held is None else held
    answer, more = _answer(raw), ""
    if answer:
        found = _judged(raw, answer)
        if found is None:
            item.error(
                "answer_unread",
                gettext_noop("The answer “%(answer)s” says neither right nor wrong."),
                raw.fields["answer"].place,
                answer=answer[:40],
            )
            return None
        if held is not None and held != found[0]:
            item.error("two_answers", gettext_noop("The answer in the stem and the one below differ."))
            return None
        held, more = found
    if held is None:
        item.error("no_answer", gettext_noop("There is no answer."))
        return None
    return StatementQuestion(stem=stem, general=_explanation(raw, more), holds=held)


def _judged(raw: RawItem, answer: str) -> tuple[bool, str] | None:
    """By a word, or by the letter of an option that is one."""
    letters = keys.letters_of(answer) if raw.options else None
    if letters and len(letters[0]) == 1 and letters[0][0] < len(raw.options):
        held = truth(raw.options[letters[0][0]].text)
        return None if held is None else (held, letters[1])
    return keys.truth_of(answer)


def _blanks(raw: RawItem, item: ParsedItem) -> Question | None:
    stem, count = keys.number_blanks(_stem(raw))
    answer = _answer(raw)
    if not count:
        item.error("no_blank", gettext_noop("The stem has no blank: write ____ where one belongs."))
        return None
    if not answer:
        item.error("no_answer", gettext_noop("There is no answer."))
        return None
    accepted = keys.parts_of(answer, count)
    if accepted is None:
        item.error(
            "blanks_differ",
            gettext_noop("The stem has %(count)d blanks, the answer %(parts)d parts; put ； between them."),
            raw.fields["answer"].place,
            count=count,
            parts=keys.count_parts(answer),
        )
        return None
    return BlanksQuestion(stem=stem, general=_explanation(raw), accepted=tuple(accepted))


def _number(raw: RawItem, item: ParsedItem) -> Question | None:
    found = keys.number_of(_answer(raw))
    if found is None:
        return _short(raw, item)
    value, tolerance, unit = found
    return NumberQuestion(stem=_stem(raw), general=_explanation(raw), value=value, tolerance=tolerance, unit=unit)


def _short(raw: RawItem, item: ParsedItem) -> Question:
    if not _answer(raw):
        item.warn("no_model", gettext_noop("There is no model answer."))
    return _open(raw, is_long=False)


def _long(raw: RawItem, item: ParsedItem) -> Question:
    if not _answer(raw):
        item.warn("no_model", gettext_noop("There is no model answer."))
    return _open(raw, is_long=True)


def _open(raw: RawItem, *, is_long: bool) -> OpenQuestion:
    guidance = raw.fields["rubric"].text if "rubric" in raw.fields else ""
    return OpenQuestion(
        stem=_stem(raw), general=_explanation(raw), model=_answer(raw), guidance=guidance, is_long=is_long
    )


def _case(raw: RawItem, item: ParsedItem) -> Question | None:
    if not raw.parts:
        return _long(raw, item)
    parts = []
    for part in raw.parts:
        item.findings += part.findings
        parts.append(question_of(part, item))
    whole = [part for part in parts if part is not None]
    if len(whole) != len(parts):
        return None
    return CaseQuestion(stem=_stem(raw), general=_explanation(raw), parts=tuple(whole))


def _match(raw: RawItem, item: ParsedItem) -> Question | None:
    lines = [line.strip() for line in re.split(r"[\n；;]", _answer(raw)) if line.strip()]
    pairs = [_PAIR.split(line, maxsplit=1) for line in lines]
    if not pairs or any(len(pair) != _TWO for pair in pairs):
        item.error("no_pairs", gettext_noop("Write the answer as pairs, one a line: left = right."))
        return None
    whole = [(left.strip(), right.strip()) for left, right in pairs]
    rights = [right for left, right in whole if left]
    return MatchQuestion(
        stem=_stem(raw),
        general=_explanation(raw),
        pairs=tuple(pair for pair in whole if pair[0]),
        # “= right”: it belongs to no left text.
        extras=tuple(right for left, right in whole if not left),
        is_reused=len(set(rights)) < len(rights),
    )


def _order(raw: RawItem, item: ParsedItem) -> Question | None:
    answer, texts = _answer(raw), [option.text for option in raw.options]
    letters = re.findall("[A-H]", folded(answer)) if texts else []
    sequence = [texts[ord(one) - ord("A")] for one in letters if ord(one) - ord("A") < len(texts)]
    if not texts:
        sequence = [one.strip() for one in _OF_ORDER.split(answer) if one.strip()]
    if len(sequence) < _TWO or (texts and len(sequence) != len(texts)):
        item.error("no_order", gettext_noop("Write the answer as the right order: A→C→B, or the texts one a line."))
        return None
    return OrderQuestion(stem=_stem(raw), general=_explanation(raw), sequence=tuple(sequence))


def _other(_raw: RawItem, item: ParsedItem) -> Question | None:
    item.error("no_type", gettext_noop("Questions of this kind cannot be read from a text; write the item by hand."))
    return None


READERS: Mapping[Kind, Reader] = MappingProxyType(
    {
        **dict.fromkeys(("single", "multiple", "any", "choice"), _choice),
        "judge": _judge,
        "blanks": _blanks,
        "number": _number,
        "short": _short,
        "long": _long,
        "case": _case,
        "match": _match,
        "order": _order,
        "other": _other,
        "": _short,
    }
)


def _answer(raw: RawItem) -> str:
    return raw.fields["answer"].text if "answer" in raw.fields else ""


def _stem(raw: RawItem) -> str:
    """The stem without the marks that it is worth: those belong to papers."""
    return _MARKS.sub("", raw.stem.text).strip()


def _explanation(raw: RawItem, more: str = "") -> str:
    """The explanation, after what the answer said beyond the key."""
    text = raw.fields["explanation"].text if "explanation" in raw.fields else ""
    return "\n\n".join(part for part in (more, text) if part)


def _source(raw: RawItem, section_kind: Kind) -> str:
    """The item's own lines, with the kind that only its heading names."""
    lines = "\n".join(raw.source)
    owes = section_kind in KIND_WORDS and raw.kind == section_kind and "题型" not in lines
    if not owes:
        return lines
    # What belongs to a case is told by its heading alone.
    head = f"{KIND_WORDS[section_kind]}：" if section_kind == "case" else f"题型：{KIND_WORDS[section_kind]}"
    return f"{head}\n{lines}"
