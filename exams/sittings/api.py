"""Exams, sittings and registrations for other systems, under /api/v1/ (joined in config.api)."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field, model_validator

from accounts.adapters import normalise_phone
from accounts.api.paging import After, Limit, page_of
from accounts.api.problems import REFUSALS, WITH_404, WITH_409, Refused
from accounts.api.tokens import ApiRequest, TokenAuth
from accounts.api.writes import Key, written_once
from accounts.models import Scope, User
from exams.sittings.models import AccommodationState, Exam, Registration, Sitting
from exams.sittings.queries.interfaces import person_named, places_for_systems, planned_exams, planned_sittings
from exams.sittings.rules import can_decide_accommodations, can_manage_sittings, can_see_sittings
from exams.sittings.services import register_candidate
from exams.sittings.services.registrations import RegistrationRefused
from exams.sittings.services.withdrawals import WithdrawalRefused, withdraw_registration
from exams.sittings.writer import exclusive_write

router = Router()

read_exams = TokenAuth(Scope.READ_EXAMS, may=can_see_sittings)
read_places = TokenAuth(Scope.READ_REGISTRATIONS, may=can_see_sittings)
write_places = TokenAuth(Scope.WRITE_REGISTRATIONS, may=can_manage_sittings)
read_arrangements = TokenAuth(Scope.READ_ACCOMMODATIONS, may=can_decide_accommodations)

# No admission number is longer, no id has more digits.
Number = Annotated[str, Field(min_length=1, max_length=24, pattern=r"^[0-9A-Za-z-]+$")]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[-\w]+$")]
# PostgreSQL keeps no NUL.
NO_NUL = "^[^\\u0000]*$"
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class PartOut(Schema):
    """A part of an exam. Marks are decimal strings: no value is rounded on its way."""

    kind: str
    minutes: int
    pass_mark: Decimal


class ExamOut(Schema):
    """An exam as a rule."""

    code: str
    title: str
    attempts_allowed: int
    parts: list[PartOut]


class SittingOut(Schema):
    """An exam held in a window."""

    id: int
    exam: str
    name: str
    opens_at: datetime
    closes_at: datetime
    open_registration: bool


class CandidateOut(Schema):
    """Whose a place is."""

    id: int
    username: str
    name: str


class RegistrationOut(Schema):
    """A candidate's place in a sitting."""

    number: str
    sitting: int
    exam: str
    candidate: CandidateOut
    room: str | None
    seat: str | None
    standing: str | None
    pledged_at: datetime | None
    created_at: datetime


class AccommodationOut(Schema):
    """What is arranged for a place; why, nobody but officers reads, and no system."""

    number: str
    state: str
    factor: Decimal
    extra_minutes: int
    break_minutes: int
    break_count: int
    large_type: bool
    separate_room: bool


class ExamPage(Schema):
    """A page of exams."""

    items: list[ExamOut]
    next: str | None


class SittingPage(Schema):
    """A page of sittings."""

    items: list[SittingOut]
    next: str | None


class RegistrationPage(Schema):
    """A page of places."""

    items: list[RegistrationOut]
    next: str | None


class CandidateIn(Schema):
    """Somebody with an account, by exactly one of these."""

    username: str = Field("", max_length=150, pattern=NO_NUL)
    email: str = Field("", max_length=254, pattern=NO_NUL)
    phone: str = Field("", max_length=30, pattern=NO_NUL)

    @model_validator(mode="after")
    def _one_name(self) -> "CandidateIn":
        if sum(bool(name) for name in (self.username, self.email, self.phone)) != 1:
            raise ValueError("exactly one of username, email, phone")
        return self


class RegistrationIn(Schema):
    """Who is to get a place, and where."""

    sitting: RowId
    candidate: CandidateIn


class WithdrawalIn(Schema):
    """Why a place is taken back."""

    reason: str = Field(min_length=1, max_length=500, pattern=NO_NUL)


class WithdrawalOut(Schema):
    """The place that there was."""

    number: str
    withdrawn: bool


def exam_out(exam: Exam) -> dict[str, Any]:
    parts = [
        {"kind": part.kind, "minutes": part.minutes, "pass_mark": part.pass_mark} for part in exam.components.all()
    ]
    return {"code": exam.code, "title": exam.title, "attempts_allowed": exam.attempts_allowed, "parts": parts}


def sitting_out(sitting: Sitting) -> dict[str, Any]:
    return {
        "id": sitting.pk,
        "exam": sitting.exam.code,
        "name": sitting.name,
        "opens_at": sitting.opens_at,
        "closes_at": sitting.closes_at,
        "open_registration": sitting.open_registration,
    }


def registration_out(place: Registration) -> RegistrationOut:
    return RegistrationOut(
        number=place.number,
        sitting=place.sitting_id,
        exam=place.sitting.exam.code,
        candidate=candidate_out(place.candidate),
        room=place.room.name if place.room else None,
        seat=place.seat or None,
        standing=place.standing or None,
        pledged_at=place.pledged_at,
        created_at=place.created_at,
    )


def candidate_out(candidate: User) -> CandidateOut:
    return CandidateOut(id=candidate.pk, username=candidate.username, name=candidate.display_name)


@router.get("/exams", auth=read_exams, response={200: ExamPage, **REFUSALS}, tags=["exams"], url_name="exams")
def exams(request: ApiRequest, limit: Limit = 50, after: After = "") -> dict[str, Any]:
    """All exams that the token is for, oldest first."""
    return page_of(planned_exams(request.auth.exams), exam_out, limit=limit, after=after)


@router.get("/exams/{code}", auth=read_exams, response={200: ExamOut, **WITH_404}, tags=["exams"], url_name="exam")
def exam(request: ApiRequest, code: Code) -> dict[str, Any]:
    """One exam."""
    return exam_out(one_of(planned_exams(request.auth.exams), code=code))


@router.get("/sittings", auth=read_exams, response={200: SittingPage, **REFUSALS}, tags=["exams"], url_name="sittings")
def sittings(
    request: ApiRequest, exam: Annotated[Code | None, Query()] = None, limit: Limit = 50, after: After = ""
) -> dict[str, Any]:
    """Sittings, of one exam where one is named."""
    found = planned_sittings(request.auth.exams)
    found = found.filter(exam__code=exam) if exam else found
    return page_of(found, sitting_out, limit=limit, after=after)


@router.get(
    "/sittings/{sitting_id}",
    auth=read_exams,
    response={200: SittingOut, **WITH_404},
    tags=["exams"],
    url_name="sitting",
)
def sitting(request: ApiRequest, sitting_id: RowId) -> dict[str, Any]:
    """One sitting."""
    return sitting_out(one_of(planned_sittings(request.auth.exams), pk=sitting_id))


@router.get(
    "/registrations",
    auth=read_places,
    response={200: RegistrationPage, **REFUSALS},
    tags=["registrations"],
    url_name="registrations",
)
def registrations(
    request: ApiRequest, sitting: Annotated[RowId | None, Query()] = None, limit: Limit = 50, after: After = ""
) -> dict[str, Any]:
    """Places, of one sitting where one is named."""
    found = places_for_systems(request.auth.exams)
    found = found.filter(sitting=sitting) if sitting else found
    return page_of(found, registration_out, limit=limit, after=after)


@router.get(
    "/registrations/{number}",
    auth=read_places,
    response={200: RegistrationOut, **WITH_404},
    tags=["registrations"],
    url_name="registration",
)
def registration(request: ApiRequest, number: Number) -> RegistrationOut:
    """One place."""
    return registration_out(one_of(places_for_systems(request.auth.exams), number=number))


@router.get(
    "/registrations/{number}/accommodation",
    auth=read_arrangements,
    response={200: AccommodationOut, **WITH_404},
    tags=["registrations"],
    url_name="accommodation",
)
def accommodation(request: ApiRequest, number: Number) -> dict[str, Any]:
    """What is arranged for a place; 404 where nothing was asked for or arranged."""
    places = places_for_systems(request.auth.exams).select_related("accommodation")
    arranged = getattr(one_of(places, number=number), "accommodation", None)
    if arranged is None or arranged.state == AccommodationState.WITHDRAWN:
        raise Http404
    return {
        "number": number,
        "state": arranged.state,
        "factor": arranged.factor,
        "extra_minutes": arranged.extra_minutes,
        "break_minutes": arranged.break_minutes,
        "break_count": arranged.break_count,
        "large_type": arranged.large_type,
        "separate_room": arranged.separate_room,
    }


@router.post(
    "/registrations",
    auth=write_places,
    response={201: RegistrationOut, **WITH_409},
    tags=["registrations"],
    url_name="register",
)
def register(request: ApiRequest, body: RegistrationIn, key: Key) -> HttpResponse:
    """Register somebody who has an account; who has a place in the sitting keeps it."""

    def write() -> tuple[str, RegistrationOut]:
        sitting = one_of(planned_sittings(request.auth.exams), pk=body.sitting)
        candidate = _candidate(body.candidate)
        now = timezone.now()
        if now >= sitting.closes_at:
            raise Refused(409, "sitting_over", _("This sitting has ended. Nothing was changed."))
        try:
            place = register_candidate(sitting=sitting, candidate=candidate, actor=request.auth.owner, now=now)
        except RegistrationRefused as refused:
            raise Refused(409, "registration_refused", str(refused)) from refused
        place.sitting, place.candidate = sitting, candidate
        return place.number, registration_out(place)

    return written_once(request, key, act="register", write=write, status=201, within=exclusive_write)


@router.post(
    "/registrations/{number}/withdraw",
    auth=write_places,
    response={200: WithdrawalOut, **WITH_409},
    tags=["registrations"],
    url_name="withdraw",
)
def withdraw(request: ApiRequest, number: Number, body: WithdrawalIn, key: Key) -> HttpResponse:
    """Take a place back before the sitting begins, with a reason; the candidate is told."""

    def write() -> tuple[str, WithdrawalOut]:
        place = one_of(places_for_systems(request.auth.exams), number=number)
        try:
            withdraw_registration(registration=place, reason=body.reason, actor=request.auth.owner, now=timezone.now())
        except WithdrawalRefused as refused:
            raise Refused(409, "withdrawal_refused", str(refused)) from refused
        return number, WithdrawalOut(number=number, withdrawn=True)

    return written_once(request, key, act="withdraw", write=write, within=exclusive_write)


def _candidate(named: CandidateIn) -> User:
    phone = normalise_phone(named.phone) if named.phone else ""
    found = person_named(username=named.username, email=named.email, phone=phone)
    if found is None:
        raise Refused(
            409,
            "candidate_unknown",
            _("Nobody with an open account is named so, or more than one. Nothing was changed."),
        )
    return found


def one_of(rows: Any, **which: Any) -> Any:
    """The one row; raises Http404."""
    found = rows.filter(**which).first()
    if found is None:
        raise Http404
    return found
