"""Where items are used, told by the apps above that use them.

A higher app adds what it knows in its receivers: `register_usage_source("papers", uses_in_papers)` says what holds an
item, `register_demand_source("papers", cells_short_without)` what would fall short if a version went out of use,
`register_exposure_source("sittings", times_shown)` how often items were met, `register_holder("papers", held_items)`
which items anything holds, and `register_need_source("papers", needs_of)` what it wants of a bank.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet

from exams.bank.models import Bank, Item, ItemVersion

# What a change of the version means to whatever holds it: a draft has to take another item, a frozen thing keeps its own.
Bond = Literal["loose", "frozen"]


@dataclass(frozen=True)
class Use:
    """One thing that holds a version of an item: a paper, a sitting, a round of practice."""

    # Such as "Paper", translated.
    kind: str
    title: str
    version_id: int
    bond: Bond
    # What is said beside the title: "published", "12 answers".
    note: str = ""
    at: datetime | None = None
    answers: int = 0
    # Its page, for those whom `permission` lets open it.
    url: str = ""
    permission: str = ""


UsageSource = Callable[[Item], Sequence[Use]]
# What would be short if this version could not be taken any more, one sentence each.
DemandSource = Callable[[ItemVersion], Sequence[str]]
# How often each of these items (primary keys, a queryset of them where there are many) was put before a candidate.
ExposureSource = Callable[[Iterable[int]], Mapping[int, int]]


@dataclass(frozen=True)
class Need:
    """So many approved items of one type and difficulty band on points whose codes begin alike."""

    title: str
    point_prefix: str
    item_type: str
    difficulty_from: int
    difficulty_to: int
    needed: int
    # How many there are for it, when every need of the same source takes its own.
    found: int
    url: str = ""

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.found)


# Primary keys of items that something holds, as a queryset of one column, for use inside another query.
Holder = Callable[[], "QuerySet[Any, Any]"]
NeedSource = Callable[[Bank], Sequence[Need]]

_usage: dict[str, UsageSource] = {}
_demand: dict[str, DemandSource] = {}
_exposure: dict[str, ExposureSource] = {}
_holders: dict[str, Holder] = {}
_needs: dict[str, NeedSource] = {}


def register_usage_source(name: str, source: UsageSource) -> None:
    """Have an item's page list what `source` knows to hold it."""
    _usage[name] = source


def register_demand_source(name: str, source: DemandSource) -> None:
    """Have the question before a suspension or retirement name what `source` would lack."""
    _demand[name] = source


def register_exposure_source(name: str, source: ExposureSource) -> None:
    """Have `exposures` count what `source` has shown."""
    _exposure[name] = source


def register_holder(name: str, holder: Holder) -> None:
    """Have the list of items know what `holder` holds: a filter needs it for all items at once."""
    _holders[name] = holder


def register_need_source(name: str, source: NeedSource) -> None:
    """Have the coverage board of a bank count what `source` wants of it."""
    _needs[name] = source


def is_held(field: str) -> Q:
    """Whether the item named by `field` is held by anything at all."""
    found = Q(pk__in=[])
    for holder in _holders.values():
        found |= Q(**{f"{field}__in": holder()})
    return found


def needs_of(bank: Bank) -> list[Need]:
    """What all sources want of the bank."""
    return [need for source in _needs.values() for need in source(bank)]


def uses_of(item: Item) -> list[Use]:
    """Everything that holds a version of the item, source by source in the order of registration."""
    return [use for source in _usage.values() for use in source(item)]


@dataclass(frozen=True)
class Impact:
    """What taking a version out of use would touch."""

    # Drafts that would have to take another item.
    loose: list[Use]
    # What keeps this version whatever becomes of it.
    frozen: list[Use]
    shortages: list[str]

    @property
    def is_nothing(self) -> bool:
        return not (self.loose or self.frozen or self.shortages)


def impact_of(version: ItemVersion, uses: Iterable[Use] | None = None) -> Impact:
    """What taking this version out of use would touch; `uses` where they are already known."""
    own = [use for use in (uses_of(version.item) if uses is None else uses) if use.version_id == version.pk]
    return Impact(
        loose=[use for use in own if use.bond == "loose"],
        frozen=[use for use in own if use.bond == "frozen"],
        shortages=[sentence for source in _demand.values() for sentence in source(version)],
    )


def exposures(item_ids: Iterable[int]) -> Counter[int]:
    """How often each item was put before a candidate, all sources together.

    Ids in a queryset are not read: a source asks for them inside its own query.
    """
    asked = item_ids if isinstance(item_ids, QuerySet) else list(item_ids)
    total = Counter[int]()
    for source in _exposure.values():
        total.update(source(asked))
    return total
