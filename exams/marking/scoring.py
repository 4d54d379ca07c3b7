"""What an answer earns once the key of its item was put right. Pure: no Django here.

A void item leaves numerator and denominator: it is worth no marks, so that its credit says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from exams.bank.item_types import Drawn, ItemBody, ItemType, Response

REPLACE = "replace"
ALSO = "also"
VOID = "void"
FULL = "full"


@dataclass(frozen=True)
class Correction:
    """What is in force for an item version: `keys` are canonical responses, for REPLACE and ALSO."""

    id: int
    kind: str
    keys: tuple[Response, ...] = ()

    @property
    def is_void(self) -> bool:
        return self.kind == VOID


def corrected_bodies(kind: ItemType[Any], body: ItemBody, correction: Correction) -> list[ItemBody]:
    """The bodies of which an answer earns the best credit; empty where the type knows none with such a key."""
    if correction.kind in (VOID, FULL):
        return [body]
    keeps = correction.kind == ALSO
    rekeyed = [kind.rekeyed(body, key, keeps=keeps) for key in correction.keys]
    if None in rekeyed:
        return []
    return [*([body] if keeps else []), *(one for one in rekeyed if one is not None)]


def credit_under(
    correction: Correction | None, kind: ItemType[Any], body: ItemBody, response: Response, *, policy: str, drawn: Drawn
) -> Fraction | None:
    """Exact credit in [0, 1]; None where a person has to mark the answer."""
    if correction is None:
        return kind.credit(body, response, policy, drawn)
    if correction.kind == VOID:
        return Fraction(0)
    if correction.kind == FULL:
        return Fraction(1)
    return _best([kind.credit(one, response, policy, drawn) for one in corrected_bodies(kind, body, correction)])


def _best(credits_: Sequence[Fraction | None]) -> Fraction | None:
    known = [one for one in credits_ if one is not None]
    return max(known) if known else None


def key_under(correction: Correction, kind: ItemType[Any], body: ItemBody, drawn: Drawn) -> list[str]:
    """The keys in words, as they stand under the correction."""
    words = [kind.describe_key(one, drawn) for one in corrected_bodies(kind, body, correction)]
    return list(dict.fromkeys(words))
