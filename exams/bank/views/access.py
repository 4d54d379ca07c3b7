"""Who may use a restricted bank. Whoever keeps the list is not thereby on it, and sees no item here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.access import sensitive
from exams.bank.forms.access import AccessForm
from exams.bank.rules import GIVE_ACCESS
from exams.bank.services import give_access, restrict_bank, take_access
from exams.bank.views.base import BankView


@method_decorator(sensitive, name="dispatch")
class AccessView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """The list of a bank: close it, open it, put somebody on the list or strike them off."""

    permission_required: Any = GIVE_ACCESS
    asks_the_list = False
    template_name = "bank/admin/access.html"
    header_icon = "lock"

    def get_page_title(self) -> str:
        return _("Access to %(bank)s") % {"bank": self.bank.title}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("bank:index"), _("Question banks")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = self.bank.access.select_related("user__person", "group").order_by("level", "pk")
        return super().get_context_data(**{"bank": self.bank, "lines": lines, "form": AccessForm(), **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        now, bank = timezone.now(), self.bank
        if "restrict" in request.POST:
            is_restricted = request.POST["restrict"] == "1"
            restrict_bank(bank=bank, is_restricted=is_restricted, actor=self.user, now=now)
        elif "take" in request.POST:
            line = get_object_or_404(bank.access, pk=_number(request.POST["take"]))
            take_access(line=line, actor=self.user, now=now)
        else:
            form = AccessForm(request.POST)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(form=form))
            cleaned = form.cleaned_data
            give_access(bank=bank, to=cleaned["to"], level=cleaned["level"], actor=self.user, now=now)
        messages.success(request, _("The list is saved."))
        return redirect("bank:access", bank.code)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
