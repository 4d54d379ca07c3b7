"""The items of a bank, and those of all banks."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, ButtonWithDropdown

from exams.bank.forms.filters import ItemFilterSet
from exams.bank.forms.saved_filters import asked_of
from exams.bank.item_types import ITEM_TYPES
from exams.bank.models import Bank, Cognitive, Item, ItemVersion, VersionState
from exams.bank.presentation import type_label
from exams.bank.queries import filters_of, newest_versions, saying
from exams.bank.rules import banks_for, may_export, may_review_in, may_write_in
from exams.bank.views.base import BankView
from exams.bank.views.columns import ItemLinkColumn, LabelledColumn, PlainColumn, PlainTable, StateColumn
from exams.bank.views.paging import VersionPaginator

ITEM_COLUMNS: list[BaseColumn] = [
    ItemLinkColumn("stem_text", label=gettext_lazy("Stem")),
    PlainColumn(
        "item.key", label=pgettext_lazy("of an item", "Key"), sort_key="item__key", width="6em", classname="bank-word"
    ),
    PlainColumn(
        "type",
        label=gettext_lazy("Item type"),
        accessor=lambda version: type_label(version.item.item_type),
        sort_key="item__item_type",
        classname="bank-word",
    ),
    PlainColumn("point", label=gettext_lazy("Knowledge point"), sort_key="point__code"),
    LabelledColumn("difficulty", label=gettext_lazy("Difficulty"), sort_key="difficulty", width="6em"),
    PlainColumn(
        "cognitive",
        label=gettext_lazy("Level"),
        words=dict(Cognitive.choices),
        sort_key="cognitive",
        classname="bank-word",
    ),
    LabelledColumn(
        "tags",
        label=gettext_lazy("Tags"),
        accessor=lambda v: pgettext("between tags", ", ").join(tag.name for tag in v.item.tags.all()),
    ),
    StateColumn(
        "state",
        label=gettext_lazy("State"),
        words=dict(VersionState.choices),
        primary=VersionState.APPROVED,
        sort_key="state",
        width="9em",
    ),
]

READY_FILTERS = (
    ("mine=drafts", gettext_lazy("My drafts")),
    ("state=in_review", pgettext_lazy("number of items", "In review")),
    ("comments=yes", gettext_lazy("Has open comments")),
    ("remarks=yes", gettext_lazy("The writing help has remarks")),
    ("used=no", gettext_lazy("On no paper yet")),
)


class ItemListing(BankView, BaseListingView):
    """Items, each by its newest version, filtered and searched."""

    template_name = "bank/admin/listing.html"
    results_template_name = "bank/admin/item_results.html"
    header_icon = "list-ul"
    paginate_by = 50
    is_searchable = True
    search_backend_name = None  # the database searches; nothing of the bank is in the search index
    filterset_class = ItemFilterSet
    verbose_name_plural = gettext_lazy("items")
    columns: ClassVar[list[BaseColumn]] = ITEM_COLUMNS
    table_class = PlainTable

    def search_queryset(self, queryset: QuerySet[ItemVersion]) -> QuerySet[ItemVersion]:
        """By everything an item says, in Chinese too."""
        return saying(queryset, self.search_query) if self.is_searching else queryset

    def get_base_queryset(self) -> QuerySet[ItemVersion]:
        """Without the bodies, which the list does not show."""
        return self.found().defer("body", "facts").prefetch_related("item__tags")

    def found(self) -> QuerySet[ItemVersion]:
        """Everything that may be listed here."""
        raise NotImplementedError

    def everything(self) -> QuerySet[Item]:
        """The items whose versions `found` lists, in the same order."""
        raise NotImplementedError

    def get_paginator(self, queryset: QuerySet[ItemVersion], per_page: int, **kwargs: Any) -> VersionPaginator:
        """Pages of what is found; all of a bank is counted without its versions."""
        whole = None if self.is_searching or self.is_filtering else self.everything()
        return VersionPaginator(queryset, per_page, whole=whole, as_whole=not self.ordering, **kwargs)

    @property
    def asked(self) -> str:
        """The filters, the search and the order of the address."""
        return asked_of(self.request.GET)

    @property
    def own_bank(self) -> Bank | None:
        """The bank whose list this is; None for that of all banks."""
        return None

    @cached_property
    def saved_filters(self) -> list[dict[str, Any]]:
        """What this person keeps for this list, with the way to delete it."""
        place = [] if self.own_bank is None else [self.own_bank.code]
        return [
            {
                "label": one.name,
                "url": f"{self.get_index_url()}?{one.query}",
                "is_here": self.asked == one.query,
                "drop_url": reverse("bank:drop_filter" if place else "bank:all_drop_filter", args=[*place, one.pk]),
            }
            for one in filters_of(self.user, self.own_bank)
        ]

    @property
    def kept_here(self) -> dict[str, Any] | None:
        """The saved filter that the list shows, if it shows one."""
        return next((one for one in self.saved_filters if one["is_here"]), None)

    @property
    def keep_url(self) -> str:
        """Where what the list asks is kept, if it asks anything that is not offered already."""
        offered = {query for query, _label in READY_FILTERS}
        if not self.asked or self.asked in offered or self.kept_here:
            return ""
        bank = self.own_bank
        return reverse("bank:all_keep_filter") if bank is None else reverse("bank:keep_filter", args=[bank.code])

    @property
    def ready_filters(self) -> list[dict[str, Any]]:
        """What people look for every day, one press away."""
        return [
            {"label": label, "url": f"{self.get_index_url()}?{query}", "is_here": self.asked == query}
            for query, label in READY_FILTERS
        ]

    @property
    def acts_on_found(self) -> list[dict[str, str]]:
        """What may be done to all that is found."""
        return []

    @property
    def first_steps(self) -> list[dict[str, str]]:
        """What to do where nothing is yet."""
        return []


class AllItemsView(ItemListing):
    """The items of all banks that one may read."""

    columns: ClassVar[list[BaseColumn]] = [
        *ITEM_COLUMNS[:1],
        PlainColumn("item.bank", label=gettext_lazy("Bank"), sort_key="item__bank__code"),
        *ITEM_COLUMNS[1:],
    ]
    page_title = gettext_lazy("Items of all banks")
    index_url_name = "bank:all"
    index_results_url_name = "bank:all_results"

    def found(self) -> QuerySet[ItemVersion]:
        return newest_versions(banks_for(self.user))

    def everything(self) -> QuerySet[Item]:
        return Item.objects.filter(bank__in=banks_for(self.user)).order_by("bank_id", "key")

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "banks": banks_for(self.user)}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("bank:index"), _("Question banks")), ("", _("Items of all banks")))


class ItemIndexView(ItemListing):
    """The items of a bank."""

    @property
    def own_bank(self) -> Bank:
        return self.bank

    def found(self) -> QuerySet[ItemVersion]:
        return newest_versions().filter(item__bank=self.bank).order_by("item__key")

    def everything(self) -> QuerySet[Item]:
        return Item.objects.filter(bank=self.bank).order_by("key")

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "banks": Bank.objects.all(), "bank": self.bank}

    def get_index_url(self) -> str:
        return reverse("bank:items", args=[self.bank.code])

    def get_index_results_url(self) -> str:
        return reverse("bank:items_results", args=[self.bank.code])

    def get_page_title(self) -> str:
        return self.bank.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("bank:index"), _("Question banks")), ("", self.bank.title))

    def get_header_buttons(self) -> list[Button]:
        """The forms of new items; the bank's other pages stand in its navigation."""
        if not may_write_in(self.request.user, self.bank):
            return []
        kinds = [
            Button(type_label(name), url=reverse("bank:add", args=[self.bank.code, name]), priority=priority)
            for priority, name in enumerate(ITEM_TYPES)
        ]
        return [ButtonWithDropdown(label=_("New item"), icon_name="plus", buttons=kinds, classname="w-h-slim-header")]

    @property
    def acts_on_found(self) -> list[dict[str, str]]:
        """What the list shows is what these work on."""
        user, acts = self.request.user, []
        if may_write_in(user, self.bank) or may_review_in(user, self.bank):
            acts.append(("bank:bulk", _("Edit several")))
        if may_export(user, self.bank):
            acts.append(("bank:export", _("Export these")))
        query = f"?{self.asked}" if self.asked else ""
        return [{"label": label, "url": reverse(name, args=[self.bank.code]) + query} for name, label in acts]

    @property
    def first_steps(self) -> list[dict[str, str]]:
        """Import, or see what is wanted."""
        steps = [("bank:import", _("Import items"))] if may_write_in(self.request.user, self.bank) else []
        steps.append(("bank:coverage", _("See the coverage")))
        return [{"label": label, "url": reverse(name, args=[self.bank.code])} for name, label in steps]
