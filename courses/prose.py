"""Prose as the editor stores it, read as what it says: paragraphs of plain and of bold words.

The loader writes `<p>…<b>…</b></p>`; the back office adds keys, empty paragraphs and other spellings of the same.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

# White space that HTML shows as one space; the ideographic space and its like are characters of the text.
_SPACE = re.compile(r"[ \t\r\n]+")
_BOLD = frozenset({"b", "strong"})


@dataclass(frozen=True)
class Run:
    """Words that stand together, all bold or all plain."""

    text: str
    bold: bool = False


class NotPlainProse(ValueError):
    """Prose that holds more than paragraphs and bold words; `tag` is the first thing more."""

    def __init__(self, tag: str) -> None:
        super().__init__(tag)
        self.tag = tag


def read_paragraphs(html: str) -> list[list[Run]]:
    """The paragraphs that say something, without white space at their edges; raises NotPlainProse."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [runs for runs in (_trimmed(paragraph) for paragraph in reader.paragraphs) if runs]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[list[Run]] = []
        self._bold = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- HTMLParser's
        if tag == "p":
            self.paragraphs.append([])
        elif tag in _BOLD:
            self._bold += 1
        else:
            raise NotPlainProse(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BOLD:
            self._bold -= 1

    def handle_data(self, data: str) -> None:
        if not self.paragraphs:
            self.paragraphs.append([])
        data = _SPACE.sub(" ", data)
        runs = self.paragraphs[-1]
        bold = self._bold > 0
        if runs and runs[-1].bold == bold:
            data = runs.pop().text + data
        runs.append(Run(data, bold))


def _trimmed(runs: list[Run]) -> list[Run]:
    runs = list(runs)
    while runs and not runs[0].text.strip():
        runs.pop(0)
    while runs and not runs[-1].text.strip():
        runs.pop()
    if runs:
        runs[0] = Run(runs[0].text.lstrip(), runs[0].bold)
        runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].bold)
    return runs
