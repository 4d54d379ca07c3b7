"""Requests to erase: asked by the person, reviewed by one officer, approved by another, carried out table by table."""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import STANDING_STATES, ErasureRequest, ErasureState, User
from accounts.privacy import Fate, records
from accounts.rules import may_handle_erasures
from config.queries import obstacles_to_erasure
from config.services.personal_rows import blank_rows, forget_in_history, pseudonym_of, remove_rows, rows_of


class ErasureRefused(Exception):
    """Nothing was changed; the message says why, for the person who asked."""


def ask_erasure(*, user: User, reason: str, keeps_faces: bool, now: datetime) -> ErasureRequest:
    """Ask that one's data be erased; raises ErasureRefused while something of theirs is still open."""
    _refuse_while_open(user, now)
    try:
        with transaction.atomic():
            return ErasureRequest.objects.create(
                user=user, reason=reason.strip(), keeps_faces=keeps_faces, asked_at=now
            )
    except IntegrityError as error:
        raise ErasureRefused(_("You have asked for this already. The office will answer you.")) from error


def withdraw_erasure(*, request: ErasureRequest, actor: User, now: datetime) -> None:
    """Take one's request back, as long as it was not approved."""
    if actor.pk != request.user_id:
        raise PermissionDenied
    _step(request, (ErasureState.ASKED, ErasureState.REVIEWED), ErasureState.WITHDRAWN, ended_at=now)


def review_erasure(*, request: ErasureRequest, actor: User, now: datetime) -> None:
    """The first officer's word: it may be done."""
    _may_decide(request, actor)
    _refuse_while_open(request.user, now)
    with transaction.atomic():
        _step(request, (ErasureState.ASKED,), ErasureState.REVIEWED, reviewed_by=actor, reviewed_at=now)
        log(instance=request, action="accounts.review_erasure", user=actor, timestamp=now)


def approve_erasure(*, request: ErasureRequest, actor: User, now: datetime, start: Callable[[int], object]) -> None:
    """The second officer's word; `start` has the worker carry it out, and is called with the act or not at all."""
    _may_decide(request, actor)
    if request.reviewed_by_id == actor.pk:
        raise ErasureRefused(_("Another person has to approve what you have reviewed."))
    _refuse_while_open(request.user, now)
    with transaction.atomic():
        _step(request, (ErasureState.REVIEWED,), ErasureState.APPROVED, approved_by=actor, approved_at=now)
        log(instance=request, action="accounts.approve_erasure", user=actor, timestamp=now)
        transaction.on_commit(lambda: start(request.pk))


def decline_erasure(*, request: ErasureRequest, actor: User, answer: str, now: datetime) -> None:
    """Say no, and why; the person reads it."""
    _may_decide(request, actor)
    if not answer.strip():
        raise ErasureRefused(_("Please say why."))
    with transaction.atomic():
        before = (ErasureState.ASKED, ErasureState.REVIEWED)
        _step(request, before, ErasureState.DECLINED, answer=answer.strip(), ended_at=now)
        log(instance=request, action="accounts.decline_erasure", user=actor, timestamp=now)


def carry_out_erasure(*, request: ErasureRequest, now: datetime) -> int:
    """Erase table by table, each with its note of how far it came in one transaction; how many tables were done.

    Killed at any moment it goes on with the table it was at. An erasure that is not approved does nothing.
    """
    if request.state != ErasureState.APPROVED:
        return 0
    user, found = request.user, records()
    User.objects.filter(pk=user.pk).update(is_active=False)
    done = 0
    for number in range(request.progress, len(found)):
        record = found[number]
        rows = rows_of(record, user)
        with transaction.atomic():
            forget_in_history(apps.get_model(record.model), rows, user, everything=record.category.code in _WHO)
            if record.at_erasure == Fate.REMOVE:
                remove_rows(rows)
            elif record.at_erasure == Fate.BLANK:
                blank_rows(record.model, rows, user, keeps_faces=request.keeps_faces, now=now)
            ErasureRequest.objects.filter(pk=request.pk).update(progress=number + 1)
        done += 1
    with transaction.atomic():
        # What they wrote as the reason may say who they are.
        _step(request, (ErasureState.APPROVED,), ErasureState.DONE, ended_at=now, reason="")
        log(instance=request, action="accounts.erase", timestamp=now, title=pseudonym_of(user))
    return done


_WHO = frozenset({"account", "identity"})


def _refuse_while_open(user: User, now: datetime) -> None:
    if found := obstacles_to_erasure(user, now=now):
        raise ErasureRefused(" ".join(found))


def _may_decide(request: ErasureRequest, actor: User) -> None:
    if not may_handle_erasures(actor) or actor.pk == request.user_id:
        raise PermissionDenied


def _step(request: ErasureRequest, before: tuple[ErasureState, ...], after: ErasureState, **fields: object) -> None:
    """From one of these states to the next; raises ErasureRefused where somebody else was quicker."""
    changed = ErasureRequest.objects.filter(pk=request.pk, state__in=before).update(state=after, **fields)
    if not changed:
        raise ErasureRefused(_("This request has changed meanwhile. Nothing was done; please look at it again."))
    request.refresh_from_db()


def unfinished_erasures() -> list[int]:
    """Approved ones whose task was lost: the nightly run takes them up again."""
    return list(ErasureRequest.objects.filter(state=ErasureState.APPROVED).values_list("pk", flat=True))


def has_standing_request(user: User) -> bool:
    return ErasureRequest.objects.filter(user=user, state__in=STANDING_STATES).exists()
