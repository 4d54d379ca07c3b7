"""Blanks of fill-in items."""

from collections.abc import Iterator

from exams.bank.item_types.questions import BlanksQuestion
from exams.bank.lint.subjects import Finding, Subject

MOST_BLANKS = 4
# Words that a marker would take for each other.
SAME = (("客户", "顾客"),)


def are_few(subject: Subject) -> Iterator[Finding]:
    """A stem full of holes asks to guess the sentence."""
    if isinstance(subject.question, BlanksQuestion) and len(subject.question.accepted) > MOST_BLANKS:
        yield Finding("blanks_many", ("stem",), {"count": len(subject.question.accepted), "most": MOST_BLANKS})


def accept_what_a_marker_would(subject: Subject) -> Iterator[Finding]:
    """A blank that takes one of two exchangeable words takes the other too."""
    if not isinstance(subject.question, BlanksQuestion):
        return
    for place, accepted in enumerate(subject.question.accepted):
        for one, other in (*SAME, *((b, a) for a, b in SAME)):
            lacking = [text for text in accepted if one in text and text.replace(one, other) not in accepted]
            if lacking and not any(other in text for text in accepted):
                variant = lacking[0].replace(one, other)
                yield Finding("variant_missing", ("blanks", place, "accept"), {"number": place + 1, "variant": variant})
