"""Statements of true/false items."""

import re
from collections.abc import Iterator

from exams.bank.item_types.questions import StatementQuestion
from exams.bank.lint.subjects import Finding, Subject

ABSOLUTE = re.compile("一定|必然|必定|绝对|永远|毫无|任何情况|无论如何|全都|一概")
# What somebody says is not what the statement claims.
_QUOTED = re.compile("“[^”]*”")


def no_giveaway(subject: Subject) -> Iterator[Finding]:
    """A wrong statement with an absolute word is found out without knowledge of the matter."""
    if isinstance(subject.question, StatementQuestion) and not subject.question.holds:
        found = ABSOLUTE.search(_QUOTED.sub("", subject.stem))
        if found:
            yield Finding("absolute_statement", ("stem",), {"words": found.group()})
