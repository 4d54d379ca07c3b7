"""Who lets a draft out: the workflow that every page below the home page goes through."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from accounts.roles import Role
from courses.models import HomePage, SecondPersonTask


@transaction.atomic
def ensure_moderation(*, home: HomePage) -> None:
    """Have drafts below `home` approved by a second content editor. What an operator arranged since stays as it is."""
    if SecondPersonTask.objects.exists():
        return
    editors, _created = Group.objects.get_or_create(name=Role.CONTENT_EDITOR.value)
    with override(settings.LANGUAGE_CODE):
        task = SecondPersonTask.objects.create(name=_("Approval by a second editor"))
        workflow = Workflow.objects.create(name=_("Content review by two people"))
    task.groups.add(editors)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.get_or_create(page=home, defaults={"workflow": workflow})
