"""The decision about a finding."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.analysis.models import StepAct
from exams.analysis.presentation import ACTIONS
from exams.analysis.services.findings import MOST_REASON
from exams.analysis.statistics.findings import Action

OF_ITEMS = [action for action in Action if action is not Action.WRITE_MORE]


class DecisionForm(forms.Form):
    """Accepted or declined, what is done, and why. About a cell there is one thing to do."""

    act = forms.ChoiceField(
        label=_("What is decided"),
        choices=[
            (StepAct.ACCEPTED, _("Accept: something is done")),
            (StepAct.DECLINED, _("Decline: the item stays as it is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please accept or decline.")},
    )
    action = forms.ChoiceField(
        label=_("What is done"),
        required=False,
        choices=[("", _("What is proposed")), *((action, ACTIONS[action]) for action in OF_ITEMS)],
        help_text=_("A measured difficulty counts in assembly at once; a suspended item comes onto no new paper."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why; it is kept with the decision.")},
    )

    def __init__(self, *args: Any, about_item: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not about_item:
            del self.fields["action"]

    def action_chosen(self) -> Action | None:
        """None: what is proposed."""
        action = self.cleaned_data.get("action")
        return Action(action) if action else None
