"""Several items of a bank in a grid."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.forms.bulk import STEPS, ForAllForm, RowForm, changes_of, digest_of
from exams.bank.forms.filters import ItemFilterSet
from exams.bank.forms.grid import Grid
from exams.bank.models import Bank, Cognitive, Item, ItemVersion
from exams.bank.queries import newest_versions, saying
from exams.bank.rules import WRITE, banks_for, may_review_in, may_write_in
from exams.bank.services.bulk import RowChange, RowOutcome, bulk_edit
from exams.bank.views.base import BankView
from exams.bank.views.columns import ItemPages
from exams.bank.views.paging import VersionPaginator

ROWS = 50
# More is not done in one transaction: others write too.
MOST = 500


class BulkView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """The rows that the list's filters find; a post shows what would change, and saves what was looked at."""

    template_name = "bank/admin/bulk.html"
    header_icon = "edit"

    def has_permission(self) -> bool:
        """Those who write or review here."""
        if not super().has_permission():
            return False
        return may_write_in(self.request.user, self.bank) or may_review_in(self.request.user, self.bank)

    def get_page_title(self) -> str:
        return _("Edit several")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", self.get_page_title()))

    @cached_property
    def found(self) -> QuerySet[ItemVersion]:
        """What the filters and the search of the list find, in its order."""
        versions = newest_versions().filter(item__bank=self.bank).order_by("item__key")
        filters = ItemFilterSet(
            self.request.GET, request=self.request, queryset=versions, bank=self.bank, banks=Bank.objects.all()
        )
        query = self.request.GET.get("q", "").replace("\0", "")
        found: QuerySet[ItemVersion] = saying(filters.qs, query) if query else filters.qs
        return found.defer("body").prefetch_related("item__tags")

    @property
    def asks(self) -> bool:
        """Whether the address says anything that may narrow the list."""
        return any(any(values) for name, values in self.request.GET.lists() if name != "p")

    @cached_property
    def page(self) -> Any:
        whole = None if self.asks else Item.objects.filter(bank=self.bank).order_by("key")
        return VersionPaginator(self.found, ROWS, whole=whole, as_whole=True).get_page(self.request.GET.get("p"))

    @cached_property
    def points(self) -> list[tuple[str, str]]:
        """What an item of this bank may be about."""
        return [(str(point.pk), f"{point.code} {point.title}") for point in self.bank.chapter.points.order_by("code")]

    def rows(self, data: Any) -> list[RowForm]:
        """A form for each row of the page."""
        return [RowForm(data, version=version, points=self.points) for version in self.page.object_list]

    def grid(self, rows: list[RowForm] | None) -> list[SafeString]:
        """The rows of the page as they are stored, or as they were sent."""
        grid = Grid(self.points, address=ItemPages().address)
        if rows is None:
            return [grid.row(version) for version in self.page.object_list]
        return [grid.row(row.version, row) for row in rows]

    def for_all(self, data: Any = None) -> ForAllForm:
        """The form for all picked rows."""
        return ForAllForm(data, bank=self.bank, others=banks_for(self.user, WRITE).exclude(pk=self.bank.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.copy()
        query.pop("p", None)
        return super().get_context_data(
            **{
                "bank": self.bank,
                "page": self.page,
                "rows": self.grid(kwargs.pop("rows", None)),
                "for_all": kwargs.pop("for_all", None) or self.for_all(),
                "query": query.urlencode(),
                "most": MOST,
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        rows, for_all = self.rows(request.POST), self.for_all(request.POST)
        if not all([*(row.is_valid() for row in rows), for_all.is_valid()]):
            messages.error(request, _("Nothing is saved yet: please mend the fields marked below."))
            return self.render_to_response(self.get_context_data(rows=rows, for_all=for_all))
        changes = changes_of(rows, self._rest(for_all), for_all)
        if len(changes) > MOST:
            messages.error(
                request, _("At most %(most)d items are changed at once; narrow the filters.") % {"most": MOST}
            )
            return self.render_to_response(self.get_context_data(rows=rows, for_all=for_all))
        digest = digest_of(changes)
        if request.POST.get("step") == "save" and request.POST.get("seen") == digest:
            return self._save(changes, for_all.cleaned_data["comment"])
        outcomes = self._edit(changes, for_all.cleaned_data["comment"], dry_run=True)
        preview = {"outcomes": [_shown(one) for one in outcomes], "seen": digest, "is_preview": True}
        return self.render_to_response(self.get_context_data(rows=rows, for_all=for_all, **preview))

    def _rest(self, for_all: ForAllForm) -> list[ItemVersion]:
        """Rows of other pages, if they are asked for; one more than may be, so that too many is seen."""
        if for_all.cleaned_data["scope"] != "all":
            return []
        here = {version.pk for version in self.page.object_list}
        return [version for version in self.found[: MOST + 1] if version.pk not in here]

    def _save(self, changes: list[RowChange], comment: str) -> HttpResponseBase:
        outcomes = self._edit(changes, comment, dry_run=False)
        done = sum(not one.refused for one in outcomes)
        messages.success(self.request, _("%(count)d items are changed.") % {"count": done})
        for one in outcomes:
            if one.refused:
                said = {"key": one.change.version.item.key, "reason": one.refused}
                messages.warning(self.request, _("%(key)s is left as it is: %(reason)s") % said)
        return redirect(self.request.get_full_path())

    def _edit(self, changes: list[RowChange], comment: str, *, dry_run: bool) -> list[RowOutcome]:
        if not (may_write_in(self.user, self.bank) or may_review_in(self.user, self.bank)):
            raise PermissionDenied
        outcomes = bulk_edit(
            bank=self.bank, changes=changes, actor=self.user, now=timezone.now(), comment=comment, dry_run=dry_run
        )
        return list(outcomes)


def _shown(outcome: RowOutcome) -> dict[str, Any]:
    """A row's change in words: before and after of each field."""
    version, change = outcome.change.version, outcome.change
    fields = [
        (_("Knowledge point"), version.point.code, change.content.get("point") and change.point and change.point.code),
        (_("Difficulty"), version.difficulty, change.content.get("difficulty")),
        (_("Level"), version.get_cognitive_display(), _level(change)),
        (_("Tags"), _names(tag.name for tag in version.item.tags.all()), _names(change.tags)),
        (_("Step"), version.get_state_display(), dict(STEPS).get(change.verb) if change.verb else None),
    ]
    if change.transfer and change.target:
        words = _("a copy at %(point)s") if change.transfer == "copy" else _("moved to %(point)s")
        fields.append((_("To another bank"), version.item.bank.code, words % {"point": change.target}))
    return {
        "key": version.item.key,
        "stem": version.stem_text,
        "fields": [(label, before, after) for label, before, after in fields if after is not None and before != after],
        "outcome": outcome,
    }


def _level(change: RowChange) -> str | None:
    return str(Cognitive(change.cognitive).label) if "cognitive" in change.content else None


def _names(names: Any) -> str | None:
    return None if names is None else " ".join(names) or "–"
