"""Named reads of results."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.prepared import Prepared, PreparedValues, hand_over
from courses.answers import Tally
from courses.mastery import Evidence
from courses.models import HeadingPoint, KnowledgePoint
from courses.queries import TeachingHeading, first_headings, heading_rows
from exams.bank.item_types import get_item_type
from exams.bank.models import ItemMedia
from exams.bank.presentation import render_explanation, render_question
from exams.marking.models import Result, ResultComponent, ResultState
from exams.marking.queries.corrections import corrections_for
from exams.marking.queries.feedback import EVERYTHING, Feedback
from exams.marking.queries.marks import slot_marks, standing_marks
from exams.marking.scores import PointScore, SlotMark, from_json
from exams.marking.scoring import Correction, key_under
from exams.papers.models import PaperItem
from exams.papers.queries import frozen_paper, picture_among
from exams.sittings.models import ExamComponent, Sitting
from exams.sittings.queries import ShownItem, response_in_words, shown_items

_current_result = Prepared(
    lambda registration: (
        Result.objects.filter(registration=registration).exclude(state=ResultState.SUPERSEDED).order_by("-pk")
    ),
    int,
)


_released_result = Prepared(
    lambda registration, state: Result.objects.filter(registration=registration, state=state), int, str
)


_exam_parts = Prepared(
    lambda exam: ExamComponent.objects.select_related("exam").filter(exam=exam).order_by("kind"), int
)


_own_result = Prepared(
    lambda pk, candidate: Result.objects.select_related("registration__sitting__exam").filter(
        pk=pk, released_at__isnull=False, registration__candidate=candidate
    ),
    int,
    int,
)


_shown_components = Prepared(
    lambda result: (
        ResultComponent.objects.select_related("component", "attempt__snapshot").filter(result=result).order_by("pk")
    ),
    int,
)


def _asked_points(paper: int) -> QuerySet[PaperItem, int]:
    return PaperItem.objects.filter(paper=paper).order_by().values_list("version__point", flat=True)


_points = PreparedValues(
    lambda paper: KnowledgePoint.objects.filter(pk__in=_asked_points(paper)).values_list("pk", "code", "title"), int
)


_headings = PreparedValues(lambda paper: heading_rows(HeadingPoint.objects.filter(point__in=_asked_points(paper))), int)


def current_result(registration_id: int) -> Result | None:
    """The newest result of a registration that was not replaced; it may wait for its release."""
    return _current_result.first(registration_id)


def released_result(registration_id: int) -> Result | None:
    """The result that stands for everybody to know."""
    return _released_result.first(registration_id, ResultState.RELEASED.value)


def parts_of(exam_id: int) -> list[ExamComponent]:
    """The components of an exam, with the exam itself."""
    return _exam_parts.rows(exam_id)


def released_results() -> QuerySet[Result]:
    """Everybody's released results that stand, with exam and parts."""
    return (
        Result.objects.filter(state=ResultState.RELEASED)
        .select_related("registration__sitting__exam")
        .prefetch_related("components__component")
    )


def results_of(candidate: User) -> QuerySet[Result]:
    """A candidate's released results that stand, newest first."""
    return released_results().filter(registration__candidate=candidate).order_by("-released_at")


def results_for_systems(codes: Collection[str] = ()) -> QuerySet[Result]:
    """Released results of the exam office's exams; of these codes only, where there are any."""
    results = released_results().filter(registration__sitting__exam__is_mock=False)
    return results.filter(registration__sitting__exam__code__in=codes) if codes else results


def own_result(candidate: User, result_id: int) -> Result:
    """The candidate's own released result, also a superseded one; raises Result.DoesNotExist for anybody else's."""
    result = _own_result.get(result_id, candidate.pk)
    result.registration.candidate = candidate
    components = _shown_components.rows(result.pk)
    for one in components:
        one.result = result
    hand_over(result, "components", components)
    return result


def _asked(field: str) -> Subquery:
    """What a mark's slot asked: a field of its item version."""
    return Subquery(
        PaperItem.objects.filter(paper=OuterRef("attempt__paper"), slot=OuterRef("slot")).values(f"version__{field}")
    )


def answers_per_point() -> dict[int, Tally]:
    """Of every knowledge point the marked answers to exam items on it, and how many earned full credit."""
    rows = (
        standing_marks()
        .filter(attempt__registration__sitting__exam__is_mock=False)
        .values(point=_asked("point"))
        .annotate(answers=Count("pk"), right=Count("pk", filter=Q(credit_num=F("credit_den"))))
    )
    return {row["point"]: Tally(row["right"], row["answers"]) for row in rows}


def answers_in_exams(trainee_id: int, point_ids: Collection[int]) -> Iterable[Evidence]:
    """Exams as a source of mastery: what counts in the candidate's released results that stand; right is full credit.

    A question is the item in whatever version, so that an item practised and examined on one day counts once.
    """
    # A pass that is kept stands in several results, and is one attempt.
    counted = ResultComponent.objects.filter(attempt=OuterRef("attempt"), result__state=ResultState.RELEASED)
    rows = (
        standing_marks()
        .filter(Exists(counted), attempt__registration__candidate_id=trainee_id)
        .annotate(point=_asked("point"), item=_asked("item"), answered_at=F("attempt__closed_at"))
        .filter(point__in=list(point_ids))
        .order_by("answered_at", "slot")
        .values_list("point", "item", "credit_num", "credit_den", "answered_at")
    )
    for point_id, item_id, earned, possible, at in rows:
        yield Evidence(point_id, f"item:{item_id}", earned == possible, at)


@dataclass(frozen=True, slots=True)
class PointLine:
    """One line of the breakdown: the point, what was earned, and where it is taught."""

    code: str
    title: str
    score: PointScore
    heading: TeachingHeading | None


def breakdown(component: ResultComponent) -> list[PointLine]:
    """Score per knowledge point, weakest first, then by code."""
    scores = from_json(component.breakdown)
    paper = component.attempt.paper_id
    points = {pk: (code, title) for pk, code, title in _points.rows(paper)}
    headings = first_headings(_headings.rows(paper))
    lines = [PointLine(*points[one.point_id], one, headings.get(one.point_id)) for one in scores]
    return sorted(lines, key=lambda line: (line.score.share, line.code))


def section_names(lines: Iterable[PointLine], ranges: Iterable[str]) -> dict[str, str]:
    """Range → the section of the course that most of its points in `lines` are taught in, where there is one.

    Ranges are beginnings of codes, which say nothing to a candidate.
    """
    names: dict[str, str] = {}
    for prefix in ranges:
        sections = Counter(line.heading.section for line in lines if line.heading and line.code.startswith(prefix))
        if sections and (name := sections.most_common(1)[0][0]):
            names[prefix] = f"{prefix} {name}"
    return names


@dataclass(frozen=True, slots=True)
class Lesson:
    """A wrong answer and what to learn from it."""

    slot: int
    number: int
    stem: SafeString
    response: str
    # Empty where the exam does not show them, or not yet.
    key: str
    explanation: SafeString
    earned: Fraction
    marks: Fraction
    heading: TeachingHeading | None


def picture_of_result(
    result: Result, key: str, *, feedback: Feedback, live: Mapping[int, Collection[int]]
) -> ItemMedia | None:
    """The picture of that key if a question that is shown with the result shows it, and in what is shown of it."""
    if not feedback.answers:
        return None
    papers = {one.attempt.paper_id for one in result.components.all()}
    shown = (
        [item for item in frozen_paper(paper).items if item.slot not in live.get(paper, ())] for paper in sorted(papers)
    )
    with_keys = feedback.keys and feedback.explanations
    return next(filter(None, (picture_among(items, key, with_keys=with_keys) for items in shown)), None)


def lessons_of(
    component: ResultComponent,
    lines: Iterable[PointLine],
    *,
    media: str = "",
    feedback: Feedback = EVERYTHING,
    live: Collection[int] = (),
    only: Collection[int] | None = None,
) -> list[Lesson]:
    """Every answer that missed marks, in the order shown, with key, explanation and the heading that teaches it.

    `media` is the beginning of the addresses of pictures; `live` are slots whose items are still in use; `only` these slots
    are wanted.
    """
    attempt = component.attempt
    marks = {one.slot: one for one in slot_marks(attempt, until=component.result.created_at)}
    # One whose mark was recalled waits for another; one that is void is worth nothing; one in use is not shown.
    missed = [
        one
        for one in shown_items(attempt)
        if one.slot in marks
        and marks[one.slot].is_missed
        and one.slot not in live
        and (only is None or one.slot in only)
    ]
    headings = {line.score.point_id: line.heading for line in lines}
    corrections = corrections_for(attempt) if missed else {}
    return [
        _lesson(
            shown,
            marks[shown.slot],
            headings,
            media=media,
            feedback=feedback,
            correction=corrections.get(shown.item.version_id),
        )
        for shown in missed
    ]


def _lesson(
    shown: ShownItem,
    mark: SlotMark,
    headings: dict[int, TeachingHeading | None],
    *,
    media: str,
    feedback: Feedback,
    correction: Correction | None,
) -> Lesson:
    item_type = get_item_type(shown.item.item_type)
    body = shown.item.content
    nothing = SafeString("")
    return Lesson(
        slot=shown.slot,
        number=shown.number,
        stem=render_question(item_type, body, drawn=shown.drawn, media=media),
        response=response_in_words(shown),
        key=_key(shown, correction) if feedback.keys else "",
        explanation=render_explanation(item_type, body, drawn=shown.drawn, media=media)
        if feedback.explanations
        else nothing,
        earned=mark.earned,
        marks=Fraction(mark.marks),
        heading=headings.get(shown.item.point_id),
    )


def _key(shown: ShownItem, correction: Correction | None) -> str:
    """The key in words, as it was corrected after the exam where it was."""
    item_type, body = get_item_type(shown.item.item_type), shown.item.content
    if correction is None:
        return item_type.describe_key(body, shown.drawn)
    return " / ".join(key_under(correction, item_type, body, shown.drawn))


def results_in(sitting: Sitting) -> list[dict[str, Any]]:
    """Every result of a sitting with its components, the superseded included, for its archive."""
    results = Result.objects.filter(registration__sitting=sitting).order_by("registration__number", "pk")
    names = ("component__kind", "attempt_id", "score", "moderated", "pass_mark", "passed", "breakdown")
    return [
        {
            "registration": one.registration.number,
            "state": one.state,
            "outcome": one.outcome,
            "passed": one.passed,
            "total": one.total,
            "band": one.band,
            "created_at": one.created_at,
            "released_at": one.released_at,
            "reason": one.reason,
            "components": list(one.components.order_by("component__kind").values(*names)),
        }
        for one in results.select_related("registration")
    ]
