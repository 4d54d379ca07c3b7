"""Who may mark."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from exams.sittings.models import Attempt

MARK = "marking.add_mark"
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
