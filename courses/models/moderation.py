"""The step between an editor's draft and what readers see: approval by a second person."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState

from accounts.models import User

APPROVE = "approve"


class SecondPersonTask(AbstractGroupApprovalTask):
    """Approval by a member of the groups who neither submitted the page nor wrote any of what would be published."""

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        """Whoever had a hand in the draft may send it back, but not approve it."""
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        if self.is_second_person(obj, user):
            return actions
        return [action for action in actions if action[0] != APPROVE]

    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Refuse an approval also where it did not come from a button of ours."""
        if action_name == APPROVE and not self.is_second_person(task_state.workflow_state.content_object, user):
            raise PermissionDenied
        super().on_action(task_state, user, action_name, **kwargs)

    def is_second_person(self, page: Page, user: User) -> bool:
        """Whether somebody else submitted the page and wrote everything since it was last published."""
        state = page.current_workflow_state
        if state is None or state.requested_by_id == user.pk:
            return False
        return not page.revisions.filter(pk__gt=page.live_revision_id or 0, user_id=user.pk).exists()

    @classmethod
    def get_description(cls) -> str:
        return str(_("An editor who did not write the draft and did not submit it approves it"))
