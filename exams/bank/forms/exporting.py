"""The form of an export: which items, in what format, with or without answers."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exams.bank.interchange.exports.registry import EXPORTERS


def export_choices() -> list[tuple[str, str]]:
    """Every format with its name for people."""
    return [(name, _(one.label)) for name, one in EXPORTERS.items()]


class ExportForm(forms.Form):
    """What to take."""

    format = forms.ChoiceField(label=gettext_lazy("File format"), choices=export_choices)
    approved = forms.BooleanField(label=gettext_lazy("Approved items only"), required=False, initial=True)
    answers = forms.ChoiceField(
        label=gettext_lazy("Answers and explanations (Word only)"),
        required=False,
        choices=[
            ("beside", gettext_lazy("under each item")),
            ("end", gettext_lazy("at the end")),
            ("none", gettext_lazy("leave out")),
        ],
    )
    # Set by the button under the report of what the file will not hold.
    accept = forms.BooleanField(required=False, widget=forms.HiddenInput)
