"""Writing the roles as roles.py has them, and giving them to people."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from accounts.models import User
from accounts.roles import COLLECTION_PERMISSIONS, PAGE_ACTS, ROLE_PERMISSIONS, Role
from accounts.rules import roles_of


class UnknownPermissionsError(Exception):
    """roles.py names permissions that no model has."""


@transaction.atomic
def sync_roles() -> None:
    """Make the role groups and their permissions exactly what roles.py says."""
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set(_permissions(ROLE_PERMISSIONS[role]))
    sync_editor_scope()


@transaction.atomic
def sync_editor_scope() -> None:
    """Give the content editors the tree under each site's home and the shared library, and nothing else there."""
    group = Group.objects.get(name=Role.CONTENT_EDITOR.value)
    acts = _permissions(tuple(f"wagtailcore.{act}_page" for act in PAGE_ACTS))
    wanted = {(page_id, act.pk) for page_id in Site.objects.values_list("root_page_id", flat=True) for act in acts}
    held = {(row.page_id, row.permission_id): row for row in GroupPagePermission.objects.filter(group=group)}
    for key in held.keys() - wanted:
        held[key].delete()
    for page_id, permission_id in wanted - held.keys():
        GroupPagePermission.objects.create(group=group, page_id=page_id, permission_id=permission_id)

    root = Collection.get_first_root_node()
    if root is None:
        return
    library = _permissions(COLLECTION_PERMISSIONS)
    held_library = GroupCollectionPermission.objects.filter(group=group)
    held_library.exclude(collection=root, permission__in=library).delete()
    for permission in library:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    pairs = [name.split(".", 1) for name in names]
    query = Q(pk__in=[])
    for app_label, codename in pairs:
        query |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(query).select_related("content_type"))
    missing = set(names) - {f"{permission.content_type.app_label}.{permission.codename}" for permission in found}
    if missing:
        raise UnknownPermissionsError(", ".join(sorted(missing)))
    return found


@transaction.atomic
def grant_role(*, user: User, role: Role, actor: User, now: datetime) -> None:
    user.groups.add(Group.objects.get(name=role.value))
    user.__dict__.pop("_roles", None)
    log(instance=user, action="accounts.grant_role", user=actor, timestamp=now, data={"role": role.value})


@transaction.atomic
def revoke_role(*, user: User, role: Role, actor: User, now: datetime) -> None:
    user.groups.remove(Group.objects.get(name=role.value))
    user.__dict__.pop("_roles", None)
    log(instance=user, action="accounts.revoke_role", user=actor, timestamp=now, data={"role": role.value})


@transaction.atomic
def follow_claims(*, user: User, wanted: AbstractSet[Role], mapped: AbstractSet[Role], now: datetime) -> None:
    """Have of the `mapped` roles exactly the `wanted`; every other role stays as people have given it."""
    held = roles_of(user) if not user.is_superuser else frozenset()
    for role in sorted(wanted - held):
        grant_role(user=user, role=role, actor=user, now=now)
    for role in sorted((mapped - wanted) & held):
        revoke_role(user=user, role=role, actor=user, now=now)
