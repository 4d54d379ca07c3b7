"""Writing a blueprint: from a usual shape or from nothing, with demand and supply beside it; copying and locking."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.models import Bank
from exams.bank.rules import banks_for
from exams.papers.forms import (
    BlueprintForm,
    CopyForm,
    RowFormSet,
    ShapeForm,
    cell_formset,
    range_formset,
)
from exams.papers.models import Blueprint, BlueprintCell, BlueprintRange, BlueprintState
from exams.papers.queries import next_code
from exams.papers.rules import WRITE_BLUEPRINTS
from exams.papers.services import BlueprintRefused, copy_blueprint, lock_blueprint, write_blueprint
from exams.papers.services.preview import Preview, parts_with_weights, preview_blueprint, range_names
from exams.papers.services.shapes import ranges_by_points, spread
from exams.papers.views.base import Crumb, DeskView
from exams.papers.views.matrix import matrix_of


class ShapeView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """Begin a blueprint: a usual shape over some banks, or an empty one."""

    permission_required: Any = WRITE_BLUEPRINTS
    template_name = "papers/admin/shapes.html"
    header_icon = "table"

    def get_page_title(self) -> str:
        return _("New blueprint")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail(("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": ShapeForm(banks=banks_for(self.user).order_by("code")), **kwargs})


class BlueprintFormView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """Write a blueprint: its head, rules, ranges and cells."""

    permission_required: Any = WRITE_BLUEPRINTS
    template_name = "papers/admin/blueprint_form.html"
    header_icon = "table"
    kwargs: dict[str, Any]

    @cached_property
    def blueprint(self) -> Blueprint | None:
        code = self.kwargs.get("code")
        return get_object_or_404(Blueprint, code=code) if code else None

    def get_page_title(self) -> str:
        return self.blueprint.title if self.blueprint else _("New blueprint")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        if self.blueprint is None:
            return self.trail(("", self.get_page_title()))
        matrix = (reverse("blueprints:matrix", args=[self.blueprint.code]), self.blueprint.title)
        return self.trail(matrix, ("", _("Edit")))

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]  # a redirect is a response
        if self.blueprint is not None and self.blueprint.state == BlueprintState.LOCKED:
            messages.warning(request, _("This blueprint is locked and does not change any more. Write a new version."))
            return redirect("blueprints:matrix", self.blueprint.code)
        if "shape" in request.GET:
            return self._propose(ShapeForm(request.GET, banks=banks_for(self.user)))
        form, ranges, cells = self._parts()
        return self._show(form, ranges, cells, self._stored_preview())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form, ranges, cells = self._parts(request.POST)
        sound = all([form.is_valid(), ranges.is_valid(), cells.is_valid()])
        if "check" in request.POST:
            return self._show(form, ranges, cells, sent_preview(form, ranges, cells))
        if not sound:
            messages.error(request, _("Nothing is saved yet: please mend the fields marked below."))
            return self._show(form, ranges, cells, sent_preview(form, ranges, cells))
        try:
            blueprint = write_blueprint(
                blueprint=form.save(commit=False),
                banks=form.cleaned_data["banks"],
                ranges=ranges.rows(),
                cells=cells.rows(),
                actor=self.user,
                now=timezone.now(),
            )
        except BlueprintRefused as refused:
            messages.error(request, _("Nothing is saved yet: please mend what is said beside the cells."))
            form.add_error(None, refused.reasons)
            return self._show(form, ranges, cells, sent_preview(form, ranges, cells))
        messages.success(request, _("The blueprint is saved."))
        return redirect("blueprints:matrix", blueprint.code)

    def _show(self, form: BlueprintForm, ranges: RowFormSet, cells: RowFormSet, preview: Preview) -> HttpResponseBase:
        _supplies_to_rows(cells, preview)
        return self.render_to_response(
            self.get_context_data(
                form=form,
                ranges=ranges,
                cells=cells,
                preview=preview,
                matrix=matrix_of(preview.supplies),
                range_names=range_names(list(banks_for(self.user))),
            )
        )

    def _propose(self, asked: ShapeForm) -> HttpResponseBase:
        """A usual shape, spread over the chapters or sections of the banks that were chosen."""
        if not asked.is_valid():
            messages.error(self.request, _("Please choose a shape and at least one bank."))
            return redirect("blueprints:start")
        banks = list(asked.cleaned_data["banks"])
        ranges = ranges_by_points(parts_with_weights(banks, by_section=asked.cleaned_data["level"] == "section"))
        cells = spread(asked.plan(), ranges)
        form = self._form(initial={"banks": banks, "minutes": asked.plan().minutes, "balance_keys": True})
        return self._show(
            form,
            range_formset(None, ranges),
            cell_formset(None, cells),
            preview_blueprint(banks=banks, ranges=ranges, cells=cells),
        )

    def _parts(self, data: Any = None) -> tuple[BlueprintForm, RowFormSet, RowFormSet]:
        stored = self.blueprint
        ranges: list[BlueprintRange] = list(stored.ranges.order_by("position", "pk")) if stored else []
        cells: list[BlueprintCell] = list(stored.cells.order_by("position", "pk")) if stored else []
        return self._form(data), range_formset(data, ranges), cell_formset(data, cells)

    def _form(self, data: Any = None, initial: dict[str, Any] | None = None) -> BlueprintForm:
        form = BlueprintForm(data, instance=self.blueprint, initial=initial)
        form.offer_banks(self._banks())
        return form

    def _banks(self) -> QuerySet[Bank]:
        """Those that this person may read, and those that the blueprint draws on already."""
        own = banks_for(self.user)
        if self.blueprint is not None:
            own = own | Bank.objects.filter(blueprints=self.blueprint)
        return own.distinct().order_by("code")

    def _stored_preview(self) -> Preview:
        stored = self.blueprint
        if stored is None:
            return preview_blueprint(banks=[], ranges=[], cells=[])
        return preview_blueprint(
            banks=list(stored.banks.all()),
            ranges=list(stored.ranges.order_by("position", "pk")),
            cells=list(stored.cells.order_by("position", "pk")),
        )


class CheckView(BlueprintFormView):
    """What is said beside the form, for what it holds now; nothing is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form, ranges, cells = self._parts(request.POST)
        form.is_valid()
        preview = sent_preview(form, ranges, cells)
        _supplies_to_rows(cells, preview)
        context = {"preview": preview, "matrix": matrix_of(preview.supplies), "cells": cells, "is_fragment": True}
        return HttpResponse(render_to_string("papers/admin/_check.html", context, request))


class CopyView(DeskView, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]  # generic in the stubs only
    """Copy a blueprint as its next version or as one of its own."""

    permission_required: Any = WRITE_BLUEPRINTS
    template_name = "papers/admin/copy.html"
    form_class = CopyForm
    header_icon = "copy"
    kwargs: dict[str, Any]

    @cached_property
    def blueprint(self) -> Blueprint:
        return get_object_or_404(Blueprint, code=self.kwargs["code"])

    def get_page_title(self) -> str:
        return _("Copy the blueprint")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        matrix = (reverse("blueprints:matrix", args=[self.blueprint.code]), self.blueprint.title)
        return self.trail(matrix, ("", self.get_page_title()))

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.blueprint.title, "code": next_code(self.blueprint), "is_new_version": True}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(blueprint=self.blueprint, **kwargs)

    def form_valid(self, form: CopyForm) -> HttpResponseBase:  # type: ignore[override]  # a redirect is a response
        copy = copy_blueprint(source=self.blueprint, **form.cleaned_data, actor=self.user, now=timezone.now())
        messages.success(self.request, _("The copy is a draft; change what has to be different."))
        return redirect("blueprints:edit", copy.code)


class LockView(DeskView, View):
    """Make a blueprint unchangeable."""

    permission_required: Any = WRITE_BLUEPRINTS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, code: str) -> HttpResponseBase:
        blueprint = get_object_or_404(Blueprint, code=code)
        try:
            lock_blueprint(blueprint=blueprint, actor=self.user, now=timezone.now())
        except BlueprintRefused as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
        else:
            messages.success(request, _("The blueprint is locked: whatever is made of it, it stays as it is."))
        return redirect("blueprints:matrix", blueprint.code)


def sent_preview(form: BlueprintForm, ranges: RowFormSet, cells: RowFormSet) -> Preview:
    """Of what was sent, the parts that have no mistake."""
    banks = list(getattr(form, "cleaned_data", {}).get("banks") or ())
    return preview_blueprint(
        banks=banks,
        ranges=[row.instance for row in ranges.sound()],
        cells=[row.instance for row in cells.sound()],
    )


def _supplies_to_rows(cells: RowFormSet, preview: Preview) -> None:
    """Each row's form gets `supply`: what the banks offer its cell."""
    rows = cells.sound() if cells.is_bound else cells.initial_forms
    for row, supply in zip(rows, preview.supplies, strict=False):
        row.supply = supply
