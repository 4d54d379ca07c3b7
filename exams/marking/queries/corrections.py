"""Key corrections that marking follows now."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from accounts.prepared import PreparedValues
from exams.bank.item_types import Drawn, get_item_type
from exams.marking.models import COUNTED_STATES, KeyCorrection
from exams.marking.scoring import Correction, credit_under
from exams.papers.queries import FrozenItem
from exams.sittings.models import Attempt

Corrections = Mapping[int, Correction]
NONE_IN_FORCE: Corrections = MappingProxyType({})

_counted = PreparedValues(
    lambda paper: (
        KeyCorrection.objects.filter(state__in=COUNTED_STATES, version__paper_items__paper=paper)
        .order_by("pk")
        .values_list("pk", "version", "sitting", "kind", "keys")
    ),
    int,
)


def corrections_for(attempt: Attempt) -> dict[int, Correction]:
    """What is in force for the versions on the attempt's paper, by version."""
    return {
        version: Correction(pk, kind, tuple(keys))
        for pk, version, sitting, kind, keys in _counted.rows(attempt.paper_id)
        if sitting is None or sitting == attempt.registration.sitting_id
    }


def as_correction(row: KeyCorrection) -> Correction:
    """The row as scoring knows it."""
    return Correction(row.pk, row.kind, tuple(row.keys))


def marked_item(
    item: FrozenItem, response: Any, drawn: Drawn, *, policy: str, correction: Correction | None
) -> tuple[FrozenItem, Fraction | None]:
    """The item with the marks that it is worth, and the machine's credit; None where a person has to mark it."""
    kind = get_item_type(item.item_type)
    credit = credit_under(correction, kind, item.content, response, policy=policy, drawn=drawn)
    return (replace(item, marks=Decimal(0)) if correction and correction.is_void else item), credit
