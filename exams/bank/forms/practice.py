"""How much of a bank is given to practice."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

USUAL_PERCENT = 40


class ShareForm(forms.Form):
    """A share of each type, in per cent."""

    percent = forms.IntegerField(
        label=_("Share of each type, in per cent"),
        help_text=_("What was given before counts. A smaller share than before takes nothing back."),
        min_value=1,
        max_value=99,
        initial=USUAL_PERCENT,
    )

    @property
    def share(self) -> Fraction:
        """The share of a valid form."""
        cleaned: dict[str, Any] = self.cleaned_data
        return Fraction(cleaned["percent"], 100)
