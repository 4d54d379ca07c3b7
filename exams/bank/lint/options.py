"""Options of the choice types: parallel, apart from each other, and none of them telling which is the key."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile

from exams.bank.item_types.questions import ChoiceQuestion
from exams.bank.lint.statements import ABSOLUTE
from exams.bank.lint.subjects import Finding, Subject

# The key is clearly the longest when it outgrows the next one by a quarter and by this many characters.
MARGIN = 4
# Lengths are unlike when the longest is over three times the shortest and this much longer.
SPREAD = 16
# Names of one list often hold each other; longer runs of words do not by chance.
SHORTEST_OVERLAP = 6
SHARED_BEGINNING = 5

_OTHERS = re.compile(
    "(?:以上|上述|以下)(?:各项|选项|几项|三项|四项)?(?:都|皆|均|全)|^(?:都|全|皆|均)(?:是|对|不对|不是|正确|错)$|^其他$|[ABCD][和、及][ABCD]"
)
_RANGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[%％]?\s*(?:-|–|—|~|～|至|到)\s*([0-9]+(?:\.[0-9]+)?)")
_SENTENCE_END = "。；;."


def none_speaks_of_the_others(subject: Subject) -> Iterator[Finding]:
    """以上都对 rewards who sees two right options, and breaks when options are shuffled."""
    for place, option in enumerate(subject.alternatives):
        if _OTHERS.search(option.text):
            yield Finding("speaks_of_others", ("options", place, "text"), {"words": option.text})


def key_is_not_the_longest(subject: Subject) -> Iterator[Finding]:
    """The test-wise choose the longest option; the key of a single choice should not be it by far."""
    if not isinstance(subject.question, ChoiceQuestion) or subject.question.is_multiple:
        return
    keys = [len(one.text) for one in subject.alternatives if one.is_key]
    others = [len(one.text) for one in subject.alternatives if not one.is_key]
    if keys and others and keys[0] * 4 > max(others) * 5 and keys[0] >= max(others) + MARGIN:
        place = next(place for place, one in enumerate(subject.alternatives) if one.is_key)
        yield Finding("key_longest", ("options", place, "text"), {"key": keys[0], "next": max(others)})


def lengths_are_alike(subject: Subject) -> Iterator[Finding]:
    """Options of very different length draw the eye to one of them."""
    lengths = [len(one.text) for one in subject.alternatives]
    if lengths and max(lengths) > 3 * min(lengths) and max(lengths) - min(lengths) >= SPREAD:
        yield Finding("lengths_unlike", ("options",), {"shortest": min(lengths), "longest": max(lengths)})


def do_not_overlap(subject: Subject) -> Iterator[Finding]:
    """If one option holds the other, or two ranges share numbers, both can be defended."""
    for (first, one), (second, other) in combinations(enumerate(subject.alternatives), 2):
        shorter, longer = sorted((_bare(one.text), _bare(other.text)), key=len)
        holds = len(shorter) >= SHORTEST_OVERLAP and not shorter.isdigit() and shorter in longer
        if holds or _share_numbers(one.text, other.text):
            letters = f"{chr(ord('A') + first)}、{chr(ord('A') + second)}"
            yield Finding("options_overlap", ("options", second, "text"), {"letters": letters})


def repeat_no_beginning(subject: Subject) -> Iterator[Finding]:
    """Words that begin every option belong to the stem."""
    shared = _shared_beginning([one.text for one in subject.alternatives]).rstrip(" 0123456789.")
    if len(shared) >= SHARED_BEGINNING:
        yield Finding("beginning_shared", ("options",), {"words": shared})


def end_alike(subject: Subject) -> Iterator[Finding]:
    """All options end with a full stop, or none."""
    ends = {one.text[-1:] in _SENTENCE_END for one in subject.alternatives if one.text}
    if len(ends) > 1:
        yield Finding("ends_unlike", ("options",))


def absolute_words_are_no_giveaway(subject: Subject) -> Iterator[Finding]:
    """Absolute words only among the distractors tell which options are wrong."""
    with_words = [one for one in subject.alternatives if ABSOLUTE.search(one.text)]
    if len(with_words) > 1 and not any(one.is_key for one in with_words):
        words = _first_words([one.text for one in with_words])
        yield Finding("absolute_distractors", ("options",), {"words": "、".join(words)})


def _first_words(texts: Sequence[str]) -> list[str]:
    found = (ABSOLUTE.search(text) for text in texts)
    return list(dict.fromkeys(one.group() for one in found if one))


def _shared_beginning(texts: Sequence[str]) -> str:
    same = takewhile(lambda column: len(set(column)) == 1, zip(*texts, strict=False))
    return "".join(column[0] for column in same)


def _bare(text: str) -> str:
    return re.sub(r"[^\w.<>=]+", "", text)


def _share_numbers(one: str, other: str) -> bool:
    """Whether both are ranges of numbers that share more than an end."""
    first, second = _RANGE.fullmatch(one.strip("%％ ")), _RANGE.fullmatch(other.strip("%％ "))
    if not first or not second:
        return False
    return max(float(first[1]), float(second[1])) < min(float(first[2]), float(second[2]))
