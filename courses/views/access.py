"""What every view of a reader asks first: a page that is published, open to them, and not behind a wall."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from wagtail.models import Page

from accounts.models import User
from courses.models import CoursePage, LessonPage
from courses.rules import Gate, gate_before, may_pass_walls


class SignedInRequest(HttpRequest):
    """Every view here stands behind the login."""

    user: User


def published(request: HttpRequest, pages: type[Page], page_id: int) -> Any:
    """A live page that this reader may see."""
    page = get_object_or_404(pages.objects.live(), pk=page_id)
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise Http404
    return page


def wall_before(*, page: Page, user: User) -> Gate | None:
    """The wall that keeps this page closed to a reader; a course's own page is open to everybody."""
    if isinstance(page, CoursePage):
        return None
    gate = gate_before(page=page, reader=user)
    return gate if gate and gate.is_wall and not may_pass_walls(user=user, page=page) else None


def at_the_wall(request: HttpRequest, *, page: Page, gate: Gate) -> HttpResponse:
    """What a reader sees in place of a page that a wall keeps closed: why, and the way around."""
    context = {"page": page, "gate": gate, "course": CoursePage.objects.ancestor_of(page).last()}
    return render(request, "courses/wall.html", context, status=403)


def open_lesson(request: SignedInRequest, lesson_id: int) -> LessonPage:
    """A published lesson that this reader may study; what a wall keeps closed takes no acts either."""
    lesson: LessonPage = published(request, LessonPage, lesson_id)
    if wall_before(page=lesson, user=request.user):
        raise PermissionDenied
    return lesson
