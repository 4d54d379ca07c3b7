"""How far marking is, in figures for pictures: a marker's own parts, and the parts that the office watches."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from exams.marking.models import Judgement, TaskKind
from exams.marking.queries.desk import waiting_for
from exams.marking.queries.office import parts_with_tasks
from exams.sittings.models import ExamComponent


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A part with what a marker has judged in it, and what of it waits for them."""

    component: ExamComponent
    judged: int
    waiting: int


def own_parts(marker: User, *, most: int) -> list[OwnPart]:
    """Parts where something waits for the marker, those where most waits first."""
    rows = waiting_for(marker).order_by().values("component").annotate(total=Count("pk"))
    waiting = Counter(dict(rows.values_list("component", "total"))).most_common(most)
    ids = [pk for pk, _count in waiting]
    live = Judgement.objects.filter(marker=marker, task__kind=TaskKind.LIVE, task__component__in=ids)
    judged = dict(
        live.order_by().values("task__component").annotate(total=Count("pk")).values_list("task__component", "total")
    )
    parts = ExamComponent.objects.select_related("exam").in_bulk(ids)
    return [OwnPart(parts[pk], judged.get(pk, 0), count) for pk, count in waiting]


def parts_under_way() -> QuerySet[ExamComponent]:
    """Parts where an answer waits for a marker or for the third one."""
    return parts_with_tasks().filter(Q(waiting_count__gt=0) | Q(adjudication_count__gt=0))
