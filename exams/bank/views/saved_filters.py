"""Filters that people keep for themselves, beside the list they are of."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from exams.bank.forms.saved_filters import SavedFilterForm
from exams.bank.models import Bank, SavedFilter
from exams.bank.services.saved_filters import MOST_FILTERS, TooManyFilters, drop_filter, keep_filter
from exams.bank.views.base import BankView


class SavedFilterView(BankView, View):
    """An act on the own filters of one list: that of the bank in the address, or that of all banks."""

    http_method_names = ["post"]

    @property
    def own_bank(self) -> Bank | None:
        return self.bank if "code" in self.kwargs else None

    def to_list(self, query: str = "") -> HttpResponseBase:
        """Back to the list, asked so."""
        bank = self.own_bank
        url = reverse("bank:all") if bank is None else reverse("bank:items", args=[bank.code])
        return redirect(f"{url}?{query}" if query else url)


class KeepFilterView(SavedFilterView):
    """Keep what the list asks."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = SavedFilterForm(request.POST)
        if not form.is_valid():
            reasons = " ".join(str(error) for errors in form.errors.values() for error in errors)
            messages.error(request, _("The filter is not saved: %(reason)s") % {"reason": reasons})
            return self.to_list(form.cleaned_data.get("query", ""))
        said = form.cleaned_data
        try:
            keep_filter(user=self.user, bank=self.own_bank, name=said["name"], query=said["query"])
        except TooManyFilters:
            messages.error(
                request, _("At most %(most)d filters are kept for a list; delete one first.") % {"most": MOST_FILTERS}
            )
        else:
            messages.success(request, _("The filter “%(name)s” is saved.") % {"name": said["name"]})
        return self.to_list(said["query"])


class DropFilterView(SavedFilterView):
    """Delete one of one's own."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        kept = get_object_or_404(SavedFilter, pk=kwargs["pk"], user=self.user, bank=self.own_bank)
        drop_filter(kept=kept)
        messages.success(request, _("The filter “%(name)s” is deleted.") % {"name": kept.name})
        return self.to_list(kept.query)
