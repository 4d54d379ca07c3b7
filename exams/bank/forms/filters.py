"""Filters of the item list and of the log."""

from typing import Any, ClassVar, Literal

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from accounts.models import User
from courses.models import KnowledgePoint
from exams.bank.forms.widgets import PlainBoxes, PlainRadios, PlainSelect
from exams.bank.models import Bank, BankAct, BankEvent, Cognitive, ItemComment, ItemVersion, Tag, VersionState
from exams.bank.presentation import type_choices
from exams.bank.queries import ever
from exams.bank.usage import is_held

YES_NO = (("yes", pgettext_lazy("filter", "Yes")), ("no", pgettext_lazy("filter", "No")))


class YesNoFilter(django_filters.ChoiceFilter):
    """Those for which something holds, or does not."""

    def __init__(self, *, holds: Any, **kwargs: Any) -> None:
        super().__init__(choices=YES_NO, widget=PlainRadios, empty_label=_("All"), **kwargs)
        self._holds = holds

    def filter(self, qs: Any, value: str) -> Any:
        if not value:
            return qs
        return qs.filter(self._holds() if value == "yes" else ~self._holds())


def _several(label: Any, choices: Any, field_name: str | None = None) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(field_name=field_name, label=label, choices=choices, widget=PlainBoxes)


def _has_open_comments() -> Q:
    return Q(Exists(ItemComment.objects.filter(version__item=OuterRef("item"), resolved_at__isnull=True)))


class ItemFilterSet(WagtailFilterSet):
    """Everything that is known of an item, of one bank or of several."""

    state = _several(_("State"), VersionState.choices)
    item_type = _several(_("Item type"), type_choices, "item__item_type")
    difficulty = _several(_("Difficulty"), [(n, str(n)) for n in range(1, 6)])
    cognitive = _several(_("Cognitive level"), Cognitive.choices)
    bank = django_filters.ModelChoiceFilter(
        label=_("Bank"), field_name="item__bank", queryset=Bank.objects.none(), widget=PlainSelect
    )
    point = django_filters.ModelChoiceFilter(
        label=_("Knowledge point"), queryset=KnowledgePoint.objects.none(), widget=PlainSelect
    )
    section = django_filters.CharFilter(
        label=_("Section of the chapter"),
        field_name="point__code",
        lookup_expr="startswith",
        help_text=_("Such as B-D-A"),
    )
    tag = django_filters.ModelChoiceFilter(
        label=_("Tag"), field_name="item__tags", queryset=Tag.objects.none(), widget=PlainSelect
    )
    author = django_filters.ModelChoiceFilter(label=_("Author"), queryset=User.objects.none(), widget=PlainSelect)
    approver = django_filters.ModelChoiceFilter(label=_("Approver"), queryset=User.objects.none(), widget=PlainSelect)
    mine = django_filters.ChoiceFilter(
        label=_("My own"),
        choices=[("drafts", _("My drafts")), ("all", _("All that I wrote"))],
        widget=PlainRadios,
        empty_label=_("All"),
        method="filter_mine",
    )
    written = django_filters.DateFromToRangeFilter(
        label=_("Written"), field_name="created_at", widget=DateRangePickerWidget
    )
    fact = django_filters.CharFilter(label=_("Syllabus fact"), method="filter_fact")
    picture = YesNoFilter(label=_("Has a picture"), holds=lambda: Q(entry__has_picture=True))
    comments = YesNoFilter(label=_("Has open comments"), holds=_has_open_comments)
    used = YesNoFilter(label=_("Used on a paper"), holds=lambda: is_held("item"))
    remarks = YesNoFilter(label=_("The writing help has remarks"), holds=lambda: Q(entry__remarks__gt=0))

    class Meta:
        model = ItemVersion
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, banks: QuerySet[Bank], bank: Bank | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = banks if bank is None else banks.filter(pk=bank.pk)
        self.filters["author"].queryset = _people(own, "author")
        self.filters["approver"].queryset = _people(own, "approver")
        self.filters["tag"].queryset = Tag.objects.filter(bank__in=own)
        if bank is None:
            self.filters["bank"].queryset = banks
            del self.filters["point"]
        else:
            self.filters["point"].queryset = bank.chapter.points.order_by("code")
            del self.filters["bank"]

    def filter_mine(self, queryset: QuerySet[ItemVersion], _name: str, value: str) -> QuerySet[ItemVersion]:
        """What the asking person wrote."""
        own = queryset.filter(author=self.request.user)
        return own.filter(state=VersionState.DRAFT) if value == "drafts" else own

    def filter_fact(self, queryset: QuerySet[ItemVersion], _name: str, value: str) -> QuerySet[ItemVersion]:
        """Items that meet the fact; a point's id finds those of all its facts."""
        quoted = f'"{value.strip()}"' if "#" in value else f'"{value.strip()}#'
        return queryset.annotate(facts_text=Cast("facts", TextField())).filter(facts_text__contains=quoted)


def _people(banks: QuerySet[Bank], role: Literal["author", "approver"]) -> QuerySet[User]:
    """Who has this role in a version of these banks.

    For each of the few who ever had it one version is looked for. Asked for all people whose versions are in the banks,
    PostgreSQL joins every version that there is.
    """
    versions = ItemVersion.objects.filter(**{role: OuterRef("pk")}, item__bank__in=banks.values("pk"))
    one = Subquery(versions.order_by().values("pk")[:1])
    found = User.objects.filter(pk__in=ever(role)).alias(one=one).filter(one__isnull=False)
    return found.select_related("person").order_by("username")


class BankEventFilterSet(WagtailFilterSet):
    """Act, bank, who, item, and from when to when."""

    act = django_filters.MultipleChoiceFilter(label=_("Act"), choices=BankAct.choices, widget=PlainBoxes)
    bank = django_filters.CharFilter(label=_("Bank"), field_name="bank__code", lookup_expr="iexact")
    item = django_filters.CharFilter(label=_("Item"), field_name="item__key", lookup_expr="iexact")
    actor = django_filters.CharFilter(label=_("User name"), field_name="actor__username", lookup_expr="iexact")
    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)

    class Meta:
        model = BankEvent
        fields: ClassVar[list[str]] = []
