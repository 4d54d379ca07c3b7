"""Forms of the acts that release results."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.marking.models import Outcome
from exams.sittings.models import ExamComponent


class ReleaseForm(forms.Form):
    """When the results come out, and what the moderation found."""

    release_at = forms.DateTimeField(
        label=_("Released at"),
        help_text=_("Not before this time, and not before a second person has approved it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    note = forms.CharField(
        label=_("Note of the moderation"),
        help_text=_("The second person reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class ReasonForm(forms.Form):
    """Why: it is kept with the act."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, error_messages={"required": _("Please give the reason.")}
    )


class ModerationForm(ReasonForm):
    """One part, moved by some points for everybody."""

    component = forms.ModelChoiceField(label=_("Part"), queryset=ExamComponent.objects.none())
    points = forms.DecimalField(
        label=_("Points"),
        help_text=_("Added to everybody's score of this part; with a minus taken away. 0 takes a moderation back."),
        min_value=-100,
        max_value=100,
        max_digits=5,
        decimal_places=2,
    )
    field_order = ("component", "points", "reason")

    def __init__(self, *args: Any, exam_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts: Any = self.fields["component"]
        parts.queryset = ExamComponent.objects.filter(exam=exam_id).order_by("kind")
        parts.label_from_instance = ExamComponent.get_kind_display


class OutcomeForm(ReasonForm):
    """Whether a result counts."""

    outcome = forms.ChoiceField(
        label=_("Kind of result"),
        choices=[
            (Outcome.MISCONDUCT.value, Outcome.MISCONDUCT.label),
            (Outcome.VOID.value, Outcome.VOID.label),
            (Outcome.SCORED.value, _("It counts: the scores stand")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("outcome", "reason")
