"""The group's spread, kept beside the results so that no reader waits for thousands of scores."""

from exams.marking.models import GroupSpread
from exams.marking.queries.spread import SMALLEST_GROUP, group_of, measured, spreads_of
from exams.sittings.writer import exclusive_write

# Measured anew once the group has grown by a tenth.
GROWN = 10


def present_spreads(*, sitting_id: int, component_id: int) -> dict[str, GroupSpread]:
    """Range → how the group's shares lie, for one who may see their own; nothing below thirty candidates."""
    count = group_of(sitting_id, component_id)
    if count < SMALLEST_GROUP:
        return {}
    known = spreads_of(sitting_id, component_id)
    if "" in known and abs(count - known[""].count) * GROWN <= known[""].count:
        return known
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
    return {one.range: one for one in fresh}
