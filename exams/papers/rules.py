"""Who may do what with blueprints and papers. Seeing the keys of a paper is a right of the bank, not of the paper."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from exams.bank.rules import may_read_items

Actor = User | AnonymousUser

SEE_BLUEPRINTS = "papers.view_blueprint"
WRITE_BLUEPRINTS = "papers.change_blueprint"
SEE_ENEMIES = "papers.view_enemypair"
ADD_ENEMIES = "papers.add_enemypair"
REMOVE_ENEMIES = "papers.delete_enemypair"
SEE_PAPERS = "papers.view_paperitem"
MAKE_PAPERS = "papers.add_paper"
CHANGE_DRAFTS = "papers.change_paperitem"
PUBLISH_PAPERS = "papers.change_paper"


def may_see_blueprints(user: Actor) -> bool:
    return user.has_perm(SEE_BLUEPRINTS)


def may_write_blueprints(user: Actor) -> bool:
    return user.has_perm(WRITE_BLUEPRINTS)


def may_see_papers(user: Actor) -> bool:
    return user.has_perm(SEE_PAPERS)


def may_make_papers(user: Actor) -> bool:
    return user.has_perm(MAKE_PAPERS)


def may_change_drafts(user: Actor) -> bool:
    return user.has_perm(CHANGE_DRAFTS)


def may_publish_papers(user: Actor) -> bool:
    return user.has_perm(PUBLISH_PAPERS)


def may_print_keys(user: Actor) -> bool:
    """Take a marking key: it is a right of the bank, as seeing keys on the paper's page is."""
    return may_see_papers(user) and may_read_items(user)


def may_see_enemies(user: Actor) -> bool:
    return user.has_perm(SEE_ENEMIES)


def may_add_enemies(user: Actor) -> bool:
    return user.has_perm(ADD_ENEMIES)


def may_remove_enemies(user: Actor) -> bool:
    return user.has_perm(REMOVE_ENEMIES)
