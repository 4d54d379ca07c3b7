"""Named reads of the markers' desk: what a marker may take, holds and has judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from exams.marking.models import (
    Allocation,
    Claim,
    Conflict,
    Judgement,
    Mark,
    MarkingDraft,
    MarkingScheme,
    MarkingTask,
    TaskKind,
    TaskState,
    Way,
)
from exams.papers.models import PaperItem
from exams.sittings.models import Attempt, AttemptState, ComponentKind

# Pace is told by the latest work.
RECENT = 20


def scheme_of(schemes: Iterable[MarkingScheme], version_id: int) -> MarkingScheme:
    """The scheme that holds for an item: its own, else the part's, else one marker."""
    known = {one.version_id: one for one in schemes}
    return known.get(version_id) or known.get(None) or MarkingScheme()


def scheme_for(task: MarkingTask) -> MarkingScheme:
    """The scheme of a task's item."""
    return scheme_of(MarkingScheme.objects.filter(component=task.component_id), task.version_id)


def without_conflicts(tasks: QuerySet[MarkingTask], marker: User) -> QuerySet[MarkingTask]:
    """These less the marker's own script and those of a declared conflict of interest."""
    declared = Conflict.objects.filter(marker=marker, ended_at__isnull=True)
    with_candidate = declared.filter(candidate=OuterRef("script__attempt__registration__candidate"))
    with_centre = declared.filter(centre=OuterRef("script__attempt__registration__room__address")).exclude(centre="")
    return tasks.exclude(script__attempt__registration__candidate=marker).exclude(
        Exists(with_candidate) | Exists(with_centre)
    )


def claimable(marker: User, way: str = Way.QUESTION) -> QuerySet[MarkingTask]:
    """Answers that the marker could take now, allocations aside: a place is free, and they have no part in it yet."""
    state = TaskState.ADJUDICATION if way == Way.ADJUDICATE else TaskState.WAITING
    held = Claim.objects.filter(task=OuterRef("pk")).order_by().values("task").annotate(total=Count("pk"))
    tasks = MarkingTask.objects.filter(kind=TaskKind.LIVE, state=state)
    return (
        without_conflicts(tasks, marker)
        .exclude(Exists(Claim.objects.filter(task=OuterRef("pk"), marker=marker)))
        .exclude(Exists(Judgement.objects.filter(task=OuterRef("pk"), marker=marker)))
        .annotate(held=Coalesce(Subquery(held.values("total"), output_field=IntegerField()), 0))
        .filter(wanted__gt=F("given") + F("held"))
    )


def check_answers(marker: User, component_id: int) -> QuerySet[MarkingTask]:
    """Check answers of the part that the marker has not met, neither as such nor while they decided something."""
    met = Judgement.objects.filter(marker=marker, task__script=OuterRef("script"), task__slot=OuterRef("slot"))
    tasks = MarkingTask.objects.filter(kind=TaskKind.CHECK, state=TaskState.WAITING, component=component_id)
    return without_conflicts(tasks, marker).exclude(Exists(met)).exclude(claims__marker=marker)


def allocated(allocation: Allocation) -> Q:
    """The tasks that an allocation names."""
    named: dict[str, Any] = {
        "version": allocation.version_id,
        "script__attempt__registration__sitting": allocation.sitting_id,
        "script__attempt__registration__room": allocation.room_id,
        "script__attempt__registration__room__address": allocation.centre,
        "script__attempt__registration__language": allocation.language,
    }
    return Q(component=allocation.component_id, **{path: value for path, value in named.items() if value})


def shares_of(marker: User, component_id: int, way: str) -> list[Allocation | None]:
    """What the marker may take from, soonest due first: [None] is all of the part, [] nothing."""
    active = _active(way).filter(component=component_id)
    # Counting by groups loses the model's own order.
    mine = active.filter(marker=marker).annotate(done=Count("judgements")).order_by("due_at", "pk")
    own = [one for one in mine if _has_room(one)]
    return [*own] if own or active.exists() else [None]


def _active(way: str) -> QuerySet[Allocation]:
    return Allocation.objects.filter(withdrawn_at__isnull=True, is_adjudication=way == Way.ADJUDICATE)


def _has_room(allocation: Any) -> bool:
    return allocation.quota is None or allocation.done < allocation.quota


def within_shares(tasks: QuerySet[MarkingTask], marker: User, way: str) -> QuerySet[MarkingTask]:
    """Of these what the marker's allocations name, and all of the parts that are not allocated."""
    may_take = ~Q(component__in=_active(way).values("component"))
    for share in _active(way).filter(marker=marker).annotate(done=Count("judgements")):
        if _has_room(share):
            may_take |= allocated(share)
    return tasks.filter(may_take)


def waiting_for(marker: User, way: str = Way.QUESTION) -> QuerySet[MarkingTask]:
    """Answers that the marker could take now, as far as they are allocated."""
    return within_shares(claimable(marker, way), marker, way)


@dataclass(frozen=True)
class Pile:
    """Answers to one item that wait for this marker."""

    component_id: int
    exam: str
    kind: str
    version_id: int
    slot: int
    item_type: str
    stem: str
    waiting: int


def piles_of(marker: User, way: str = Way.QUESTION) -> list[Pile]:
    """What waits for the marker, by part and question."""
    rows = (
        waiting_for(marker, way)
        .order_by()
        .values("component", "component__exam__title", "component__kind", "version", "version__item__item_type")
        .annotate(waiting=Count("pk"), first=Min("slot"), stem=F("version__stem_text"))
        .order_by("component__exam__title", "component", "first", "version")
    )
    return [
        Pile(
            component_id=row["component"],
            exam=row["component__exam__title"],
            kind=str(ComponentKind(row["component__kind"]).label),
            version_id=row["version"],
            slot=row["first"],
            item_type=row["version__item__item_type"],
            stem=row["stem"],
            waiting=row["waiting"],
        )
        for row in rows
    ]


def held_by(marker: User, now: datetime) -> QuerySet[Claim]:
    """What the marker has in hand, in the order in which it was taken."""
    return (
        Claim.objects.filter(marker=marker, expires_at__gt=now)
        .select_related("task__script", "task__component__exam")
        .order_by("pk")
    )


def judged_by(marker: User) -> QuerySet[Judgement]:
    """The marker's own judgements in the order in which they were given."""
    return Judgement.objects.filter(marker=marker).order_by("pk")


def draft_of(task: MarkingTask, marker: User) -> dict[str, Any]:
    """What the marker had filled in."""
    draft = MarkingDraft.objects.filter(task=task, marker=marker).first()
    return draft.fields if draft else {}


def judgements_before(task: MarkingTask) -> list[Judgement]:
    """The two sealed judgements, for whoever adjudicates; of a task that is no adjudication nothing is shown."""
    if task.state != TaskState.ADJUDICATION:
        return []
    return list(task.judgements.order_by("position"))


@dataclass(frozen=True)
class Progress:
    """How a marker gets on."""

    today: int
    per_hour: int | None


def progress_of(marker: User, *, day_began: datetime) -> Progress:
    """Judgements since the day began, and how many an hour at the pace of the latest ones."""
    latest = judged_by(marker).order_by("-pk").values("pk")[:RECENT]
    pace = Judgement.objects.filter(pk__in=list(latest.values_list("pk", flat=True))).aggregate(
        count=Count("pk"), seconds=Sum("seconds")
    )
    today = judged_by(marker).filter(at__gte=day_began).count()
    return Progress(today, 3600 * pace["count"] // max(pace["seconds"], 1) if pace["count"] else None)


def attempts_without_tasks() -> QuerySet[Attempt]:
    """Closed attempts with fewer marks than questions, of which nothing ever came onto the pile."""
    slots = PaperItem.objects.filter(paper=OuterRef("paper")).order_by().values("paper")
    given = Mark.objects.filter(attempt=OuterRef("pk"), recall__isnull=True).order_by().values("attempt")
    marked = Subquery(given.annotate(total=Count("slot", distinct=True)).values("total"))
    return (
        Attempt.objects.exclude(state=AttemptState.OPEN)
        .filter(script__isnull=True)
        .annotate(asked=Subquery(slots.annotate(total=Count("pk")).values("total")), marked=Coalesce(marked, 0))
        .filter(asked__gt=F("marked"))
        .order_by("closed_at", "pk")
    )


def idle_claims(now: datetime) -> QuerySet[Claim]:
    """Claims that were left alone too long."""
    return Claim.objects.filter(expires_at__lte=now)
