"""Every URL × every persona, from the URLconf: who gets in, who is refused, and that a refusal changes nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pprint import pformat
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from accounts.access import PUBLIC_VIEWS, is_public, is_sensitive
from accounts.models import Person
from accounts.roles import Role
from tests.architecture.access_table import AREAS, HARMLESS, PUBLIC, TABLE, TURNED_AWAY, only
from tests.architecture.access_world import arguments, make_world
from tests.factories.accounts import PersonFactory, UserFactory
from tests.personas import ANONYMOUS, EVERYBODY, SUPERUSER, browser_of

# Routes without a name, or with one that takes no keyword.
PATHS = {
    "admin/test404/": "/admin/test404/",
    "admin/.*/$": "/admin/no/such/page/",
    **{
        f"accounts/social/{page}/": f"/accounts/social/{page}/"
        for page in ("login/cancelled", "login/error", "signup", "connections")
    },
    r"^((?:[\w\-]+/)*)$": "/",
}
LOGOUTS = {"account_logout", "wagtailadmin_logout"}
NO_DESK = {"stranger", "trainee"}
# A save carries its own proof, the lease, and goes round the URLconf (exams.sittings.middleware).
BESIDE_THE_URLCONF = ("/attempts/{attempt_id}/answers", "/attempts/{attempt_id}/clock")


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the URLconf."""

    route: str
    name: str
    arguments: frozenset[str]
    view: Any

    @property
    def area(self) -> str:
        """The longest beginning in AREAS; empty where there is none."""
        return max((area for area in AREAS if self.route.startswith(area)), key=len, default="")

    @property
    def who(self) -> frozenset[str]:
        return TABLE[self.name].who if self.name in TABLE else AREAS[self.area]

    def path(self, world: dict[str, dict[str, Any]]) -> str:
        if self.route in PATHS:
            return PATHS[self.route]
        return reverse(self.name, kwargs=arguments(world, self.route, set(self.arguments)))


def walk(
    resolver: URLResolver, route: str = "", names: tuple[str, ...] = (), asked: frozenset[str] = frozenset()
) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        regex = getattr(pattern.pattern, "regex", None)
        here = asked | set(pattern.pattern.converters) | set(regex.groupindex if regex else ())
        # Joined as Django joins them.
        whole = route + str(pattern.pattern).removeprefix("^" if route else "")
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from walk(pattern, whole, inner, here)
        elif isinstance(pattern, URLPattern):
            yield Route(whole, ":".join((*names, pattern.name or "")), here, pattern.callback)


def all_routes() -> list[Route]:
    """In the order in which they are tried; of two equal routes the second is never reached."""
    first: dict[str, Route] = {}
    for route in walk(get_resolver()):
        first.setdefault(route.route, route)
    return list(first.values())


ROUTES = all_routes()


@pytest.fixture(scope="module")
def made_world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict[str, dict[str, Any]]]:
    """Made once, since it takes a second or two; every test starts from it and leaves it as it was."""
    photo = Person._meta.get_field("photo")
    storage, photo.storage = photo.storage, FileSystemStorage(location=tmp_path_factory.mktemp("private"))
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    photo.storage = storage


@pytest.fixture
def world(made_world, db) -> dict[str, dict[str, Any]]:
    cache.clear()
    return made_world


# The table is whole


def test_every_route_is_listed():
    unlisted = [(route.route, route.name) for route in ROUTES if route.name not in TABLE and not route.area]
    assert unlisted == [], "who may open these? say so in tests/architecture/access_table.py"


def test_nothing_is_listed_that_is_not_there():
    assert TABLE.keys() - {route.name for route in ROUTES} == set()
    assert AREAS.keys() - {route.area for route in ROUTES if route.name not in TABLE} == set()
    assert HARMLESS.keys() - {route.name for route in ROUTES} == set()


def test_what_the_middleware_lets_strangers_open_is_what_the_table_calls_public():
    open_to_strangers = {route.name for route in ROUTES if is_public(route.name, route.view)}
    assert open_to_strangers == {name for name, row in TABLE.items() if row.who == PUBLIC}


def test_every_view_of_a_library_that_is_public_is_there():
    assert PUBLIC_VIEWS.keys() - {route.name for route in ROUTES} == set()
    assert all(PUBLIC_VIEWS.values())


def test_every_path_leads_to_its_route(world):
    astray = {route.route: route.path(world) for route in ROUTES if resolve(route.path(world)).route != route.route}
    assert astray == {}


# Reading


def status_of(client: Client, method: str, path: str) -> tuple[int, str]:
    client.raise_request_exception = False
    answer = getattr(client, method)(path)
    if answer.streaming:
        # Read to the end, a file closes itself; answer.close() would close the database's connection with it.
        answer.getvalue()
    return answer.status_code, answer.headers.get("Location", "")


def is_welcome(route: Route, persona: str, status: int, location: str) -> bool:
    """The answer that those get who may: exactly the table's; in an area of Wagtail's anything that is no refusal."""
    if route.name in TABLE:
        return status == TABLE[route.name].expected(persona)
    is_elsewhere = status == HTTPStatus.FOUND and (location == "/admin/" or location.startswith("/accounts/login/"))
    return not is_elsewhere and status != HTTPStatus.FORBIDDEN and status < HTTPStatus.INTERNAL_SERVER_ERROR


def is_refusal(route: Route, persona: str, status: int, location: str) -> bool:
    """The answer that those get who may not."""
    if persona == ANONYMOUS:
        return status == HTTPStatus.FOUND and location.startswith("/accounts/login/?next=")
    if route.route.startswith("admin/") and persona in NO_DESK:
        return status == HTTPStatus.FORBIDDEN
    is_turned_away = status == HTTPStatus.FOUND and location == "/admin/"
    # Asked before anything else, and of everybody.
    is_wrong_method = status == HTTPStatus.METHOD_NOT_ALLOWED
    if route.name not in TABLE:
        is_closed = is_turned_away or status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
        return is_closed or is_wrong_method or route.name in HARMLESS
    refused = TABLE[route.name].refused
    return is_wrong_method or (is_turned_away if refused == TURNED_AWAY else status == refused)


@pytest.mark.parametrize("persona", EVERYBODY)
def test_who_may_open_what(world, persona):
    client = browser_of(persona)
    wrong = {}
    for route in ROUTES:
        # Where this session would end, another is taken.
        answer = status_of(browser_of(persona) if route.name in LOGOUTS else client, "get", route.path(world))
        is_right = is_welcome if persona in route.who else is_refusal
        if not is_right(route, persona, *answer):
            wrong[route.route, route.name] = answer
    assert not wrong, pformat(wrong)


# Of the same role, and not whose the sample object is. On the marker's desk the answer is in another's hands.
COLLEAGUES = {
    Role.TRAINEE: [route.name for route in ROUTES if route.who == only("trainee")],
    Role.MARKER: [f"marking_desk:{name}" for name in ("answer", "draft", "next", "return", "media", "forget")],
}


@pytest.mark.parametrize("role", COLLEAGUES)
def test_a_colleagues_objects_are_as_closed_as_a_strangers(world, role):
    colleague = UserFactory(username="colleague", roles=[role])
    PersonFactory(user=colleague)
    client = Client()
    client.force_login(colleague)
    theirs = [route for route in ROUTES if route.name in COLLEAGUES[role]]
    assert len(theirs) == len(COLLEAGUES[role])
    before = fingerprint()
    wrong = {}
    for route in theirs:
        answers = [status_of(client, method, route.path(world)) for method in ("get", "post")]
        closed = {TABLE[route.name].refused if role == Role.TRAINEE else 404, 405}
        if {status for status, _location in answers} - closed or all(status == 405 for status, _ in answers):
            wrong[route.name] = answers
    assert wrong == {}, pformat(wrong)
    assert fingerprint() == before


def test_a_script_of_a_stranger_gets_401(world):
    client = Client(headers={"Accept": "application/json"})
    statuses = {route.route: client.get(route.path(world)).status_code for route in ROUTES if route.who != PUBLIC}
    assert {route: status for route, status in statuses.items() if status != 401} == {}


# Writing


def fingerprint() -> dict[str, str]:
    """The contents of every table; of sessions the number, since a refusal may leave a message in one."""
    with connection.cursor() as cursor:
        contents = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- our own table names
            rows = sorted(repr(row) for row in cursor.fetchall())
            kept = str(len(rows)) if table == "django_session" else "\n".join(rows)
            contents[table] = hashlib.sha256(kept.encode()).hexdigest()
    return contents


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_refused_act_changes_nothing(world, persona):
    client = browser_of(persona)
    closed = [route for route in ROUTES if persona not in route.who]
    before = fingerprint()
    wrong = {}
    for route in closed:
        answer = status_of(client, "post", route.path(world))
        if not is_refusal(route, persona, *answer):
            wrong[route.route, route.name] = answer
    after = fingerprint()
    assert not wrong, pformat(wrong)
    assert {table for table in before if before[table] != after[table]} == set()


def test_a_sensitive_act_waits_for_a_fresh_proof(world, settings):
    settings.STEP_UP_MINUTES = 10
    client = browser_of(SUPERUSER)
    before = fingerprint()
    answers = {
        route.name: status_of(client, "post", route.path(world))
        for route in ROUTES
        if is_sensitive(route.name, route.view)
    }
    asked = "/accounts/reauthenticate/?next="
    assert {name: got for name, got in answers.items() if got[0] != 302 or not got[1].startswith(asked)} == {}
    assert fingerprint() == before


@pytest.mark.parametrize("persona", EVERYBODY)
def test_a_save_without_the_lease_changes_nothing(world, persona):
    client = browser_of(persona)
    before = fingerprint()
    statuses = [
        client.post(path.format(**world["attempts/"]), "{}", content_type="application/json").status_code
        for path in BESIDE_THE_URLCONF
    ]
    assert all(400 <= status < 500 for status in statuses), statuses
    assert fingerprint() == before
