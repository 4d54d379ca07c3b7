"""Papers: their list, one with or without its keys, what is to be done with it, and the pictures that it shows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from exams.bank.item_types import SAMPLE_SEED, get_item_type
from exams.bank.models import ItemVersion
from exams.bank.presentation import policy_label, render_candidate, render_explanation, render_key
from exams.bank.rules import READ, is_listed, may_read_items
from exams.bank.services import log_keys_seen
from exams.papers.forms import PrintForm, ReturnForm
from exams.papers.models import Paper, PaperState
from exams.papers.queries import (
    FrozenItem,
    paper_content,
    paper_history,
    papers_with_totals,
    picture_among,
    restricted_banks_in,
)
from exams.papers.rules import SEE_PAPERS, may_change_drafts, may_print_keys, may_publish_papers
from exams.papers.services.checks import breaches_of
from exams.papers.services.publishing import why_not_this_person
from exams.papers.views.base import Crumb, DeskView, plain


class PaperIndexView(DeskView, BaseListingView):
    """All papers, newest first."""

    template_name = "bank/admin/listing.html"
    permission_required: Any = SEE_PAPERS
    page_title = gettext_lazy("Papers")
    header_icon = "doc-full"
    index_url_name = "papers:index"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("papers")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn("title", label=gettext_lazy("Title"), get_url=lambda row: reverse("papers:paper", args=[row.pk])),
        Column("form", label=pgettext_lazy("of a paper", "Form"), width="5em"),
        NumberColumn("item_count", label=pgettext_lazy("number of", "Items")),
        Column("mark_total", label=gettext_lazy("Marks"), accessor=lambda row: plain(row.mark_total)),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda row: row.state == PaperState.PUBLISHED,
            width="8em",
        ),
        Column("maker", label=gettext_lazy("Made by"), accessor="created_by.display_name"),
        DateColumn("created_at", label=gettext_lazy("Made")),
    ]

    def get_base_queryset(self) -> QuerySet[Paper]:
        return papers_with_totals()


@dataclass(frozen=True)
class Question:
    """A slot of a paper as the page shows it; the key's part is empty for those who may not see it."""

    item: FrozenItem
    html: SafeString
    key: SafeString | str = ""
    explanation: SafeString | str = ""


class PaperPage(DeskView):
    """A view on one paper, for those who may see its questions."""

    permission_required: Any = SEE_PAPERS
    kwargs: dict[str, Any]

    @cached_property
    def paper(self) -> Paper:
        people = ("created_by__person", "submitted_by__person", "published_by__person")
        return get_object_or_404(Paper.objects.select_related("blueprint", "paper_set", *people), pk=self.kwargs["pk"])

    def has_permission(self) -> bool:
        """Items of a restricted bank are shown to those on its list, with or without their keys."""
        return super().has_permission() and all(
            is_listed(self.user, bank, READ) for bank in restricted_banks_in(self.paper)
        )


class PaperView(PaperPage, WagtailAdminTemplateMixin, TemplateView):
    """A paper as candidates see it, or with its keys for those who may read keys."""

    template_name = "papers/admin/paper.html"
    header_icon = "doc-full"

    def get_page_title(self) -> str:
        return str(self.paper)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        blueprint = self.paper.blueprint
        steps = [(reverse("blueprints:matrix", args=[blueprint.code]), blueprint.title)] if blueprint else []
        return self.trail(*steps, ("", str(self.paper)))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_see_keys = may_read_items(self.request.user)
        shows_keys = may_see_keys and self.request.GET.get("view") == "key"
        items = paper_content(self.paper).items
        media = reverse("papers:media", args=[self.paper.pk, "0"]).removesuffix("0")
        if shows_keys:
            shown = ItemVersion.objects.filter(paper_items__paper=self.paper).select_related("item")
            log_keys_seen(versions=shown.defer("body"), actor=self.user, now=timezone.now(), place="paper")
        return super().get_context_data(
            **{
                "paper": self.paper,
                "policy": policy_label(self.paper.multiple_policy),
                "marks": sum((item.marks for item in items), Decimal(0)),
                "questions": [_question(item, media=media, with_key=shows_keys) for item in items],
                "may_see_keys": may_see_keys,
                "shows_keys": shows_keys,
                "print_form": PrintForm(paper_form=self.paper.form, with_keys=may_print_keys(self.request.user)),
                **self._steps(),
                **kwargs,
            }
        )

    def to_page(self) -> HttpResponseBase:
        return redirect("papers:paper", self.paper.pk)

    def page_with(self, **context: Any) -> HttpResponseBase:
        return self.render_to_response(self.get_context_data(**context))

    def _steps(self) -> dict[str, Any]:
        """What this person can do with the paper now, and why not what they cannot."""
        is_draft = self.paper.state == PaperState.DRAFT
        waits = is_draft and self.paper.submitted_at is not None
        publishes = waits and may_publish_papers(self.user)
        own = self.paper.submitted_by_id == self.user.pk
        changes = is_draft and not waits and may_change_drafts(self.user)
        return {
            "waits": waits,
            "may_work": changes,
            "may_submit": changes,
            "may_return": waits and (own or may_publish_papers(self.user)),
            "is_own": own,
            "why_not": why_not_this_person(self.paper, self.user) if publishes else "",
            "may_publish": publishes,
            "found": [str(one) for one in breaches_of(self.paper, now=timezone.now())] if is_draft else [],
            "history": paper_history(self.paper),
            "return_form": ReturnForm(),
        }


class PictureView(PaperPage, View):
    """A picture of the paper: those who read no keys get what candidates see."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *_args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 -- the base's signature
        picture = picture_among(
            paper_content(self.paper).items, kwargs["key"], with_keys=may_read_items(self.request.user)
        )
        if picture is None:
            raise Http404
        response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
        response["Cache-Control"] = "private, max-age=86400"
        return response


def _question(item: FrozenItem, *, media: str, with_key: bool) -> Question:
    """The item as a candidate would see it, with the sample draw of its parameters."""
    item_type = get_item_type(item.item_type)
    drawn = item_type.draw(item.content, SAMPLE_SEED)
    html = render_candidate(item.item_type, item.body, slot=item.slot, number=item.slot, drawn=drawn, media=media)
    if not with_key:
        return Question(item, html)
    key = render_key(item_type, item.content, drawn=drawn, media=media)
    return Question(item, html, key, render_explanation(item_type, item.content, drawn=drawn, media=media))
