"""Pages: what HTML marks as simplified Chinese is read in traditional characters, everything else stays as it is.

The marks are HTML's own. An element with lang="zh-Hans" is content; translate="no" in or around it says that it stays
as written: exam papers, certificates. Both are inherited. Words that a person typed are not marked, so they stay.
Changed are the words between tags and those in ATTRIBUTES; a converted element's lang becomes zh-Hant. Tags, other
attributes (addresses, ids, values that a form sends back), scripts, code and comments are copied character by character.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from courses.traditional.words import taught_words

SOURCE, TARGET = "zh-Hans", "zh-Hant"
# Attributes that a person reads or hears.
ATTRIBUTES = ("alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext")
# Not prose, or sent back by a form as they stand.
LEFT_ALONE = frozenset({"code", "kbd", "samp", "var", "textarea"})
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)

_TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][^\s/>]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.DOTALL)
_RAW = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style")}
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+)""")
_QUOTES = "\"'"


def in_traditional_characters(html: str, *, words: Callable[[str], str] = taught_words) -> str:
    """A page or a fragment of one with its marked content in traditional characters."""
    return _Reading(words).of(html)


@dataclass(slots=True)
class _Scope:
    """An element with marks of its own, and how many elements of its name are open inside it, itself included."""

    name: str
    is_source: bool
    may_change: bool
    is_open: int = 1

    @property
    def converts(self) -> bool:
        return self.is_source and self.may_change


class _Reading:
    """One pass over a page. Our pages close what they open; a fragment that does not only ends its scopes late."""

    def __init__(self, words: Callable[[str], str]) -> None:
        self._words = words
        self._scopes = [_Scope("", is_source=False, may_change=True)]
        self._written: list[str] = []

    def of(self, html: str) -> str:
        position = 0
        while tag := _TAG.search(html, position):
            self._text(html[position : tag.start()])
            position = tag.end()
            closing, name = tag[1], (tag[2] or "").lower()
            if closing:
                self._close(name)
            if not name or closing:
                self._written.append(tag[0])
                continue
            self._open(name, tag[3], tag[0])
            if name in _RAW:
                end = _RAW[name].search(html, position)
                stop = end.start() if end else len(html)
                self._written.append(html[position:stop])
                position = stop
        self._text(html[position:])
        return "".join(self._written)

    def _text(self, text: str) -> None:
        self._written.append(self._words(text) if text and self._scopes[-1].converts else text)

    def _open(self, name: str, attributes: str, tag: str) -> None:
        scope = self._scope_of(name, attributes)
        if (scope or self._scopes[-1]).converts and attributes:
            start = tag.index(attributes, len(name))
            tag = tag[:start] + _ATTRIBUTE.sub(self._attribute, attributes) + tag[start + len(attributes) :]
        self._written.append(tag)
        if name in VOID or attributes.endswith("/"):
            return
        if scope:
            self._scopes.append(scope)
        elif self._scopes[-1].name == name:
            self._scopes[-1].is_open += 1

    def _attribute(self, found: re.Match[str]) -> str:
        """One attribute of an element that is converted."""
        name = found[1].lower()
        if name in ATTRIBUTES:
            return found[1] + found[2] + self._words(found[3])
        if name == "lang":
            return found[0].replace(found[3].strip(_QUOTES), TARGET)
        return found[0]

    def _scope_of(self, name: str, attributes: str) -> _Scope | None:
        """The scope that this element begins; None where it has no marks."""
        is_left_alone = name in LEFT_ALONE or name == "option"
        if not is_left_alone and "lang" not in attributes.lower() and "translate" not in attributes.lower():
            return None
        marks = {found[1].lower(): found[3].strip(_QUOTES).lower() for found in _ATTRIBUTE.finditer(attributes)}
        if name == "option":
            # Without a value the form sends the words themselves.
            is_left_alone = "value" not in marks
        around = self._scopes[-1]
        return _Scope(
            name,
            is_source=marks["lang"] == SOURCE.lower() if "lang" in marks else around.is_source,
            may_change=not is_left_alone
            and (marks["translate"] != "no" if "translate" in marks else around.may_change),
        )

    def _close(self, name: str) -> None:
        scope = self._scopes[-1]
        if scope.name == name:
            scope.is_open -= 1
            if not scope.is_open:
                self._scopes.pop()
