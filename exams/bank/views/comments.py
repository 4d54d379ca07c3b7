"""Talking about a version: comments at its fields, and who shall review it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from exams.bank.forms.review import AssignForm, CommentForm
from exams.bank.queries import comments_on
from exams.bank.rules import may_comment, reviewers_for
from exams.bank.services import TransitionRefused, add_comment, assign_reviewer, settle_comment
from exams.bank.views.items import ItemPage


class TalkView(ItemPage, View):
    """A view for those who take part in writing or reviewing the bank's items."""

    http_method_names = ["post"]

    def has_permission(self) -> bool:
        return super().has_permission() and may_comment(self.request.user, self.bank)


class CommentView(TalkView):
    """Say something of a field."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = CommentForm(request.POST, fields_of_item=self.fields)
        if not form.is_valid():
            messages.error(request, _("The comment is not saved: write what should be mended."))
            return self.to_item()
        try:
            add_comment(version=self.version, actor=self.user, now=timezone.now(), **form.words())
        except TransitionRefused as refused:
            messages.error(request, str(refused.reason))
        else:
            messages.success(request, _("The comment is saved."))
        return self.to_item()


class SettleView(TalkView):
    """Close a comment."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        comment = get_object_or_404(comments_on(self.item), pk=kwargs["pk"])
        settle_comment(comment=comment, actor=self.user, now=timezone.now())
        messages.success(request, _("The comment is settled."))
        return self.to_item()


class AssignView(TalkView):
    """Name who shall review a version."""

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = AssignForm(request.POST, reviewers=reviewers_for(self.version))
        if not form.is_valid():
            raise PermissionDenied
        try:
            assign_reviewer(
                version=self.version, reviewer=form.cleaned_data["reviewer"], actor=self.user, now=timezone.now()
            )
        except TransitionRefused as refused:
            messages.error(request, str(refused.reason))
        else:
            messages.success(request, _("The reviewer is named."))
        return self.to_item()
