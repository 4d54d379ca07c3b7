"""Writing help: what an experienced reviewer would say about an item, before one has to. No Django here.

`lint_item` looks at one item, `lint_bank` at all items of a bank together. A check is a function in one of the modules
beside this one, listed in CHECKS; its sentences are in exams.bank.presentation.advice.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from exams.bank.item_types import get_item_type
from exams.bank.lint import blanks, explanations, options, rubrics, statements, stems
from exams.bank.lint.balance import lint_bank
from exams.bank.lint.subjects import Finding, Subject, parts_of

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    stems.negative_is_marked,
    stems.no_double_negative,
    stems.is_short_enough,
    stems.names_its_list,
    statements.no_giveaway,
    options.none_speaks_of_the_others,
    options.key_is_not_the_longest,
    options.lengths_are_alike,
    options.do_not_overlap,
    options.repeat_no_beginning,
    options.end_alike,
    options.absolute_words_are_no_giveaway,
    blanks.are_few,
    blanks.accept_what_a_marker_would,
    explanations.is_written,
    explanations.says_enough,
    explanations.names_a_heading,
    rubrics.model_answer_is_of_real_length,
    rubrics.levels_differ,
)


# A case names its list in the material, and the heading in its own explanation.
FOR_THE_WHOLE: tuple[Check, ...] = (stems.names_its_list, explanations.names_a_heading)


def lint_item(item_type: str, body: Mapping[str, Any], *, competes: str = "") -> list[Finding]:
    """Everything the checks have to say about a valid body, in the order of CHECKS, then about each part of a case.

    `competes` names the topic on which several lists of the syllabus compete, if the item's point belongs to one.
    """
    kind = get_item_type(item_type)
    parsed = kind.parse(body)
    subject = Subject(item_type, parsed, kind.to_question(parsed), competes)
    own = [finding for check in CHECKS for finding in check(subject)]
    return [*own, *(finding for number, part in enumerate(parts_of(parsed)) for finding in _of_part(number, part))]


def _of_part(number: int, part: Any) -> Iterator[Finding]:
    """What is to be said of a part, at its place in the whole; what the whole says once, no part has to."""
    subject = Subject(part.type, part.body, part.kind.to_question(part.body))
    for check in CHECKS:
        if check not in FOR_THE_WHOLE:
            yield from (replace(one, place=("parts", number, "body", *one.place)) for one in check(subject))


__all__ = ["CHECKS", "Finding", "Subject", "lint_bank", "lint_item"]
