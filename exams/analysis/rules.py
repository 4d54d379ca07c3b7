"""Who may see analyses and act on them. An analysis names items and shows no key; findings and their options do."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User

Actor = User | AnonymousUser

SEE_ANALYSES = "analysis.view_examanalysis"
ANALYSE = "analysis.add_examanalysis"
SEE_FINDINGS = "analysis.view_itemfinding"
ACT_ON_FINDINGS = "analysis.add_findingstep"


def may_see_analyses(user: Actor) -> bool:
    return user.has_perm(SEE_ANALYSES)


def may_analyse(user: Actor) -> bool:
    return user.has_perm(ANALYSE)


def may_see_findings(user: Actor) -> bool:
    """In some bank; `exams.bank.rules.banks_for` tells in which."""
    return user.has_perm(SEE_FINDINGS)


def may_act_on_findings(user: Actor) -> bool:
    return user.has_perm(ACT_ON_FINDINGS)
