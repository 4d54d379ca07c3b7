"""Items of a bank that may be duplicates, side by side, and the word that they are not."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.alike import alike_pairs
from exams.bank.rules import may_comment
from exams.bank.services import log_keys_seen
from exams.bank.services.sketches import tell_apart
from exams.bank.views.base import BankView

SHOWN = 50


class DuplicatesView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """The most alike pairs first; a post says of one pair that both have their place."""

    template_name = "bank/admin/duplicates.html"
    header_icon = "copy"

    def get_page_title(self) -> str:
        return _("Possible duplicates")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = alike_pairs(self.bank)
        seen = [version for pair in pairs[:SHOWN] for version in (pair.first, pair.second)]
        log_keys_seen(versions=seen, actor=self.user, now=timezone.now())
        return super().get_context_data(
            bank=self.bank,
            pairs=[
                {
                    "first": pair.first,
                    "second": pair.second,
                    "stem": round(pair.likeness.stem * 100),
                    "options": round(pair.likeness.options * 100),
                    "key": round(pair.likeness.key * 100),
                }
                for pair in pairs[:SHOWN]
            ],
            total=len(pairs),
            may_decide=may_comment(self.user, self.bank),
            **kwargs,
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if not may_comment(self.user, self.bank):
            raise PermissionDenied
        first = get_object_or_404(self.bank.items, key=request.POST.get("first", ""))
        second = get_object_or_404(self.bank.items.exclude(pk=first.pk), key=request.POST.get("second", ""))
        tell_apart(first=first, second=second, actor=self.user, now=timezone.now())
        said = {"first": first.key, "second": second.key}
        messages.success(request, _("%(first)s and %(second)s are kept as two items.") % said)
        return redirect("bank:duplicates", self.bank.code)
