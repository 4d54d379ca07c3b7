"""Content files as text: the layout of content/README.md, the same each time for the same values.

Prose stands in block scalars, short entries on one line in braces, and a string is quoted only where plain YAML would
read something else.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

# Block scalars cannot hold these, or would not give them back as they were.
_UNPRINTED = re.compile(r"[^\n\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<~ ")


class Prose(str):
    """Text of several paragraphs, written as a block scalar."""

    __slots__ = ()


class OneLine(list[Any]):
    """A list written on one line in brackets."""


def as_yaml(document: Mapping[str, Any]) -> str:
    """The mapping as a file."""
    return "".join(f"{line}\n" for line in _mapping(document))


def entry_lines(key: str, value: Any) -> list[str]:
    """A key with its value."""
    # A block scalar takes the spaces before its first letter for its own margin.
    if isinstance(value, Prose) and not _UNPRINTED.search(value) and not value.lstrip("\n").startswith(" "):
        return [f"{key}: |", *(f"  {line}" if line else "" for line in value.split("\n"))]
    if isinstance(value, list) and not isinstance(value, OneLine) and value:
        return [f"{key}:", *(line for item in value for line in item_lines(item))]
    return [f"{key}: {_inline(value, in_braces=False)}"]


def item_lines(value: Any) -> list[str]:
    """One item of a list."""
    if isinstance(value, Mapping) and _needs_lines(value):
        first, *rest = _mapping(value)
        return [f"- {first}", *(f"  {line}" if line else "" for line in rest)]
    return [f"- {_inline(value, in_braces=False)}"]


def _mapping(values: Mapping[str, Any]) -> list[str]:
    return [line for key, value in values.items() for line in entry_lines(key, value)]


def _needs_lines(mapping: Mapping[str, Any]) -> bool:
    """Blocks of a lesson, and entries whose prose has more than one paragraph, stand on lines of their own."""
    return "type" in mapping or any("\n" in value for value in mapping.values() if isinstance(value, str))


def _inline(value: Any, *, in_braces: bool) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list():
            return f"[{', '.join(_inline(item, in_braces=True) for item in value)}]"
        case dict():
            pairs = (f"{key}: {_inline(item, in_braces=True)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
    return _scalar(str(value), in_braces=in_braces)


def _scalar(text: str, *, in_braces: bool) -> str:
    """Plain where YAML reads the same text back as text, else in double quotes."""
    is_plain = (
        bool(text)
        and text[0] not in _INDICATORS
        and text[-1] not in {" ", ":"}
        and not any(mark in text for mark in (": ", " #", "\t", "\n"))
        and not (in_braces and any(mark in text for mark in ",[]{}:"))
        and not _UNPRINTED.search(text)
        and not text.startswith("...")
        and _reads_as_text(text)
    )
    return text if is_plain else _quoted(text)


def _reads_as_text(text: str) -> bool:
    resolver: Any = yaml.resolver.Resolver()
    return bool(resolver.resolve(yaml.ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + _UNPRINTED.sub(lambda found: f"\\U{ord(found[0]):08x}", escaped) + '"'
