"""What a scheme has to meet, as the end of a stem: for formats that know only a text to be written."""

import re
from collections.abc import Sequence

_HEAD = "要求："
_ENTRY = re.compile(r"[0-9]{1,2}\. +(?P<text>\S.*)")


def join_requirements(stem: str, requirements: Sequence[str]) -> str:
    """The stem with the numbered requirements beneath."""
    entries = "\n".join(f"{number}. {text}" for number, text in enumerate(requirements, start=1))
    return f"{stem}\n\n{_HEAD}\n\n{entries}"


def split_requirements(text: str) -> tuple[str, list[str]] | None:
    """The stem and the requirements that `join_requirements` joined; None for a text that ends in none."""
    stem, head, rest = text.rpartition(f"\n{_HEAD}\n")
    found = [_ENTRY.fullmatch(line.strip()) for line in rest.splitlines() if line.strip()]
    if not head or not stem.strip() or not found:
        return None
    entries = [entry["text"] for entry in found if entry]
    return (stem.strip(), entries) if len(entries) == len(found) else None
