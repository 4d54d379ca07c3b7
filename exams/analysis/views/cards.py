"""Item cards for writers. Keys stand here: seeing them is logged."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.analysis.models import PrintKind, Subject
from exams.analysis.queries.cards import measured_versions_in
from exams.analysis.queries.exam_responses import name_of
from exams.analysis.rendering.reports import PrintedReport, stamp_of
from exams.analysis.rules import SEE_FINDINGS
from exams.analysis.services.card_tables import card_of
from exams.analysis.views.base import Crumb, DeskView, file_of
from exams.analysis.views.prints import FILES, PAGE, PrintAct, PrintDesk
from exams.bank.models import BankAct, ItemVersion
from exams.bank.rules import EXPORT, banks_for
from exams.bank.services import log_bank_event, log_keys_seen


def times_words(row: ItemVersion) -> str:
    """How often; on a phone the heads of columns are not seen."""
    count: int = row.times  # type: ignore[attr-defined]
    return ngettext("%(count)d time", "%(count)d times", count) % {"count": count}


class CardIndexView(DeskView, BaseListingView):
    """Items that exams have measured, in the banks that one may read; one's own with `?mine=1`."""

    template_name = "analysis/admin/findings.html"
    permission_required: Any = SEE_FINDINGS
    page_title = gettext_lazy("Item cards")
    header_icon = "doc-full"
    index_url_name = "item_findings:cards"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("item cards")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "item",
            label=gettext_lazy("Item"),
            accessor=name_of,
            get_url=lambda row: reverse("item_findings:card", args=[row.pk]),
        ),
        Column("point", label=gettext_lazy("Knowledge point"), accessor="point.title"),
        Column("author", label=gettext_lazy("Author"), accessor="name_of_author"),
        Column("times", label=gettext_lazy("Analysed"), accessor=times_words),
        DateColumn("measured_at", label=gettext_lazy("Last analysed"), accessor="measured_at"),
        Column(
            "open",
            label=gettext_lazy("Open findings"),
            accessor=lambda row: _("waits for a decision") if row.has_open else "–",
        ),
    ]

    def get_base_queryset(self) -> QuerySet[ItemVersion]:
        versions = measured_versions_in(banks_for(self.user))
        return versions.filter(author=self.user) if self.request.GET.get("mine") else versions


class CardPage(PrintDesk):
    """The card of a version in a bank that one may read, else there is none."""

    permission_required: Any = SEE_FINDINGS
    kwargs: dict[str, Any]

    @cached_property
    def version(self) -> ItemVersion:
        versions = ItemVersion.objects.filter(item__bank__in=banks_for(self.user)).select_related("item__bank")
        return get_object_or_404(versions, pk=self.kwargs["version_id"])

    @cached_property
    def card(self) -> PrintedReport:
        return card_of(self.version)

    def shown_card(self) -> PrintedReport:
        """The card as somebody sees it, which is logged."""
        log_keys_seen(versions=[self.version], actor=self.user, now=timezone.now(), place="card")
        return self.card

    @property
    def subject(self) -> Subject:
        return Subject(PrintKind.CARD, version=self.version)

    @property
    def stamp(self) -> str:
        return stamp_of(self.card)

    def address(self, kind: str) -> str:
        """Of the page, of a file, or where the PDF is asked for."""
        if kind in FILES:
            return reverse("item_findings:card_file", args=[self.version.pk, kind])
        return reverse(f"item_findings:{'card' if kind == PAGE else 'card_print'}", args=[self.version.pk])


class CardView(CardPage, WagtailAdminTemplateMixin, TemplateView):
    """The card on the screen."""

    template_name = "analysis/admin/card.html"
    header_icon = "doc-full"

    def get_page_title(self) -> str:
        return name_of(self.version)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("item_findings:cards"), _("Item cards")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card, may_take = self.shown_card(), self.user.has_perm(EXPORT)
        context = {"card": card, "version": self.version, "files": self.files if may_take else None}
        return super().get_context_data(**{**context, **kwargs})


class CardPrintView(CardPage, PrintAct):
    """Have the card printed by the task worker, for those who may take it away then."""

    permission_required: Any = (SEE_FINDINGS, EXPORT)


class CardFileView(CardPage, View):
    """The card to take away, for those who may take items out of the system; logged as such."""

    permission_required: Any = (SEE_FINDINGS, EXPORT)
    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, version_id: int, kind: str) -> HttpResponse:  # noqa: ARG002 -- read by `version`
        name = f"{self.version.item.key}-v{self.version.number}"
        answer = self.printed_file(name) if kind == "pdf" else file_of(self.card, kind=kind, name=name)
        if answer.status_code == HTTPStatus.OK:
            self.shown_card()
            now, details = timezone.now(), {"card": kind}
            log_bank_event(act=BankAct.EXPORTED, actor=self.user, now=now, version=self.version, details=details)
        return answer
