"""What higher apps made of results: `register_result_source("certificates", certificates_by_registration)`."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

# Registrations (primary keys) → what was made of their results, such as the numbers of valid certificates.
ResultSource = Callable[[Collection[int]], Mapping[int, Sequence[str]]]

_sources: dict[str, ResultSource] = {}


def register_result_source(name: str, source: ResultSource) -> None:
    """Have a preview name what `source` knows to rest on a result."""
    _sources[name] = source


def resting_on(registration_ids: Collection[int]) -> dict[int, list[str]]:
    """What rests on the results of these registrations, source by source."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for source in _sources.values():
        for registration, names in source(registration_ids).items():
            found[registration] += names
    return found
