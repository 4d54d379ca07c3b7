"""What counts for a registration: the best attempts, passes that are kept, moderation, rulings."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from exams.marking.models import Moderation, Outcome, OutcomeRuling, Result, ResultComponent, ResultState
from exams.marking.scores import Part, Scheme, Verdict, exact_score, judge
from exams.sittings.models import Exam, ExamComponent, Registration, Sitting

MONTHS = 12
# What was sat, and counts for nothing.
NOT_COUNTED = (Outcome.MISCONDUCT, Outcome.VOID)


def exact_of(component: ResultComponent) -> Fraction:
    """The score of a component before it was rounded."""
    return exact_score(component.breakdown, component.moderated)


def best_components(
    kept: Iterable[ResultComponent], fresh: Iterable[ResultComponent], *, final: Iterable[int] = ()
) -> dict[int, ResultComponent]:
    """Component → what counts of it: the former ones, with a fresh one where it is the first or the better of its kind.

    `final`: components whose fresh one is the best of all attempts as they are marked now, and counts in any case.
    """
    best = {one.component_id: one for one in kept}
    always = set(final)
    for one in fresh:
        before = best.get(one.component_id)
        if before is None or one.component_id in always or exact_of(one) >= exact_of(before):
            best[one.component_id] = one
    return best


def moderation_of(sitting_id: int) -> dict[int, Decimal]:
    """Component → the points by which it is moved in this sitting; the last word on each."""
    rows = Moderation.objects.filter(sitting=sitting_id).order_by("at", "pk").values_list("component", "points")
    return dict(rows)


def behind_moderation(sitting_id: int) -> QuerySet[Result]:
    """Held results that the last word on moderation has not reached yet, oldest first.

    A result is behind whose own score was moved by other points than stand now; and one older than the last word that
    counts a kept pass, since the own score may have become the better one.
    """
    moderations = Moderation.objects.filter(sitting=sitting_id)
    last = moderations.aggregate(at=Max("at"))["at"]
    held = Result.objects.filter(registration__sitting=sitting_id, state=ResultState.PROVISIONAL)
    if last is None:
        return held.none()
    parts = ResultComponent.objects.filter(result=OuterRef("pk"), component__in=moderations.values("component"))
    is_own = Q(attempt__registration=OuterRef("registration"))
    is_behind = Q(Exists(parts.exclude(is_own)), created_at__lt=last)
    for component, points in moderation_of(sitting_id).items():
        is_behind |= Q(Exists(parts.filter(is_own, component=component).exclude(moderated=points)))
    return held.filter(is_behind, outcome=Outcome.SCORED).order_by("pk")


def sittings_behind() -> list[Sitting]:
    """Sittings with a moderation that is not carried out yet."""
    moderated = Sitting.objects.filter(moderations__isnull=False, registrations__results__state=ResultState.PROVISIONAL)
    return [one for one in moderated.distinct().order_by("pk") if behind_moderation(one.pk).exists()]


def ruling_on(registration_id: int) -> OutcomeRuling | None:
    """The last word on whether the registration's result counts."""
    return OutcomeRuling.objects.filter(registration=registration_id).order_by("at", "pk").last()


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier, or the last day of a shorter month."""
    count = moment.year * MONTHS + moment.month - 1 - months
    year, month = count // MONTHS, count % MONTHS + 1
    for day in range(moment.day, moment.day - 4, -1):
        try:
            return moment.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise AssertionError


def passes_kept(
    *, candidate_id: int, exam: Exam, at: datetime, without: int | None = None
) -> dict[int, ResultComponent]:
    """Component → the best pass of it at other sittings of the exam that is kept until `at`, by the exam's own rule.

    `without`: the registration that asks.
    """
    if not exam.kept_months:
        return {}
    passes = (
        ResultComponent.objects.filter(
            component__exam=exam,
            passed=True,
            result__registration__candidate=candidate_id,
            result__state=ResultState.RELEASED,
            result__outcome=Outcome.SCORED,
            attempt__closed_at__gte=months_before(at, exam.kept_months),
        )
        .exclude(attempt__registration=without)
        .select_related("attempt")
        .order_by("attempt__closed_at", "pk")
    )
    return best_components([], passes)


def components_kept(candidate_id: int, exam_id: int, at: datetime) -> frozenset[int]:
    """The components that a candidate need not sit again in a sitting that opens at that moment."""
    exam = Exam.objects.get(pk=exam_id)
    return frozenset(passes_kept(candidate_id=candidate_id, exam=exam, at=at))


def void_places(candidate_id: int, exam_id: int) -> frozenset[int]:
    """The registrations of a candidate for an exam whose released result says that the attempt does not count."""
    void = Result.objects.filter(
        registration__candidate=candidate_id,
        registration__sitting__exam=exam_id,
        state=ResultState.RELEASED,
        outcome=Outcome.VOID,
    )
    return frozenset(void.values_list("registration", flat=True))


def scheme_of(exam: Exam, parts: Sequence[ExamComponent]) -> Scheme:
    """The exam's rule as the pure code takes it."""
    return Scheme(
        parts=len(parts),
        total_pass_mark=exam.total_pass_mark if exam.compensates else None,
        bands=[(Decimal(least), name) for least, name in exam.bands],
    )


def verdict_on(components: Iterable[ResultComponent], *, parts: Sequence[ExamComponent]) -> Verdict:
    """What the exam's rule makes of these components; `parts` with their exam."""
    rules = {one.pk: one for one in parts}
    exam = parts[0].exam
    judged = [
        Part(exact_of(one), one.pass_mark, rules[one.component_id].weight, rules[one.component_id].minimum)
        for one in components
    ]
    return judge(judged, scheme_of(exam, parts))


def kept_for(registration: Registration, *, exam: Exam) -> dict[int, ResultComponent]:
    """The passes that are kept for a registration's own sitting."""
    return passes_kept(
        candidate_id=registration.candidate_id, exam=exam, at=registration.sitting.opens_at, without=registration.pk
    )


def former_components(former: Result | None) -> list[ResultComponent]:
    """What a result counted, where it counted anything."""
    return list(former.components.all()) if former else []
