"""Refusals as RFC 9457 problems: what happened, that nothing was changed, what to do; in the caller's language."""

import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, Throttled, ValidationError
from ninja.errors import HttpError as NinjaHttpError
from pydantic import ConfigDict

from accounts.api.tokens import OwnerMayNot, ScopeMissing, TooManyStrangers
from accounts.services.tokens import KeyReused

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """Nothing was changed; `code` is for machines and stays, `detail` is for people, in their language."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


class FieldProblem(Schema):
    """What is wrong with one value."""

    where: list[str]
    message: str


class Problem(Schema):
    """Why a request was refused. Nothing was changed by it."""

    model_config = ConfigDict(extra="forbid")

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


def problem(status: int, code: str, title: str, detail: str, *, errors: Any = ()) -> HttpResponse:
    body = Problem(type=f"urn:problem:{code}", title=str(title), status=status, detail=str(detail), errors=list(errors))
    response = HttpResponse(body.model_dump_json(), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004 -- RFC 9110 asks for it
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def answer_problems(api: NinjaAPI) -> None:
    """Have the API answer every refusal as a problem."""
    _about_the_caller(api)
    _about_the_request(api)


def _about_the_caller(api: NinjaAPI) -> None:

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: Any) -> HttpResponse:
        return problem(
            401,
            "token_unknown",
            _("No valid token"),
            _("Send “Authorization: Bearer …” with a token that has not expired and was not revoked."),
        )

    @api.exception_handler(ScopeMissing)
    def scope_missing(_request: HttpRequest, error: Any) -> HttpResponse:
        said = _("The token lacks the scope “%(scope)s”. Make one that has it in the back office.")
        return problem(403, "scope_missing", _("Not in the scope of this token"), said % {"scope": error.scope})

    @api.exception_handler(OwnerMayNot)
    @api.exception_handler(PermissionDenied)
    def owner_may_not(_request: HttpRequest, _error: Any) -> HttpResponse:
        said = _("The owner of this token may not do this. Nothing was changed.")
        return problem(403, "owner_may_not", _("Not allowed"), said)

    @api.exception_handler(TooManyStrangers)
    def too_many_strangers(_request: HttpRequest, _error: Any) -> HttpResponse:
        return _too_many(60)

    @api.exception_handler(Throttled)
    def too_many(_request: HttpRequest, error: Any) -> HttpResponse:
        return _too_many(math.ceil(error.wait or 1))


def _about_the_request(api: NinjaAPI) -> None:
    @api.exception_handler(Http404)
    def not_found(_request: HttpRequest, _error: Any) -> HttpResponse:
        said = _("There is no such object, or this token is not for its exam.")
        return problem(404, "not_found", _("Not found"), said)

    @api.exception_handler(KeyReused)
    def key_reused(_request: HttpRequest, _error: Any) -> HttpResponse:
        said = _("This Idempotency-Key was sent with another request. Nothing was changed; please send a new key.")
        return problem(422, "key_reused", _("Key already used"), said)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
        found = [FieldProblem(where=[str(part) for part in one["loc"]], message=one["msg"]) for one in error.errors]
        said = _("Some values are missing or wrong. Nothing was changed.")
        return problem(422, "invalid", _("The request cannot be read"), said, errors=found)

    @api.exception_handler(Refused)
    def refused(_request: HttpRequest, error: Any) -> HttpResponse:
        return problem(error.status, error.code, _("Refused"), error.detail)

    @api.exception_handler(NinjaHttpError)
    def unreadable(_request: HttpRequest, error: Any) -> HttpResponse:
        said = _("The body is not JSON in UTF-8. Nothing was changed.")
        return problem(error.status_code, "unreadable", _("The request cannot be read"), said)


def _too_many(seconds: int) -> HttpResponse:
    response = problem(
        429,
        "too_many_requests",
        _("Too many requests"),
        _("Nothing was changed. Please come again after %(seconds)d seconds.") % {"seconds": seconds},
    )
    response["Retry-After"] = str(seconds)
    return response


# What every operation may answer besides its own.
REFUSALS: dict[int, Any] = {401: Problem, 403: Problem, 422: Problem, 429: Problem}
WITH_404: dict[int, Any] = {**REFUSALS, 404: Problem}
WITH_409: dict[int, Any] = {**WITH_404, 400: Problem, 409: Problem}
