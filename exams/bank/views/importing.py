"""Importing items: what to read, the dry run to mend and choose from, and what came of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.models import KnowledgePoint
from exams.bank.forms.importing import DefaultsForm, ImportForm, RowForm, SourceForm, format_label
from exams.bank.interchange.batches import (
    Draft,
    NothingToCreate,
    amend_import,
    check_source,
    checked_rows,
    confirm_import,
    draft_of,
    open_import,
)
from exams.bank.interchange.checking import CheckedItem
from exams.bank.interchange.parsing import FileRefused
from exams.bank.interchange.sheets.template import template_workbook
from exams.bank.interchange.words import refusal_in_words, remark
from exams.bank.item_types import SAMPLE_SEED, get_item_type
from exams.bank.models import ImportBatch
from exams.bank.presentation import render_candidate, render_explanation, type_label
from exams.bank.queries import imports_of
from exams.bank.rules import READ, WRITE
from exams.bank.views.base import BankView

PER_PAGE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Which rows a page shows, by the name in its address.
FILTERS = ("all", "errors", "warnings", "left_out")


class ImportView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """Choose a file or paste a text; below, the imports not confirmed yet."""

    permission_required: Any = (READ, WRITE)
    template_name = "bank/admin/import.html"
    header_icon = "upload"

    def get_page_title(self) -> str:
        return _("Import items")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", _("Import items")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        imports = imports_of(self.bank, self.user).filter(confirmed_at=None)[:20]
        named = [{"batch": batch, "format": format_label(batch.format)} for batch in imports]
        return super().get_context_data(**{"bank": self.bank, "form": ImportForm(), "imports": named, **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data, filename, name = form.sent()
        try:
            batch = open_import(
                bank=self.bank, data=data, actor=self.user, now=timezone.now(), filename=filename, format_name=name
            )
        except FileRefused as refused:
            form.add_error(None, refusal_in_words(refused))
            return self.render_to_response(self.get_context_data(form=form))
        return redirect("bank:import_batch", self.bank.code, batch.pk)


class TemplateDownloadView(BankView, View):
    """The workbook to fill in, with the chapter's knowledge points in its lists."""

    permission_required: Any = (READ, WRITE)
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:  # noqa: ARG002 -- the base's signature
        points = [str(point) for point in self.bank.chapter.points.order_by("code")]
        response = HttpResponse(template_workbook(points), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="items-{self.bank.code}.xlsx"'
        return response


@dataclass
class Card:
    """A row as the page shows it."""

    checked: CheckedItem
    preview: SafeString | str = ""
    key_words: str = ""
    explanation: SafeString | str = ""
    type_label: str = ""
    form: RowForm | None = None


class OwnImportView(BankView):
    """A view on an import of one's own; nobody else's is found."""

    permission_required: Any = (READ, WRITE)

    @cached_property
    def batch(self) -> ImportBatch:
        own = ImportBatch.objects.select_related("bank__chapter").filter(bank=self.bank, actor=self.user)
        return get_object_or_404(own, pk=self.kwargs["batch_id"])

    @cached_property
    def points(self) -> list[KnowledgePoint]:
        return list(self.bank.chapter.points.order_by("code"))

    def card(self, checked: CheckedItem) -> Card:
        """The row as the candidate would see it, as soon as its type accepts it."""
        if checked.body is None:
            return Card(checked, type_label=type_label(checked.item.item_type) if checked.item.item_type else "")
        kind = get_item_type(checked.item.item_type)
        body = kind.parse(checked.body)
        drawn = kind.draw(body, SAMPLE_SEED)
        media = reverse("bank:import_media", args=[self.bank.code, self.batch.pk, "0"]).removesuffix("0")
        return Card(
            checked,
            preview=render_candidate(
                kind.name, checked.body, slot=checked.number, number=checked.number, drawn=drawn, media=media
            ),
            key_words=kind.describe_key(body, drawn),
            explanation=render_explanation(kind, body, media=media, drawn=drawn),
            type_label=type_label(kind.name),
        )


class ImportBatchView(OwnImportView, WagtailAdminTemplateMixin, TemplateView):
    """The dry run: every item with its verdict, to mend, to choose, to confirm; after that, what was created."""

    template_name = "bank/admin/import_batch.html"
    header_icon = "upload"

    @cached_property
    def draft(self) -> Draft:
        return draft_of(self.batch)

    @cached_property
    def checked(self) -> list[CheckedItem]:
        return checked_rows(self.batch, self.draft)

    @property
    def shown(self) -> str:
        asked = self.request.GET.get("show", "")
        return asked if asked in FILTERS else "all"

    def get_page_title(self) -> str:
        return self.batch.filename or _("Pasted text")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        start = (reverse("bank:import", args=[self.bank.code]), _("Import items"))
        return self.trail((reverse("bank:index"), _("Question banks")), bank, start, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {
            "bank": self.bank,
            "batch": self.batch,
            "format": format_label(self.batch.format),
            "remarks": [remark(finding) for finding in self.draft.findings],
        }
        if self.batch.confirmed_at is not None:
            return super().get_context_data(**{**context, **self._outcome(), **kwargs})
        page = self._page()
        forms = kwargs.get("row_forms") or self._row_forms(page)
        cards = [self.card(checked) for checked in page.object_list]
        by_number = {form.checked.number: form for form in forms}
        for card in cards:
            card.form = by_number.get(card.checked.number)
        return super().get_context_data(
            **{
                **context,
                "page": page,
                "cards": cards,
                "counts": self._counts(),
                "shown": self.shown,
                "defaults_form": DefaultsForm(None, points=self.points, defaults=self.draft.defaults),
                "preview_url": reverse("bank:import_preview", args=[self.bank.code, self.batch.pk, 0]).removesuffix(
                    "0/"
                ),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if self.batch.confirmed_at is not None:
            return redirect(self._address())
        defaults = DefaultsForm(request.POST, points=self.points, defaults=self.draft.defaults)
        rows = self._row_forms(self._page(), request.POST)
        if not all([defaults.is_valid(), *(row.is_valid() for row in rows)]):
            messages.error(request, _("Nothing is saved: please mend the fields marked below."))
            return self.render_to_response(self.get_context_data(defaults_form=defaults, row_forms=rows))
        changes = {row.checked.number: row.change() for row in rows}
        is_reread = amend_import(batch=self.batch, changes=changes, defaults=defaults.defaults())
        if "confirm" not in request.POST:
            return redirect(self._address())
        if is_reread:
            messages.warning(request, _("The texts you changed were read again. Please look at them, then create."))
            return redirect(self._address())
        return self._confirm(request)

    def _confirm(self, request: HttpRequest) -> HttpResponseBase:
        try:
            created = confirm_import(batch=self.batch, actor=self.user, now=timezone.now())
        except NothingToCreate:
            messages.error(request, _("Nothing was created: no item is chosen and without errors."))
            return redirect(self._address())
        count = len(created)
        messages.success(
            request,
            ngettext("%(count)d draft was created.", "%(count)d drafts were created.", count) % {"count": count},
        )
        return redirect("bank:import_batch", self.bank.code, self.batch.pk)

    def _outcome(self) -> dict[str, Any]:
        """What was created, and the import that holds the rest while it is open."""
        rest = (
            imports_of(self.bank, self.user)
            .filter(pk=self.draft.rest or 0, confirmed_at=None)
            .values_list("pk", flat=True)
        )
        return {"created": self.draft.created, "rest": rest.first(), "rest_count": self.draft.rest_count}

    def _rows_shown(self) -> list[CheckedItem]:
        verdict = {"errors": "error", "warnings": "warning"}.get(self.shown)
        if self.shown == "left_out":
            return [one for one in self.checked if not one.row.is_taken]
        return [one for one in self.checked if verdict in {None, one.verdict}]

    def _page(self) -> Page[CheckedItem]:
        return Paginator(self._rows_shown(), PER_PAGE).get_page(self.request.GET.get("p"))

    def _row_forms(self, page: Page[CheckedItem], data: Any = None) -> list[RowForm]:
        points = [(point.code, str(point)) for point in self.points]
        # A form whose row was not sent would take everything away from it.
        return [
            RowForm(data, checked=checked, points=points)
            for checked in page.object_list
            if data is None or f"row-{checked.number}-source" in data
        ]

    def _counts(self) -> dict[str, int]:
        return {
            "all": len(self.checked),
            "ready": sum(one.is_ready for one in self.checked),
            "errors": sum(one.verdict == "error" for one in self.checked),
            "warnings": sum(one.verdict == "warning" for one in self.checked),
            "left_out": sum(not one.row.is_taken for one in self.checked),
            "pointless": sum(one.lacks_point for one in self.checked),
        }

    def _address(self) -> str:
        query = self.request.GET.urlencode()
        address = reverse("bank:import_batch", args=[self.bank.code, self.batch.pk])
        return f"{address}?{query}" if query else address


class ImportPreviewView(OwnImportView, View):
    """What a text would become, while it is being mended."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SourceForm(request.POST)
        draft = draft_of(self.batch)
        number: int = kwargs["number"]
        if not form.is_valid() or not 1 <= number <= len(draft.rows) or self.batch.confirmed_at is not None:
            raise Http404
        row = draft.rows[number - 1]
        checked = check_source(row, bank=self.bank, source=form.cleaned_data["source"], defaults=draft.defaults)
        cards = [self.card(one) for one in checked]
        return render(request, "bank/admin/_import_told.html", {"cards": cards})


class ImportMediaView(OwnImportView, View):
    """A picture of an import that is not confirmed yet."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002 -- the base's signature
        picture = get_object_or_404(self.batch.pictures, key=kwargs["media_key"])
        kind = "image/png" if picture.key.endswith(".png") else "image/jpeg"
        response = HttpResponse(bytes(picture.data), content_type=kind)
        response["Cache-Control"] = "private, no-store"
        return response
