"""Explanations: what a candidate learns from a wrong answer."""

from collections.abc import Iterator

from exams.bank.item_types.unfinished import is_placeholder
from exams.bank.lint.subjects import Finding, Subject

SHORTEST_EXPLANATION = 15
HEADING = "回看"


def is_written(subject: Subject) -> Iterator[Finding]:
    """“（解析待补）” keeps the item from review."""
    if is_placeholder(subject.body.explanation):
        yield Finding("explanation_placeholder", ("explanation",), {"words": subject.explanation[:20]})


def says_enough(subject: Subject) -> Iterator[Finding]:
    """“见教材” teaches nobody."""
    if len(subject.explanation) < SHORTEST_EXPLANATION and not is_placeholder(subject.body.explanation):
        yield Finding("explanation_short", ("explanation",), {"count": len(subject.explanation)})


def names_a_heading(subject: Subject) -> Iterator[Finding]:
    """The explanation ends with the heading that teaches it."""
    if HEADING not in subject.explanation and not is_placeholder(subject.body.explanation):
        yield Finding("heading_unnamed", ("explanation",))
