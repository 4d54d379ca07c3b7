"""Exporting items: choose, see what the format does not hold, take the file."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.access import sensitive
from exams.bank.forms.exporting import ExportForm, export_choices
from exams.bank.forms.filters import ItemFilterSet
from exams.bank.interchange.exporting import Export, NothingToExport, exports_of, log_export, prepare_export
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import Bank, ItemVersion, VersionState
from exams.bank.presentation import path_in_words
from exams.bank.queries import latest_versions, saying
from exams.bank.rules import EXPORT, READ
from exams.bank.views.base import BankView

_SHOWN_EXPORTS = 10


@dataclass(frozen=True)
class Told:
    """An item and what becomes of it in the file."""

    key: str
    reason: str


@method_decorator(sensitive, name="dispatch")
class ExportView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """The items of the list as it is filtered; the file comes at once, or after a report of what is not in it."""

    permission_required: Any = (READ, EXPORT)
    template_name = "bank/admin/export.html"
    header_icon = "download"

    def get_page_title(self) -> str:
        return _("Export items")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", _("Export items")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # A key printed from a paper leaves the bank as well, though in no format of ours.
        labels = dict(export_choices()) | {"marking_key": _("Marking key of a paper")}
        exports = [
            {"event": event, "format": labels.get(event.details.get("format"), ""), "details": event.details}
            for event in exports_of(self.bank, _SHOWN_EXPORTS)
        ]
        return super().get_context_data(
            **{
                "bank": self.bank,
                "form": ExportForm(),
                "chosen": self._chosen().count(),
                "approved": self._chosen().filter(state=VersionState.APPROVED).count(),
                "is_filtered": bool(self.request.GET),
                "exports": exports,
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ExportForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        chosen = self._chosen()
        if form.cleaned_data["approved"]:
            chosen = chosen.filter(state=VersionState.APPROVED)
        now = timezone.now()
        try:
            export = prepare_export(
                bank=self.bank,
                versions=chosen,
                format_name=form.cleaned_data["format"],
                answers=form.cleaned_data["answers"] or "beside",
                actor=self.user,
                now=now,
            )
        except NothingToExport:
            form.add_error(None, _("Nothing to export: no item is chosen, or this format holds none of them."))
            return self.render_to_response(self.get_context_data(form=form))
        if not export.is_whole and not form.cleaned_data["accept"]:
            return self.render_to_response(self.get_context_data(form=form, **self._report(export)))
        log_export(export=export, bank=self.bank, actor=self.user, now=now)
        response = HttpResponse(export.data, content_type=export.content_type)
        response["Content-Disposition"] = f'attachment; filename="{export.filename}"'
        return response

    def _chosen(self) -> QuerySet[ItemVersion]:
        """What the list showed: its filters and its search."""
        found: QuerySet[ItemVersion] = ItemFilterSet(
            self.request.GET,
            queryset=latest_versions(self.bank),
            request=self.request,
            banks=Bank.objects.all(),
            bank=self.bank,
        ).qs
        words = self.request.GET.get("q", "").replace("\0", "").strip()
        return saying(found, words) if words else found

    def _report(self, export: Export) -> dict[str, Any]:
        """What would not be in the file, in words."""
        left_out = [Told(one.key, _(one.reason)) for one in export.left_out]
        changed = [
            Told(one.key, _said(one.item_type, one.fields) if one.fields else _("reads differently"))
            for one in export.changed
        ]
        return {"left_out": left_out, "changed": changed, "held": len(export.keys), "report": True}


def _said(item_type: str, fields: tuple[str, ...]) -> str:
    return "、".join(path_in_words(ITEM_TYPES[item_type], (name,)) for name in fields)
