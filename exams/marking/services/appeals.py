"""An appeal 成绩复核 as a case: filed, paid where there is a fee, reviewed by a second person, answered with reasons.

Only a decision that upholds touches marks: later rounds of them, and the result that follows.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import NoticeKind, User
from accounts.services import News, notify
from exams.marking.models import (
    OPEN_APPEALS,
    Appeal,
    AppealEvent,
    AppealEventKind,
    AppealState,
    AppealTerms,
    Mark,
    MarkChange,
    Result,
    ResultState,
)
from exams.marking.queries import current_result, lock_registration, slot_marks
from exams.marking.queries.appeals import (
    Terms,
    contested_attempts,
    open_appeal,
    reviewable_by,
    terms_of,
    window_ends,
)
from exams.marking.queries.regrades import StoredMark, stored_marks
from exams.marking.rules import may_handle_appeals, may_review_appeals, may_set_appeal_terms
from exams.marking.scores import percentage
from exams.marking.services.settling import settle_again
from exams.sittings.models import Attempt, Exam
from exams.sittings.writer import exclusive_write

# (attempt, slot) → what the answer is worth of its marks.
NewMarks = Mapping[tuple[int, int], Fraction]


class AppealRefused(Exception):
    """Nothing was changed; the message says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def set_appeal_terms(*, exam: Exam, terms: Terms, actor: User) -> AppealTerms:
    """Window, fee and days of an exam; cases that are filed keep theirs. Raises PermissionDenied."""
    if not may_set_appeal_terms(actor):
        raise PermissionDenied
    values = {"window_days": terms.window_days, "fee": terms.fee, "answer_days": terms.answer_days}
    with exclusive_write():
        row, _is_new = AppealTerms.objects.update_or_create(exam=exam, defaults=values)
    return row


def file_appeal(*, result: Result, reason: str, actor: User, now: datetime) -> Appeal:
    """Contest one's own released result within the window. Raises PermissionDenied, AppealRefused."""
    registration = result.registration
    if registration.candidate_id != actor.pk:
        raise PermissionDenied
    if not reason.strip():
        raise AppealRefused(_("Please say what should be looked at again, and why."))
    terms = terms_of(registration.sitting.exam)
    try:
        with exclusive_write():
            lock_registration(registration.pk)
            # As it is now: it may have been replaced while the page was open.
            result = Result.objects.get(pk=result.pk)
            ends = window_ends(result, terms)
            if ends is None or Appeal.objects.filter(outcome=result).exists():
                raise AppealRefused(_("This result cannot be contested."))
            if now > ends:
                raise AppealRefused(_("The time for an appeal is over."))
            if open_appeal(registration.pk) is not None:
                raise AppealRefused(_("An appeal of yours is open already; its answer comes first."))
            appeal = Appeal.objects.create(
                registration=registration,
                result=result,
                state=AppealState.FEE_DUE if terms.fee else AppealState.FILED,
                reason=reason.strip(),
                fee=terms.fee,
                filed_at=now,
                due_at=now + timedelta(days=terms.answer_days),
            )
            _note(appeal, AppealEventKind.FILED, actor, now)
    except IntegrityError as error:
        raise AppealRefused(_("This result was contested before; the answer stands.")) from error
    return appeal


def settle_fee(*, appeal: Appeal, note: str, actor: User, now: datetime) -> Appeal:
    """Note that the fee was paid or waived; nothing is paid here. Raises PermissionDenied, AppealRefused."""
    if not may_handle_appeals(actor):
        raise PermissionDenied
    if not note.strip():
        raise AppealRefused(_("Please note how it was paid, or why it is waived."))
    with exclusive_write():
        _step(appeal, [AppealState.FEE_DUE], AppealState.FILED)
        _note(appeal, AppealEventKind.FEE_SETTLED, actor, now, note)
    return appeal


def withdraw_appeal(*, appeal: Appeal, actor: User, now: datetime) -> Appeal:
    """The candidate's own step, as long as there is no answer. Raises PermissionDenied, AppealRefused."""
    if appeal.registration.candidate_id != actor.pk:
        raise PermissionDenied
    with exclusive_write():
        _step(appeal, OPEN_APPEALS, AppealState.WITHDRAWN, closed_at=now)
        _note(appeal, AppealEventKind.WITHDRAWN, actor, now)
    return appeal


def take_appeal(*, appeal: Appeal, actor: User, now: datetime) -> Appeal:
    """Begin the review. Raises PermissionDenied where this person may not be the second one, AppealRefused."""
    with exclusive_write():
        _check_reviewer(appeal, actor)
        _step(appeal, [AppealState.FILED], AppealState.UNDER_REVIEW, reviewer=actor)
        _note(appeal, AppealEventKind.TAKEN, actor, now)
    return appeal


def hand_back(*, appeal: Appeal, note: str, actor: User, now: datetime) -> Appeal:
    """Free the case for another reviewer: the reviewer or an officer, with a reason."""
    if not (may_handle_appeals(actor) or appeal.reviewer_id == actor.pk):
        raise PermissionDenied
    if not note.strip():
        raise AppealRefused(_("Please give the reason."))
    with exclusive_write():
        _step(appeal, [AppealState.UNDER_REVIEW], AppealState.FILED, reviewer=None)
        _note(appeal, AppealEventKind.HANDED_BACK, actor, now, note)
    return appeal


def reject_appeal(*, appeal: Appeal, reply: str, actor: User, now: datetime) -> Appeal:
    """The result stands; no mark is touched. Raises PermissionDenied, AppealRefused."""
    with exclusive_write():
        _check_decision(appeal, reply, actor)
        _step(appeal, [AppealState.UNDER_REVIEW], AppealState.REJECTED, reply=reply.strip(), closed_at=now)
        _decided(appeal, AppealEventKind.REJECTED, actor, now)
    return appeal


def uphold_appeal(*, appeal: Appeal, marks: NewMarks, reply: str, actor: User, now: datetime) -> Appeal:
    """Give these answers other marks, in a later round, and make the result that follows; all or nothing.

    Raises PermissionDenied, and AppealRefused also where no mark would change or the score of a part would be lower.
    """
    with exclusive_write():
        lock_registration(appeal.registration_id)
        _check_decision(appeal, reply, actor)
        attempts = {one.pk: one for one in contested_attempts(appeal)}
        before = {pk: percentage(slot_marks(one)) for pk, one in attempts.items()}
        changed = _give(appeal, attempts, marks, actor=actor, now=now)
        if any(percentage(slot_marks(one)) < before[one.pk] for one in changed):
            raise AppealRefused(
                _("An appeal that is upheld takes no marks away. Where the marks are right, reject it.")
            )
        outcome = settle_again(changed, now=now, reason=_upheld_reason())
        _step(
            appeal,
            [AppealState.UNDER_REVIEW],
            AppealState.UPHELD,
            reply=reply.strip(),
            closed_at=now,
            outcome=outcome,
        )
        _decided(appeal, AppealEventKind.UPHELD, actor, now)
    return appeal


def _upheld_reason() -> str:
    """What the candidate reads with the new result; it is stored, so it is written in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Your appeal was upheld, and answers were marked anew.")


def _give(
    appeal: Appeal, attempts: Mapping[int, Attempt], marks: NewMarks, *, actor: User, now: datetime
) -> list[Attempt]:
    """The attempts in which a mark is another one now."""
    standing = stored_marks(attempts.values())
    changed = {}
    for (attempt_id, slot), credit in sorted(marks.items()):
        former = _former(standing.get((attempt_id, slot), []))
        if not 0 <= credit <= 1:
            raise AppealRefused(_("A mark lies between nothing and all of the points."))
        if credit == former.credit:
            continue
        mark = Mark.objects.create(
            attempt=attempts[attempt_id],
            slot=slot,
            round=former.round + 1,
            credit_num=credit.numerator,
            credit_den=credit.denominator,
            marks=former.marks,
            marker=actor,
            at=now,
        )
        MarkChange.objects.create(mark=mark, former_id=former.id, appeal=appeal)
        changed[attempt_id] = attempts[attempt_id]
    if not changed:
        raise AppealRefused(_("No mark would change. Where the marks are right, reject the appeal."))
    return list(changed.values())


def _former(rounds: list[StoredMark]) -> StoredMark:
    if not rounds or rounds[-1].is_recalled:
        raise AppealRefused(_("An answer that has no mark yet, or is not part of the result, cannot be marked here."))
    if rounds[-1].marks == Decimal(0):
        raise AppealRefused(_("A question that is void counts for nobody."))
    return rounds[-1]


def _check_reviewer(appeal: Appeal, actor: User) -> None:
    if not may_review_appeals(actor) or not reviewable_by(actor).filter(pk=appeal.pk).exists():
        raise PermissionDenied


def _check_decision(appeal: Appeal, reply: str, actor: User) -> None:
    _check_reviewer(appeal, actor)
    appeal.refresh_from_db()
    if appeal.state != AppealState.UNDER_REVIEW:
        raise AppealRefused(_moved_on())
    if appeal.reviewer_id != actor.pk:
        raise AppealRefused(_("Another person reviews this appeal."))
    if not reply.strip():
        raise AppealRefused(_("Please give the candidate a reasoned reply."))
    result = current_result(appeal.registration_id)
    if result is None or result.state != ResultState.RELEASED:
        raise AppealRefused(_("A new result waits for its release; decide when it is out."))


def _moved_on() -> str:
    return _("Somebody else was faster: the appeal is in another state now.")


def _step(appeal: Appeal, before: Any, after: str, **fields: Any) -> None:
    if not Appeal.objects.filter(pk=appeal.pk, state__in=before).update(state=after, **fields):
        raise AppealRefused(_moved_on())
    appeal.refresh_from_db()


def _note(appeal: Appeal, kind: str, actor: User, now: datetime, note: str = "") -> None:
    AppealEvent.objects.create(appeal=appeal, kind=kind, note=note.strip(), actor=actor, at=now)


def _decided(appeal: Appeal, kind: str, actor: User, now: datetime) -> None:
    _note(appeal, kind, actor, now)
    result = appeal.result
    news = News(
        result.registration.candidate_id,
        f"appeal:{appeal.pk}:decided",
        reverse("marking:appeal", args=[result.pk]),
        {"exam": result.registration.sitting.exam.title},
        about=f"appeal:{appeal.pk}",
    )
    notify(kind=NoticeKind.APPEAL, template="marking/notices/appeal.txt", news=[news], now=now)
