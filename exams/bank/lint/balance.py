"""A bank as a whole: whether a blind guesser would do better than chance in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import comb

from exams.bank.item_types.questions import ChoiceQuestion, StatementQuestion
from exams.bank.lint.subjects import Finding, Subject

# A count is out of balance when chance alone would bring it, or a more extreme one, less often than once in a hundred.
RARE = Fraction(1, 100)


def lint_bank(subjects: Iterable[Subject]) -> list[Finding]:
    """Key positions, key lengths and the share of right statements, each against an exact binomial bound."""
    subjects = list(subjects)
    choices = [one for one in subjects if isinstance(one.question, ChoiceQuestion) and not one.question.is_multiple]
    return [*_positions(choices), *_lengths(choices), *_statements(subjects)]


def _positions(choices: Sequence[Subject]) -> Iterator[Finding]:
    keys = Counter(next(place for place, one in enumerate(item.alternatives) if one.is_key) for item in choices)
    expected = _share(choices)
    for place in range(max((len(one.alternatives) for one in choices), default=0)):
        if tail(keys[place], len(choices), expected) < RARE:
            letter = chr(ord("A") + place)
            yield Finding("key_position", (), {"letter": letter, "count": keys[place], "of": len(choices)})


def _lengths(choices: Sequence[Subject]) -> Iterator[Finding]:
    count = sum(_key_is_longest(one) for one in choices)
    if count and upper_tail(count, len(choices), _share(choices)) < RARE:
        yield Finding("key_often_longest", (), {"count": count, "of": len(choices)})


def _statements(subjects: Sequence[Subject]) -> Iterator[Finding]:
    held = [one.question.holds for one in subjects if isinstance(one.question, StatementQuestion)]
    if tail(sum(held), len(held), Fraction(1, 2)) < RARE:
        yield Finding("statements_lean", (), {"right": sum(held), "wrong": len(held) - sum(held)})


def _share(choices: Sequence[Subject]) -> Fraction:
    """The chance of a blind guess over items that may differ in their number of options."""
    return Fraction(len(choices), sum(len(one.alternatives) for one in choices) or 1)


def _key_is_longest(subject: Subject) -> bool:
    lengths = [(len(one.text), one.is_key) for one in subject.alternatives]
    longest = max(length for length, _is_key in lengths)
    return sum(length == longest for length, _is_key in lengths) == 1 and (longest, True) in lengths


def upper_tail(count: int, trials: int, chance: Fraction) -> Fraction:
    """Probability of `count` or more successes (binomial, exact)."""
    rest = 1 - chance
    return sum(
        (comb(trials, hits) * chance**hits * rest ** (trials - hits) for hits in range(count, trials + 1)), Fraction(0)
    )


def tail(count: int, trials: int, chance: Fraction) -> Fraction:
    """Probability of a count as far from the expected one, or farther, on the same side, times two; at most 1."""
    upper = upper_tail(count, trials, chance)
    lower = 1 - upper_tail(count + 1, trials, chance)
    return min(Fraction(1), 2 * min(upper, lower))
