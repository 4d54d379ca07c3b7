"""Where each account's work begins: deep links into what the demo built."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from config.back_office import back_office_links
from config.demo.stages import Demo
from config.demo.story import read_story
from exams.marking.models import Result, ResultState


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and what stands there."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountLinks:
    """An account of the demo with its ways in; the stranger has no user name."""

    role: str
    label: str
    username: str
    name: str
    links: list[Link]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def links(demo: Demo) -> list[AccountLinks]:
    """Every account of the story, then the stranger who checks a certificate."""
    rows = [
        AccountLinks(
            role=account.role,
            label=str(account.role.label),
            username=account.username,
            name=account.name,
            links=[
                Link(title, f"{settings.SITE_URL.rstrip('/')}{path}")
                for name in account.links
                for title, path in FINDERS[name](demo, demo.people[account.username])
            ],
        )
        for account in read_story().accounts
    ]
    if demo.certificate is not None:
        path = reverse("certificates:verify", args=[demo.certificate.code])
        link = Link(_("Verify the certificate"), f"{settings.SITE_URL.rstrip('/')}{path}")
        rows.append(AccountLinks("verifier", _("Anybody, without an account"), "", "", [link]))
    return rows


Found = Iterator[tuple[str, str]]


def _desk(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    yield _("Desk"), reverse("desk")


def _lesson(demo: Demo, user: User) -> Found:
    progress = user.lesson_progress.select_related("lesson").order_by("-opened_at").first() if demo.lessons else None
    if progress is not None:
        address = progress.lesson.get_url()
        yield progress.lesson.title, f"{address}#{progress.anchor}" if progress.anchor else address


def _place(demo: Demo, user: User) -> Found:
    if user.username in demo.places:
        place = demo.places[user.username]
        yield place.sitting.exam.title, reverse("sittings:registration", args=[place.number])


def _board(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    if demo.sitting is not None:
        yield _("Invigilator's board"), reverse("sittings_admin:day", args=[demo.sitting.pk])


def _result(demo: Demo, user: User) -> Found:
    for result in demo.results:
        if result.registration.candidate_id == user.pk:
            yield _("Result"), reverse("marking:result", args=[result.pk])


def _closed_result(demo: Demo, user: User) -> Found:
    if demo.closed is not None:
        own = Result.objects.filter(registration__sitting=demo.closed.sitting, registration__candidate=user)
        for result in own.filter(state=ResultState.RELEASED):
            yield demo.closed.sitting.exam.title, reverse("marking:result", args=[result.pk])


def _closed_sitting(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    if demo.closed is not None:
        yield demo.closed.sitting.exam.title, reverse("results_desk:sitting", args=[demo.closed.sitting.pk])


def _marking(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    yield _("Marking"), reverse("marking_desk:index")


def _appeals(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    yield _("Appeals"), reverse("appeals:index")


def _analysis(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    if demo.closed is not None:
        yield _("Exam analysis"), reverse("exam_analysis:report", args=[demo.closed.component.pk])


def _certificates(demo: Demo, user: User) -> Found:
    if demo.certificate is not None and demo.certificate.person.user_id == user.pk:
        yield _("My certificates"), reverse("certificates:index")


def _chapter(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    if demo.chapter is not None:
        yield demo.chapter.title, reverse("wagtailadmin_explore", args=[demo.chapter.pk])


def _review(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    yield _("Back office: what waits for your approval"), reverse("wagtailadmin_home")


def _styleguide(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    yield _("Style guide"), reverse("styleguide")


def _back_office(demo: Demo, user: User) -> Found:  # noqa: ARG001 -- a finder's signature
    """What the account's roles open there, as the admin's own menu has it."""
    home = reverse("wagtailadmin_home")
    request = RequestFactory().get(home)
    request.user = user
    found = [
        (f"{group.label} · {label}" if group.label else label, path)
        for group in back_office_links(request)
        for label, path in group.links
        if path != home
    ]
    yield from found or [(_("Back office"), home)]


FINDERS: dict[str, Callable[[Demo, User], Found]] = {
    "analysis": _analysis,
    "appeals": _appeals,
    "back_office": _back_office,
    "board": _board,
    "certificates": _certificates,
    "chapter": _chapter,
    "closed_result": _closed_result,
    "closed_sitting": _closed_sitting,
    "desk": _desk,
    "lesson": _lesson,
    "marking": _marking,
    "place": _place,
    "result": _result,
    "review": _review,
    "styleguide": _styleguide,
}
