"""The list of banks."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton

from exams.bank.coverage import fact_shares
from exams.bank.models import Bank
from exams.bank.queries import banks_with_counts
from exams.bank.rules import banks_for, may_review_items, may_write_items
from exams.bank.views.base import BankView
from exams.bank.views.columns import LabelledColumn, LabelledNumber


class NextColumn(Column):
    """What the bank asks for first, with the way there."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> str:
        total, met = instance.facts
        user = parent_context["request"].user
        if instance.waiting_count and may_review_items(user):
            url, words = reverse("bank:items", args=[instance.code]) + "?state=in_review", _("Review what waits")
        elif met < total and may_write_items(user):
            url, words = reverse("bank:coverage", args=[instance.code]), _("Write what is wanting")
        else:
            url, words = reverse("bank:coverage", args=[instance.code]), _("See the coverage")
        return format_html('<td><a href="{}">{}</a></td>', url, words)


def _share(total: int, met: int) -> str:
    return f"{met} / {total} ({met * 100 // total} %)" if total else "–"


class BankIndexView(BankView, BaseListingView):
    """All banks with what they hold."""

    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Question banks")
    header_icon = "list-ul"
    index_url_name = "bank:index"
    verbose_name_plural = gettext_lazy("banks")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn("title", label=gettext_lazy("Bank"), get_url=lambda bank: reverse("bank:items", args=[bank.code])),
        Column("code", label=pgettext_lazy("of a bank", "Code")),
        LabelledNumber("item_count", label=pgettext_lazy("number of", "Items")),
        LabelledNumber("approved_count", label=pgettext_lazy("number of items", "Approved")),
        LabelledNumber("waiting_count", label=pgettext_lazy("number of items", "In review")),
        LabelledColumn("coverage", label=gettext_lazy("Coverage"), accessor=lambda bank: _share(*bank.facts)),
        NextColumn("next", label=gettext_lazy("Next action")),
    ]

    def get_base_queryset(self) -> QuerySet[Bank]:
        return banks_with_counts(banks_for(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the facts of each bank's points: how many there are, and how many are met."""
        shares = fact_shares(self.object_list)
        for bank in self.object_list:
            bank.facts = shares[bank.pk]
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    def get_header_buttons(self) -> list[Button]:
        return [HeaderButton(_("Items of all banks"), url=reverse("bank:all"), icon_name="search")]
