"""Where a bank's items are met in sittings."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from exams.bank.models import Item
from exams.bank.usage import Use
from exams.sittings.models import Attempt, ExamComponent, ParallelPaper, Sitting


def uses_in_sittings(item: Item) -> list[Use]:
    """The sittings whose candidates meet or met the item, latest first, with the attempts that held it."""
    version = "paper__paper_items__version"
    holding = {f"{version}__item": item}
    planned = ExamComponent.objects.filter(**holding, exam__sittings__isnull=False)
    pairs = dict.fromkeys(planned.values_list("exam__sittings", version), 0)
    parallel = ParallelPaper.objects.filter(**holding, component__exam__sittings__isnull=False).order_by()
    pairs |= dict.fromkeys(parallel.values_list("component__exam__sittings", version), 0)
    met = Attempt.objects.filter(**holding).order_by().values_list("registration__sitting", version)
    pairs |= {(sitting, held): number for sitting, held, number in met.annotate(number=Count("pk"))}
    sittings = Sitting.objects.select_related("exam").in_bulk({sitting for sitting, _held in pairs})
    uses = [_use(sittings[sitting], held, number) for (sitting, held), number in pairs.items()]
    return sorted(uses, key=lambda use: (use.at, use.version_id), reverse=True)


def _use(sitting: Sitting, version_id: int, attempts: int) -> Use:
    return Use(
        kind=gettext("Sitting"),
        title=str(sitting),
        version_id=version_id,
        bond="frozen",
        note=ngettext("%(count)d attempt", "%(count)d attempts", attempts) % {"count": attempts},
        at=sitting.opens_at,
        answers=attempts,
        url=reverse("sittings_admin:day", args=[sitting.pk]),
        permission="sittings.view_registration",
    )


def times_shown(item_ids: Iterable[int]) -> dict[int, int]:
    """Of each of these items that was ever met, in how many attempts."""
    item = "paper__paper_items__version__item"
    asked = item_ids if isinstance(item_ids, QuerySet) else list(item_ids)
    rows = Attempt.objects.filter(**{f"{item}__in": asked}).order_by().values_list(item)
    return dict(rows.annotate(number=Count("pk")))
