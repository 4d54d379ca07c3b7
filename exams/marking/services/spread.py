"""The group's spread, kept beside the results so that no reader waits for thousands of scores."""

from exams.marking.models import GroupSpread, Result
from exams.marking.queries.spread import SMALLEST_GROUP, group_of, measured, spreads_of
from exams.sittings.writer import exclusive_write

# Measured anew once the group has grown, or shrunk, by a tenth.
GROWN = 10


def keep_spreads(*, result: Result) -> None:
    """Measure anew where this result's group has outgrown what is kept; what the worker does, one result after the other."""
    sitting_id = result.registration.sitting_id
    for component_id in result.components.values_list("component", flat=True):
        count, known = group_of(sitting_id, component_id), spreads_of(sitting_id, component_id)
        kept = known[""].count if "" in known else 0
        if min(count, kept) < SMALLEST_GROUP <= max(count, kept) or abs(count - kept) * GROWN > max(
            kept, SMALLEST_GROUP
        ):
            _measure(sitting_id=sitting_id, component_id=component_id)


def _measure(*, sitting_id: int, component_id: int) -> None:
    fresh = measured(sitting_id, component_id)
    with exclusive_write():
        stale = GroupSpread.objects.filter(sitting=sitting_id, component=component_id)
        stale.exclude(range__in=[one.range for one in fresh]).delete()
        GroupSpread.objects.bulk_create(
            fresh,
            update_conflicts=True,
            unique_fields=["sitting", "component", "range"],
            update_fields=["count", "lower", "median", "upper"],
        )
