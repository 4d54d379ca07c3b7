"""Giving items to practice: what it would take is shown first, and it is for good."""

from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.forms.practice import USUAL_PERCENT, ShareForm
from exams.bank.presentation import type_label
from exams.bank.rules import REVIEW
from exams.bank.services.practice import PracticeRefused, digest_of, reserve_as_seen, supply_of
from exams.bank.views.base import BankView


class PracticeView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """For reviewers of the bank. A GET with a share shows what it would give; a POST gives what was shown, or nothing."""

    permission_required: Any = REVIEW
    template_name = "bank/admin/practice.html"
    header_icon = "openquote"

    def get_page_title(self) -> str:
        return _("Give items to practice")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ShareForm(self.request.GET if "percent" in self.request.GET else None)
        asked = form.is_bound and form.is_valid()
        supply = supply_of(self.bank, share=form.share if asked else Fraction(USUAL_PERCENT, 100))
        chosen = [item for one in supply for item in one.chosen] if asked else []
        context = {
            "bank": self.bank,
            "form": form,
            "supply": [(type_label(one.item_type), one) for one in supply],
            "asked": asked,
            "chosen": chosen,
            "digest": digest_of(supply) if chosen else "",
        }
        return super().get_context_data(**context, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ShareForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        digest = request.POST.get("seen", "")
        try:
            given = reserve_as_seen(
                bank=self.bank, share=form.share, digest=digest, actor=self.user, now=timezone.now()
            )
        except PracticeRefused as refused:
            messages.error(request, refused.reason)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = ngettext("%(count)d item is given to practice.", "%(count)d items are given to practice.", len(given))
        messages.success(request, said % {"count": len(given)})
        return redirect("bank:practice", self.bank.code)
