"""The markers' desk: piles of answers, and one answer at a time with its rubric. By serial numbers, no names."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from exams.bank.item_types import ItemType, get_item_type
from exams.bank.presentation import render_candidate, shown_guides, type_label
from exams.marking.forms.judging import Judged, JudgementForm, PickForm
from exams.marking.models import Claim, Judgement, MarkingTask, Way
from exams.marking.queries.desk import (
    draft_of,
    held_by,
    judged_by,
    judgements_before,
    piles_of,
    progress_of,
    waiting_for,
)
from exams.marking.queries.office import open_allocations_of, overdue_allocations, recalibrations_of
from exams.marking.rules import MARK
from exams.marking.services.allocations import AllocationRefused, declare_conflict
from exams.marking.services.claims import ClaimRefused, Pick, claim_next, keep_in_hand, return_answer, save_draft
from exams.marking.services.judgements import JudgementRefused, Verdict, forget_comment, judge_answer, keep_comment
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
    def progress(self) -> Any:
        return progress_of(self.user, day_began=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0))


def crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs from the admin's home over the desk's first page; the last step is where one stands."""
    home = (reverse("wagtailadmin_home"), _("Home"))
    return [
        {"url": url, "label": label} for url, label in (home, (reverse("marking_desk:index"), _("Marking")), *steps)
    ]


def by_criterion(judged: Sequence[Judged], points: Sequence[Sequence[int]]) -> list[tuple[str, int]]:
    """Criteria with the points that a judgement gave them."""
    return [
        (criterion.name, given)
        for text, row in zip(judged, points, strict=True)
        for (criterion, _field), given in zip(text.fields, row, strict=False)
    ]


class IndexView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """What waits for this marker, what they hold, and what is due."""

    template_name = "marking/admin/desk.html"
    page_title = gettext_lazy("Marking")
    header_icon = "form"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, user = timezone.now(), self.user
        return super().get_context_data(
            **{
                "piles": [(pile, type_label(pile.item_type)) for pile in piles_of(user)],
                "adjudications": [(pile, type_label(pile.item_type)) for pile in piles_of(user, Way.ADJUDICATE)],
                "held": held_by(user, now),
                "shares": open_allocations_of(user)[:50],
                "overdue": overdue_allocations(now=now, marker=user),
                "recalibrations": recalibrations_of(user, now=now),
                "progress": self.progress,
                "comments": user.saved_comments.all(),
                **kwargs,
            }
        )


class ClaimView(DeskView, View):
    """Take the next answer of a pile."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = PickForm(request.POST)
        if not form.is_valid():
            raise Http404
        picked = form.cleaned_data
        return take_next(request, self.user, Pick(picked["component"].pk, picked["version"], picked["way"]))


def take_next(request: HttpRequest, marker: User, pick: Pick) -> HttpResponseBase:
    """The way to what is in hand of this, else to the next of the pile; to the first page where nothing waits."""
    held = held_by(marker, timezone.now()).filter(task__component=pick.component_id, way=pick.way)
    if pick.version_id:
        held = held.filter(task__version=pick.version_id)
    if begun := held.first():
        return redirect("marking_desk:answer", begun.task_id)
    try:
        claim = claim_next(marker=marker, pick=pick, now=timezone.now())
    except ClaimRefused as refused:
        messages.error(request, refused.reason)
        return redirect("marking_desk:index")
    if claim is None:
        messages.success(request, _("Nothing of this waits for you any more."))
        return redirect("marking_desk:index")
    return redirect("marking_desk:answer", claim.task_id)


class AnswerView(DeskView):
    """A view on one answer that the marker holds."""

    @cached_property
    def task(self) -> MarkingTask:
        tasks = MarkingTask.objects.select_related("script", "component__exam")
        return get_object_or_404(tasks, pk=self.kwargs["task_id"])

    @cached_property
    def claim(self) -> Claim | None:
        return Claim.objects.filter(task=self.task, marker=self.user).first()

    @cached_property
    def judgement(self) -> Judgement | None:
        return judged_by(self.user).filter(task=self.task).first()

    @cached_property
    def attempt(self) -> Attempt:
        attempts = Attempt.objects.select_related("snapshot", "component", "registration")
        return attempts.get(pk=self.task.script.attempt_id)

    @property
    def pick(self) -> Pick:
        """What the marker goes through."""
        way = self.claim.way if self.claim else Way.QUESTION
        return Pick(self.task.component_id, self.task.version_id if way == Way.QUESTION else None, way)

    def gone(self) -> HttpResponse:
        """The answer is in nobody's hands, or in another's."""
        messages.warning(
            self.request,
            _("The answer was left alone too long and went back to the pile. What you had filled in is kept."),
        )
        return redirect("marking_desk:index")

    def hold_or_404(self) -> bool:
        """Whether the marker holds it; 404 for what they never had to do with."""
        if self.claim:
            return True
        if self.judgement or self.task.drafts.filter(marker=self.user).exists():
            return False
        raise Http404


class JudgeView(AnswerView, WagtailAdminTemplateMixin, TemplateView):
    """One answer: what was asked and written, the model answer, a level to choose for each criterion, and words."""

    template_name = "marking/admin/answer.html"
    header_icon = "form"

    @cached_property
    def shown(self) -> ShownItem:
        return next(one for one in shown_items(self.attempt) if one.slot == self.task.slot)

    @property
    def kind(self) -> ItemType[Any]:
        return get_item_type(self.shown.item.item_type)

    def get_page_title(self) -> str:
        place = {"serial": self.task.script.serial, "slot": self.task.slot}
        return _("Script %(serial)d, question %(slot)d") % place

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(("", self.get_page_title()))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.hold_or_404() and not self.judgement:
            return self.gone()
        return super().get(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return [self.template_name] if self.claim else ["marking/admin/judged.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self._form()
        media = reverse("marking_desk:media", args=[self.task.pk, "0"]).removesuffix("0")
        judged, item, shown = list(form.judged()), self.shown.item, self.shown
        return super().get_context_data(
            **{
                "form": form,
                "task": self.task,
                "question": render_candidate(
                    item.item_type,
                    item.body,
                    slot=item.slot,
                    number=self.task.slot,
                    option_order=shown.options,
                    drawn=shown.drawn,
                    media=media,
                ),
                "marks": item.marks,
                "texts": list(zip(judged, shown_guides([one.guide for one in judged], media=media), strict=True)),
                "judgement": self.judgement,
                "given": by_criterion(judged, self.judgement.points) if self.judgement else [],
                "sealed": self._others(judged),
                "progress": self.progress,
                "left": self._left() if self.claim else 0,
                **self._neighbours(),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if not self.hold_or_404():
            return self.gone()
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        pick, now = self.pick, timezone.now()
        verdict = Verdict(form.points(), form.whole_comment(), form.annotations())
        try:
            judge_answer(task=self.task, marker=self.user, verdict=verdict, now=now)
        except JudgementRefused as refused:
            messages.error(request, refused.reason)
            return redirect("marking_desk:index")
        if form.cleaned_data["keep"] and form.cleaned_data["comment"]:
            keep_comment(marker=self.user, text=form.cleaned_data["comment"], now=now)
        return take_next(self.request, self.user, pick)

    def _form(self, data: Any = None) -> JudgementForm:
        body = self.shown.item.content
        return JudgementForm(
            data,
            initial=draft_of(self.task, self.user) if data is None and self.claim else None,
            guides=self.kind.guides(body),
            texts=self.kind.written(body, self.shown.response),
            saved=self.user.saved_comments.all(),
        )

    def _others(self, judged: list[Any]) -> list[dict[str, Any]]:
        """For whoever adjudicates what the two gave, criterion by criterion; for anybody else nothing."""
        if not self.claim or self.claim.way != Way.ADJUDICATE:
            return []
        return [
            {
                "judgement": one,
                "levels": by_criterion(judged, one.points),
                "marks": Fraction(one.credit_num, one.credit_den) * Fraction(self.task.marks),
            }
            for one in judgements_before(self.task)
        ]

    def _left(self) -> int:
        pick = self.pick
        pile = waiting_for(self.user, pick.way).filter(component=pick.component_id)
        return (pile.filter(version=pick.version_id) if pick.version_id else pile).count()

    def _neighbours(self) -> dict[str, str]:
        """Addresses of the answer before and the one after, as the marker went through them."""
        held = held_by(self.user, timezone.now())
        before = after = None
        if self.claim:
            before = held.filter(pk__lt=self.claim.pk).last() or judged_by(self.user).last()
        elif self.judgement:
            before = judged_by(self.user).filter(pk__lt=self.judgement.pk).last()
            after = judged_by(self.user).filter(pk__gt=self.judgement.pk).first() or held.first()
        return {
            name: reverse("marking_desk:answer", args=[one.task_id]) if one else ""
            for name, one in (("before", before), ("after", after))
        }


class DraftView(JudgeView):
    """Keep what is filled in so far: by script while one works, or by a button of the form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        wants_json = request.headers.get("Accept", "").startswith("application/json")
        self.hold_or_404()
        now = timezone.now()
        try:
            save_draft(task=self.task, marker=self.user, fields=self._form(request.POST).draft(), now=now)
        except ClaimRefused as refused:
            if wants_json:
                return JsonResponse({"status": "gone", "detail": refused.reason}, status=409)
            return self.gone()
        if wants_json:
            return JsonResponse({"status": "saved", "at": f"{timezone.localtime(now):%H:%M:%S}"})
        messages.success(request, _("The draft is kept."))
        return redirect("marking_desk:answer", self.task.pk)


class NextView(AnswerView, View):
    """Put this one aside and go to the next: one in hand, or one more of the pile."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if not self.hold_or_404() or self.claim is None:
            return self.gone()
        now = timezone.now()
        keep_in_hand(task=self.task, marker=self.user, now=now)
        after = held_by(self.user, now).filter(pk__gt=self.claim.pk).first()
        if after:
            return redirect("marking_desk:answer", after.task_id)
        try:
            claim = claim_next(marker=self.user, pick=self.pick, now=now)
        except ClaimRefused as refused:
            messages.warning(request, refused.reason)
            claim = None
        # Round again from the first one in hand.
        claim = claim or held_by(self.user, now).first()
        return redirect("marking_desk:answer", claim.task_id if claim else self.task.pk)


class ReturnView(AnswerView, View):
    """Give the answer back unmarked; for good where the marker knows whose it is."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        self.hold_or_404()
        if "known" in request.POST:
            try:
                declare_conflict(
                    marker=self.user,
                    candidate=self.attempt.registration.candidate,
                    reason=_("Declared at the desk: the marker knows who wrote it."),
                    actor=self.user,
                    now=timezone.now(),
                )
            except AllocationRefused as refused:
                messages.error(request, refused.reason)
        return_answer(task=self.task, marker=self.user)
        messages.success(request, _("The answer is back on the pile."))
        return redirect("marking_desk:index")


class ForgetView(DeskView, View):
    """Take a comment off one's list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not forget_comment(marker=self.user, pk=kwargs["comment_id"]):
            raise Http404
        messages.success(request, _("The comment is off your list."))
        return redirect("marking_desk:index")


class PictureView(AnswerView, View):
    """A picture of the item that the answer is to, and of no other item of the paper."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 -- the base's signature
        if not (self.claim or self.judgement):
            raise Http404
        item = frozen_paper(self.attempt.paper_id).by_slot[self.task.slot]
        picture = picture_among([item], kwargs["key"], with_keys=True)
        if picture is None:
            raise Http404
        response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
        response["Cache-Control"] = "private, max-age=86400"
        return response
