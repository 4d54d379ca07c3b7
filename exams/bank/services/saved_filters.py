"""Filters that people keep for themselves."""

from accounts.models import User
from exams.bank.models import Bank, SavedFilter
from exams.bank.queries import filters_of

# So many stand beside a list and can still be looked over.
MOST_FILTERS = 20


class TooManyFilters(Exception):
    """The person keeps MOST_FILTERS for this list already."""


def keep_filter(*, user: User, bank: Bank | None, name: str, query: str) -> SavedFilter:
    """Keep what the list is asked under a name; the same name again replaces what it stood for."""
    known = filters_of(user, bank)
    if not known.filter(name=name).exists() and known.count() >= MOST_FILTERS:
        raise TooManyFilters
    kept, _is_new = SavedFilter.objects.update_or_create(user=user, bank=bank, name=name, defaults={"query": query})
    return kept


def drop_filter(*, kept: SavedFilter) -> None:
    """Take it away; what it found stays."""
    kept.delete()
