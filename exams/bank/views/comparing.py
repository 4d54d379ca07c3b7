"""Two states of an item side by side: versions, and what was once handed to a reviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.forms.fields import fields_as_submitted, fields_of
from exams.bank.models import ItemReview, ItemVersion, VersionState
from exams.bank.presentation.differences import FieldDifference, FieldText, compare_fields
from exams.bank.services import log_keys_seen
from exams.bank.views.items import ItemPage


@dataclass(frozen=True)
class State:
    """A state of the item that can be compared: `name` stands in the URL ("v2", "r17")."""

    name: str
    label: str
    version: ItemVersion
    review: ItemReview | None = None

    def fields(self) -> list[FieldText]:
        if self.review is None:
            return fields_of(self.version)
        return fields_as_submitted(self.review, self.version.item.item_type)


def states_of(versions: Sequence[ItemVersion], submissions: Sequence[ItemReview]) -> list[State]:
    """Every state that is kept, in the order of their making: what each submission held, then the version as it is."""
    found: list[State] = []
    for version in sorted(versions, key=lambda one: one.number):
        words = {"number": version.number}
        found += [
            State(
                f"r{review.pk}",
                _("Version %(number)d as submitted on %(at)s")
                % {**words, "at": f"{timezone.localtime(review.at):%Y-%m-%d %H:%M}"},
                version,
                review,
            )
            for review in submissions
            if review.version_id == version.pk and review.content
        ]
        found.append(State(f"v{version.number}", _("Version %(number)d") % words, version))
    return found


def default_pair(states: Sequence[State], version: ItemVersion) -> tuple[State, State]:
    """The version as it is, beside what the reviewer last sent back, or else the version before it.

    The last submission of a version under review is the version itself.
    """
    new = next(one for one in states if one.review is None and one.version.pk == version.pk)
    older = list(states[: states.index(new)])
    if version.state == VersionState.IN_REVIEW and older and older[-1].review is not None:
        older.pop()
    same = [one for one in older if one.version.pk == version.pk]
    before = [one for one in older if one.review is None]
    return (same or before or [new])[-1], new


def differences(old: State, new: State) -> list[FieldDifference]:
    """Field by field, what is the same too."""
    return compare_fields(old.fields(), new.fields())


class CompareView(ItemPage, WagtailAdminTemplateMixin, TemplateView):
    """What changed between two states of an item, word by word."""

    template_name = "bank/admin/compare.html"
    header_icon = "copy"

    @cached_property
    def states(self) -> list[State]:
        submissions = ItemReview.objects.filter(version__item=self.item, to_state=VersionState.IN_REVIEW)
        return states_of(self.versions, list(submissions.order_by("at", "pk")))

    def get_page_title(self) -> str:
        return _("Differences in %(key)s") % {"key": self.item.key}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        item = (reverse("bank:item", args=[self.bank.code, self.item.key]), self.item.key)
        return self.item_trail(item, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        old, new = default_pair(self.states, self.version)
        old, new = self._named("from", old), self._named("to", new)
        found = differences(old, new)
        log_keys_seen(versions=[self.version], actor=self.user, now=timezone.now(), place="compare")
        return super().get_context_data(
            **{
                "bank": self.bank,
                "item": self.item,
                "states": self.states,
                "old": old,
                "new": new,
                "changed": [one for one in found if one.kind != "same"],
                "same": [one for one in found if one.kind == "same"],
                **kwargs,
            }
        )

    def _named(self, parameter: str, default: State) -> State:
        name = self.request.GET.get(parameter)
        if not name:
            return default
        for state in self.states:
            if state.name == name:
                return state
        raise Http404
