"""A QTI item as a neutral question, or what keeps it from being one. No Django here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from exams.bank.interchange.examiner_text.open_answers import part_guidance
from exams.bank.interchange.examiner_text.vocabulary import truth
from exams.bank.interchange.labels import exact
from exams.bank.interchange.moodle.questions import tell_lost, with_options
from exams.bank.interchange.parsing import ParsedItem
from exams.bank.interchange.qti.bodies import Body, BodyReader
from exams.bank.interchange.qti.declarations import (
    Declaration,
    has_own_rules,
    read_declarations,
    tolerance_of,
)
from exams.bank.interchange.rich_text import RichTexts
from exams.bank.interchange.trees import Element
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
from exams.bank.item_types.text import plain_text

# Our own marks, each with _1, _2, … for the parts of a case: the explanation, the guidance of a response, what a part may
# earn. And the unit of a number.
EXPLANATION, GUIDANCE, RESPONSE, SCORE = "explanation", "guidance", "RESPONSE", "SCORE"
UNIT_CLASS = "unit"
_LONG_LINES = 10
_TWO = 2
# Digits of a number of characters that anybody means.
_LONGEST_NUMBER = 6
_NUMBERS = {"float", "integer"}


@dataclass
class Asked:
    """An item as it is being read."""

    element: Element
    item: ParsedItem
    texts: RichTexts
    declarations: dict[str, Declaration] = field(default_factory=dict)
    body: Body = field(default_factory=Body)
    general: str = ""
    # Explanations of the parts of a case, by their numbers.
    part_generals: dict[int, str] = field(default_factory=dict)
    # Comments on choices, by their identifiers.
    comments: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reader = BodyReader(self.texts, self._tell)
        self._told: set[str] = set()

    def _tell(self, code: str, reason: str) -> None:
        if reason not in self._told:
            self._told.add(reason)
            self.item.warn(f"qti_{code}", reason)

    def declared(self, interaction: Element) -> Declaration:
        name = interaction.get("responseIdentifier")
        return self.declarations.get(name, Declaration(name))


def read_item(element: Element, item: ParsedItem, texts: RichTexts, *, before: str = "") -> Question | None:
    """What is asked, after the shared text `before`; None where the item now says why nothing is."""
    asked = Asked(element, item, texts)
    asked.declarations = read_declarations(element)
    body = element.first("itemBody")
    asked.body = asked.reader.read(body) if body is not None else Body()
    asked.body.stem = "\n\n".join(part for part in (before, asked.body.stem) if part)
    _take_feedback(asked)
    if element.all("templateDeclaration", "templateProcessing"):
        item.error("qti_template", gettext_noop("Items whose numbers are drawn (templates) are not read."))
    if element.get("adaptive") == "true":
        item.warn("qti_adaptive", gettext_noop("The item reacts to attempts (adaptive); that is not kept."))
    if asked.body.unknown:
        item.error(
            "qti_interaction",
            gettext_noop("Interactions of this kind have no match here: %(names)s."),
            names=", ".join(sorted(set(asked.body.unknown)))[:80],
        )
    if any(finding.level == "error" and finding.code.startswith("qti_") for finding in item.findings):
        return None
    return _question(asked)


def _question(asked: Asked) -> Question | None:
    block, inline = asked.body.block, asked.body.inline
    if block and inline:
        asked.item.error("qti_mixed", gettext_noop("Blanks and other interactions in one item have no match here."))
        return None
    if inline:
        return _blanks(asked)
    if not block:
        asked.item.error("qti_nothing", gettext_noop("The item asks for no response."))
        return None
    if len(block) > 1:
        return _case(asked)
    return _with_rules_told(asked, _BLOCKS[block[0].name](asked, block[0], _stem(asked, block[0])))


def _case(asked: Asked) -> Question | None:
    """Several interactions on one text, each a part by its prompt."""
    whole, parts = asked.general, list[Question]()
    for place, one in enumerate(asked.body.block, 1):
        prompt = one.first("prompt")
        stem = asked.reader.html(prompt) if prompt is not None else ""
        if not stem:
            asked.item.error("qti_mixed", gettext_noop("Of several interactions in an item, each needs a prompt."))
            return None
        asked.general = asked.part_generals.get(place, "")
        part = _BLOCKS[one.name](asked, one, stem)
        if part is None:
            return None
        parts.append(part)
    return CaseQuestion(stem=asked.body.stem, general=whole, parts=tuple(parts), shares=_shares(asked, len(parts)))


def _shares(asked: Asked, count: int) -> tuple[int, ...]:
    """What each part may earn, where every part says it in a small whole number."""
    most = {one.get("identifier"): one.get("normalMaximum") for one in asked.element.all("outcomeDeclaration")}
    said = [most.get(f"{SCORE}_{place}", "") for place in range(1, count + 1)]
    return (
        tuple(int(one) for one in said) if all(one.isdecimal() and len(one) < _LONGEST_NUMBER for one in said) else ()
    )


def _with_rules_told(asked: Asked, question: Question | None) -> Question | None:
    if question is not None and not isinstance(question, OpenQuestion) and has_own_rules(asked.element):
        asked.item.warn(
            "rules", gettext_noop("The item's own rules of marking are not kept: the paper's policy marks.")
        )
    return question


def _stem(asked: Asked, interaction: Element) -> str:
    prompt = interaction.first("prompt")
    said = asked.reader.html(prompt) if prompt is not None else ""
    stem = "\n\n".join(part for part in (asked.body.stem, said) if part)
    if not stem.strip():
        asked.item.error("no_stem", gettext_noop("There is no stem."))
    return stem


def _take_feedback(asked: Asked) -> None:
    """Feedback named for a choice is its comment; all other feedback explains."""
    choices = {one.get("identifier") for one in _all(asked.element, "simpleChoice")}
    general: list[str] = []
    for one in asked.element.all("modalFeedback"):
        text, part = asked.reader.html(one), _part_explained(asked, one)
        if part:
            asked.part_generals[part] = text
            continue
        if one.get("identifier") in choices and one.get("outcomeIdentifier") != "FEEDBACK":
            asked.comments[one.get("identifier")] = text
        elif text and text not in general:
            general.append(text)
        if text and one.get("identifier") != EXPLANATION and one.get("identifier") not in choices:
            asked._tell("feedback", gettext_noop("The feedback was put into the explanation."))  # noqa: SLF001 -- its own
    asked.general = "\n\n".join(general)


def _part_explained(asked: Asked, feedback: Element) -> int:
    """The number of the part that our own mark names; 0 for any other feedback, and in an item that has no parts."""
    head, _, number = feedback.get("identifier").rpartition("_")
    count = len(asked.body.block)
    names = {str(place): place for place in range(1, count + 1)} if head == EXPLANATION and count > 1 else {}
    return names.get(number, 0)


def _all(element: Element, name: str) -> list[Element]:
    found = []
    for child in element.children:
        found += [child] if child.name == name else []
        found += _all(child, name)
    return found


def _choice(asked: Asked, interaction: Element, stem: str) -> Question | None:
    declared = asked.declared(interaction)
    choices = interaction.all("simpleChoice")
    if not _has_key(asked, declared):
        return None
    if declared.has_weights:
        asked.item.warn("weights", gettext_noop("Weights of single answers are not kept: the paper's policy marks."))
    texts = [asked.reader.html(one) for one in choices]
    keys = [one.get("identifier") in declared.keys for one in choices]
    held = _held(texts, keys) if declared.cardinality == "single" else None
    if held is not None:
        return StatementQuestion(stem=stem, general=asked.general, holds=held)
    _tell_fixed(asked, interaction, choices)
    return ChoiceQuestion(
        stem=stem,
        general=asked.general,
        alternatives=tuple(
            Alternative(text, is_key, _comment(asked, one))
            for one, text, is_key in zip(choices, texts, keys, strict=True)
        ),
        is_multiple=declared.cardinality != "single",
    )


def _held(texts: list[str], keys: list[bool]) -> bool | None:
    """Of a choice between right and wrong, which; None for any other choice."""
    words = [truth(plain_text(text)) for text in texts]
    if len(words) != _TWO or set(words) != {True, False}:
        return None
    chosen = [word for word, is_key in zip(words, keys, strict=True) if is_key]
    return chosen[0] if len(chosen) == 1 else None


def _comment(asked: Asked, choice: Element) -> str:
    inline = [one.text for one in _all(choice, "feedbackInline")]
    return "\n\n".join(part for part in (asked.comments.get(choice.get("identifier"), ""), *inline) if part)


def _tell_fixed(asked: Asked, interaction: Element, choices: list[Element]) -> None:
    if any(one.get("fixed") == "true" for one in choices) and interaction.get("shuffle") == "true":
        asked.item.warn("fixed", gettext_noop("Options with a fixed place are shuffled like the others."))


def _has_key(asked: Asked, declared: Declaration) -> bool:
    if not declared.keys:
        asked.item.error("no_answer", gettext_noop("There is no answer."))
    return bool(declared.keys)


def _order(asked: Asked, interaction: Element, stem: str) -> Question | None:
    declared = asked.declared(interaction)
    texts = {one.get("identifier"): asked.reader.html(one) for one in interaction.all("simpleChoice")}
    if not _has_key(asked, declared):
        return None
    if sorted(declared.correct) != sorted(texts):
        asked.item.error("qti_part_order", gettext_noop("Only a part of the choices is to be ordered; no match here."))
        return None
    return OrderQuestion(stem=stem, general=asked.general, sequence=tuple(texts[one] for one in declared.correct))


def _match(asked: Asked, interaction: Element, stem: str) -> Question | None:
    declared = asked.declared(interaction)
    sets = interaction.all("simpleMatchSet")
    if len(sets) != _TWO or not _has_key(asked, declared):
        return None
    lefts, rights = (
        {one.get("identifier"): asked.reader.html(one) for one in side.all("simpleAssociableChoice")} for side in sets
    )
    pairs = [value.partition(" ")[::2] for value in declared.keys]
    named = [(left, right.strip()) for left, right in pairs if left in lefts and right.strip() in rights]
    if len(named) != len(pairs) or len({left for left, _right in named}) != len(named) or len(named) != len(lefts):
        asked.item.error("qti_pairs", gettext_noop("Not every left text has exactly one right one; no match here."))
        return None
    if declared.has_weights:
        asked.item.warn("weights", gettext_noop("Weights of single answers are not kept: the paper's policy marks."))
    used = [right for _left, right in named]
    by_left = dict(named)
    return MatchQuestion(
        stem=stem,
        general=asked.general,
        pairs=tuple((text, rights[by_left[name]]) for name, text in lefts.items()),
        extras=tuple(text for name, text in rights.items() if name not in used),
        is_reused=len(set(used)) < len(used),
    )


def _gap_match(asked: Asked, interaction: Element, stem: str) -> Question | None:
    """Words put into gaps: blanks, with the words beside the text."""
    declared = asked.declared(interaction)
    words = {one.get("identifier"): plain_text(asked.reader.html(one)) for one in interaction.all("gapText")}
    if interaction.all("gapImg"):
        asked.item.error("qti_pictures", gettext_noop("Pictures put into gaps have no match here."))
        return None
    text, gaps = asked.reader.gaps(interaction)
    right = {gap: words.get(word, "") for word, gap in (value.split() for value in declared.keys if " " in value)}
    if not gaps or any(not right.get(gap) for gap in gaps):
        asked.item.error("no_answer", gettext_noop("A gap of the text has no answer that earns the whole marks."))
        return None
    tell_lost(asked.item, {"options"})
    whole = "\n\n".join(part for part in (stem, text) if part)
    return BlanksQuestion(
        stem=with_options(whole, [tuple(words.values())] * len(gaps)),
        general=asked.general,
        accepted=tuple((right[gap],) for gap in gaps),
    )


def _hot_text(asked: Asked, interaction: Element, _stem_text: str) -> Question | None:
    asked.item.error(
        "qti_interaction",
        gettext_noop("Interactions of this kind have no match here: %(names)s."),
        names=interaction.name,
    )
    return None


def _open(asked: Asked, interaction: Element, stem: str) -> Question | None:
    declared = asked.declared(interaction)
    model, guidance = part_guidance("\n\n".join(_guidance_of(asked, interaction)))
    lines = exact(interaction.get("expectedLines"))
    longest = interaction.get("expectedLength")
    return OpenQuestion(
        stem=stem,
        general=asked.general,
        model=model or asked.texts.plain("\n".join(declared.correct)),
        guidance=guidance,
        is_long=lines is None or lines >= _LONG_LINES,
        longest=int(longest) if longest.isdecimal() and len(longest) < _LONGEST_NUMBER else 0,
    )


def _guidance_of(asked: Asked, interaction: Element) -> list[str]:
    """What markers read: that of the item, and that of this response by our own mark."""
    own = f"{GUIDANCE}_{interaction.get('responseIdentifier')}"
    others = {f"{GUIDANCE}_{one.get('responseIdentifier')}" for one in asked.body.block} - {own}
    return [text for mark, text in asked.body.scorer if mark not in others]


def _blanks(asked: Asked) -> Question | None:
    """Blanks in the text; a number that stands alone is a question for a number."""
    inline = asked.body.inline
    declared = [asked.declared(one) for one in inline]
    if any(not one.accepted for one in declared):
        asked.item.error("no_answer", gettext_noop("A gap of the text has no answer that earns the whole marks."))
        return None
    is_number = len(inline) == 1 and inline[0].name == "textEntryInteraction" and declared[0].base_type in _NUMBERS
    if is_number and exact(declared[0].accepted[0]) is not None:
        return _number(asked, declared[0])
    options = [
        {choice.get("identifier"): plain_text(asked.reader.html(choice)) for choice in one.all("inlineChoice")}
        for one in inline
    ]
    lost = {"weights"} if any(one.has_weights for one in declared) else set()
    tell_lost(asked.item, lost | ({"options"} if any(options) else set()))
    question = BlanksQuestion(
        stem=with_options(asked.body.stem, [tuple(one.values()) for one in options]),
        general=asked.general,
        accepted=tuple(
            tuple(choices.get(value, value) for value in one.accepted)
            for one, choices in zip(declared, options, strict=True)
        ),
    )
    return _with_rules_told(asked, question)


def _number(asked: Asked, declared: Declaration) -> Question:
    """The blank at the end goes; one within the text stays as a line to look at."""
    unit = next((one.text for one in _all(asked.element, "span") if one.get("class") == UNIT_CLASS), "")
    lines = asked.body.stem.split("\n\n")
    stem = "\n\n".join(lines[:-1]) if lines[-1] in {"{{1}}", f"{{{{1}}}} {unit}"} else asked.body.stem
    return NumberQuestion(
        stem=stem.replace("{{1}}", "____"),
        general=asked.general,
        value=exact(declared.accepted[0]) or Decimal(0),
        tolerance=tolerance_of(asked.element, declared.identifier),
        unit=unit,
    )


_BLOCKS: Mapping[str, Callable[[Asked, Element, str], Question | None]] = MappingProxyType(
    {
        "choiceInteraction": _choice,
        "orderInteraction": _order,
        "matchInteraction": _match,
        "extendedTextInteraction": _open,
        "gapMatchInteraction": _gap_match,
        "hottextInteraction": _hot_text,
    }
)
