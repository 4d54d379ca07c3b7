"""A released result as its sheet of paper says it."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from exams.marking.models import Outcome, Result, ResultState
from exams.marking.queries.feedback import feedback_for
from exams.marking.queries.releases import digest_of
from exams.marking.queries.results import breakdown, section_names
from exams.marking.queries.spread import ranges_of, shares
from exams.marking.rendering.transcript import PrintedComponent, Transcript
from exams.marking.scores import rounded


def number_of(result: Result) -> str:
    """The transcript's number: the place in the exam, and which of its results this is."""
    return f"{result.registration.number}-{result.pk}"


def _sheet(other: Result | None, result: Result) -> tuple[str, datetime] | None:
    """Number and day of another sheet of the same place that its candidate may have in hands."""
    if other is None or other.released_at is None:
        return None
    other.registration = result.registration
    return number_of(other), other.released_at


def transcript_of(result: Result, *, now: datetime) -> Transcript:
    """What the candidate may see of a released result now; wants it as own_result reads it."""
    registration, feedback = result.registration, feedback_for(result, now=now)
    sitting, candidate = registration.sitting, registration.candidate
    person, components = getattr(candidate, "person", None), list(result.components.all())
    with translation.override("zh-hans"):
        printed = [
            PrintedComponent(
                name=str(one.component.get_kind_display()),
                score=one.score if feedback.score else None,
                pass_mark=one.pass_mark,
                passed=one.passed,
                sat_on=one.attempt.closed_at,
                is_kept=one.attempt.registration_id != registration.pk,
                moderated=one.moderated if feedback.score else Decimal(0),
            )
            for one in components
        ]
        outcome = str(result.get_outcome_display())
    ranges = []
    for one, line in zip(components, printed, strict=True) if feedback.ranges else ():
        scores = breakdown(one)
        codes = {score.score.point_id: score.code for score in scores}
        own = shares([score.score for score in scores], codes, ranges_of(one.attempt.paper_id))
        names = section_names(scores, own)
        ranges += [(line.name, names.get(prefix, prefix), rounded(share)) for prefix, share in own.items()]
    return Transcript(
        publisher=str(settings.WAGTAIL_SITE_NAME),
        address=settings.SITE_URL,
        number=number_of(result),
        exam=sitting.exam.title,
        sitting=sitting.name,
        name=candidate.display_name,
        masked_id_number=person.masked_id_number if person else "",
        admission_number=registration.number,
        outcome=outcome,
        is_scored=result.outcome == Outcome.SCORED,
        passed=result.passed,
        band=result.band if feedback.score else "",
        total=result.total if feedback.score else None,
        total_pass_mark=sitting.exam.total_pass_mark,
        reason=result.reason,
        components=printed,
        ranges=ranges,
        released_at=result.released_at or now,
        replaces=_sheet(result.supersedes, result),
        replaced_by=_sheet(Result.objects.filter(supersedes=result).first(), result),
        is_superseded=result.state == ResultState.SUPERSEDED,
        digest=digest_of(result),
    )
