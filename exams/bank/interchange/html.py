"""HTML of exchange formats turned into our own markup. No Django here.

nh3 first leaves only what the markup can say; then the rest is walked. What it cannot say is named in `lost`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

import nh3

from exams.bank.interchange import marks

# What a tag becomes; everything not named here loses its tag and keeps its text.
_INLINE = {"b": "bold", "strong": "bold", "u": "underline", "ins": "underline", "sup": "super", "sub": "sub"}
_BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "ul", "ol"}
_ALLOWED = {*_INLINE, *_BLOCKS, "br", "li", "tr", "td", "th", "img", "span", "thead", "tbody", "em", "i"}
# Their text is no text of the question.
_DROPPED = {"script", "style", "title", "object", "embed", "iframe", "svg", "math", "audio", "video"}
_LOST = {"em": "italic", "i": "italic"}

_TAGS = re.compile(rf"</?(?:{'|'.join(sorted(_ALLOWED | _DROPPED | {'a'}))})\b[^<>]*>", re.IGNORECASE)

# What HTML takes for space, and the space that editors put in to keep it; the wide space of Chinese text is none of it.
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")

# What a picture's address becomes: its key, or None where it cannot be had.
Pictures = Callable[[str], str | None]


@dataclass
class Converted:
    """A text in our markup, and what of the HTML it does not keep."""

    text: str
    lost: set[str] = field(default_factory=set)


def has_tags(text: str) -> bool:
    """Whether a text that may be plain is HTML after all."""
    return _TAGS.search(text) is not None


def from_html(source: str, pictures: Pictures = lambda _address: None) -> Converted:
    """The markup that says what the HTML says; `lost` names tags and addresses that it does not keep."""
    seen = _Seen()
    seen.feed(source)
    clean = nh3.clean(
        source,
        tags=_ALLOWED,
        clean_content_tags=_DROPPED - _ALLOWED,
        attributes={"img": {"src", "alt"}},
        link_rel=None,
        url_schemes={"http", "https", "data", "file"},
    )
    walker = _Walker(pictures)
    walker.feed(clean)
    walker.close()
    lost = {_LOST.get(tag, tag) for tag in seen.tags if tag in _LOST or tag in _DROPPED or tag == "a"}
    return Converted(walker.text(), lost | walker.lost)


def _one_line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


class _Seen(HTMLParser):
    """Which tags stand in the source."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the base's signature
        self.tags.add(tag)


class _Walker(HTMLParser):
    """Clean HTML to blocks of runs."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(convert_charrefs=True)
        self._pictures = pictures
        self._blocks: list[str] = []
        self._runs: list[marks.Run] = []
        self._open: list[str] = []
        self._lists: list[str] = []
        self._entries: list[str] = []
        self._rows: list[list[str]] = []
        self._table_depth = 0
        self._has_head = False
        self.lost: set[str] = set()

    def text(self) -> str:
        self._end_block()
        return "\n\n".join(block for block in self._blocks if block.strip())

    def handle_data(self, data: str) -> None:
        self._runs.append(marks.Run(_SPACE.sub(" ", data), self._style()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _INLINE:
            self._open.append(tag)
        elif tag in {"br", "li"}:
            self._runs.append(marks.Run("\n" if tag == "br" else " "))
        elif tag == "img":
            self._picture(dict(attrs))
        elif tag in {"table", "tr", "td", "th"}:
            self._start_part_of_table(tag)
        elif tag in {"ul", "ol"}:
            self._end_block()
            self._lists.append(tag)
            self._entries = self._entries if len(self._lists) > 1 else []
        elif tag in _BLOCKS and not self._table_depth and not self._lists:
            self._end_block()
        elif tag in _BLOCKS:
            self._runs.append(marks.Run(" "))

    def handle_endtag(self, tag: str) -> None:
        if tag in _INLINE:
            if tag in self._open:
                self._open.remove(tag)
        elif tag == "li":
            self._entries.append(_one_line(self._take()))
        elif tag in {"ul", "ol"} and self._lists:
            self._end_list(self._lists.pop())
        elif tag in {"td", "th"} and self._table_depth == 1 and self._rows:
            self._rows[-1].append(_one_line(self._take()).replace("|", "｜"))
        elif tag == "table" and self._table_depth:
            self._end_table()
        elif tag in _BLOCKS and not self._table_depth and not self._lists:
            self._end_block()

    def _style(self) -> str:
        return _INLINE[self._open[-1]] if self._open else ""

    def _picture(self, attributes: dict[str, str | None]) -> None:
        address = attributes.get("src") or ""
        key = self._pictures(address)
        if key is None:
            self.lost.add(f"img {address[:60]}".strip())
            return
        self._runs.append(marks.Run(marks.picture(key, attributes.get("alt") or ""), is_markup=True))

    def _take(self) -> str:
        runs, self._runs = self._runs, []
        return marks.marked(runs).strip()

    def _end_block(self) -> None:
        if self._table_depth or self._lists:
            return
        lines = [_one_line(line) for line in self._take().split("\n")]
        # A break that was made on purpose stays one: two lines of one paragraph would run together.
        self._blocks += [line for line in lines if line]

    def _end_list(self, tag: str) -> None:
        if self._lists:
            return
        entries, self._entries = [entry for entry in self._entries if entry], []
        if len(entries) == 1:
            self._blocks.append(entries[0])
        elif entries:
            heads = ["- " if tag == "ul" else f"{number}. " for number in range(1, len(entries) + 1)]
            self._blocks.append("\n".join(head + entry for head, entry in zip(heads, entries, strict=True)))

    def _start_part_of_table(self, tag: str) -> None:
        if tag == "table":
            self._start_table()
        elif tag == "tr":
            self._rows += [[]] if self._table_depth == 1 else []
        else:
            self._has_head = self._has_head or (tag == "th" and len(self._rows) == 1)
            self._runs = self._runs if self._table_depth > 1 else []

    def _start_table(self) -> None:
        if self._table_depth:
            self.lost.add("table in table")
        else:
            self._end_block()
            self._rows, self._has_head = [], False
        self._table_depth += 1

    def _end_table(self) -> None:
        self._table_depth -= 1
        if not self._table_depth:
            self._blocks.append(marks.table([row for row in self._rows if row], has_head=self._has_head))
