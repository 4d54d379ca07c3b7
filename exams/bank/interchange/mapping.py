"""Neutral questions made bodies of our item types. No Django here."""

from dataclasses import replace
from typing import Any

from exams.bank.interchange.parsing import ParsedItem
from exams.bank.item_types import ITEM_TYPES
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import (
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

# Stands in for an explanation that a file does not give; the item is a draft, and the writer's list names it.
NO_EXPLANATION = "（解析待补）"

_SHAPES: dict[type[Question], str] = {
    ChoiceQuestion: gettext_noop("a choice"),
    StatementQuestion: gettext_noop("a statement to judge"),
    BlanksQuestion: gettext_noop("a text with blanks"),
    NumberQuestion: gettext_noop("a question for a number"),
    MatchQuestion: gettext_noop("a matching question"),
    OrderQuestion: gettext_noop("an ordering question"),
    OpenQuestion: gettext_noop("a question answered in one's own words"),
    CaseQuestion: gettext_noop("a case with several questions"),
}


def give_body(item: ParsedItem) -> None:
    """Find the first item type that takes the item's question, and its raw body; `parse` has not judged it yet."""
    if item.question is None or item.body is not None or any(one.code == "no_type" for one in item.findings):
        return
    question = item.question = _explained(_with_feedback(item, item.question), item)
    for name, item_type in ITEM_TYPES.items():
        body = item_type.from_question(question)
        if body is not None:
            item.item_type, item.body = name, body
            return
    item.error(
        "no_type", gettext_noop("No item type here holds %(shape)s."), shape=_SHAPES.get(type(question), "a question")
    )


def _explained(question: Question, item: ParsedItem) -> Question:
    """With a placeholder where there is no explanation, in the parts of a case too."""
    explained = _with_placeholders(question)
    if explained != question:
        reason = gettext_noop("There is no explanation; the draft gets a placeholder to be replaced.")
        item.warn("no_explanation", reason)
    return explained


def _with_placeholders(question: Question) -> Question:
    if isinstance(question, CaseQuestion):
        question = replace(question, parts=tuple(_with_placeholders(part) for part in question.parts))
    return question if question.general.strip() else replace(question, general=NO_EXPLANATION)


def without_placeholders(question: Question) -> Question:
    """The question as the file had it, where it had no explanation."""
    if isinstance(question, CaseQuestion):
        question = replace(question, parts=tuple(without_placeholders(part) for part in question.parts))
    return replace(question, general="") if question.general == NO_EXPLANATION else question


def _with_feedback(item: ParsedItem, question: Question) -> Question:
    """Comments on single options, which no type of ours holds, move into the explanation."""
    if not isinstance(question, ChoiceQuestion):
        return question
    comments = [
        f"{chr(ord('A') + place)}：{one.feedback}"
        for place, one in enumerate(question.alternatives)
        if one.feedback.strip()
    ]
    if not comments:
        return question
    item.warn("feedback_moved", gettext_noop("The comments on single options were put into the explanation."))
    alternatives = tuple(replace(one, feedback="") for one in question.alternatives)
    general = "\n\n".join([*([question.general] if question.general.strip() else []), *comments])
    kept: dict[str, Any] = {"general": general, "alternatives": alternatives}
    return replace(question, **kept)
