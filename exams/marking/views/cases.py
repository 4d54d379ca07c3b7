"""Appeals in the back office: the watch list, a case for officers, and the review by a second person."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import BoundField
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import BaseColumn, Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from exams.bank.item_types import get_item_type
from exams.bank.presentation import render_candidate, render_key
from exams.bank.views.columns import LabelledColumn
from exams.bank.views.paging import CountedPaginator
from exams.marking.forms.appeals import DecisionForm, NoteForm, TermsForm
from exams.marking.models import Appeal, AppealState, AppealTerms
from exams.marking.queries.appeals import (
    ReviewedAnswer,
    Terms,
    answers_under_review,
    appeals_for_listing,
    contested_attempts,
    marks_changed,
    reviewable_by,
)
from exams.marking.rules import (
    HANDLE_APPEALS,
    REVIEW_APPEALS,
    SEE_APPEALS,
    SET_APPEAL_TERMS,
    may_handle_appeals,
    may_review_appeals,
    may_set_appeal_terms,
)
from exams.marking.services.appeals import (
    AppealRefused,
    hand_back,
    reject_appeal,
    set_appeal_terms,
    settle_fee,
    take_appeal,
    uphold_appeal,
)
from exams.marking.usage import resting_on
from exams.marking.views.base import Crumb, MomentColumn, OfficeView
from exams.papers.queries import frozen_paper, picture_among
from exams.sittings.models import Exam
from exams.sittings.queries import response_in_words


def case_name(appeal: Appeal) -> str:
    """By number: whoever reviews sees no name."""
    return _("Appeal %(number)d") % {"number": appeal.pk}


def state_in_words(appeal: Any) -> str:
    said = str(appeal.get_state_display())
    return _("%(state)s · overdue") % {"state": said} if appeal.is_overdue else said


class AppealIndexView(OfficeView, BaseListingView):
    """Every case; those that wait first, the most pressing on top, the overdue ones named."""

    permission_required: Any = SEE_APPEALS
    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Appeals")
    header_icon = "help"
    index_url_name = "appeals:index"
    paginate_by = 50
    paginator_class = CountedPaginator
    verbose_name_plural = gettext_lazy("appeals")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "pk",
            label=gettext_lazy("Appeal"),
            accessor=case_name,
            get_url=lambda one: reverse("appeals:case", args=[one.pk]),
        ),
        Column("exam", label=gettext_lazy("Exam"), accessor="registration.sitting"),
        Column("state", label=gettext_lazy("State"), accessor=state_in_words),
        MomentColumn("filed_at", label=gettext_lazy("Filed at")),
        MomentColumn("due_at", label=gettext_lazy("Answer due")),
        LabelledColumn("reviewer", label=gettext_lazy("Second reader")),
    ]

    def get_base_queryset(self) -> QuerySet[Appeal]:
        return appeals_for_listing(now=timezone.now())

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not may_set_appeal_terms(self.user):
            return []
        return [HeaderButton(_("Terms of appeals"), url=reverse("appeals:terms"), icon_name="cog")]


@dataclass(frozen=True)
class ShownAnswer:
    """One answer as the reviewer sees it."""

    answer: ReviewedAnswer
    question: SafeString
    response: str
    key: SafeString
    field: BoundField | None


class CasePage(OfficeView):
    """A page or an act on one case."""

    permission_required: Any = SEE_APPEALS
    kwargs: dict[str, Any]

    @cached_property
    def appeal(self) -> Appeal:
        return get_object_or_404(appeals_for_listing(now=timezone.now()), pk=self.kwargs["pk"])

    @cached_property
    def may_review(self) -> bool:
        """The second person: marked nothing of it, decided nothing of it, and it is not their own."""
        return may_review_appeals(self.user) and reviewable_by(self.user).filter(pk=self.appeal.pk).exists()

    @property
    def is_mine(self) -> bool:
        """Whether it is this user who reviews it now."""
        case = self.appeal
        return self.may_review and case.state == AppealState.UNDER_REVIEW and case.reviewer_id == self.user.pk

    @cached_property
    def answers(self) -> list[ReviewedAnswer]:
        """What the reviewer sees; nobody else sees a script."""
        return answers_under_review(contested_attempts(self.appeal)) if self.is_mine else []


class CaseView(CasePage, WagtailAdminTemplateMixin, TemplateView):
    """What was said, what happened, and for the reviewer the script with every mark it got."""

    template_name = "marking/admin/case.html"
    header_icon = "help"

    def get_page_title(self) -> str:
        return case_name(self.appeal)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail((reverse("appeals:index"), _("Appeals")), ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.appeal
        form = kwargs.pop("form", None) or DecisionForm(answers=self.answers)
        may_handle = may_handle_appeals(self.user)
        return super().get_context_data(
            **{
                "appeal": case,
                "state": state_in_words(case),
                "events": case.events.select_related("actor__person"),
                "form": form if self.is_mine else None,
                "answers": self._shown(form) if self.is_mine else [],
                "changed": marks_changed(case),
                "outcome": case.outcome if may_handle else None,
                "resting": resting_on([case.registration_id])[case.registration_id] if may_handle else [],
                "may_take": self.may_review and case.state == AppealState.FILED,
                "may_settle_fee": may_handle and case.state == AppealState.FEE_DUE,
                "may_hand_back": case.state == AppealState.UNDER_REVIEW
                and (may_handle or case.reviewer_id == self.user.pk),
                # The name is the officers' business; whoever reviews sees a number.
                "candidate": case.registration.candidate if may_handle else None,
                "note_form": NoteForm(),
                **kwargs,
            }
        )

    def _shown(self, form: DecisionForm) -> list[ShownAnswer]:
        return [self._answer(one, field) for one, field in form.lines()]

    def _answer(self, one: ReviewedAnswer, field: BoundField | None) -> ShownAnswer:
        item, drawn = one.shown.item, one.shown.drawn
        kind = get_item_type(item.item_type)
        media = reverse("appeals:media", args=[self.appeal.pk, one.attempt.pk, item.slot, "0"]).removesuffix("0")
        return ShownAnswer(
            answer=one,
            question=render_candidate(
                item.item_type,
                item.body,
                slot=item.slot,
                number=one.shown.number,
                option_order=one.shown.options,
                response=one.shown.response,
                drawn=drawn,
                media=media,
            ),
            response=response_in_words(one.shown),
            key=render_key(kind, item.content, drawn=drawn, media=media),
            field=field,
        )


class CasePictureView(CasePage, View):
    """A picture of an item in the script, for its reviewer."""

    permission_required: Any = (SEE_APPEALS, REVIEW_APPEALS)
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002 -- the base's signature
        attempts = {one.attempt.pk: one.attempt for one in self.answers}
        attempt = attempts.get(kwargs["attempt_id"])
        paper = frozen_paper(attempt.paper_id).by_slot if attempt else {}
        item = paper.get(kwargs["slot"])
        picture = picture_among([item], kwargs["key"], with_keys=True) if item else None
        if picture is None:
            raise Http404
        response = FileResponse(picture.file.open("rb"), content_type=picture.content_type)
        response["Cache-Control"] = "private, max-age=86400"
        return response


class CaseActView(CasePage, View):
    """One act on a case; a refusal is said on its page and changes nothing."""

    http_method_names = ["post"]
    done = gettext_lazy("Done.")

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        try:
            self.act(request)
        except AppealRefused as refused:
            messages.error(request, refused.reason)
        else:
            messages.success(request, self.done)
        return redirect("appeals:case", self.appeal.pk)

    def act(self, request: HttpRequest) -> None:
        """Do it, or raise AppealRefused."""
        raise NotImplementedError

    def note(self, request: HttpRequest) -> str:
        form = NoteForm(request.POST)
        return form.cleaned_data["note"] if form.is_valid() else ""


class FeeView(CaseActView):
    """The fee was paid or waived."""

    permission_required: Any = (SEE_APPEALS, HANDLE_APPEALS)
    done = gettext_lazy("Noted. The appeal waits for a second reader.")

    def act(self, request: HttpRequest) -> None:
        settle_fee(appeal=self.appeal, note=self.note(request), actor=self.user, now=timezone.now())


class TakeView(CaseActView):
    """Begin the review."""

    permission_required: Any = (SEE_APPEALS, REVIEW_APPEALS)
    done = gettext_lazy("You review this appeal now.")

    def act(self, request: HttpRequest) -> None:  # noqa: ARG002 -- nothing is said with it
        take_appeal(appeal=self.appeal, actor=self.user, now=timezone.now())


class HandBackView(CaseActView):
    """Free the case for another reviewer."""

    done = gettext_lazy("The appeal waits for another second reader.")

    def act(self, request: HttpRequest) -> None:
        hand_back(appeal=self.appeal, note=self.note(request), actor=self.user, now=timezone.now())


class DecideView(CaseView):
    """Uphold with other marks, or reject; both with a reply. What was filled in stays where it cannot be taken."""

    permission_required: Any = (SEE_APPEALS, REVIEW_APPEALS)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        if not self.may_review:
            raise PermissionDenied
        form = DecisionForm(request.POST, answers=self.answers)
        if form.is_valid():
            try:
                self._decide(form)
            except AppealRefused as refused:
                form.add_error(None, refused.reason)
            else:
                messages.success(request, _("The appeal is answered; the candidate is told."))
                return redirect("appeals:case", self.appeal.pk)
        return self.render_to_response(self.get_context_data(form=form))

    def _decide(self, form: DecisionForm) -> None:
        said: dict[str, Any] = {"appeal": self.appeal, "reply": form.cleaned_data["reply"]}
        said |= {"actor": self.user, "now": timezone.now()}
        if form.cleaned_data["decision"] == "reject":
            reject_appeal(**said)
        else:
            uphold_appeal(marks=form.new_marks(), **said)


class TermsIndexView(OfficeView, BaseListingView):
    """The exams, to choose one whose terms are set."""

    permission_required: Any = (SEE_APPEALS, SET_APPEAL_TERMS)
    template_name = "bank/admin/listing.html"
    page_title = gettext_lazy("Terms of appeals")
    header_icon = "cog"
    index_url_name = "appeals:terms"
    paginate_by = 50
    paginator_class = CountedPaginator
    verbose_name_plural = gettext_lazy("exams")
    columns: ClassVar[list[BaseColumn]] = [
        TitleColumn(
            "title",
            label=gettext_lazy("Exam"),
            get_url=lambda exam: reverse("appeals:exam_terms", args=[exam.pk]),
        ),
    ]

    def get_base_queryset(self) -> QuerySet[Exam]:
        return Exam.objects.order_by("title", "pk")


class TermsView(OfficeView, WagtailAdminTemplateMixin, TemplateView):
    """Window, fee and days of one exam."""

    permission_required: Any = (SEE_APPEALS, SET_APPEAL_TERMS)
    template_name = "marking/admin/terms.html"
    header_icon = "cog"

    @cached_property
    def exam(self) -> Exam:
        return get_object_or_404(Exam, pk=self.kwargs["exam_id"])

    def get_page_title(self) -> str:
        return str(self.exam)

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail(
            (reverse("appeals:index"), _("Appeals")),
            (reverse("appeals:terms"), _("Terms of appeals")),
            ("", self.get_page_title()),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or TermsForm(instance=AppealTerms.objects.filter(exam=self.exam).first())
        return super().get_context_data(**{"form": form, **kwargs})

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = TermsForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        set_appeal_terms(exam=self.exam, terms=Terms(**form.cleaned_data), actor=self.user)
        messages.success(request, _("Saved. Appeals that are filed already keep their terms."))
        return redirect("appeals:terms")
