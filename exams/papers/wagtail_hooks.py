"""Blueprints and papers in the Wagtail admin, and the acts that its log names."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from exams.papers.viewsets import PapersGroup


@hooks.register("register_admin_viewset")
def register_papers() -> PapersGroup:
    return PapersGroup()


@hooks.register("register_log_actions")
def name_the_acts(actions: LogActionRegistry) -> None:
    actions.register_action("papers.write_blueprint", _("Write a blueprint"), _("Blueprint written"))
    actions.register_action("papers.lock_blueprint", _("Lock a blueprint"), _("Blueprint locked"))
    actions.register_action("papers.assemble", _("Assemble a paper"), _("Paper assembled"))
    actions.register_action("papers.handwork", _("Change a draft paper"), _("Draft changed"))
    actions.register_action("papers.submit", _("Hand a paper in for publishing"), _("Paper handed in"))
    actions.register_action("papers.return", _("Give a paper back to its maker"), _("Paper given back"))
    actions.register_action("papers.assemble_set", _("Assemble a set of papers"), _("Set of papers assembled"))
    actions.register_action("papers.publish", _("Publish a paper"), _("Paper published"))
    actions.register_action("papers.print", _("Print a paper"), _("Paper printed"))
    actions.register_action("papers.submit_set", _("Hand in all papers of a set"), _("Set handed in"))
    actions.register_action("papers.return_set", _("Give a set back to its maker"), _("Set given back"))
    actions.register_action("papers.publish_set", _("Publish all papers of a set"), _("Set published"))
    actions.register_action("papers.add_enemies", _("Keep two items off one paper"), _("Two items kept apart"))
    actions.register_action("papers.remove_enemies", _("Let two items on one paper"), _("Two items let together"))
