"""HTML of an item's texts read into our own markup, its pictures kept, and what is lost told at the item. No Django here."""

import posixpath
import re
from base64 import b64decode
from collections.abc import Callable
from urllib.parse import unquote

from exams.bank.interchange import marks
from exams.bank.interchange.html import from_html, has_tags
from exams.bank.interchange.parsing import FileRefused, Limits, ParsedBatch, ParsedItem
from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.text import PICTURE_KEY, picture_key

# The bytes behind an address, or None where it leads nowhere or outside.
FindBytes = Callable[[str], bytes | None]

_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp|bmp);base64,([A-Za-z0-9+/=\s]+)$")
_KEY = re.compile(PICTURE_KEY)
_WORDLESS = "![]("
WORDLESS = gettext_noop("A picture has no alternative text; please write between the brackets what it shows.")
# Characters of no meaning of their own stand for a blank while tags are read.
_GAP = re.compile("\ue000([1-9][0-9]?)\ue001")
_SHOWN = 60


class PictureShelf:
    """The pictures of a batch, each kept once."""

    def __init__(self, batch: ParsedBatch, limits: Limits) -> None:
        self._batch = batch
        self._limits = limits

    def keep(self, data: bytes) -> str:
        """The key of the picture; raises FileRefused where there are too many."""
        key = picture_key(data)
        if key not in self._batch.pictures and len(self._batch.pictures) >= self._limits.pictures:
            raise FileRefused(
                "too_many_pictures",
                gettext_noop("The file holds more than %(limit)d pictures; please divide it."),
                limit=self._limits.pictures,
            )
        self._batch.pictures[key] = data
        return key


class RichTexts:
    """Reads the texts of one item; `find` knows the files that come with it."""

    def __init__(self, item: ParsedItem, shelf: PictureShelf, find: FindBytes) -> None:
        self._item = item
        self._shelf = shelf
        self._find = find
        # Which address became which key: what mends the item's source.
        self.found: dict[str, str] = {}

    def html(self, source: str) -> str:
        """In our own markup."""
        converted = from_html(source, self._picture)
        for what in sorted(converted.lost):
            if what.startswith("img"):
                self._item.error(
                    "lost",
                    gettext_noop("The picture “%(what)s” is not in the file."),
                    what=what.removeprefix("img").strip()[:_SHOWN],
                )
            else:
                self._item.warn("lost", gettext_noop("“%(what)s” of the HTML is not kept."), what=what)
        return _GAP.sub(r"{{\1}}", self._worded(converted.text))

    def plain(self, source: str) -> str:
        """A text without tags: each line is a paragraph."""
        return "\n\n".join(marks.plain(line.strip()) for line in source.split("\n") if line.strip())

    def either(self, source: str) -> str:
        """HTML if it looks like it."""
        return self.html(source) if has_tags(source) or "&" in source else self.plain(source)

    def _worded(self, text: str) -> str:
        """A picture without alternative text gets a word to be replaced."""
        if _WORDLESS not in text:
            return text
        if not any(one.code == "picture_without_words" for one in self._item.findings):
            self._item.warn(
                "picture_without_words",
                WORDLESS,
            )
        return text.replace(_WORDLESS, "![图](")

    def _picture(self, address: str) -> str | None:
        # In a source that was read before, addresses are keys.
        if _KEY.fullmatch(address):
            return address
        inline = _DATA.match(address)
        data = decoded(inline[1]) if inline else self._find(address)
        if not data:
            return None
        self.found[address] = self._shelf.keep(data)
        return self.found[address]


def gap_sign(number: int) -> str:
    """What stands for a blank in HTML that is read here."""
    return f"\ue000{number}\ue001"


def decoded(text: str) -> bytes | None:
    """Base64 as bytes; None where it is none."""
    try:
        return b64decode("".join(text.split()), validate=True)
    except ValueError:
        return None


def inside(folder: str, address: str) -> str | None:
    """A relative address as a path in its package; None where it leads outside."""
    path = unquote(address.split("#", 1)[0].split("?", 1)[0]).replace("\\", "/")
    if not path or path.startswith("/") or ":" in path.split("/", 1)[0] or "\0" in path:
        return None
    whole = posixpath.normpath(posixpath.join(folder, path))
    return None if whole.startswith("../") or whole in {"..", "."} else whole
