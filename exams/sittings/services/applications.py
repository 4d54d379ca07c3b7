"""Applying for a place: filling in, proving, submitting; approving, returning, rejecting. Every step is an event."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationState,
    PaperLanguage,
    Registration,
    Sitting,
)
from exams.sittings.queries import rules_of, verdict_on
from exams.sittings.rules import can_review_applications
from exams.sittings.services.announcements import announce_decision
from exams.sittings.services.registrations import NOT_IN_THIS_LANGUAGE, RegistrationRefused, register_candidate
from exams.sittings.writer import exclusive_write

MOST_DOCUMENTS = 10


class ApplicationRefused(Exception):
    """Nothing was changed; the message says why, for whom it concerns."""


@dataclass(frozen=True)
class Declared:
    """What a candidate says of themselves."""

    schooling: str = ""
    work_years: int = 0
    employer: str = ""
    certificate: str = ""
    language: str = PaperLanguage.SIMPLIFIED


@dataclass(frozen=True)
class Proof:
    """A document as it is kept: a picture encoded anew, or a PDF that was looked through."""

    kind: str
    name: str
    content_type: str
    data: bytes


def save_application(
    *, sitting: Sitting, candidate: User, declared: Declared, actor: User, now: datetime
) -> Application:
    """Begin an application, or change what it says while it is the candidate's to change."""
    _check_may_apply(sitting=sitting, candidate=candidate, actor=actor, now=now)
    if declared.language not in sitting.exam.languages:
        raise ApplicationRefused(str(NOT_IN_THIS_LANGUAGE))
    with exclusive_write():
        application, is_new = Application.objects.get_or_create(
            sitting=sitting, candidate=candidate, defaults=vars(declared)
        )
        if is_new:
            _note(application, actor=actor, now=now)
            return application
        if not _in_the_candidates_hands(application).update(**vars(declared)):
            raise ApplicationRefused(_("Your application is with the exam office: it cannot be changed now."))
    application.refresh_from_db()
    return application


def _check_may_apply(*, sitting: Sitting, candidate: User, actor: User, now: datetime) -> None:
    if actor.pk != candidate.pk:
        raise PermissionDenied
    if Registration.objects.filter(sitting=sitting, candidate=candidate).exists():
        raise ApplicationRefused(_("You have a place in this sitting already."))
    if not sitting.open_registration:
        raise ApplicationRefused(_("This sitting is not open for registration. Please ask the exam office."))
    if now >= (sitting.applications_close_at or sitting.closes_at):
        raise ApplicationRefused(_("Applications for this sitting have closed. Nothing was changed."))


def add_document(*, application: Application, proof: Proof, actor: User, now: datetime) -> ApplicationDocument:
    """Keep a proof with an application that is the candidate's to change."""
    _check_own(application, actor)
    digest = hashlib.sha256(proof.data).hexdigest()
    document = ApplicationDocument(
        application=application,
        kind=proof.kind,
        name=proof.name[:120],
        content_type=proof.content_type,
        size=len(proof.data),
        sha256=digest,
        added_at=now,
    )
    document.file.save(secrets.token_urlsafe(16), ContentFile(proof.data), save=False)
    try:
        with exclusive_write():
            _check_takes_document(application, digest)
            document.save()
    except BaseException:
        document.file.storage.delete(document.file.name)
        raise
    return document


def _check_takes_document(application: Application, digest: str) -> None:
    locked = _in_the_candidates_hands(application).select_for_update().first()
    if locked is None:
        raise ApplicationRefused(_("Your application is with the exam office: it cannot be changed now."))
    if locked.documents.filter(sha256=digest).exists():
        raise ApplicationRefused(_("This document is there already."))
    if locked.documents.count() >= MOST_DOCUMENTS:
        raise ApplicationRefused(_("An application holds %(most)d documents at most.") % {"most": MOST_DOCUMENTS})


def remove_document(*, document: ApplicationDocument, actor: User) -> None:
    """Take a proof back while the application is the candidate's to change; the file goes too."""
    _check_own(document.application, actor)
    with exclusive_write():
        if not _in_the_candidates_hands(document.application).exists():
            raise ApplicationRefused(_("Your application is with the exam office: it cannot be changed now."))
        storage, name = document.file.storage, document.file.name
        document.delete()
        transaction.on_commit(lambda: storage.delete(name))


def submit_application(*, application: Application, actor: User, now: datetime) -> Application:
    """Hand it to the exam office; raises ApplicationRefused where no rule is met or the time is over."""
    _check_own(application, actor)
    _check_may_apply(sitting=application.sitting, candidate=application.candidate, actor=actor, now=now)
    verdict = verdict_on(application, rules_of(application.sitting.exam))
    if not verdict.is_eligible:
        raise ApplicationRefused(verdict.in_words)
    with exclusive_write():
        moved = _in_the_candidates_hands(application).update(state=ApplicationState.SUBMITTED, submitted_at=now)
        if not moved:
            raise ApplicationRefused(_("Your application has been submitted already."))
        application.refresh_from_db()
        _note(application, actor=actor, now=now, reason=verdict.in_words)
    return application


def decide_application(
    *, application: Application, verdict: ApplicationState, reason: str, actor: User, now: datetime
) -> Application:
    """Approve (which gives the place), return to be mended, or reject; the last two with a reason.

    Raises PermissionDenied, ApplicationRefused; then nothing has changed.
    """
    if not can_review_applications(actor) or actor.pk == application.candidate_id:
        raise PermissionDenied
    if verdict not in {ApplicationState.APPROVED, ApplicationState.RETURNED, ApplicationState.REJECTED}:
        raise ApplicationRefused(_("Please choose a decision."))
    if verdict != ApplicationState.APPROVED and not reason.strip():
        raise ApplicationRefused(_("Please give the reason: the candidate reads it."))
    with exclusive_write():
        waiting = Application.objects.select_for_update().filter(pk=application.pk, state=ApplicationState.SUBMITTED)
        if not waiting.exists():
            raise ApplicationRefused(_("This application has been decided already: nothing was changed."))
        changes: dict[str, Any] = {"state": verdict}
        if verdict == ApplicationState.APPROVED:
            changes["registration"] = _place_for(application, actor=actor, now=now)
        waiting.update(**changes)
        application.refresh_from_db()
        _note(application, actor=actor, now=now, reason=reason)
        if verdict != ApplicationState.APPROVED:
            announce_decision(application=application, now=now)
    return application


def _place_for(application: Application, *, actor: User, now: datetime) -> Registration:
    try:
        return register_candidate(
            sitting=application.sitting,
            candidate=application.candidate,
            language=application.language,
            actor=actor,
            now=now,
        )
    except RegistrationRefused as refusal:
        raise ApplicationRefused(str(refusal)) from refusal


def _in_the_candidates_hands(application: Application) -> Any:
    return Application.objects.filter(pk=application.pk, state__in=[ApplicationState.DRAFT, ApplicationState.RETURNED])


def _check_own(application: Application, actor: User) -> None:
    if application.candidate_id != actor.pk:
        raise PermissionDenied


def _note(application: Application, *, actor: User, now: datetime, reason: str = "") -> None:
    documents = application.documents.order_by("pk").values_list("kind", "name", "sha256")
    ApplicationEvent.objects.create(
        application=application,
        state=application.state,
        reason=reason.strip()[:500],
        said={
            "schooling": application.schooling,
            "work_years": application.work_years,
            "employer": application.employer,
            "certificate": application.certificate,
            "language": application.language,
            "documents": [list(document) for document in documents],
        },
        actor=actor,
        at=now,
    )
