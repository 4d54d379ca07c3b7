"""The form by which a certificate is left as it is."""

from django import forms
from django.utils.translation import gettext_lazy as _


class KeepForm(forms.Form):
    """Why nothing has to be done."""

    note = forms.CharField(
        label=_("Why the certificate stays as it is"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Please give the reason.")},
    )
