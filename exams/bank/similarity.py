"""How alike two items are: their stems, their options and their keys, each apart. Pure.

Items of one chapter share most of their words, and items on one list even their options, so shared words alone give only
false alarms. Words are taken as pairs of neighbouring characters (Chinese needs no word list for that), each weighted by
how rare it is in the bank; likeness is the weighted share of the common pairs (Jaccard). A pair of items counts as
duplicate when stem, options and key are all alike, or when the stem is nearly the same and the key does not differ.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import log
from typing import Any

from exams.bank.item_types import get_item_type
from exams.bank.item_types.questions import StatementQuestion
from exams.bank.item_types.text import plain_text

# Set by the shipped banks and by the hand-made pairs of tests/exams/bank/paraphrases.yaml (figures: README).
STEM_ALIKE = 0.45
STEM_LOOSELY_ALIKE = 0.25
ANSWERS_THE_SAME = 0.9
STEM_NEARLY_THE_SAME = 0.75
OPTIONS_ALIKE = 0.3
KEY_ALIKE = 0.7
# Items are compared in full when, of the rarest pairs that each shares with anybody, they share a few.
RAREST = 16
LEAST_SHARED = 3
SKETCH = 24

_NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Wording:
    """An item as pairs of characters; no options where the candidate writes, no key where it is only right or wrong."""

    stem: frozenset[str]
    options: frozenset[str]
    key: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Everything together."""
        return self.stem | self.options | self.key


@dataclass(frozen=True)
class Likeness:
    """Shares from 0 to 1; what neither has is alike."""

    stem: float
    options: float
    key: float
    # Whether there are options at all: where there are none, their likeness is no evidence.
    options_speak: bool = True

    @property
    def is_duplicate(self) -> bool:
        """Whether a person should look at the two together."""
        if self.key < KEY_ALIKE:
            return False
        if min(self.options, self.key) >= ANSWERS_THE_SAME and self.options_speak:
            return self.stem >= STEM_LOOSELY_ALIKE
        return self.stem >= STEM_NEARLY_THE_SAME or (self.stem >= STEM_ALIKE and self.options >= OPTIONS_ALIKE)

    @property
    def order(self) -> float:
        """For lists: the most alike first."""
        return self.stem + self.options + self.key


@dataclass(frozen=True)
class Pair:
    """Two items, by their place in what was compared, and how alike they are."""

    first: int
    second: int
    likeness: Likeness


def wording_of(item_type: str, body: Mapping[str, Any]) -> Wording:
    """The wording of a valid body."""
    kind = get_item_type(item_type)
    parsed = kind.parse(body)
    stem = _pairs(plain_text(parsed.stem))
    if isinstance(kind.to_question(parsed), StatementQuestion):
        return Wording(stem, frozenset(), frozenset())
    options = [plain_text(text) for text in kind.option_texts(parsed).values()]
    return Wording(stem, _pairs(*options), _pairs(kind.describe_key(parsed)))


@dataclass(frozen=True)
class Rarity:
    """Weight of each pair of characters in a bank; one that the bank does not know weighs as the rarest."""

    weights: Mapping[str, float]
    rarest: float

    def of(self, pairs: Iterable[str]) -> float:
        """Weight of several together."""
        return sum(self.weights.get(pair, self.rarest) for pair in pairs)


def rarity_of(wordings: Iterable[Wording]) -> Rarity:
    """Weights by what is there: log(1 + items / items that hold the pair)."""
    wordings = list(wordings)
    held = Counter(pair for one in wordings for pair in one.all)
    weights = {pair: log(1 + len(wordings) / count) for pair, count in held.items()}
    return Rarity(weights, log(1 + len(wordings)) if wordings else 1.0)


def likeness(one: Wording, other: Wording, rarity: Rarity) -> Likeness:
    """Weighted Jaccard of stems, options and keys."""
    return Likeness(
        _share(one.stem, other.stem, rarity),
        _share(one.options, other.options, rarity),
        _share(one.key, other.key, rarity),
    )


def duplicates(wordings: Sequence[Wording]) -> list[Pair]:
    """All pairs that a person should look at, the most alike first.

    Only items that share some of their rarest pairs of characters are compared, so that the time grows with the number
    of likely pairs and not with the square of the bank.
    """
    rarity = rarity_of(wordings)
    holders: dict[str, list[int]] = defaultdict(list)
    found = []
    for place, one in enumerate(wordings):
        # What nobody else says finds nobody.
        telling = sorted(
            (pair for pair in one.stem if rarity.weights[pair] < rarity.rarest), key=rarity.weights.__getitem__
        )
        telling = telling[-RAREST:]
        shared = Counter(other for pair in telling for other in holders[pair])
        for pair in telling:
            holders[pair].append(place)
        for other, count in shared.items():
            if count >= LEAST_SHARED:
                found.append(Pair(other, place, likeness(wordings[other], one, rarity)))
    return sorted((one for one in found if one.likeness.is_duplicate), key=lambda one: -one.likeness.order)


def sketch(one: Wording) -> list[int]:
    """A few numbers (signed, 64 bits) that alike wordings mostly share: the smallest hashes of their pairs of characters.

    A bottom-k sketch (Broder 1997): of two wordings with Jaccard likeness j about k·j numbers are the same.
    """
    hashes = sorted(_hash(pair) for pair in one.all)
    return hashes[:SKETCH]


def _pairs(*texts: str) -> frozenset[str]:
    bare = (_NOISE.sub("", text).casefold() for text in texts)
    return frozenset(text[at : at + 2] for text in bare for at in range(max(1, len(text) - 1)) if text)


def _share(one: frozenset[str], other: frozenset[str], rarity: Rarity) -> float:
    together = rarity.of(one | other)
    return rarity.of(one & other) / together if together else 1.0


def _hash(pair: str) -> int:
    return int.from_bytes(blake2b(pair.encode(), digest_size=8).digest(), signed=True)
