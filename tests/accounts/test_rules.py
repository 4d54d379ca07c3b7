"""Predicates over roles, written out for every persona."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.roles import Role
from accounts.rules import has_role, may_reveal_id_number, may_see_portrait, roles_of
from tests.factories.accounts import PersonFactory, UserFactory
from tests.personas import EVERYBODY, make_persona

pytestmark = pytest.mark.django_db


def those_who(may):
    person = PersonFactory()
    users = {name: AnonymousUser() if name == "anonymous" else make_persona(name) for name in EVERYBODY}
    return {name for name, user in users.items() if may(user, person)}


def test_portraits_are_seen_by_those_whose_work_needs_a_face():
    assert those_who(may_see_portrait) == {
        "invigilator",
        "exam_officer",
        "certificate_officer",
        "auditor",
        "superuser",
    }


def test_whole_id_numbers_are_seen_by_two_kinds_of_officer():
    assert those_who(may_reveal_id_number) == {"exam_officer", "certificate_officer", "superuser"}


def test_everybody_sees_what_is_theirs():
    person = PersonFactory()
    assert may_see_portrait(person.user, person)
    assert may_reveal_id_number(person.user, person)


def test_a_persona_has_its_role_alone():
    held = {name: roles_of(make_persona(name)) for name in EVERYBODY if name != "anonymous"}
    assert held == {
        "stranger": frozenset(),
        "superuser": frozenset(Role),
        **{role.value: frozenset({role}) for role in Role},
    }
    assert roles_of(AnonymousUser()) == frozenset()


def test_a_closed_account_has_no_role():
    user = UserFactory(roles=[Role.MARKER], is_active=False)
    assert not has_role(user, Role.MARKER)


def test_roles_are_read_once(django_assert_num_queries):
    user = UserFactory(roles=[Role.MARKER, Role.TRAINEE])
    with django_assert_num_queries(1):
        assert has_role(user, Role.MARKER)
        assert has_role(user, Role.TRAINEE)
        assert not has_role(user, Role.AUDITOR)
