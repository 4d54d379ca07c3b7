"""Who may mark, who releases results, and who may change marks afterwards."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from exams.bank.models import Bank
from exams.bank.rules import may_read_bank
from exams.marking.models import KeyCorrection
from exams.sittings.models import Attempt

MARK = "marking.add_mark"
SEE_RELEASES = "marking.view_release"
RELEASE = "marking.add_release"
ALLOCATE = "marking.change_allocation"
SEE_CORRECTIONS = "marking.view_keycorrection"
PROPOSE_CORRECTIONS = "marking.add_keycorrection"
APPLY_CORRECTIONS = "marking.change_keycorrection"
SEE_APPEALS = "marking.view_appeal"
REVIEW_APPEALS = "marking.change_appeal"
HANDLE_APPEALS = "marking.add_appealevent"
SET_APPEAL_TERMS = "marking.change_appealterms"


def may_mark(user: User | AnonymousUser) -> bool:
    """Markers read what candidates wrote, with model answers and rubrics, and give marks; they see no names."""
    return user.has_perm(MARK)


def may_allocate(user: User | AnonymousUser) -> bool:
    """Exam officers say who marks what until when; they read no answer and no key."""
    return user.has_perm(ALLOCATE)


def may_mark_attempt(user: User | AnonymousUser, attempt: Attempt) -> bool:
    """Nobody marks what they wrote themselves. Wants the attempt's registration."""
    return may_mark(user) and attempt.registration.candidate_id != user.pk


def may_see_results(user: User | AnonymousUser) -> bool:
    """Exam officers and auditors see the results of a sitting before their candidates do."""
    return user.has_perm(SEE_RELEASES)


def may_release(user: User | AnonymousUser) -> bool:
    """Exam officers moderate, rule, prepare a release, and approve what another one prepared."""
    return user.has_perm(RELEASE)


def may_see_corrections(user: User | AnonymousUser) -> bool:
    """Which keys were corrected and whom that touched; the questions themselves only for those who may read items."""
    return user.has_perm(SEE_CORRECTIONS)


def may_propose_correction(user: User | AnonymousUser, bank: Bank) -> bool:
    """Who reviews items of the bank may say that a key is wrong."""
    return user.has_perm(PROPOSE_CORRECTIONS) and may_read_bank(user, bank)


def may_apply_corrections(user: User | AnonymousUser) -> bool:
    """Exam officers apply what another person proposed, and take it back."""
    return user.has_perm(APPLY_CORRECTIONS)


def may_withdraw_correction(user: User | AnonymousUser, correction: KeyCorrection) -> bool:
    """Whoever proposed it, and whoever might apply it."""
    return may_apply_corrections(user) or correction.proposed_by_id == user.pk


def may_see_appeals(user: User | AnonymousUser) -> bool:
    """That there are cases, in what state, and what is overdue."""
    return user.has_perm(SEE_APPEALS)


def may_review_appeals(user: User | AnonymousUser) -> bool:
    """Markers, of what they did not mark themselves: queries.appeals.reviewable_by tells of which."""
    return user.has_perm(REVIEW_APPEALS)


def may_handle_appeals(user: User | AnonymousUser) -> bool:
    """Exam officers note fees, and free a case whose reviewer is gone."""
    return user.has_perm(HANDLE_APPEALS)


def may_set_appeal_terms(user: User | AnonymousUser) -> bool:
    """Window, fee and days of an exam."""
    return user.has_perm(SET_APPEAL_TERMS)
