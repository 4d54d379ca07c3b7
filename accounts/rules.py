"""Who may: predicates over roles and permissions."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import Person, User
from accounts.roles import Role

# Those who must see a face: to let a candidate in, to run the exam, to issue, to check afterwards.
_SEE_PORTRAITS = frozenset({Role.INVIGILATOR, Role.EXAM_OFFICER, Role.CERTIFICATE_OFFICER, Role.AUDITOR})
# Those who must compare a whole number with a document.
_REVEAL_ID_NUMBERS = frozenset({Role.EXAM_OFFICER, Role.CERTIFICATE_OFFICER})


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The user's roles, read once per user object; a superuser has all, a closed account none."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role)
    known: frozenset[Role] | None = user.__dict__.get("_roles")
    if known is None:
        names = user.groups.filter(name__in=Role.values).values_list("name", flat=True)
        known = user.__dict__["_roles"] = frozenset(Role(name) for name in names)
    return known


def has_role(user: User | AnonymousUser, role: Role) -> bool:
    return role in roles_of(user)


def may_see_tokens(user: User | AnonymousUser) -> bool:
    """Officers and auditors see which systems are let in, for what, and what they are told."""
    return user.has_perm("accounts.view_accesstoken")


def may_make_tokens(user: User | AnonymousUser) -> bool:
    """Officers let other systems act in their own name, and shut anybody's out."""
    return user.has_perm("accounts.add_accesstoken")


def may_make_webhooks(user: User | AnonymousUser) -> bool:
    """Officers say which systems are told what, and have it told again."""
    return user.has_perm("accounts.add_webhook")


def may_see_portrait(user: User | AnonymousUser, person: Person) -> bool:
    """The owner, and those whose work needs a face."""
    return person.user_id == user.pk or bool(roles_of(user) & _SEE_PORTRAITS)


def may_reveal_id_number(user: User | AnonymousUser, person: Person) -> bool:
    """The owner, and those who compare it with a document."""
    return person.user_id == user.pk or bool(roles_of(user) & _REVEAL_ID_NUMBERS)


def may_handle_erasures(user: User | AnonymousUser) -> bool:
    """Those who decide on requests to erase; two of them for each, and nobody on their own."""
    return user.has_perm("accounts.change_erasurerequest")


def may_see_privacy_office(user: User | AnonymousUser) -> bool:
    """The register with its tables, and the requests."""
    return user.has_perm("accounts.view_erasurerequest")
