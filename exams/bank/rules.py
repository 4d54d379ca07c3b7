"""Who may do what with items. Reading an item means reading its key.

A role gives a permission in every bank; a restricted bank asks for a line on its own list besides, of everybody
(docs/adr/0010-restricted-banks.md).
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from exams.bank.models import AccessLevel, Bank, BankAccess, FirstAuthor, ItemVersion, VersionState

Actor = User | AnonymousUser

READ = "bank.view_item"
WRITE = "bank.add_itemversion"
REVIEW = "bank.add_itemreview"
EXPORT = "bank.export_item"
SEE_LOG = "bank.view_bankevent"
GIVE_ACCESS = "bank.change_bankaccess"

# What a permission asks of a restricted bank's list.
_LEVELS = {
    READ: frozenset(AccessLevel),
    WRITE: frozenset({AccessLevel.WRITE}),
    REVIEW: frozenset({AccessLevel.REVIEW}),
    EXPORT: frozenset({AccessLevel.WRITE, AccessLevel.REVIEW}),
}


def may_read_items(user: Actor) -> bool:
    """In some bank; may_read_bank tells in which."""
    return user.has_perm(READ)


def may_write_items(user: Actor) -> bool:
    """In some bank; may_write_in tells in which."""
    return user.has_perm(WRITE)


def may_review_items(user: Actor) -> bool:
    """In some bank; may_review_in tells in which."""
    return user.has_perm(REVIEW)


def may_see_log(user: Actor) -> bool:
    return user.has_perm(SEE_LOG)


def may_give_access(user: Actor) -> bool:
    """Keep the lists of restricted banks; who may is not thereby on any of them."""
    return user.has_perm(GIVE_ACCESS)


def may_read_bank(user: Actor, bank: Bank) -> bool:
    return may_read_items(user) and is_listed(user, bank, READ)


def may_write_in(user: Actor, bank: Bank) -> bool:
    return may_write_items(user) and is_listed(user, bank, WRITE)


def may_review_in(user: Actor, bank: Bank) -> bool:
    return may_review_items(user) and is_listed(user, bank, REVIEW)


def may_export(user: Actor, bank: Bank) -> bool:
    """Take items with their keys out of the system."""
    return may_read_bank(user, bank) and user.has_perm(EXPORT) and is_listed(user, bank, EXPORT)


def may_comment(user: Actor, bank: Bank) -> bool:
    """Writers and reviewers of the bank talk about its items."""
    return may_write_in(user, bank) or may_review_in(user, bank)


def is_listed(user: Actor, bank: Bank, permission: str) -> bool:
    """Whether the bank's list lets this user use a permission of the bank there; an unrestricted bank lets everybody."""
    if not bank.is_restricted or permission not in _LEVELS:
        return True
    return isinstance(user, User) and bool(_LEVELS[permission] & _levels_of(user, bank))


def banks_for(user: Actor, permission: str = READ) -> QuerySet[Bank]:
    """The banks in which this user may use the permission; every list across banks starts here."""
    if not isinstance(user, User) or not user.has_perm(permission):
        return Bank.objects.none()
    lines = BankAccess.objects.filter(level__in=_LEVELS.get(permission, frozenset(AccessLevel)))
    own = lines.filter(Q(user=user) | Q(group__user=user)).values("bank")
    return Bank.objects.filter(Q(is_restricted=False) | Q(pk__in=own))


def reviewers_for(version: ItemVersion) -> QuerySet[User]:
    """Who may review this version: the reviewers of its bank who wrote no part of it, by name."""
    own = versions_up_to(version).values("author"), version.item.first_authors.values("author")
    return people_of(version.item.bank, REVIEW).exclude(Q(pk__in=own[0]) | Q(pk__in=own[1]))


def people_of(bank: Bank, permission: str) -> QuerySet[User]:
    """Who may use the permission in the bank, by name."""
    people = User.objects.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")
    if bank.is_restricted:
        lines = BankAccess.objects.filter(bank=bank, level__in=_LEVELS[permission])
        listed = Q(pk__in=lines.values("user")) | Q(groups__in=lines.exclude(group=None).values("group"))
        people = people.filter(listed).distinct()
    return people.select_related("person").order_by("username")


def versions_up_to(version: ItemVersion) -> QuerySet[ItemVersion]:
    """The version and those before it: what still stands in it may come from any of them."""
    return ItemVersion.objects.filter(item=version.item_id, number__lte=version.number)


def wrote_part_of(user: Actor, version: ItemVersion) -> bool:
    """Whether the user is an author of what the version says: of itself, of one that it goes back to, or of its original."""
    if version.author_id == user.pk or versions_up_to(version).filter(author=user.pk).exists():
        return True
    return FirstAuthor.objects.filter(item=version.item_id, author=user.pk).exists()


def may_revise(user: Actor, version: ItemVersion) -> bool:
    """Only its author changes a draft in place; anybody else makes the next version."""
    return (
        version.state == VersionState.DRAFT and version.author_id == user.pk and may_write_in(user, version.item.bank)
    )


def may_move(user: Actor, version: ItemVersion, verb: str) -> bool:
    """Whether the user may take this step, whatever the version's state allows; nobody approves what they wrote a part of."""
    if verb == "submit":
        return may_write_in(user, version.item.bank)
    may = may_review_in(user, version.item.bank)
    return may and not (verb == "approve" and wrote_part_of(user, version))


def _levels_of(user: User, bank: Bank) -> set[str]:
    """What the bank's list says of this user; asked once for a user and a bank object."""
    known: dict[int, set[str]] = user.__dict__.setdefault("_bank_levels", {})
    if bank.pk not in known:
        lines = BankAccess.objects.filter(Q(user=user) | Q(group__user=user), bank=bank)
        known[bank.pk] = set(lines.values_list("level", flat=True))
    return known[bank.pk]
