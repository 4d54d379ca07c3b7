"""The exam office's part in marking: who marks what until when, and how well. It shows no answer, key or candidate."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.models import ItemVersion
from exams.bank.presentation import type_label
from exams.marking.forms.judging import AllocationForm, ChecksForm, ConflictForm, ReassignForm, SchemeForm
from exams.marking.models import Allocation, Conflict, MarkingScheme
from exams.marking.queries.office import (
    allocations_in,
    centres_of,
    conflicts,
    items_of,
    languages_of,
    markers_of,
    overdue_allocations,
    parts_with_tasks,
)
from exams.marking.rules import ALLOCATE
from exams.marking.services.allocations import (
    AllocationRefused,
    Share,
    allocate,
    declare_conflict,
    end_conflict,
    make_checks,
    reassign_allocation,
    retire_checks,
    set_scheme,
    withdraw_allocation,
)
from exams.marking.tasks import remind_later
from exams.marking.views.desk import DeskView
from exams.sittings.models import ExamComponent

PAGE = 50


class OfficeView(DeskView):
    """A view for exam officers."""

    permission_required: Any = ALLOCATE

    def crumbs(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        home = (reverse("wagtailadmin_home"), _("Home"))
        office = (reverse("marking_desk:office"), _("Marking office"))
        return [{"url": url, "label": label} for url, label in (home, office, *steps)]

    def page_of(self, rows: Any) -> Any:
        """The page of rows that the address names."""
        return Paginator(rows, PAGE).get_page(self.request.GET.get("p"))


class OfficeIndexView(OfficeView, WagtailAdminTemplateMixin, TemplateView):
    """The parts in which people mark, and what is overdue."""

    template_name = "marking/admin/desk_office.html"
    page_title = gettext_lazy("Marking office")
    header_icon = "form"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.crumbs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            parts=self.page_of(parts_with_tasks()), overdue=overdue_allocations(now=timezone.now()), **kwargs
        )


class PartPage(OfficeView):
    """A view on one part."""

    @cached_property
    def component(self) -> ExamComponent:
        return get_object_or_404(ExamComponent.objects.select_related("exam"), pk=self.kwargs["component_id"])

    @cached_property
    def version(self) -> ItemVersion:
        """The item named in the address, if people mark it in this part."""
        pk = self.kwargs["version_id"]
        if pk not in {one.version_id for one in items_of(self.component)}:
            raise Http404
        return ItemVersion.objects.get(pk=pk)

    def back(self) -> HttpResponseBase:
        return redirect("marking_desk:part", self.component.pk)


class PartView(PartPage, WagtailAdminTemplateMixin, TemplateView):
    """Scheme, progress, shares and markers of one part; a post gives a share."""

    template_name = "marking/admin/desk_part.html"
    header_icon = "form"

    def get_page_title(self) -> str:
        return str(self.component)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.crumbs(("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = items_of(self.component)
        return super().get_context_data(
            **{
                "component": self.component,
                "items": [(one, type_label(one.item_type)) for one in items],
                "shares": self.page_of(allocations_in(self.component)),
                "markers": self.page_of(markers_of(self.component, now=timezone.now())),
                "form": kwargs.pop("form", None) or self._form(items=items),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self._form(request.POST, items=items_of(self.component))
        if form.is_valid():
            terms = dict(form.cleaned_data)
            marker, due_at, now = terms.pop("marker"), terms.pop("due_at"), timezone.now()
            try:
                allocate(
                    component=self.component,
                    marker=marker,
                    share=Share(**terms),
                    due_at=due_at,
                    actor=self.user,
                    now=now,
                )
            except AllocationRefused as refused:
                form.add_error(None, refused.reason)
            else:
                remind_later(due_at, now=now)
                messages.success(request, _("The share is allocated."))
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _form(self, data: Any = None, *, items: Any) -> AllocationForm:
        named = [
            (one.version_id, _("Question %(slot)d") % {"slot": one.slot} + f" · {type_label(one.item_type)}")
            for one in items
        ]
        return AllocationForm(
            data,
            component=self.component,
            items=named,
            centres=centres_of(self.component),
            languages=languages_of(self.component),
        )


class FormPage(PartPage, WagtailAdminTemplateMixin, TemplateView):
    """A page with one form."""

    template_name = "marking/admin/desk_form.html"
    header_icon = "form"

    def get_page_title(self) -> str:
        return str(self.component)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        part = (reverse("marking_desk:part", args=[self.component.pk]), str(self.component))
        return self.crumbs(part, ("", self.heading()))

    def heading(self) -> str:
        raise NotImplementedError

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def act(self, form: Any) -> str:
        """Do what the valid form says; returns what is said of it. May raise AllocationRefused."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(form=form, heading=self.heading(), **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.act(form))
            except AllocationRefused as refused:
                form.add_error(None, refused.reason)
            else:
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class SchemeView(FormPage):
    """How the answers of a part are marked, or (with an item) those to one of its items."""

    def heading(self) -> str:
        return _("Marking scheme")

    def form(self, data: Any = None) -> SchemeForm:
        own = MarkingScheme.objects.filter(component=self.component, version=self._version).first()
        return SchemeForm(data, instance=own)

    def act(self, form: Any) -> str:
        terms = form.cleaned_data
        set_scheme(component=self.component, version=self._version, actor=self.user, now=timezone.now(), **terms)
        return _("The marking scheme holds.")

    @property
    def _version(self) -> ItemVersion | None:
        return self.version if "version_id" in self.kwargs else None


class ChecksView(FormPage):
    """Choose check answers to an item."""

    def heading(self) -> str:
        return _("Choose check answers")

    def form(self, data: Any = None) -> ChecksForm:
        return ChecksForm(data, initial={"count": 5})

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.version  # noqa: B018 -- 404 for an item that is none of the part's
        return super().get(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        made = make_checks(
            component=self.component,
            version=self.version,
            count=form.cleaned_data["count"],
            actor=self.user,
            now=timezone.now(),
        )
        if not made:
            raise AllocationRefused(_("No answer has a mark yet that two markers agreed on or that was adjudicated."))
        return _("%(count)d check answers are mixed into the piles.") % {"count": made}


class RetireView(PartPage, View):
    """Show no more check answers to an item."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        retire_checks(component=self.component, version=self.version, actor=self.user, now=timezone.now())
        messages.success(request, _("The check answers are retired."))
        return self.back()


class ShareView(FormPage):
    """Give what is left of a share to another marker, or withdraw it."""

    @cached_property
    def allocation(self) -> Allocation:
        held = Allocation.objects.filter(withdrawn_at__isnull=True).select_related("marker__person", "component__exam")
        return get_object_or_404(held, pk=self.kwargs["allocation_id"])

    @cached_property
    def component(self) -> ExamComponent:
        return self.allocation.component

    def heading(self) -> str:
        return _("Reassign or withdraw the share of %(name)s") % {"name": self.allocation.marker}

    def form(self, data: Any = None) -> ReassignForm:
        return ReassignForm(data)

    def act(self, form: Any) -> str:
        terms, now = form.cleaned_data, timezone.now()
        if terms["marker"]:
            reassign_allocation(
                allocation=self.allocation,
                to=terms["marker"],
                due_at=terms["due_at"],
                reason=terms["reason"],
                actor=self.user,
                now=now,
            )
            remind_later(terms["due_at"], now=now)
            return _("What was left of the share is %(name)s's now.") % {"name": terms["marker"]}
        withdraw_allocation(allocation=self.allocation, reason=terms["reason"], actor=self.user, now=now)
        return _("The share is withdrawn.")


class ConflictsView(OfficeView, WagtailAdminTemplateMixin, TemplateView):
    """Declared conflicts of interest; a post declares one."""

    template_name = "marking/admin/desk_conflicts.html"
    page_title = gettext_lazy("Conflicts of interest")
    header_icon = "form"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.crumbs(("", str(self.page_title)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ConflictForm()
        return super().get_context_data(conflicts=self.page_of(conflicts()), form=form, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ConflictForm(request.POST)
        if form.is_valid():
            try:
                declare_conflict(**form.cleaned_data, actor=self.user, now=timezone.now())
            except AllocationRefused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("The conflict of interest is declared."))
                return redirect("marking_desk:conflicts")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class EndConflictView(OfficeView, View):
    """A conflict of interest holds no more."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        conflict = get_object_or_404(Conflict, pk=kwargs["conflict_id"])
        try:
            end_conflict(conflict=conflict, actor=self.user, now=timezone.now())
        except AllocationRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, _("The conflict of interest has ended."))
        return redirect("marking_desk:conflicts")
