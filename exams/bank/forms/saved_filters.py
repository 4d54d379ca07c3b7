"""The name of a filter that somebody keeps, and what it asks."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from exams.bank.forms.filters import ItemFilterSet
from exams.bank.models import LONGEST_QUERY, LONGEST_TAG

# A range is asked by its two ends; the search and the order belong to what is looked for.
_ASKED = {*ItemFilterSet.base_filters, "written_from", "written_to", "q", "ordering"}


def asked_of(query: QueryDict) -> str:
    """What the address of a list asks: filters, search and order, without the page and what is left empty."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name in _ASKED and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


class SavedFilterForm(forms.Form):
    """A name, and the address of the list as it stands."""

    name = forms.CharField(label=_("Name of the filter"), max_length=LONGEST_TAG)
    query = forms.CharField(max_length=LONGEST_QUERY, widget=forms.HiddenInput)

    def clean_query(self) -> Any:
        """Nothing that the list does not know."""
        asked = asked_of(QueryDict(self.cleaned_data["query"]))
        if not asked:
            raise forms.ValidationError(_("Choose at least one filter first."))
        return asked
