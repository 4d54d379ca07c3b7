"""Published lessons, drawn once for all their readers; what is a reader's own is drawn into them each time.

A kept lesson is named by all that it was drawn from: the publication stamp (courses.stamp), which moves in the
transaction of every change; the release of this code; the site, the lesson and the language; and what restrictions
close to the reader, since terms are not marked that only closed lessons define. So it is never wrong, wherever it is kept
and however many processes keep it, and whether the reader may have the lesson at all is asked before, every time.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.traditional import in_traditional_characters

_DRAWN_FROM = ("courses/**/*.py", "courses/**/*.html", "courses/**/*.yaml", "*/locale/**/*.mo", "*/vendor/**/*.mo")
# Where the page shows a lesson that is in traditional characters already, until the rest of it is, too.
PLACE = "<!--drawn-lesson-->"


@dataclass(frozen=True)
class Own:
    """A place for what is a reader's own; `usual` is what stands there for a reader who has nothing of the kind."""

    name: str
    values: Mapping[str, Any]
    usual: bytes


@dataclass(frozen=True)
class DrawnLesson:
    """A lesson as it is kept, as bytes, since it is sent as such. `token` stands where the reader's form token belongs."""

    # Escaped, in the reader's characters.
    title: str
    pieces: Sequence[bytes | Own]
    token: bytes
    # Anchor and words of every part, and the digests of the checks: what a reader's own record is read against.
    headings: Mapping[str, str]
    questions: frozenset[str]

    def for_reader(self, *, token: str, draw: Callable[[Own], bytes]) -> bytes:
        """The lesson with the reader's own pieces, which `draw` makes, and their form token."""
        html = b"".join([piece if isinstance(piece, bytes) else draw(piece) for piece in self.pieces])
        return html.replace(self.token, token.encode())


@dataclass
class Drawing:
    """One drawing of a lesson for nobody: notes where a reader's own pieces belong."""

    mark: str = field(default_factory=lambda: secrets.token_hex(12))
    left: list[Own] = field(default_factory=list)

    @property
    def token(self) -> str:
        """Stands for the form token; nobody who writes a lesson can know it."""
        return f"{self.mark}token"

    def leave(self, name: str, values: Mapping[str, Any], *, usual: str) -> SafeString:
        """Leave a place; comments pass through every conversion as they are."""
        self.left.append(Own(name, dict(values), b""))
        number = len(self.left) - 1
        return mark_safe(f"<!--{self.mark}:{number}-->{usual}<!--{self.mark}-->")  # noqa: S308 -- drawn by templates

    def pieces(self, html: str) -> list[bytes | Own]:
        """What was drawn, parted at the places."""
        place = re.compile(rf"<!--{self.mark}:(\d+)-->(.*?)<!--{self.mark}-->", re.DOTALL)
        found: list[bytes | Own] = []
        end = 0
        for match in place.finditer(html):
            own = self.left[int(match[1])]
            found += [html[end : match.start()].encode(), Own(own.name, own.values, match[2].encode())]
            end = match.end()
        return [*found, html[end:].encode()]


# Lessons that this process served of late: unpacking one from the cache costs as much as everything else of a page.
_at_hand: dict[str, DrawnLesson] = {}
_MOST_AT_HAND = 150


def kept_lesson(
    *, lesson_id: int, site_id: int, stamp: str, closed: Sequence[str], draw: Callable[[Drawing], DrawnLesson]
) -> DrawnLesson:
    """The lesson from the cache; else as `draw` makes it now, kept for the next reader."""
    if not stamp:
        return draw(Drawing())
    closed_to_reader = hashlib.sha256("\n".join(closed).encode()).hexdigest()[:16] if closed else ""
    key = f"lesson:{release()}:{stamp}:{site_id}:{lesson_id}:{get_language()}:{closed_to_reader}"
    if (lesson := _at_hand.get(key)) is not None:
        return lesson
    pages = caches["pages"]
    kept = pages.get(key)
    lesson = kept if isinstance(kept, DrawnLesson) else draw(Drawing())
    if lesson is not kept:
        pages.set(key, lesson)
    if len(_at_hand) >= _MOST_AT_HAND:
        _at_hand.clear()
    _at_hand[key] = lesson
    return lesson


def forget_lessons() -> None:
    """Have every lesson drawn anew: for whoever measures or tests that; a publication needs no such thing."""
    caches["pages"].clear()
    _at_hand.clear()


def is_traditional() -> bool:
    """Whether pages are read in traditional characters now."""
    return get_language() == "zh-hant"


def in_readers_characters(html: str, *, is_taught: bool = False) -> str:
    """A drawn piece in the reader's characters; `is_taught` where it stands in the lesson's own text."""
    if not is_traditional():
        return html
    if not is_taught:
        return in_traditional_characters(html)
    before, after = '<div lang="zh-Hans">', "</div>"
    return in_traditional_characters(before + html + after)[len(before) : -len(after)]


@cache
def release() -> str:
    """The code, templates and words that lessons are drawn with: another release finds nothing of this one's."""
    seal = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for file in sorted({path for pattern in _DRAWN_FROM for path in root.glob(pattern)}):
        seal.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return seal.hexdigest()[:16]
