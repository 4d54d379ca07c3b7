"""The log of the banks, for reviewers and auditors. It names items and shows none of them."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.generic.base import BaseListingView

from exams.bank.forms.filters import BankEventFilterSet
from exams.bank.models import BankEvent
from exams.bank.presentation.acts import details_in_words
from exams.bank.queries import bank_events
from exams.bank.rules import SEE_LOG, banks_for, may_read_items
from exams.bank.views.base import BankView


class ItemColumn(Column):
    """The item's key, a link for those who may open it."""

    cell_template_name = "bank/admin/log_item.html"

    def get_cell_context_data(self, instance: BankEvent, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["opens"] = instance.item is not None and may_read_items(parent_context["request"].user)
        return context


class LogView(BankView, BaseListingView):
    """Every act in the banks, newest first: of all banks for auditors, of their own banks for those who read keys."""

    permission_required: Any = SEE_LOG
    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Log of the banks")
    header_icon = "history"
    index_url_name = "bank:log"
    index_results_url_name = "bank:log_results"
    paginate_by = 50
    filterset_class = BankEventFilterSet
    default_ordering = None
    verbose_name_plural = gettext_lazy("bank events")
    columns: ClassVar[list[BaseColumn]] = [
        Column(
            "at", label=gettext_lazy("Time"), accessor=lambda event: date_format(localtime(event.at), "Y-m-d H:i:s")
        ),
        Column("actor", label=gettext_lazy("Who"), accessor="actor.display_name"),
        Column("act", label=gettext_lazy("Act"), accessor="get_act_display"),
        Column("bank", label=gettext_lazy("Bank"), accessor=lambda event: event.bank.code if event.bank else ""),
        ItemColumn("item", label=gettext_lazy("Item")),
        Column("details", label=gettext_lazy("Details"), accessor=details_in_words),
    ]

    def get_base_queryset(self) -> QuerySet[BankEvent]:
        return bank_events(banks_for(self.user) if may_read_items(self.user) else None)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("bank:log"), _("Log of the banks")))
