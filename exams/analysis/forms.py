"""The decision about a finding."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.analysis.models import StepAct
from exams.analysis.services.findings import MOST_REASON


class DecisionForm(forms.Form):
    """Accepted or declined, and why."""

    act = forms.ChoiceField(
        label=_("What is decided"),
        choices=[
            (StepAct.ACCEPTED, _("Accept: what is proposed is done")),
            (StepAct.DECLINED, _("Decline: the item stays as it is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please accept or decline.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please say why; it is kept with the decision.")},
    )
