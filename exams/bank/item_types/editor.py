"""What an item type's form asks for, as data. `exams.bank.forms` draws it and reads it back; no Django here.

Names are those of the body's fields, so that what the form sends is a body, and a refusal of the body finds its field.
Labels and helps are English, marked with gettext_noop.
"""

from dataclasses import dataclass, field


def gettext_noop(message: str) -> str:
    """Mark a label for translation; `presentation` translates it."""
    return message


@dataclass(frozen=True)
class Text:
    """A text; `lines` tall, one line by default. A short one may stand beside others of its row."""

    name: str
    label: str
    help: str = ""
    lines: int = 1
    input_mode: str = "text"
    is_short: bool = False


@dataclass(frozen=True)
class Lines:
    """A list of short texts, one a line."""

    name: str
    label: str
    help: str = ""
    lines: int = 2


@dataclass(frozen=True)
class Choice:
    """One of a few values, each with its label."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    help: str = ""


@dataclass(frozen=True)
class Mark:
    """A mark beside each row: on one row (a radio button) or on several (boxes); true in the marked rows' field."""

    name: str
    label: str
    is_single: bool = False


@dataclass(frozen=True)
class Rows:
    """A list of rows with the same fields; rows left empty do not count."""

    name: str
    label: str
    row: tuple["Node", ...]
    help: str = ""
    shown: int = 4
    most: int = 10
    mark: Mark | None = None
    # Rows are called A, B, … instead of 1, 2, …
    is_lettered: bool = False
    # Other fields name these rows: one left empty before a filled one counts, so that no name comes to mean another.
    keeps_gaps: bool = False


@dataclass(frozen=True)
class Group:
    """Fields that make one object of the body."""

    name: str
    label: str
    fields: tuple["Node", ...]
    help: str = ""


@dataclass(frozen=True)
class Parts:
    """A list of items of other types: each row is {"type": …, "body": …}, with the form of its type inside.

    The types are those of `registry.part_types`.
    """

    name: str
    label: str
    help: str = ""
    most: int = 10
    # Fields beside type and body, such as the share of the marks.
    row: tuple["Node", ...] = field(default=())


Node = Text | Lines | Choice | Rows | Group | Parts
