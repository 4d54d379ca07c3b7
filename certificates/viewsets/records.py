"""Awards, certificates, approvals and corrections in the back office, for certificate officers."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from certificates.forms import AwardForm
from certificates.models import (
    Approval,
    Award,
    Certificate,
    CertificateState,
    CorrectionRequest,
    CorrectionState,
    Verdict,
)
from certificates.presentation import verification_address
from certificates.queries import (
    Standing,
    certificates_in_standing,
    ending_within,
    standing_of,
    waiting_for_approval,
    waiting_people,
)
from certificates.queries.reviews import waiting_for_review, with_a_result_that_fails, with_replaced_result
from certificates.rules import may_answer_corrections, may_approve, may_revoke, may_supersede
from certificates.views.officer import ApproveView, CorrectionView
from certificates.viewsets.reading import ReadOnlyViewSet

NOTHING = "–"
# What waits for a decision, by why: the values of the filter.
REVIEWS: dict[str, Callable[[QuerySet[Certificate]], QuerySet[Certificate]]] = {
    "waiting": waiting_for_review,
    "regraded": with_replaced_result,
    "failed": with_a_result_that_fails,
}
WAITING_SHOWN = 20


def approval_of(award: Award) -> str:
    return gettext("Yes") if award.needs_approval else NOTHING


def term_of(award: Award) -> str:
    """How long its certificates are valid."""
    if not award.valid_months:
        return gettext("without limit")
    text = ngettext("%(count)s month", "%(count)s months", award.valid_months)
    return text % {"count": award.valid_months}


class AwardViewSet(ModelViewSet):
    """The rules: which exam leads to which certificate."""

    model = Award
    icon = "clipboard-list"
    menu_label = _("Awards")
    list_display = (
        "title",
        "course_title",
        Column("exam", label=_("exam"), accessor=lambda award: award.exam or NOTHING),
        Column("course", label=_("Course"), accessor=lambda award: award.course or NOTHING),
        Column("needs_approval", label=_("an officer approves each one"), accessor=approval_of),
        Column("term", label=_("Valid for"), accessor=term_of),
    )
    search_fields = ("title", "course_title", "code")
    add_to_reference_index = False

    def get_form_class(self, for_update: bool = False) -> type[AwardForm]:  # noqa: ARG002, FBT001, FBT002 -- Wagtail's signature
        return AwardForm


def record_url(certificate: Certificate) -> str:
    return reverse("certificate_records:inspect", args=[certificate.pk])


def printed_name(certificate: Certificate) -> str:
    return str(certificate.payload["name"])


def printed_course(certificate: Certificate) -> str:
    return str(certificate.payload["course_title"])


def standing_today(certificate: Certificate) -> str:
    return str(standing_of(certificate, today=timezone.localdate()).label)


class ChoiceColumn(BaseColumn):
    """A box that puts a valid certificate into the form below the list; it works without script."""

    cell_template_name = "certificates/admin/_choice.html"

    def get_cell_context_data(self, instance: Certificate, parent_context: Any) -> Any:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "certificate": instance, "is_valid": instance.state == CertificateState.VALID}


class CertificateFilterSet(WagtailFilterSet):
    """By what it is worth today, by award, by day of issue, by number or name, and by what waits for a decision."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=Standing.choices, method="in_standing")
    name = django_filters.CharFilter(label=_("Full name"), field_name="person__full_name", lookup_expr="icontains")
    number = django_filters.CharFilter(label=_("Number"), field_name="number", lookup_expr="icontains")
    issued_at = django_filters.DateFromToRangeFilter(label=_("Issued on"), widget=DateRangePickerWidget)
    # A choice and not a box: an unchecked box would show as a filter that says no.
    review = django_filters.ChoiceFilter(
        label=_("Waits for a decision"),
        choices=[
            ("waiting", _("For any reason")),
            ("regraded", _("The result was changed since")),
            ("failed", _("The result that stands is no pass")),
        ],
        method="waiting_for_a_decision",
    )
    ending = django_filters.ChoiceFilter(
        label=_("Ends soon"),
        choices=[("30", _("Within 30 days")), ("90", _("Within 90 days"))],
        method="ending_soon",
    )

    class Meta:
        model = Certificate
        fields: ClassVar = ["state", "award", "issued_at", "name", "number", "review", "ending"]

    def in_standing(self, certificates: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        return certificates_in_standing(certificates, Standing(value), today=timezone.localdate())

    def waiting_for_a_decision(
        self, certificates: QuerySet[Certificate], _name: str, value: str
    ) -> QuerySet[Certificate]:
        return REVIEWS[value](certificates)

    def ending_soon(self, certificates: QuerySet[Certificate], _name: str, value: str) -> QuerySet[Certificate]:
        return ending_within(certificates, int(value), today=timezone.localdate())


class CertificateIndexView(generic.IndexView):
    """All certificates; valid ones can be chosen and revoked together."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "may_revoke": may_revoke(self.request.user)}


class CertificateInspectView(generic.InspectView):
    """One certificate with what happened to it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "payload": self.object.payload,
            "standing": standing_today(self.object),
            "events": self.object.events.select_related("actor__person"),
            "verify_address": verification_address(self.object),
            "may_revoke": may_revoke(self.request.user) and self.object.state == CertificateState.VALID,
            "may_supersede": may_supersede(self.request.user) and self.object.state == CertificateState.VALID,
            "predecessor": self.object.supersedes,
            "successor": Certificate.objects.filter(supersedes=self.object).first(),
        }


class CertificateViewSet(ReadOnlyViewSet):
    """Issued certificates: found, read, revoked; never written here."""

    model = Certificate
    icon = "success"
    menu_label = _("Certificates")
    index_view_class = CertificateIndexView
    index_template_name = "certificates/admin/certificate_index.html"
    inspect_view_class = CertificateInspectView
    list_display = (
        ChoiceColumn("choice", label=""),
        TitleColumn("number", label=_("Number"), get_url=record_url),
        Column("name", label=_("Full name"), accessor=printed_name),
        Column("course", label=_("Course"), accessor=printed_course),
        "issued_at",
        Column("standing", label=_("State"), accessor=standing_today),
    )
    filterset_class = CertificateFilterSet
    list_per_page = 100
    search_fields = ("number", "person__full_name")
    form_fields = ("award",)
    inspect_view_enabled = True
    inspect_template_name = "certificates/admin/certificate_inspect.html"
    inspect_view_fields = ("number",)

    def get_urlpatterns(self) -> list[URLPattern]:
        inspect = [pattern for pattern in ModelViewSet.get_urlpatterns(self) if pattern.name == "inspect"]
        return [*super().get_urlpatterns(), *inspect]


def answer_url(correction: CorrectionRequest) -> str:
    return reverse("certificate_corrections:answer", args=[correction.pk])


def beginning(correction: CorrectionRequest) -> str:
    return Truncator(correction.text).chars(60)


class ApprovalFilterSet(WagtailFilterSet):
    """By award and decision."""

    verdict = django_filters.ChoiceFilter(label=_("Decision"), choices=Verdict.choices)

    class Meta:
        model = Approval
        fields: ClassVar = ["award", "verdict"]


class CorrectionFilterSet(WagtailFilterSet):
    """By state."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=CorrectionState.choices)

    class Meta:
        model = CorrectionRequest
        fields: ClassVar = ["state"]


class ApprovalIndexView(generic.IndexView):
    """Who waits, and what officers have decided; the header leads to any other decision."""

    default_ordering = ("-at", "-pk")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("award", "person", "actor__person")

    def get_add_url(self) -> str | None:
        return reverse("certificate_approvals:decide") if may_approve(self.request.user) else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {**super().get_context_data(**kwargs), "decide_url": reverse("certificate_approvals:decide")}
        if may_approve(self.request.user):
            page = Paginator(waiting_for_approval(), WAITING_SHOWN).get_page(self.request.GET.get("waiting"))
            context |= {"waiting": waiting_people(page), "waiting_page": page}
        return context


class ApprovalViewSet(ReadOnlyViewSet):
    """Officers' words on awards; append-only."""

    model = Approval
    icon = "check"
    menu_label = _("Approvals")
    index_view_class = ApprovalIndexView
    index_template_name = "certificates/admin/approval_index.html"
    filterset_class = ApprovalFilterSet
    list_display = (
        "person",
        "award",
        Column("verdict", label=_("Decision"), accessor="get_verdict_display"),
        "reason",
        "actor",
        "at",
    )
    search_fields = ("person__full_name", "person__user__username", "reason")
    form_fields = ("reason",)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("decide/", ApproveView.as_view(), name="decide")]


class CorrectionIndexView(generic.IndexView):
    """What holders ask; the open ones first."""

    default_ordering = "-state"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("certificate")

    def order_queryset(self, queryset: Any) -> Any:
        return super().order_queryset(queryset).order_by(self.ordering, "-asked_at", "-pk")

    @property
    def columns(self) -> list[BaseColumn]:
        """Whoever may not answer gets no link to the answer."""
        number: BaseColumn = Column("certificate", label=_("Certificate"))
        if may_answer_corrections(self.request.user):
            number = TitleColumn("certificate", label=_("Certificate"), accessor="certificate", get_url=answer_url)
        return [
            number,
            Column("name", label=_("Full name"), accessor=lambda one: one.certificate.payload["name"]),
            Column("text", label=_("What is wrong"), accessor=beginning),
            DateColumn("asked_at", label=_("Asked")),
            Column("state", label=_("State"), accessor="get_state_display"),
        ]


class CorrectionViewSet(ReadOnlyViewSet):
    """Holders' requests: read and answered."""

    model = CorrectionRequest
    icon = "edit"
    menu_label = _("Correction requests")
    index_view_class = CorrectionIndexView
    filterset_class = CorrectionFilterSet
    search_fields = ("certificate__number", "text", "certificate__person__full_name")
    form_fields = ("answer",)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/", CorrectionView.as_view(), name="answer")]
