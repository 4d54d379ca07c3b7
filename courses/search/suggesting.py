"""Terms that sound like what was typed: a wrong character mostly has the sound of the right one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from courses.models import Term
from courses.search.finding import LONGEST_QUERY
from courses.tokeniser import fold, reading_of

MOST_SUGGESTED, CLOSE_ENOUGH = 5, 0.75


def suggest_terms(query: str, *, closed_paths: Iterable[str] = ()) -> Sequence[str]:
    """Terms of published lessons, without those below `closed_paths`, that read like the query; the nearest first."""
    asked = _spelt(reading_of(fold(query[:LONGEST_QUERY]).text))
    if not asked:
        return []
    terms = Term.objects.filter(lesson__live=True)
    for path in closed_paths:
        terms = terms.exclude(lesson__path__startswith=path)
    by_reading: dict[str, list[str]] = defaultdict(list)
    for term, reading in terms.values_list("term", "reading").order_by("term").distinct():
        by_reading[_spelt(reading)].append(term)
    near = get_close_matches(asked, by_reading, n=MOST_SUGGESTED, cutoff=CLOSE_ENOUGH)
    return [term for reading in near for term in by_reading[reading]][:MOST_SUGGESTED]


def _spelt(reading: str) -> str:
    return reading.replace(" ", "")
