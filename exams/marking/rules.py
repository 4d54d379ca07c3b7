"""Who may mark, and who releases results."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from exams.sittings.models import Attempt

MARK = "marking.add_mark"
SEE_RELEASES = "marking.view_release"
RELEASE = "marking.add_release"
ALLOCATE = "marking.change_allocation"


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
