"""One user per role, plus a stranger who has none: `trainee`, `item_writer`, …, `stranger`, `superuser`.

`persona(name)` gives any of them, `client_of(name)` a browser that is signed in as one ("anonymous": nobody).
"""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import STAFF_ROLES, Role
from tests.factories.accounts import PersonFactory, UserFactory

ANONYMOUS = "anonymous"
STRANGER = "stranger"
SUPERUSER = "superuser"
STAFF = tuple(sorted(role.value for role in STAFF_ROLES))
SIGNED_IN = (STRANGER, *Role.values, SUPERUSER)
EVERYBODY = (ANONYMOUS, *SIGNED_IN)


def make_persona(name: str) -> User:
    """The user of that name, with a person behind it; made once per test."""
    known = User.objects.filter(username=name).first()
    if known is not None:
        return known
    roles = [Role(name)] if name in Role.values else []
    user = UserFactory(username=name, roles=roles, is_superuser=name == SUPERUSER)
    PersonFactory(user=user)
    return user


def browser_of(name: str) -> Client:
    client = Client()
    if name != ANONYMOUS:
        client.force_login(make_persona(name))
    return client


@pytest.fixture
def persona(db) -> Callable[[str], User]:
    return make_persona


@pytest.fixture
def client_of(db) -> Callable[[str], Client]:
    return browser_of


@pytest.fixture
def stranger(db) -> User:
    return make_persona(STRANGER)


@pytest.fixture
def superuser(db) -> User:
    return make_persona(SUPERUSER)


@pytest.fixture
def trainee(db) -> User:
    return make_persona(Role.TRAINEE.value)


@pytest.fixture
def item_writer(db) -> User:
    return make_persona(Role.ITEM_WRITER.value)


@pytest.fixture
def reviewer(db) -> User:
    return make_persona(Role.REVIEWER.value)


@pytest.fixture
def paper_maker(db) -> User:
    return make_persona(Role.PAPER_MAKER.value)


@pytest.fixture
def invigilator(db) -> User:
    return make_persona(Role.INVIGILATOR.value)


@pytest.fixture
def marker(db) -> User:
    return make_persona(Role.MARKER.value)


@pytest.fixture
def exam_officer(db) -> User:
    return make_persona(Role.EXAM_OFFICER.value)


@pytest.fixture
def certificate_officer(db) -> User:
    return make_persona(Role.CERTIFICATE_OFFICER.value)


@pytest.fixture
def content_editor(db) -> User:
    return make_persona(Role.CONTENT_EDITOR.value)


@pytest.fixture
def auditor(db) -> User:
    return make_persona(Role.AUDITOR.value)
