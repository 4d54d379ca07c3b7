"""Who may see analyses and act on them. An analysis names items and shows no key; findings and their options do."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User

Actor = User | AnonymousUser

SEE_ANALYSES = "analysis.view_examanalysis"
ANALYSE = "analysis.add_examanalysis"
# By knowledge point, for those who teach; no item in it.
SEE_CLASSES = "analysis.view_measureditem"
SEE_FINDINGS = "analysis.view_itemfinding"
ACT_ON_FINDINGS = "analysis.add_findingstep"
# Panels: seeing and leading them; judging on one; proposing its cut as the pass mark, and deciding about that.
SEE_PANELS = "analysis.view_standardpanel"
LEAD_PANELS = "analysis.add_standardpanel"
JUDGE = "analysis.change_judgeround"
PROPOSE_STANDARDS = "analysis.add_standardproposal"
DECIDE_STANDARDS = "analysis.change_standardproposal"


def may_see_analyses(user: Actor) -> bool:
    return user.has_perm(SEE_ANALYSES)


def may_analyse(user: Actor) -> bool:
    return user.has_perm(ANALYSE)


def may_see_findings(user: Actor) -> bool:
    """In some bank; `exams.bank.rules.banks_for` tells in which."""
    return user.has_perm(SEE_FINDINGS)


def may_act_on_findings(user: Actor) -> bool:
    return user.has_perm(ACT_ON_FINDINGS)


def may_see_classes(user: Actor) -> bool:
    return user.has_perm(SEE_CLASSES)


def may_see_panels(user: Actor) -> bool:
    """All of them; a judge sees their own."""
    return user.has_perm(SEE_PANELS)


def may_judge(user: Actor) -> bool:
    """Where they are on the panel."""
    return user.has_perm(JUDGE)


def may_lead_panels(user: Actor) -> bool:
    return user.has_perm(LEAD_PANELS)


def may_propose_standards(user: Actor) -> bool:
    return user.has_perm(PROPOSE_STANDARDS)


def may_decide_standards(user: Actor) -> bool:
    return user.has_perm(DECIDE_STANDARDS)
