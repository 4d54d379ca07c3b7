"""Named reads of appeals: who may file one until when, the officers' list, and what a reviewer sees."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from accounts.models import User
from accounts.prepared import Prepared
from exams.marking.models import OPEN_APPEALS, Appeal, AppealState, AppealTerms, Judgement, Mark, Result, ResultState
from exams.marking.queries.regrades import StoredMark, stored_marks
from exams.sittings.models import Attempt, Exam, Sitting
from exams.sittings.queries import ShownItem, shown_items

# Every page of a result asks these two.
_terms = Prepared(lambda exam: AppealTerms.objects.filter(exam=exam), int)
_appeals = Prepared(lambda result: Appeal.objects.filter(result=result).order_by("-filed_at", "-pk"), int)


@dataclass(frozen=True)
class Terms:
    """How a result may be contested; the defaults of AppealTerms where the exam has none of its own."""

    window_days: int
    fee: Decimal
    answer_days: int


def terms_of(exam: Exam) -> Terms:
    """The terms of an exam."""
    own = _terms.first(exam.pk) or AppealTerms(exam=exam)
    return Terms(own.window_days, own.fee, own.answer_days)


def window_ends(result: Result, terms: Terms) -> datetime | None:
    """The moment until which an appeal can be filed; None where none can."""
    if not terms.window_days or result.released_at is None or result.state != ResultState.RELEASED:
        return None
    return result.released_at + timedelta(days=terms.window_days)


def appeal_of(result: Result) -> Appeal | None:
    """The newest appeal against this result."""
    return _appeals.first(result.pk)


def open_appeal(registration_id: int) -> Appeal | None:
    """The one appeal of a registration that waits for its answer."""
    return Appeal.objects.filter(registration=registration_id, state__in=OPEN_APPEALS).first()


def appeals_for_listing(*, now: datetime) -> QuerySet[Appeal]:
    """Every case, those that wait first and the most pressing of them on top; `is_overdue` says whose day is past."""
    waits = Q(state__in=OPEN_APPEALS)
    return (
        Appeal.objects.select_related("registration__sitting__exam", "reviewer__person", "outcome")
        .annotate(
            is_open=Case(When(waits, then=Value(value=True)), default=Value(value=False)),
            is_overdue=Case(When(waits & Q(due_at__lt=now), then=Value(value=True)), default=Value(value=False)),
        )
        .order_by("-is_open", "due_at", "pk")
    )


def overdue_appeals(*, now: datetime) -> QuerySet[Appeal]:
    """Cases whose answer was due before now."""
    return Appeal.objects.filter(state__in=OPEN_APPEALS, due_at__lt=now).order_by("due_at", "pk")


def appeals_with_a_fee_due() -> QuerySet[Appeal]:
    """Cases whose review begins once an officer notes the fee."""
    return Appeal.objects.filter(state=AppealState.FEE_DUE)


def reviewable_by(reviewer: User) -> QuerySet[Appeal]:
    """Cases that this person may review: not their own, nothing of it marked by them, none of it decided by them before.

    Of two markers and the third whose word became the mark, each has marked it.
    """
    marked = Mark.objects.filter(attempt__registration=OuterRef("registration"), marker=reviewer)
    judged = Judgement.objects.filter(task__script__attempt__registration=OuterRef("registration"), marker=reviewer)
    decided = Appeal.objects.filter(
        registration=OuterRef("registration"),
        reviewer=reviewer,
        state__in=[AppealState.UPHELD, AppealState.REJECTED],
    ).exclude(pk=OuterRef("pk"))
    return Appeal.objects.exclude(registration__candidate=reviewer).exclude(
        Exists(marked) | Exists(judged) | Exists(decided)
    )


def appeals_waiting_for(reviewer: User) -> QuerySet[Appeal]:
    """Cases that this person reviews now, and those that they may take on."""
    own = Q(state=AppealState.UNDER_REVIEW, reviewer=reviewer)
    return reviewable_by(reviewer).filter(Q(state=AppealState.FILED) | own)


@dataclass(frozen=True)
class ReviewedAnswer:
    """One answer of the script, and every mark it got."""

    attempt: Attempt
    shown: ShownItem
    rounds: list[StoredMark]

    @property
    def standing(self) -> StoredMark | None:
        """The mark that counts now."""
        return self.rounds[-1] if self.rounds and not self.rounds[-1].is_recalled else None

    @property
    def can_change(self) -> bool:
        """It has a mark, and its item is worth something."""
        return self.standing is not None and self.standing.marks > 0


def appeals_in(sitting: Sitting) -> list[dict[str, Any]]:
    """Every appeal of a sitting with its steps and the marks that it changed, for the archive."""
    appeals = Appeal.objects.filter(registration__sitting=sitting).order_by("registration__number", "filed_at", "pk")
    steps = ("kind", "note", "actor__username", "at")
    changes = ("mark__attempt_id", "mark__slot", "mark__round")
    return [
        {
            "registration": one.registration.number,
            "state": one.state,
            "reason": one.reason,
            "fee": one.fee,
            "filed_at": one.filed_at,
            "due_at": one.due_at,
            "reviewer": one.reviewer.username if one.reviewer else None,
            "reply": one.reply,
            "closed_at": one.closed_at,
            "contested_released_at": one.result.released_at,
            "has_new_result": one.outcome_id is not None,
            "events": list(one.events.order_by("at", "pk").values(*steps)),
            "marks": list(one.changes.order_by(*changes).values(*changes)),
        }
        for one in appeals.select_related("registration", "reviewer", "result")
    ]


@dataclass(frozen=True, slots=True)
class ChangedMark:
    """What an upheld appeal made of one answer; `number` as its candidate was shown the question."""

    number: int
    before: Fraction
    after: Fraction
    marks: Fraction


def marks_changed(appeal: Appeal) -> list[ChangedMark]:
    """Every mark that the appeal changed, in the order in which the questions were shown."""
    changes = appeal.changes.select_related("mark__attempt__snapshot", "mark__attempt__component", "former")
    in_order = sorted(
        changes, key=lambda one: (one.mark.attempt.component.kind, one.mark.attempt_id, _number(one.mark))
    )
    return [
        ChangedMark(_number(one.mark), _earned(one.former), _earned(one.mark), Fraction(one.mark.marks))
        for one in in_order
    ]


def _number(mark: Mark) -> int:
    layout = mark.attempt.snapshot.layout
    return next(place for place, entry in enumerate(layout, start=1) if entry["slot"] == mark.slot)


def _earned(mark: Mark | None) -> Fraction:
    return Fraction(mark.credit_num, mark.credit_den) * Fraction(mark.marks) if mark else Fraction(0)


def contested_attempts(appeal: Appeal) -> list[Attempt]:
    """The attempts that count in the result that stands for the registration."""
    components = current_components(appeal.registration_id)
    attempts = Attempt.objects.filter(pk__in=components).select_related("snapshot", "component", "registration")
    return list(attempts.order_by("component__kind", "pk"))


def current_components(registration_id: int) -> Collection[int]:
    """Ids of the attempts behind the result that stands."""
    standing = Result.objects.exclude(state=ResultState.SUPERSEDED).filter(registration=registration_id)
    return list(standing.order_by().values_list("components__attempt", flat=True))


def answers_under_review(attempts: Collection[Attempt]) -> list[ReviewedAnswer]:
    """Every answer of these scripts in the order shown, with all rounds of its marks."""
    rounds = stored_marks(attempts)
    return [
        ReviewedAnswer(attempt, shown, rounds[attempt.pk, shown.slot])
        for attempt in attempts
        for shown in shown_items(attempt)
    ]
