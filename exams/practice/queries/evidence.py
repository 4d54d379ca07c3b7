"""Practice told to the apps below: what answers say of points.

Of answers that a machine marked alone: what trainees think of their own words is no evidence for others.
"""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count, F, Q

from courses.answers import Tally
from courses.mastery import Evidence
from exams.practice.models import PracticeAnswer


def answers_in_practice(trainee_id: int, point_ids: Collection[int]) -> Iterable[Evidence]:
    """Practice as a source of mastery; a mock exam's answers are told by marking, under the same names."""
    rows = PracticeAnswer.objects.filter(
        trainee=trainee_id, point__in=list(point_ids), question__isnull=False, is_self_assessed=False
    ).order_by("at", "pk")
    for point_id, item_id, num, den, at in rows.values_list("point", "item", "credit_num", "credit_den", "at"):
        yield Evidence(point_id, f"item:{item_id}", num == den, at)


def first_answers_per_point() -> Mapping[int, Tally]:
    """Of every point the first answers to practice items on it: what its passage taught."""
    rows = (
        PracticeAnswer.objects.filter(is_first=True, is_self_assessed=False)
        .order_by()
        .values("point")
        .annotate(answers=Count("pk"), right=Count("pk", filter=Q(credit_num=F("credit_den"))))
    )
    return {row["point"]: Tally(row["right"], row["answers"]) for row in rows}
