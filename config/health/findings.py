"""What a check says."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    GOOD = "good"
    # It works; it may stop working.
    WARNING = "warning"
    # Something that people need does not work.
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was seen, and what mends it where something is wrong."""

    name: str
    state: State
    seen: str
    mend: str = ""


def good(name: str, seen: str) -> Finding:
    return Finding(name, State.GOOD, seen)


def warning(name: str, seen: str, mend: str) -> Finding:
    return Finding(name, State.WARNING, seen, mend)


def fault(name: str, seen: str, mend: str) -> Finding:
    return Finding(name, State.FAULT, seen, mend)
