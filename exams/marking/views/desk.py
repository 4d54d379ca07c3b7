"""The markers' desk, for the time being plain: attempts that wait, and one answer at a time with its rubric. No names."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin

from accounts.models import User
from exams.bank.item_types import ItemType, get_item_type
from exams.bank.presentation import render_candidate, shown_guides
from exams.marking.forms import MarkingForm
from exams.marking.queries import attempts_waiting, waiting_slots
from exams.marking.rules import MARK
from exams.marking.services import AwardRefused, award_marks
from exams.papers.queries import frozen_paper, picture_among
from exams.sittings.models import Attempt
from exams.sittings.queries import ShownItem, shown_items


class DeskView(PermissionRequiredMixin):
    """A view for markers."""

    permission_required: Any = MARK
    raise_exception = True
    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    @cached_property
    def attempt(self) -> Attempt:
        """The attempt named in the URL, as long as it waits for marks from this marker."""
        waiting = attempts_waiting(self.user).select_related("snapshot", "component")
        return get_object_or_404(waiting, pk=self.kwargs["attempt_id"])


class WaitingIndexView(DeskView, BaseListingView):
    """Attempts that wait for marks, longest waiting first."""

    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Marking")
    header_icon = "form"
    index_url_name = "marking_desk:index"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("attempts that wait for marks")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "pk",
            label=gettext_lazy("Script"),
            accessor=lambda attempt: _("Script %(number)d") % {"number": attempt.pk},
            get_url=lambda attempt: reverse("marking_desk:next", args=[attempt.pk]),
        ),
        Column("exam", label=gettext_lazy("Exam"), accessor="registration.sitting"),
        Column("closed_at", label=gettext_lazy("Handed in at")),
        NumberColumn("waiting_count", label=gettext_lazy("Answers that wait")),
    ]

    def get_base_queryset(self) -> QuerySet[Attempt]:
        return attempts_waiting(self.user).defer("answers", "flags", "heads")


class SlotView(DeskView):
    """A view on one answer of the attempt, as long as it waits."""

    @cached_property
    def waiting(self) -> list[int]:
        """The slots that wait, this one among them."""
        slots = waiting_slots(self.attempt)
        if self.kwargs["slot"] not in slots:
            raise Http404
        return slots


class NextView(DeskView, View):
    """The way to the attempt's next answer that waits."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 -- the base's signature
        slots = waiting_slots(self.attempt)
        if not slots:
            raise Http404
        return redirect("marking_desk:mark", self.attempt.pk, slots[0])


class MarkView(SlotView, WagtailAdminTemplateMixin, TemplateView):
    """One answer: what was asked and written, the model answer, and a level to choose for each criterion."""

    template_name = "marking/admin/mark.html"
    header_icon = "form"

    @cached_property
    def shown(self) -> ShownItem:
        slot = next(one for one in self.waiting if one == self.kwargs["slot"])
        return next(one for one in shown_items(self.attempt) if one.slot == slot)

    @property
    def kind(self) -> ItemType[Any]:
        return get_item_type(self.shown.item.item_type)

    def get_page_title(self) -> str:
        return _("Script %(number)d, question %(place)d") % {"number": self.attempt.pk, "place": self.shown.number}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        steps = [
            (reverse("wagtailadmin_home"), _("Home")),
            (reverse("marking_desk:index"), _("Marking")),
            ("", self.get_page_title()),
        ]
        return [{"url": url, "label": label} for url, label in steps]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self._form()
        item = self.shown.item
        media = reverse("marking_desk:media", args=[self.attempt.pk, item.slot, "0"]).removesuffix("0")
        judged = list(form.judged())
        return super().get_context_data(
            **{
                "form": form,
                "question": render_candidate(
                    item.item_type,
                    item.body,
                    slot=item.slot,
                    number=self.shown.number,
                    option_order=self.shown.options,
                    drawn=self.shown.drawn,
                    media=media,
                ),
                "marks": item.marks,
                "left": len(self.waiting),
                "texts": list(zip(judged, shown_guides([one.guide for one in judged], media=media), strict=True)),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        item, attempt = self.shown.item, self.attempt
        policy = frozen_paper(attempt.paper_id).multiple_policy
        credit = self.kind.judged_credit(item.content, self.shown.response, policy, form.credits(), self.shown.drawn)
        try:
            award_marks(attempt=attempt, slot=item.slot, credit=credit, marker=self.user, now=timezone.now())
        except AwardRefused as refused:
            messages.error(request, refused.reason)
            return redirect("marking_desk:index")
        messages.success(request, _("The mark is given."))
        slots = waiting_slots(attempt)
        return redirect("marking_desk:mark", attempt.pk, slots[0]) if slots else redirect("marking_desk:index")

    def _form(self, data: Any = None) -> MarkingForm:
        body = self.shown.item.content
        return MarkingForm(data, guides=self.kind.guides(body), texts=self.kind.written(body, self.shown.response))


class PictureView(SlotView, View):
    """A picture of the item that the answer is to, and of no other item of the paper."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 -- the base's signature
        slot = next(one for one in self.waiting if one == kwargs["slot"])
        own = [item for item in frozen_paper(self.attempt.paper_id).items if item.slot == slot]
        picture = picture_among(own, kwargs["key"], with_keys=True)
        if picture is None:
            raise Http404
        response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
        response["Cache-Control"] = "private, max-age=86400"
        return response
