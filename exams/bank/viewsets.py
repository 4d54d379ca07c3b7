"""The menu of the question bank and its URLs under /admin/bank/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.bank.rules import may_read_items, may_review_items, may_see_log
from exams.bank.views import (
    access,
    banks,
    bulk,
    comments,
    comparing,
    coverage,
    duplicates,
    exporting,
    importing,
    items,
    listing,
    log,
    media,
    practice,
    reviews,
    saved_filters,
    writing,
)


class ReadersMenuItem(MenuItem):
    """Shown to those who may read keys."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_read_items(request.user)

    def is_active(self, request: HttpRequest) -> bool:
        """On the banks' own pages; the queue and the log have entries of their own."""
        beside = (reverse("bank:reviews"), reverse("bank:log"))
        return super().is_active(request) and not request.path.startswith(beside)


class ReviewersMenuItem(MenuItem):
    """Shown to those who review."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_review_items(request.user)


class LogMenuItem(MenuItem):
    """Shown to those who may read the log."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_log(request.user)


class BankViewSet(ViewSet):
    """Banks, their items, the forms that write them and the steps that approve them."""

    icon = "list-ul"
    menu_icon = "list-ul"
    menu_label = _("Question banks")
    menu_name = "bank"
    menu_order = 200
    add_to_admin_menu = True
    menu_item_class: Any = ReadersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", banks.BankIndexView.as_view(), name="index"),
            # Before the banks' own pages: no bank is called so.
            path("reviews/", reviews.ReviewQueueView.as_view(), name="reviews"),
            path("log/", log.LogView.as_view(), name="log"),
            path("log/results/", log.LogView.as_view(results_only=True), name="log_results"),
            path("all/", listing.AllItemsView.as_view(), name="all"),
            path("all/results/", listing.AllItemsView.as_view(results_only=True), name="all_results"),
            path("all/filters/", saved_filters.KeepFilterView.as_view(), name="all_keep_filter"),
            path("all/filters/<int:pk>/delete/", saved_filters.DropFilterView.as_view(), name="all_drop_filter"),
            path("<str:code>/", listing.ItemIndexView.as_view(), name="items"),
            path("<str:code>/results/", listing.ItemIndexView.as_view(results_only=True), name="items_results"),
            path("<str:code>/filters/", saved_filters.KeepFilterView.as_view(), name="keep_filter"),
            path("<str:code>/filters/<int:pk>/delete/", saved_filters.DropFilterView.as_view(), name="drop_filter"),
            path("<str:code>/add/<slug:item_type>/", writing.ItemFormView.as_view(), name="add"),
            path("<str:code>/preview/<slug:item_type>/", writing.PreviewView.as_view(), name="preview"),
            path("<str:code>/duplicates/", duplicates.DuplicatesView.as_view(), name="duplicates"),
            path("<str:code>/coverage/", coverage.CoverageView.as_view(), name="coverage"),
            path("<str:code>/bulk/", bulk.BulkView.as_view(), name="bulk"),
            path("<str:code>/practice/", practice.PracticeView.as_view(), name="practice"),
            path("<str:code>/media/<str:media_key>", media.MediaView.as_view(), name="media"),
            path("<str:code>/access/", access.AccessView.as_view(), name="access"),
            path("<str:code>/export/", exporting.ExportView.as_view(), name="export"),
            path("<str:code>/import/", importing.ImportView.as_view(), name="import"),
            path("<str:code>/import/template.xlsx", importing.TemplateDownloadView.as_view(), name="import_template"),
            path("<str:code>/import/<int:batch_id>/", importing.ImportBatchView.as_view(), name="import_batch"),
            path(
                "<str:code>/import/<int:batch_id>/media/<str:media_key>",
                importing.ImportMediaView.as_view(),
                name="import_media",
            ),
            path(
                "<str:code>/import/<int:batch_id>/preview/<int:number>/",
                importing.ImportPreviewView.as_view(),
                name="import_preview",
            ),
            path("<str:code>/<str:key>/", items.ItemView.as_view(), name="item"),
            path("<str:code>/<str:key>/edit/", writing.ItemFormView.as_view(), name="edit"),
            path("<str:code>/<str:key>/compare/", comparing.CompareView.as_view(), name="compare"),
            path("<str:code>/<str:key>/comments/<int:pk>/settle/", comments.SettleView.as_view(), name="settle"),
            path("<str:code>/<str:key>/<int:number>/comment/", comments.CommentView.as_view(), name="comment"),
            path("<str:code>/<str:key>/<int:number>/assign/", comments.AssignView.as_view(), name="assign"),
            path("<str:code>/<str:key>/<int:number>/<slug:verb>/", items.MoveView.as_view(), name="move"),
        ]
