"""Why a blueprint cannot be met, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import ItemVersion
from exams.bank.presentation import type_label
from exams.papers.assembly import Infeasible
from exams.papers.services.pools import BlueprintPool
from exams.papers.services.supply import CellShortage, cell_words

RELIEFS = {
    "one_per_point": gettext_lazy("Giving up “one item per point at most” would mend it."),
    "enemies": gettext_lazy("Letting enemy pairs stand together would mend it."),
    "keys": gettext_lazy("Giving up the balance of the keys would mend it."),
    "time": gettext_lazy("A longer exam would mend it."),
    "uses": gettext_lazy("Letting items be used more often would mend it."),
    "age": gettext_lazy("Letting in older items would mend it."),
    "excluded": gettext_lazy("Letting in the excluded items would mend it."),
    "materials": gettext_lazy("Letting in parts of what shares a material would mend it."),
    "overlap": gettext_lazy("Letting the forms share more items would mend it."),
}


class BlueprintShort(Exception):
    """The banks cannot fill the blueprint: every short cell, what else cannot be kept, and what would mend it."""

    def __init__(self, shortages: Sequence[CellShortage], advice: Sequence[str] = ()) -> None:
        super().__init__(" ".join([*(str(shortage) for shortage in shortages), *advice]))
        self.shortages = list(shortages)
        self.advice = list(advice)


def shortage_of(infeasible: Infeasible, pool: BlueprintPool, *, forms: int) -> BlueprintShort:
    """The solver's explanation over a blueprint's pool."""
    shortages = [
        CellShortage(
            cell=pool.cells[one.cell],
            wanted=one.wanted,
            available=one.available,
            missing=one.missing,
            eligible=one.eligible,
            rivals=tuple(rival + 1 for rival in one.rivals),
            number=one.cell + 1,
        )
        for one in infeasible.shortfalls
    ]
    return BlueprintShort(shortages, [*_advice(infeasible, pool, forms=forms)])


def _advice(infeasible: Infeasible, pool: BlueprintPool, *, forms: int) -> list[str]:
    words = []
    if infeasible.shortfalls and forms > 1:
        words.append(_("The numbers are those of all %(forms)d forms together.") % {"forms": forms})
    words += [bound_words(name, units) for name, units in infeasible.broken]
    if infeasible.lost_pins:
        keys = [_key(pool.versions.get(pin)) for pin in infeasible.lost_pins]
        words.append(
            _("What is kept in place cannot stay: %(items)s.")
            % {"items": pgettext("between two of several", ", ").join(keys)}
        )
    for one in infeasible.shortfalls:
        cell = {"missing": one.missing, "cell": cell_words(pool.cells[one.cell])}
        words.append(_("Approving %(missing)d more items for %(cell)s would mend it.") % cell)
    return words + [str(RELIEFS[rule]) for rule in infeasible.reliefs]


def bound_words(name: str, units: int) -> str:
    """A bound that cannot be kept, and by how much."""
    rule, _space, what = name.partition(" ")
    if rule == "time":
        return _("The items take %(minutes)d minutes more than the blueprint gives.") % {"minutes": units}
    if rule == "keys":
        item_type, _space, place = what.partition(" ")
        return _("%(type)s: the keys at %(place)s cannot be balanced, %(count)d too many or too few.") % {
            "type": type_label(item_type) if item_type in ITEM_TYPES else item_type,
            "place": {"T": _("right"), "F": pgettext("of a statement", "wrong")}.get(place, place),
            "count": units,
        }
    return _("“%(bound)s” cannot be kept, by %(count)d.") % {"bound": what, "count": units}


def _key(version: ItemVersion | None) -> str:
    return version.item.key if version else "?"
