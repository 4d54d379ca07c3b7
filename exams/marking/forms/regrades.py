"""Forms of key corrections."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exams.bank.models import ItemVersion
from exams.marking.models import CorrectionKind
from exams.marking.queries.regrades import sittings_that_asked
from exams.sittings.models import Sitting


class ProposalForm(forms.Form):
    """What is put right, where, and why; the key itself is answered in the question's own controls."""

    kind = forms.ChoiceField(
        label=_("What is put right"),
        choices=CorrectionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is put right.")},
    )
    sitting = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Sitting.objects.none(),
        required=False,
        empty_label=_("Wherever the question was asked"),
    )
    reason = forms.CharField(
        label=_("What is wrong with the question"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Candidates read it with their new result."),
        error_messages={"required": _("Please say what is wrong with the question: candidates will read it.")},
    )

    def __init__(self, *args: Any, version: ItemVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sitting: Any = self.fields["sitting"]
        sitting.queryset = sittings_that_asked(version)


class ReasonForm(forms.Form):
    """The reason for an act that ends something."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please give the reason.")},
    )


class DigestForm(forms.Form):
    """Which preview was on the screen."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)
