"""Users and persons."""

from datetime import UTC, datetime

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from accounts.models import Person, User
from accounts.roles import Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse 7 battery"


class UserFactory(DjangoModelFactory):
    """A login without role or person; `roles=[Role.TRAINEE]` gives roles."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"user-{number}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def roles(self, create, extracted):  # noqa: ARG002 -- factory_boy's signature
        if extracted:
            self.groups.set(Group.objects.filter(name__in=[Role(role).value for role in extracted]))


class PersonFactory(DjangoModelFactory):
    """A person with a login."""

    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    full_name = "张晓明"
