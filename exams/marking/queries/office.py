"""Named reads of the exam office: how far the marking is, who does how much, who marks how; no answer, no name of a candidate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from accounts.models import User
from accounts.roles import Role
from exams.bank.models import ItemVersion
from exams.marking.agreement import Pair, mean_difference, quadratic_kappa
from exams.marking.models import (
    Allocation,
    Claim,
    Conflict,
    Judgement,
    MarkingScheme,
    MarkingTask,
    TaskKind,
    TaskState,
)
from exams.marking.queries.desk import scheme_of
from exams.marking.queries.marks import standing_marks
from exams.sittings.models import ExamComponent, Registration, Room

REMINDED_BEFORE = timedelta(days=1)
# Drift is looked for in the latest check answers, once there are enough of them.
LATEST_CHECKS = 10
FEWEST_CHECKS = 3
FEWEST_FOR_KAPPA = 10
LOWEST_KAPPA = Fraction(6, 10)


def parts_with_tasks() -> QuerySet[ExamComponent]:
    """Parts in which people mark, those where most waits first."""
    live = MarkingTask.objects.filter(component=OuterRef("pk"), kind=TaskKind.LIVE).order_by().values("component")

    def counted(**which: object) -> object:
        return Coalesce(Subquery(live.filter(**which).annotate(total=Count("pk")).values("total")), 0)

    return (
        ExamComponent.objects.filter(Exists(live))
        .select_related("exam")
        .annotate(
            waiting_count=counted(state=TaskState.WAITING),
            adjudication_count=counted(state=TaskState.ADJUDICATION),
            done_count=counted(state=TaskState.DONE),
        )
        .order_by("-waiting_count", "exam__title", "pk")
    )


@dataclass(frozen=True)
class ItemLine:
    """One item of a part: its scheme, and how far its answers are."""

    version_id: int
    slot: int
    item_type: str
    scheme: MarkingScheme
    has_own_scheme: bool
    waiting: int
    begun: int
    adjudication: int
    done: int
    checks: int


def items_of(component: ExamComponent) -> list[ItemLine]:
    """The items of the part that people mark, in the paper's order; not what they ask."""
    live, open_ = Q(kind=TaskKind.LIVE), Q(kind=TaskKind.LIVE, state=TaskState.WAITING)
    rows = (
        MarkingTask.objects.filter(component=component)
        .order_by()
        .values("version", "version__item__item_type")
        .annotate(
            slot=Min("slot"),
            waiting=Count("pk", filter=open_ & Q(given=0)),
            begun=Count("pk", filter=open_ & Q(given__gt=0)),
            adjudication=Count("pk", filter=live & Q(state=TaskState.ADJUDICATION)),
            done=Count("pk", filter=live & Q(state=TaskState.DONE)),
            checks=Count("pk", filter=Q(kind=TaskKind.CHECK, state=TaskState.WAITING)),
        )
        .order_by("slot", "version")
    )
    schemes = list(MarkingScheme.objects.filter(component=component))
    own = {one.version_id for one in schemes}
    return [
        ItemLine(
            version_id=row["version"],
            slot=row["slot"],
            item_type=row["version__item__item_type"],
            scheme=scheme_of(schemes, row["version"]),
            has_own_scheme=row["version"] in own,
            **{name: row[name] for name in ("waiting", "begun", "adjudication", "done", "checks")},
        )
        for row in rows
    ]


def agreed_answers(component: ExamComponent, version: ItemVersion) -> list[tuple[MarkingTask, int, int]]:
    """Answers that two markers agreed on, or an adjudicator decided, with the mark that stands; none is a check yet."""
    checks = MarkingTask.objects.filter(script=OuterRef("script"), slot=OuterRef("slot"), kind=TaskKind.CHECK)
    tasks = MarkingTask.objects.filter(
        component=component, version=version, kind=TaskKind.LIVE, state=TaskState.DONE, given__gte=2
    ).filter(~Exists(checks))
    marks = {
        (mark.attempt_id, mark.slot): mark
        for mark in standing_marks().filter(attempt__in=tasks.values("script__attempt"), marker__isnull=False)
    }
    found = []
    for task in tasks.select_related("script").order_by("script__serial", "-pk"):
        mark = marks.pop((task.script.attempt_id, task.slot), None)
        if mark:
            found.append((task, mark.credit_num, mark.credit_den))
    return found


@dataclass
class MarkerLine:
    """How one marker works in a part: how much, how fast, and how near to others."""

    marker: User
    judged: int
    per_hour: int
    held: int = 0
    pairs: list[Pair] = field(default_factory=list)
    checks: list[Pair] = field(default_factory=list)
    tolerance: Fraction = Fraction(0)

    @property
    def difference(self) -> Fraction | None:
        """Mean difference from the independent second markers, in marks; above 0 is the more generous."""
        return mean_difference(self.pairs)

    @property
    def kappa(self) -> Fraction | None:
        return quadratic_kappa(self.pairs)

    @property
    def severity(self) -> Fraction | None:
        """Mean difference from the known marks of check answers."""
        return mean_difference(self.checks)

    @property
    def drift(self) -> Fraction | None:
        """Of the latest check answers against those before; None while there are too few of either."""
        latest, before = self.checks[-LATEST_CHECKS:], self.checks[:-LATEST_CHECKS]
        if len(before) < FEWEST_CHECKS:
            return None
        now, then = mean_difference(latest), mean_difference(before)
        return None if now is None or then is None else now - then

    @property
    def should_recalibrate(self) -> bool:
        return lie_off(self.checks, self.tolerance)


def lie_off(checks: Sequence[Pair], tolerance: Fraction) -> bool:
    """The latest check answers lie further off than the tolerance, or agreement is low on enough of them."""
    latest = checks[-LATEST_CHECKS:]
    if len(latest) < FEWEST_CHECKS:
        return False
    off = mean_difference(latest) or Fraction(0)
    kappa = quadratic_kappa(latest) if len(latest) >= FEWEST_FOR_KAPPA else None
    return abs(off) > tolerance or (kappa is not None and kappa < LOWEST_KAPPA)


def has_moved_away(marker: User, component: ExamComponent) -> bool:
    """Whether it is the newest check answer with which the marker's marks came to lie too far off."""
    judged = Judgement.objects.filter(marker=marker, task__component=component)
    checks = [pair for _marker, pair in _check_pairs(judged)]
    tolerance = _usual_tolerance(component)
    return lie_off(checks, tolerance) and not lie_off(checks[:-1], tolerance)


def markers_of(component: ExamComponent, *, now: datetime, only: User | None = None) -> list[MarkerLine]:
    """Everybody who has judged in the part; `only` one of them."""
    judged = Judgement.objects.filter(task__component=component)
    counts = judged.filter(marker=only) if only else judged
    rows = counts.order_by().values("marker").annotate(count=Count("pk"), seconds=Sum("seconds"))
    people = User.objects.select_related("person").in_bulk([row["marker"] for row in rows])
    tolerance = _usual_tolerance(component)
    lines = {
        row["marker"]: MarkerLine(
            marker=people[row["marker"]],
            judged=row["count"],
            per_hour=3600 * row["count"] // max(row["seconds"], 1),
            tolerance=tolerance,
        )
        for row in rows
    }
    held = Claim.objects.filter(task__component=component, expires_at__gt=now).order_by().values("marker")
    for marker_id, count in held.annotate(count=Count("pk")).values_list("marker", "count"):
        if marker_id in lines:
            lines[marker_id].held = count
    for marker_id, pair in _independent_pairs(component):
        if marker_id in lines:
            lines[marker_id].pairs.append(pair)
    for marker_id, pair in _check_pairs(judged):
        if marker_id in lines:
            lines[marker_id].checks.append(pair)
    return sorted(lines.values(), key=lambda line: (not line.should_recalibrate, -line.judged, line.marker.pk))


def _usual_tolerance(component: ExamComponent) -> Fraction:
    scheme = scheme_of(MarkingScheme.objects.filter(component=component), 0)
    return Fraction(scheme.tolerance)


def _independent_pairs(component: ExamComponent) -> Iterable[tuple[int, Pair]]:
    """Both markers of each answer that two have marked, seen from either: an adjudicator is not independent."""
    rows = (
        Judgement.objects.filter(
            task__component=component, task__kind=TaskKind.LIVE, task__given__gte=2, position__lte=2
        )
        .order_by("task", "position")
        .values_list("task", "marker", "credit_num", "credit_den", "task__marks")
    )
    first: dict[int, tuple[int, Fraction]] = {}
    for task, marker, num, den, marks in rows:
        points = Fraction(num, den) * Fraction(marks)
        if task not in first:
            first[task] = (marker, points)
            continue
        other, theirs = first[task]
        yield other, (theirs, points)
        yield marker, (points, theirs)


def _check_pairs(judged: QuerySet[Judgement]) -> Iterable[tuple[int, Pair]]:
    rows = (
        judged.filter(task__kind=TaskKind.CHECK)
        .order_by("pk")
        .values_list("marker", "credit_num", "credit_den", "task__reference_num", "task__reference_den", "task__marks")
    )
    for marker, num, den, known_num, known_den, marks in rows:
        worth = Fraction(marks)
        yield marker, (Fraction(num, den) * worth, Fraction(known_num or 0, known_den or 1) * worth)


def recalibrations_of(marker: User, *, now: datetime) -> list[ExamComponent]:
    """Parts that wait and in which the marker's check answers lie too far off."""
    checked = Judgement.objects.filter(marker=marker, task__kind=TaskKind.CHECK)
    open_ = MarkingTask.objects.filter(component=OuterRef("pk"), kind=TaskKind.LIVE).exclude(state=TaskState.DONE)
    parts = ExamComponent.objects.filter(Exists(open_), pk__in=checked.values("task__component"))
    return [
        part
        for part in parts.select_related("exam")
        if any(line.should_recalibrate for line in markers_of(part, now=now, only=marker))
    ]


def allocations_in(component: ExamComponent) -> QuerySet[Allocation]:
    """The shares of a part that hold, with what was done of each and what of it waits; soonest due first.

    What stands in the shares of several markers waits in each of them.
    """
    return (
        Allocation.objects.filter(component=component, withdrawn_at__isnull=True)
        .select_related("marker__person", "sitting", "room", "version__item")
        .annotate(
            done=Count("judgements"),
            waiting=Case(
                When(is_adjudication=True, then=_counted(TaskState.ADJUDICATION)),
                default=_counted(TaskState.WAITING),
            ),
        )
        .order_by("due_at", "pk")
    )


def _counted(state: TaskState) -> Coalesce:
    counts = _named_by_share().filter(state=state).order_by().values("component").annotate(total=Count("pk"))
    return Coalesce(Subquery(counts.values("total")), 0)


def overdue_allocations(*, now: datetime, marker: User | None = None) -> list[Allocation]:
    """Shares whose deadline has passed while something of them waits, longest overdue first."""
    return _unfinished(Q(due_at__lte=now), marker)


def allocations_to_remind(*, now: datetime) -> list[Allocation]:
    """Shares that are overdue or due within a day, while something of them waits."""
    return _unfinished(Q(due_at__lte=now + REMINDED_BEFORE), None)


def _unfinished(when: Q, marker: User | None) -> list[Allocation]:
    """In one statement, however many shares there are: of each whether something of it waits for its marker."""
    named = _named_by_share()
    rows = Allocation.objects.filter(when, withdrawn_at__isnull=True)
    if marker:
        rows = rows.filter(marker=marker)
    return list(
        rows.annotate(done=Count("judgements"))
        .filter(Q(quota__isnull=True) | Q(quota__gt=F("done")))
        .filter(
            Q(is_adjudication=False) & Exists(named.filter(state=TaskState.WAITING))
            | Q(is_adjudication=True) & Exists(named.filter(state=TaskState.ADJUDICATION))
        )
        .select_related("marker__person", "component__exam")
        .order_by("due_at", "pk")
    )


def _named_by_share() -> QuerySet[MarkingTask]:
    """The answers that a share (the outer row) names and its marker has not judged."""
    registration = "script__attempt__registration"
    return (
        MarkingTask.objects.filter(component=OuterRef("component"), kind=TaskKind.LIVE)
        .annotate(
            room_key=Coalesce(F(f"{registration}__room"), 0),
            language_key=F(f"{registration}__language"),
            centre_key=Coalesce(F(f"{registration}__room__address"), Value("")),
        )
        .filter(
            Q(version=Coalesce(OuterRef("version"), F("version"))),
            Q(**{f"{registration}__sitting": Coalesce(OuterRef("sitting"), F(f"{registration}__sitting"))}),
            Q(room_key=Coalesce(OuterRef("room"), F("room_key"))),
            Q(language_key=Coalesce(NullIf(OuterRef("language"), Value("")), F("language_key"))),
            Q(centre_key=Coalesce(NullIf(OuterRef("centre"), Value("")), F("centre_key"))),
        )
        .exclude(Exists(Judgement.objects.filter(task=OuterRef("pk"), marker=OuterRef(OuterRef("marker")))))
    )


def markers() -> QuerySet[User]:
    """Everybody who holds the role."""
    return User.objects.filter(groups__name=Role.MARKER.value, is_active=True).select_related("person").order_by("pk")


def centres_of(component: ExamComponent) -> list[str]:
    """Where the rooms of the exam's sittings are."""
    rooms = Room.objects.filter(sitting__exam=component.exam_id).exclude(address="")
    return list(rooms.order_by("address").values_list("address", flat=True).distinct())


def languages_of(component: ExamComponent) -> list[str]:
    """In which languages candidates of the exam write."""
    places = Registration.objects.filter(sitting__exam=component.exam_id).order_by()
    return sorted(places.values_list("language", flat=True).distinct())


def conflicts() -> QuerySet[Conflict]:
    """Declared conflicts of interest that hold, newest first."""
    return Conflict.objects.filter(ended_at__isnull=True).select_related("marker__person", "candidate__person")


def open_allocations_of(marker: User) -> QuerySet[Allocation]:
    """The marker's own shares, soonest due first."""
    return (
        Allocation.objects.filter(marker=marker, withdrawn_at__isnull=True)
        .select_related("component__exam", "sitting", "room", "version__item")
        .annotate(done=Count("judgements"))
        .order_by("due_at", "pk")
    )
