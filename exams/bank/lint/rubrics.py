"""Rubrics and model answers of the types that people mark."""

from collections.abc import Iterator
from typing import Any

from exams.bank.item_types.text import plain_text
from exams.bank.lint.subjects import Finding, Place, Subject

# A model answer is at least this share of what the candidate may write.
SHORTEST_SHARE = 10


def model_answer_is_of_real_length(subject: Subject) -> Iterator[Finding]:
    """A model answer that nobody could have written in the time, or of two words, helps no marker."""
    for place, part in _marked_parts(subject):
        longest, written = getattr(part, "longest", 0), len(plain_text(part.model_answer))
        if longest and written > longest:
            yield Finding("model_too_long", (*place, "model_answer"), {"count": written, "most": longest})
        elif longest and written * SHORTEST_SHARE < longest:
            yield Finding("model_too_short", (*place, "model_answer"), {"count": written, "most": longest})


def levels_differ(subject: Subject) -> Iterator[Finding]:
    """Two levels that read the same cannot be told apart by a marker."""
    for place, part in _marked_parts(subject):
        for number, criterion in enumerate(part.rubric.criteria):
            texts = [plain_text(level.text) for level in criterion.levels]
            if len(set(texts)) < len(texts):
                yield Finding("levels_alike", (*place, "rubric", "criteria", number), {"name": criterion.name})


def _marked_parts(subject: Subject) -> Iterator[tuple[Place, Any]]:
    """The item itself, or those of its tasks, that have a rubric."""
    if hasattr(subject.body, "rubric"):
        yield (), subject.body
    for number, task in enumerate(getattr(subject.body, "tasks", ())):
        if hasattr(task, "rubric"):
            yield ("tasks", number), task
