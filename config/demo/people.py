"""One login per role, and the candidates."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from accounts.roles import STAFF_ROLES, Role
from accounts.services import grant_role, name_person, set_photo
from config.demo.portraits import draw_portrait
from config.demo.story import Story

People = dict[str, User]


def build_people(story: Story, *, now: datetime) -> People:
    """Everybody in the story by user name; whoever is there already stays as they are."""
    cast = [(account.username, account.name, account.role) for account in story.accounts]
    cast += [(candidate.username, candidate.name, Role.TRAINEE) for candidate in story.candidates]
    known = User.objects.in_bulk([username for username, _name, _role in cast], field_name="username")
    # One hash for all of them: hashing is slow on purpose.
    password = make_password(story.password) if len(known) < len(cast) else ""
    return {
        username: known.get(username) or _introduce(username, name, role, password=password, now=now)
        for username, name, role in cast
    }


@transaction.atomic
def _introduce(username: str, name: str, role: Role, *, password: str, now: datetime) -> User:
    user = introduce(username, name, role, password=password, email=f"{username}@example.com", now=now)
    if role not in STAFF_ROLES:
        set_photo(person=user.person, data=draw_portrait(name), actor=user, now=now)
    return user


@transaction.atomic
def introduce(username: str, name: str, role: Role, *, password: str, email: str, now: datetime) -> User:
    """An account with its role and its person; `password` is a hash."""
    user = User.objects.create(username=username, email=email, password=password)
    grant_role(user=user, role=role, actor=user, now=now)
    name_person(user=user, full_name=name, actor=user, now=now)
    return user
