"""Items of an import that the import or the bank holds already."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exams.bank.alike import AGREEING, MOST_COMPARED, PLAIN
from exams.bank.item_types.text import plain_text
from exams.bank.models import Bank, ItemSketch, VersionState
from exams.bank.queries import latest_versions, newest_of
from exams.bank.similarity import Wording, likeness, sketch, wording_of

# Values of one statement.
_BATCH = 500
_LONGEST_STEM = 500
# Of the twins of an item so many are named; a person looks at one or two.
_NAMED = 3

# An item's type and its body; None for an item that has none yet.
Written = tuple[str, Mapping[str, Any]] | None


@dataclass(frozen=True)
class Twin:
    """Another item that is alike: of this import by its place in it, or of the bank by its key.

    `is_exact`: stem, options and key are the same, whatever their order, width and punctuation.
    """

    is_exact: bool
    index: int | None = None
    key: str = ""


def find_duplicates(bank: Bank, written: Sequence[Written]) -> list[list[Twin]]:
    """For each item its twins: earlier ones of the list, and items of the bank by their newest version.

    The number of queries grows with the import, not with the bank.
    """
    wordings = {place: wording_of(*one) for place, one in enumerate(written) if one is not None}
    found: list[list[Twin]] = [[] for _one in written]
    sketches = {place: sketch(wording) for place, wording in wordings.items()}
    candidates = _candidates(bank, written, sketches)
    wanted = sorted({item_id for item_ids in candidates.values() for item_id in item_ids})
    versions = {version.item_id: version for item_ids in _parted(wanted) for version in newest_of(item_ids)}
    known = {item_id: wording_of(one.item.item_type, one.body) for item_id, one in versions.items()}
    earlier = _Earlier()
    for place, wording in wordings.items():
        _type, body = written[place] or ("", {})
        folded = fold(body)
        for item_id in sorted(candidates[place] & versions.keys()):
            if len(found[place]) == _NAMED:
                break
            version = versions[item_id]
            if version.state == VersionState.RETIRED:
                continue
            is_exact = fold(version.body) == folded
            if is_exact or likeness(wording, known[item_id], PLAIN).is_duplicate:
                found[place].append(Twin(is_exact, key=version.item.key))
        found[place] += earlier.twins(wording, folded, sketches[place])
        earlier.add(place, wording, folded, sketches[place])
    return found


class _Earlier:
    """The items of the import that came before."""

    def __init__(self) -> None:
        self._by_number: dict[int, list[int]] = defaultdict(list)
        self._by_text: dict[str, list[int]] = defaultdict(list)
        self._wordings: dict[int, Wording] = {}

    def add(self, place: int, wording: Wording, folded: str, numbers: Iterable[int]) -> None:
        self._by_text[folded].append(place)
        if len(self._by_text[folded]) > 1:
            # The first stands for all that say the same.
            return
        self._wordings[place] = wording
        for number in numbers:
            self._by_number[number].append(place)

    def twins(self, wording: Wording, folded: str, numbers: Iterable[int]) -> list[Twin]:
        """Those that say the same, then those that are alike."""
        exact = self._by_text.get(folded, [])[:_NAMED]
        if exact:
            return [Twin(is_exact=True, index=place) for place in exact]
        shared = Counter(place for number in numbers for place in self._by_number.get(number, ()))
        near = [place for place, count in shared.most_common(MOST_COMPARED) if count >= AGREEING]
        alike = [place for place in near if likeness(wording, self._wordings[place], PLAIN).is_duplicate]
        return [Twin(is_exact=False, index=place) for place in sorted(alike)[:_NAMED]]


def _candidates(bank: Bank, written: Sequence[Written], sketches: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """Items of the bank worth comparing: those whose sketches agree, and those with the very stem, however short."""
    holders: dict[int, list[int]] = defaultdict(list)
    every = sorted({number for numbers in sketches.values() for number in numbers})
    for some in _parted(every):
        rows = ItemSketch.objects.filter(item__bank=bank, number__in=some).values_list("number", "item_id")
        for number, item_id in rows:
            holders[number].append(item_id)
    stems = {place: plain_text(str(written[place][1].get("stem", "")))[:_LONGEST_STEM] for place in sketches}  # type: ignore[index]  # those are written
    same: dict[str, set[int]] = defaultdict(set)
    for texts in _parted(sorted(set(stems.values()))):
        for stem, item_id in latest_versions(bank).filter(stem_text__in=texts).values_list("stem_text", "item_id"):
            same[stem].add(item_id)
    candidates = {}
    for place, numbers in sketches.items():
        shared = Counter(item_id for number in numbers for item_id in holders.get(number, ()))
        agreeing = {item_id for item_id, count in shared.most_common(MOST_COMPARED) if count >= AGREEING}
        candidates[place] = agreeing | same[stems[place]]
    return candidates


def _parted(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def fold(body: Mapping[str, Any]) -> str:
    """All texts of a body but its explanation, without width, case, spaces and punctuation, in any order of options."""
    rest = {name: value for name, value in body.items() if name not in {"stem", "explanation"}}
    return "\n".join([_folded(str(body.get("stem", ""))), *sorted(map(_folded, _texts(rest)))])


def _texts(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        # A mark belongs to the text that it marks.
        marks = "".join(f"{name}{one}" for name, one in sorted(value.items()) if isinstance(one, bool))
        texts = [text for _name, one in sorted(value.items()) if not isinstance(one, bool) for text in _texts(one)]
        return [f"{text}{marks}" for text in texts] or [marks]
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        # The order of an ordering is its key.
        return [" ".join(value)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return [str(value)]


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", plain_text(text)).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "PZCS")
