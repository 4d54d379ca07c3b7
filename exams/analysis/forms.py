"""The decision about a finding."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ManyRowsField
from accounts.models import User
from exams.analysis.models import StepAct
from exams.analysis.presentation import ACTIONS
from exams.analysis.rules import JUDGE
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


class PanelForm(forms.Form):
    """Who judges: those whose role lets them."""

    judges = ManyRowsField(
        User.objects.none(),
        label=_("Judges"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose the judges.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.with_perm(
            JUDGE, backend="django.contrib.auth.backends.ModelBackend", include_superusers=False
        )
        judges: Any = self.fields["judges"]
        judges.queryset = people.select_related("person").order_by("username")
        # Two people may have one name.
        judges.label_from_instance = lambda user: f"{user.display_name} · {user.username}"


class RatingsForm(forms.Form):
    """For each question of the paper, of a hundred candidates who are just good enough, how many answer it rightly."""

    def __init__(self, *args: Any, slots: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in slots:
            self.fields[f"rating-{slot}"] = forms.IntegerField(
                label=_("Question %(slot)d: how many of 100") % {"slot": slot},
                required=False,
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "analysis-rating"}),
            )

    def ratings(self) -> dict[int, int | None]:
        """By slot; None where nothing was entered."""
        return {int(name.partition("-")[2]): value for name, value in self.cleaned_data.items()}


class StandardReasonForm(forms.Form):
    """Why a panel's cut shall be the pass mark."""

    reason = forms.CharField(label=_("Reason"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 2}))


class StandardDecisionForm(StandardReasonForm):
    """Adopted or not, and why."""

    adopt = forms.ChoiceField(
        label=_("What is decided"),
        choices=[("yes", _("Adopt: it becomes the pass mark")), ("no", _("Do not adopt: the pass mark stays"))],
        widget=forms.RadioSelect,
    )
    field_order = ("adopt", "reason")
