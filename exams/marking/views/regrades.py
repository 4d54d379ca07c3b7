"""Key corrections in the back office: their list, a proposal, the preview, applying and taking back."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.access import sensitive
from exams.bank.item_types import NOTHING_DRAWN, ItemType, Response, ResponseRefused, get_item_type
from exams.bank.models import ItemVersion
from exams.bank.presentation import render_candidate, render_key, response_from_form
from exams.bank.rules import banks_for, may_read_bank
from exams.bank.services import log_keys_seen
from exams.bank.views.columns import LabelledColumn, LabelledNumber
from exams.bank.views.paging import CountedPaginator
from exams.marking.forms.regrades import DigestForm, ProposalForm, ReasonForm
from exams.marking.models import CorrectionKind, KeyCorrection, KeyCorrectionState
from exams.marking.queries.corrections import as_correction
from exams.marking.queries.impact import Impact, impact_of
from exams.marking.queries.regrades import asked_versions, changes_made, corrections_with_totals
from exams.marking.rules import (
    APPLY_CORRECTIONS,
    PROPOSE_CORRECTIONS,
    SEE_CORRECTIONS,
    may_apply_corrections,
    may_withdraw_correction,
)
from exams.marking.scoring import key_under
from exams.marking.services.regrades import RegradeRefused, propose_correction, withdraw_correction
from exams.marking.tasks import apply_now, go_on_if_stalled, revert_now
from exams.marking.views.base import Crumb, MomentColumn, OfficeView

PAGE = 50
# The question stands alone on the page; its controls are those of slot 1.
SLOT = 1
_WITH_KEYS = (CorrectionKind.REPLACE, CorrectionKind.ALSO)


def item_name(version: ItemVersion) -> str:
    """Bank, key and version, for those who may not read the item as well."""
    return f"{version.item.bank.code} {version.item.key} · v{version.number}"


class CorrectionIndexView(OfficeView, BaseListingView):
    """All corrections, the newest first."""

    permission_required: Any = SEE_CORRECTIONS
    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Key corrections")
    header_icon = "key"
    index_url_name = "regrades:index"
    paginate_by = PAGE
    paginator_class = CountedPaginator
    verbose_name_plural = gettext_lazy("key corrections")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "item",
            label=gettext_lazy("Item"),
            accessor=lambda one: item_name(one.version),
            get_url=lambda one: reverse("regrades:correction", args=[one.pk]),
        ),
        Column("kind", label=gettext_lazy("What is put right"), accessor="get_kind_display"),
        Column("where", label=gettext_lazy("Where"), accessor=lambda one: one.sitting or _("everywhere")),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        LabelledNumber("change_count", label=gettext_lazy("Marks changed")),
        LabelledColumn("proposed_by", label=gettext_lazy("Proposed by")),
        MomentColumn("proposed_at", label=gettext_lazy("Proposed")),
    ]

    def get_base_queryset(self) -> QuerySet[KeyCorrection]:
        return corrections_with_totals()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user.has_perm(PROPOSE_CORRECTIONS):
            return []
        return [HeaderButton(_("Correct a key"), url=reverse("regrades:asked"), icon_name="plus")]


class AskedIndexView(OfficeView, BaseListingView):
    """Questions that candidates were asked, of the banks that one may read: choose the one that is wrong."""

    permission_required: Any = (SEE_CORRECTIONS, PROPOSE_CORRECTIONS)
    template_name = "marking/admin/asked.html"
    page_title = gettext_lazy("Which question is wrong?")
    header_icon = "key"
    index_url_name = "regrades:asked"
    paginate_by = PAGE
    paginator_class = CountedPaginator
    verbose_name_plural = gettext_lazy("questions that were asked")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "item",
            label=gettext_lazy("Item"),
            accessor=item_name,
            get_url=lambda version: reverse("regrades:propose", args=[version.pk]),
        ),
        Column("stem_text", label=gettext_lazy("What was asked"), accessor=lambda version: version.stem_text[:60]),
        LabelledNumber("script_count", label=gettext_lazy("Scripts")),
    ]

    def get_base_queryset(self) -> QuerySet[ItemVersion]:
        versions = asked_versions().defer("body").filter(item__bank__in=banks_for(self.user))
        for word in self.request.GET.get("q", "").replace("\0", "").split():
            versions = versions.filter(Q(item__key__icontains=word) | Q(stem_text__icontains=word))
        return versions


class ProposeView(OfficeView, WagtailAdminTemplateMixin, TemplateView):
    """The question with its key as it is, and its own controls to answer it as it should be answered."""

    permission_required: Any = (SEE_CORRECTIONS, PROPOSE_CORRECTIONS)
    template_name = "marking/admin/propose.html"
    header_icon = "key"

    @cached_property
    def version(self) -> ItemVersion:
        version = get_object_or_404(asked_versions(), pk=self.kwargs["version_id"])
        if not may_read_bank(self.user, version.item.bank):
            raise PermissionDenied
        return version

    @property
    def kind(self) -> ItemType[Any]:
        return get_item_type(self.version.item.item_type)

    def get_page_title(self) -> str:
        return _("Correct %(item)s") % {"item": item_name(self.version)}

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("regrades:index"), _("Key corrections")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.version
        log_keys_seen(versions=[version], actor=self.user, now=timezone.now(), place="correction")
        media = reverse("bank:media", args=[version.item.bank.code, "0"]).removesuffix("0")
        form = kwargs.pop("form", None) or ProposalForm(version=version)
        response = kwargs.pop("response", None)
        return super().get_context_data(
            **{
                "form": form,
                "question": render_candidate(
                    version.item.item_type, version.body, slot=SLOT, number=1, response=response, media=media
                ),
                "key": render_key(self.kind, self.kind.parse(version.body), media=media),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ProposalForm(request.POST, version=self.version)
        response = self._response(form)
        if form.is_valid():
            try:
                correction = propose_correction(
                    version=self.version,
                    sitting=form.cleaned_data["sitting"],
                    kind=form.cleaned_data["kind"],
                    keys=[response] if form.cleaned_data["kind"] in _WITH_KEYS else [],
                    reason=form.cleaned_data["reason"],
                    actor=self.user,
                    now=timezone.now(),
                )
            except RegradeRefused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("Proposed. An exam officer sees whom it touches and applies it."))
                return redirect("regrades:correction", correction.pk)
        return self.render_to_response(self.get_context_data(form=form, response=response))

    def _response(self, form: ProposalForm) -> Response:
        version = self.version
        raw = response_from_form(version.item.item_type, version.body, self.request.POST, SLOT)
        try:
            return self.kind.clean_response(self.kind.parse(version.body), raw)
        except ResponseRefused:
            form.add_error(None, _("This is no answer that a candidate could have given."))
            return None


class CorrectionPage(OfficeView):
    """A page or an act on one correction."""

    permission_required: Any = SEE_CORRECTIONS
    kwargs: dict[str, Any]

    @cached_property
    def correction(self) -> KeyCorrection:
        return get_object_or_404(corrections_with_totals(), pk=self.kwargs["pk"])


class CorrectionView(CorrectionPage, WagtailAdminTemplateMixin, TemplateView):
    """What was proposed; before it is applied whom it touches, afterwards every mark that it changed."""

    template_name = "marking/admin/correction.html"
    header_icon = "key"

    def get_page_title(self) -> str:
        return _("Correction of %(item)s") % {"item": item_name(self.correction.version)}

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("regrades:index"), _("Key corrections")), ("", self.get_page_title()))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.correction.state in (KeyCorrectionState.APPLYING, KeyCorrectionState.REVERTING):
            go_on_if_stalled(correction=self.correction, now=timezone.now())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        correction = self.correction
        is_proposed = correction.state == KeyCorrectionState.PROPOSED
        context = {
            "correction": correction,
            "name": item_name(correction.version),
            "is_proposed": is_proposed,
            "is_in_force": correction.state == KeyCorrectionState.IN_FORCE,
            "is_at_work": correction.state in (KeyCorrectionState.APPLYING, KeyCorrectionState.REVERTING),
            "may_apply": may_apply_corrections(self.user) and correction.proposed_by_id != self.user.pk,
            "may_revert": may_apply_corrections(self.user),
            "may_withdraw": is_proposed and may_withdraw_correction(self.user, correction),
            "keys": self._keys(),
            "reason_form": ReasonForm(),
            **(self._preview() if is_proposed else self._made()),
        }
        return super().get_context_data(**{**context, **kwargs})

    def _preview(self) -> dict[str, Any]:
        return preview_context(self.request, impact_of(self.correction))

    def _made(self) -> dict[str, Any]:
        page = Paginator(changes_made(self.correction), PAGE).get_page(self.request.GET.get("p"))
        return {"changes": page, "page": page}

    def _keys(self) -> dict[str, Any] | None:
        """The key before and after, for those who may read the item."""
        version = self.correction.version
        if not may_read_bank(self.user, version.item.bank):
            return None
        log_keys_seen(versions=[version], actor=self.user, now=timezone.now(), place="correction")
        kind = get_item_type(version.item.item_type)
        body = kind.parse(version.body)
        with_keys = self.correction.kind in _WITH_KEYS
        return {
            "stem": version.stem_text,
            "before": kind.describe_key(body),
            "after": key_under(as_correction(self.correction), kind, body, NOTHING_DRAWN) if with_keys else [],
        }


def preview_context(request: HttpRequest, impact: Impact) -> dict[str, Any]:
    """The preview with one page of its candidates."""
    page = Paginator(impact.effects, PAGE).get_page(request.GET.get("p"))
    return {"impact": impact, "effects": page, "page": page, "digest_form": DigestForm({"digest": impact.digest})}


class ActView(CorrectionPage, View):
    """One act on a correction; a refusal is said on its page and changes nothing."""

    http_method_names = ["post"]
    done = gettext_lazy("Done.")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        try:
            self.act(request)
        except RegradeRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, self.done)
        return redirect("regrades:correction", self.correction.pk)

    def act(self, request: HttpRequest) -> None:
        """Do it, or raise RegradeRefused."""
        raise NotImplementedError


@method_decorator(sensitive, name="dispatch")
class ApplyView(ActView):
    """Put it in force as it was previewed."""

    permission_required: Any = (SEE_CORRECTIONS, APPLY_CORRECTIONS)
    done = gettext_lazy("The correction is in force. The scripts are being marked anew.")

    def act(self, request: HttpRequest) -> None:
        digest = request.POST.get("digest", "")
        apply_now(correction=self.correction, digest=digest, actor=self.user, now=timezone.now())


class WithdrawView(ActView):
    """Drop the proposal."""

    done = gettext_lazy("The proposal is dropped. No mark was changed.")

    def act(self, request: HttpRequest) -> None:
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        withdraw_correction(correction=self.correction, reason=reason, actor=self.user, now=timezone.now())


@method_decorator(sensitive, name="dispatch")
class RevertView(CorrectionView):
    """Whom taking it back touches, and the act itself."""

    permission_required: Any = (SEE_CORRECTIONS, APPLY_CORRECTIONS)
    template_name = "marking/admin/revert.html"

    def get_page_title(self) -> str:
        return _("Take back the correction of %(item)s") % {"item": item_name(self.correction.version)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.correction.state != KeyCorrectionState.IN_FORCE:
            return redirect("regrades:correction", self.correction.pk)
        return super().get(request, *args, **kwargs)

    def _made(self) -> dict[str, Any]:
        return preview_context(self.request, impact_of(self.correction, is_revert=True))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = ReasonForm(request.POST)
        if form.is_valid():
            digest, reason = request.POST.get("digest", ""), form.cleaned_data["reason"]
            try:
                revert_now(
                    correction=self.correction, digest=digest, reason=reason, actor=self.user, now=timezone.now()
                )
            except RegradeRefused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("The correction is taken back. The scripts are being marked anew."))
                return redirect("regrades:correction", self.correction.pk)
        if self.correction.state != KeyCorrectionState.IN_FORCE:
            return redirect("regrades:correction", self.correction.pk)
        return self.render_to_response(self.get_context_data(reason_form=form))
