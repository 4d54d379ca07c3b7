"""Item cards: one item version with all that exams have said of it."""

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

from exams.analysis.models import DECISIONS, FindingStep, ItemFinding, MeasuredItem
from exams.bank.models import Bank, ItemVersion


def measured_versions_in(banks: QuerySet[Bank]) -> QuerySet[ItemVersion]:
    """Versions of these banks that an analysis measured, with how often, when last, and how many findings are open."""
    decided = FindingStep.objects.filter(
        finding__version=OuterRef("version"),
        finding__kind=OuterRef("kind"),
        finding__option=OuterRef("option"),
        act__in=DECISIONS,
    )
    open_ones = ItemFinding.objects.filter(~Exists(decided), version=OuterRef("pk"))
    return (
        ItemVersion.objects.filter(item__bank__in=banks, measured__isnull=False)
        .select_related("item__bank", "point")
        .defer("body")
        .annotate(
            times=Count("measured"),
            measured_at=Max("measured__analysis__made_at"),
            has_open=Exists(open_ones),
            name_of_author=F("author__person__full_name"),
        )
        .order_by("-measured_at", "item__bank__code", "item__key", "number")
    )


def history_of(version: ItemVersion) -> list[MeasuredItem]:
    """All analyses of the item's versions, newest first; the analyses without their documents."""
    rows = MeasuredItem.objects.filter(version__item=version.item_id).select_related(
        "analysis__component__exam", "version"
    )
    return list(rows.defer("analysis__document", "version__body").order_by("-analysis__made_at", "-pk"))


def findings_of(version: ItemVersion) -> list[ItemFinding]:
    """What was found in the item's versions, newest first, with what people did."""
    rows = ItemFinding.objects.filter(version__item=version.item_id).select_related("version", "analysis__component")
    rows = rows.defer("analysis__document", "version__body").prefetch_related("steps__actor__person")
    return list(rows.order_by("-analysis__made_at", "pk"))
