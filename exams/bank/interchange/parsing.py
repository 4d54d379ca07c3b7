"""What a format reads out of a file: items with their place, their source to mend, and what was noticed. No Django here."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from exams.bank.item_types.editor import gettext_noop
from exams.bank.item_types.questions import Question

Level = Literal["error", "warning"]
# Words for each kind: exams.bank.interchange.words. "file" names a file in a package, "question" one by its number.
PlaceKind = Literal["line", "paragraph", "row", "cell", "file", "question"]


@dataclass(frozen=True)
class Place:
    """Where something stands in the file, as its reader finds it: line 12, cell Sheet1!B7."""

    kind: PlaceKind
    at: str

    @classmethod
    def line(cls, number: int) -> "Place":
        return cls("line", str(number))


@dataclass(frozen=True)
class Finding:
    """Something to tell: an error keeps the item out, a warning says what changes or is not kept.

    `reason` is an English sentence marked with gettext_noop; `words` fill its %(name)s.
    """

    level: Level
    code: str
    reason: str
    words: Mapping[str, str | int] = field(default_factory=dict)
    place: Place | None = None


class FileRefused(Exception):
    """Nothing of a file can be read, and why."""

    def __init__(self, code: str, reason: str, /, **words: str | int) -> None:
        super().__init__(reason % words if words else reason)
        self.finding = Finding("error", code, reason, words)


@dataclass
class ParsedItem:
    """One item as far as its file tells it; what the file does not tell is empty.

    A format gives a `question` (or, for types that no neutral shape holds, `item_type` and raw `body`); `mapping` makes
    the body of it. `source` is shown and mended by people and read again by the format `source_format`, alone: it holds
    what the item owes to its surroundings, such as the type that a heading names. Texts are in our own markup.
    """

    place: Place
    source: str = ""
    source_format: str = ""
    question: Question | None = None
    item_type: str = ""
    body: dict[str, Any] | None = None
    key: str = ""
    # As the file names it: a code, a syllabus id or a title.
    point: str = ""
    facts: tuple[str, ...] = ()
    difficulty: int | None = None
    cognitive: str = ""
    tags: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, reason: str, place: Place | None = None, **words: str | int) -> None:
        """Note what keeps the item out."""
        self.findings.append(Finding("error", code, reason, words, place or self.place))

    def warn(self, code: str, reason: str, place: Place | None = None, **words: str | int) -> None:
        """Note what changes or is not kept."""
        self.findings.append(Finding("warning", code, reason, words, place or self.place))


@dataclass
class ParsedBatch:
    """All items of a file, what concerns no single item, and the pictures that their texts name.

    A picture's key here is `picture_key` of its bytes as they stand in the file; it changes when they are re-encoded.
    """

    items: list[ParsedItem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)

    def warn(self, code: str, reason: str, place: Place | None = None, **words: str | int) -> None:
        self.findings.append(Finding("warning", code, reason, words, place))


@dataclass(frozen=True)
class Limits:
    """What one import may hold; a file beyond it is refused, before it is unpacked where that can be told."""

    file_bytes: int = 20_000_000
    # Of a package: what its entries come to when unpacked, how many there are, how much one may grow.
    unpacked_bytes: int = 60_000_000
    entries: int = 3_000
    growth: int = 100
    characters: int = 2_000_000
    items: int = 2_000
    pictures: int = 400


LIMITS = Limits()
# Of a list of people.
GRID_LIMITS = Limits(file_bytes=2_000_000, unpacked_bytes=40_000_000, entries=200)


class Format(ABC):
    """A file format that items come in. Stateless."""

    name: ClassVar[str]
    label: ClassVar[str]
    # With the dot, lower case.
    extensions: ClassVar[tuple[str, ...]] = ()
    # The smaller, the sooner it is asked whether a file is its own.
    place: ClassVar[int]
    # What is written in it may be pasted, and is read in this process: only its own characters are looked at. All other
    # formats are read in a child process with a ceiling on memory and time.
    is_text: ClassVar[bool] = False

    @abstractmethod
    def sniff(self, data: bytes, filename: str) -> bool:
        """Whether this looks like a file of the format; quick, and never raises."""

    @abstractmethod
    def read(self, data: bytes, *, limits: Limits) -> ParsedBatch:
        """Everything in the file; raises FileRefused where nothing can be read."""


def too_many_items(limits: Limits) -> FileRefused:
    """The refusal of a file that holds more items than one import may."""
    return FileRefused(
        "too_many_items",
        gettext_noop("The file holds more than %(limit)d items; please divide it."),
        limit=limits.items,
    )


def worst(findings: Iterable[Finding]) -> Level | None:
    """The gravest level among them."""
    levels = {finding.level for finding in findings}
    if "error" in levels:
        return "error"
    return "warning" if levels else None
