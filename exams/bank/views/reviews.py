"""What waits for a reviewer, across banks."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.forms.review import MoveForm
from exams.bank.models import ItemComment, ItemReview, ItemVersion, VersionState
from exams.bank.presentation import type_label
from exams.bank.queries import versions_in, waiting_versions
from exams.bank.rules import READ, REVIEW, banks_for
from exams.bank.services import log_keys_seen
from exams.bank.views.base import BankView
from exams.bank.views.comparing import default_pair, differences, states_of
from exams.bank.views.items import shown

PAGE = 10


class ReviewQueueView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """Everything that waits for me and that I did not write, oldest first; approved and returned in place."""

    permission_required: Any = (READ, REVIEW)
    template_name = "bank/admin/reviews.html"
    page_title = gettext_lazy("Waiting for review")
    header_icon = "tasks"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("bank:index"), _("Question banks")), ("", _("Waiting for review")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = waiting_versions(self.user, banks_for(self.user, REVIEW))
        page = Paginator(waiting, PAGE).get_page(self.request.GET.get("p"))
        versions = list(page.object_list)
        log_keys_seen(versions=versions, actor=self.user, now=timezone.now(), place="reviews")
        return super().get_context_data(
            **{
                "page": page,
                "cards": self._cards(versions),
                "mine": sum(version.reviewer_id == self.user.pk for version in versions),
                **kwargs,
            }
        )

    def _cards(self, versions: list[ItemVersion]) -> list[dict[str, Any]]:
        items = [version.item_id for version in versions]
        unsettled = _unsettled(versions)
        siblings = list(versions_in(items))
        submissions = list(
            ItemReview.objects.filter(version__item__in=items, to_state=VersionState.IN_REVIEW).order_by("at", "pk")
        )
        return [
            {
                "version": version,
                "type_label": type_label(version.item.item_type),
                "shown": shown(version, version.item.bank),
                "unsettled": unsettled[version.pk],
                "form": MoveForm(unsettled=unsettled[version.pk], auto_id=f"v{version.pk}_%s"),
                "changed": _changed(version, siblings, submissions),
            }
            for version in versions
        ]


def _unsettled(versions: list[ItemVersion]) -> Counter[int]:
    """Open comments on each version and on those before it, in one read."""
    rows = (
        ItemComment.objects.filter(version__item__in=[one.item_id for one in versions], resolved_at__isnull=True)
        .values_list("version__item", "version__number")
        .annotate(count=Count("pk"))
        .order_by()
    )
    found: Counter[int] = Counter()
    for item, number, count in rows:
        for version in versions:
            if version.item_id == item and number <= version.number:
                found[version.pk] += count
    return found


def _changed(version: ItemVersion, siblings: list[ItemVersion], submissions: list[ItemReview]) -> list[Any]:
    """What is new since the reviewer last saw it; nothing for an item that is new itself."""
    own = [one for one in siblings if one.item_id == version.item_id and one.number <= version.number]
    old, new = default_pair(states_of(own, submissions), version)
    return [] if old is new else [one for one in differences(old, new) if one.kind != "same"]
