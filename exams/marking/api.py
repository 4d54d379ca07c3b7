"""Released results for other systems, under /api/v1/ (joined in config.api)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api.paging import After, Limit, page_of
from accounts.api.problems import REFUSALS, WITH_404
from accounts.api.tokens import ApiRequest, TokenAuth
from accounts.models import Scope
from exams.marking.models import Result
from exams.marking.queries.feedback import feedback_for
from exams.marking.queries.results import results_for_systems
from exams.marking.rules import may_see_results

router = Router()

read_results = TokenAuth(Scope.READ_RESULTS, may=may_see_results)


class PartResultOut(Schema):
    """A part's score out of 100, as a decimal string; null where the exam does not show scores (yet)."""

    kind: str
    score: Decimal | None
    pass_mark: Decimal
    passed: bool


class ResultOut(Schema):
    """A result that its candidate can see, as far as they can see it."""

    id: int
    registration: str
    sitting: int
    exam: str
    candidate: int
    outcome: str
    passed: bool
    total: Decimal | None
    band: str | None
    released_at: datetime
    # The id of the result that this one took the place of.
    supersedes: int | None
    parts: list[PartResultOut]


class ResultPage(Schema):
    """A page of results."""

    items: list[ResultOut]
    next: str | None


def result_out(result: Result) -> dict[str, Any]:
    """By the exam's policy of now: a system is told no more than the candidate."""
    shows = feedback_for(result, now=timezone.now()).score
    return {
        "id": result.pk,
        "registration": result.registration.number,
        "sitting": result.registration.sitting_id,
        "exam": result.registration.sitting.exam.code,
        "candidate": result.registration.candidate_id,
        "outcome": result.outcome,
        "passed": result.passed,
        "total": result.total if shows else None,
        "band": (result.band or None) if shows else None,
        "released_at": result.released_at,
        "supersedes": result.supersedes_id,
        "parts": [
            {
                "kind": part.component.kind,
                "score": part.score if shows else None,
                "pass_mark": part.pass_mark,
                "passed": part.passed,
            }
            for part in result.components.all()
        ],
    }


@router.get("/results", auth=read_results, response={200: ResultPage, **REFUSALS}, tags=["results"], url_name="results")
def results(
    request: ApiRequest,
    sitting: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
    limit: Limit = 50,
    after: After = "",
) -> dict[str, Any]:
    """Released results that stand, of one sitting where one is named."""
    found = results_for_systems(request.auth.exams)
    found = found.filter(registration__sitting=sitting) if sitting else found
    return page_of(found, result_out, limit=limit, after=after)


@router.get(
    "/results/{result_id}",
    auth=read_results,
    response={200: ResultOut, **WITH_404},
    tags=["results"],
    url_name="result",
)
def result(request: ApiRequest, result_id: Annotated[int, Field(ge=1, le=2**63 - 1)]) -> dict[str, Any]:
    """One released result; 404 for one that is not out, or that another has taken the place of."""
    found = results_for_systems(request.auth.exams).filter(pk=result_id).first()
    if found is None:
        raise Http404
    return result_out(found)
