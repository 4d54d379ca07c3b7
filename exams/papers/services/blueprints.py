"""Writing a blueprint: always whole, with its banks, ranges and cells; copying and locking it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.log_actions import log

from accounts.models import User
from exams.bank.models import Bank
from exams.papers.models import Blueprint, BlueprintCell, BlueprintRange, BlueprintState

Part = TypeVar("Part", BlueprintCell, BlueprintRange)

FULL_WEIGHT = Decimal(100)
# What a copy takes over from the head, and a file may say there.
RULES = (
    "multiple_policy",
    "minutes",
    "one_per_point",
    "balance_keys",
    "max_uses",
    "max_age_days",
    "target_difficulty",
)

LOCKED = gettext_lazy("The blueprint is locked and does not change any more; nothing was saved. Write a copy of it.")


class BlueprintRefused(Exception):
    """The blueprint cannot be written so; `reasons` says everything that stands in the way."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)


def write_blueprint(
    *,
    blueprint: Blueprint,
    banks: Iterable[Bank],
    cells: Sequence[BlueprintCell],
    ranges: Iterable[BlueprintRange] = (),
    actor: User | None,
    now: datetime,
) -> Blueprint:
    """Save a blueprint and put these banks, ranges and cells, in this order, in the place of what it had.

    Raises BlueprintRefused. Without ranges the cells alone say what the paper is.
    """
    banks, ranges = list(banks), list(ranges)
    with transaction.atomic():
        if _is_locked(blueprint):
            raise BlueprintRefused([str(LOCKED)])
        if reasons := list(blueprint_faults(banks=banks, ranges=ranges, cells=cells)):
            raise BlueprintRefused(reasons)
        blueprint.save()
        blueprint.banks.set(banks)
        blueprint.ranges.all().delete()
        blueprint.cells.all().delete()
        BlueprintRange.objects.bulk_create(_placed(blueprint, ranges))
        BlueprintCell.objects.bulk_create(_placed(blueprint, cells))
        log(instance=blueprint, action="papers.write_blueprint", user=actor, timestamp=now)
    return blueprint


def copy_blueprint(
    *, source: Blueprint, code: str, title: str, is_new_version: bool, actor: User | None, now: datetime
) -> Blueprint:
    """A draft with everything that `source` says: its next version, or a blueprint of its own that begins at 1."""
    copy = Blueprint(
        code=code,
        title=title,
        version=source.version + 1 if is_new_version else 1,
        replaces=source,
        **{name: getattr(source, name) for name in RULES},
    )
    return write_blueprint(
        blueprint=copy,
        banks=source.banks.all(),
        ranges=source.ranges.order_by("position", "pk"),
        cells=list(source.cells.order_by("position", "pk")),
        actor=actor,
        now=now,
    )


def lock_blueprint(*, blueprint: Blueprint, actor: User, now: datetime) -> Blueprint:
    """Make it unchangeable, for good; raises BlueprintRefused where its marks do not add up to 100."""
    with transaction.atomic():
        if _is_locked(blueprint):
            raise BlueprintRefused([str(LOCKED)])
        marks = _marks(blueprint.cells.all())
        if marks != FULL_WEIGHT:
            raise BlueprintRefused(
                [_("The marks add up to %(total)s; they must add up to 100.") % {"total": _plain(marks)}]
            )
        blueprint.state = BlueprintState.LOCKED
        blueprint.save(update_fields=["state"])
        log(instance=blueprint, action="papers.lock_blueprint", user=actor, timestamp=now)
    return blueprint


def blueprint_faults(
    *, banks: Sequence[Bank], ranges: Sequence[BlueprintRange], cells: Sequence[BlueprintCell]
) -> Iterator[str]:
    """All that keeps these parts from being a blueprint, in words."""
    if not banks:
        yield _("Choose at least one bank to draw from.")
    if not ranges:
        return
    total = sum((row.weight for row in ranges), Decimal(0))
    if total != FULL_WEIGHT:
        yield _("The weights of the ranges add up to %(total)s %%; they must add up to 100 %%.") % {
            "total": _plain(total)
        }
    yield from _overlaps([row.point_prefix for row in ranges])
    for row in ranges:
        marks = _marks(cell for cell in cells if cell.point_prefix.startswith(row.point_prefix))
        if marks != row.weight:
            yield _("Range %(range)s weighs %(weight)s %%, but its cells carry %(marks)s marks.") % {
                "range": row.point_prefix,
                "weight": _plain(row.weight),
                "marks": _plain(marks),
            }
    for number, cell in enumerate(cells, start=1):
        if not any(cell.point_prefix.startswith(row.point_prefix) for row in ranges):
            yield _("Cell %(number)d (%(range)s) lies in none of the ranges.") % {
                "number": number,
                "range": cell.point_prefix or _("all points"),
            }


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _overlaps(prefixes: Sequence[str]) -> Iterator[str]:
    for place, prefix in enumerate(prefixes):
        around = [other for other in prefixes[:place] if prefix.startswith(other) or other.startswith(prefix)]
        if around:
            yield _("Range %(range)s and %(others)s hold the same points; ranges must not overlap.") % {
                "range": prefix,
                "others": pgettext("between two of several", ", ").join(around),
            }


def _marks(cells: Iterable[BlueprintCell]) -> Decimal:
    return sum((cell.count * cell.marks_each for cell in cells), Decimal(0))


def _is_locked(blueprint: Blueprint) -> bool:
    stored = Blueprint.objects.select_for_update().filter(pk=blueprint.pk).first()
    return stored is not None and stored.state == BlueprintState.LOCKED


def _placed(blueprint: Blueprint, parts: Sequence[Part]) -> list[Part]:
    for position, part in enumerate(parts, start=1):
        part.pk = None
        part.blueprint = blueprint
        part.position = position
    return list(parts)
