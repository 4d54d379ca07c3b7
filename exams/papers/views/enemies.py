"""Pairs of items that never stand on one paper: their list, a new one, one less."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.rules import READ, banks_for, is_listed
from exams.papers.forms import EnemyForm
from exams.papers.models import EnemyPair
from exams.papers.queries import enemy_pairs
from exams.papers.rules import ADD_ENEMIES, REMOVE_ENEMIES, SEE_ENEMIES, may_add_enemies, may_remove_enemies
from exams.papers.services import EnemiesRefused, add_enemies, remove_enemies
from exams.papers.views.base import Crumb, DeskView


class EnemiesView(DeskView, WagtailAdminTemplateMixin, TemplateView):
    """All pairs of banks that one may read, and a form for one more."""

    permission_required: Any = SEE_ENEMIES
    template_name = "papers/admin/enemies.html"
    header_icon = "lock"

    def get_page_title(self) -> str:
        return _("Never on one paper")

    def get_breadcrumbs_items(self) -> list[Crumb]:
        return self.trail(("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = [line for line in enemy_pairs() if self.may_read(line.pair)]
        form = EnemyForm(banks=banks_for(self.user), initial={"first": self.request.GET.get("first", "")})
        return super().get_context_data(
            **{
                "pairs": pairs,
                "form": form if may_add_enemies(self.user) else None,
                "may_remove": may_remove_enemies(self.user),
                **kwargs,
            }
        )

    def may_read(self, pair: EnemyPair) -> bool:
        """Items of a restricted bank are shown to those on its list."""
        return all(is_listed(self.user, item.bank, READ) for item in (pair.first, pair.second))


class AddEnemiesView(EnemiesView):
    """Keep two items apart; what is wrong is said at its field."""

    permission_required: Any = (SEE_ENEMIES, ADD_ENEMIES)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = EnemyForm(request.POST, banks=banks_for(self.user))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            add_enemies(**form.cleaned_data, actor=self.user, now=timezone.now())
        except EnemiesRefused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, _("The two are kept off each other's papers from now on."))
        return redirect("enemies:index")


class RemoveEnemiesView(DeskView, View):
    """Let the two stand on one paper again."""

    permission_required: Any = (SEE_ENEMIES, REMOVE_ENEMIES)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        own = banks_for(self.user)
        readable = EnemyPair.objects.filter(first__bank__in=own, second__bank__in=own)
        pair = get_object_or_404(readable.select_related("first", "second"), pk=pk)
        remove_enemies(pair=pair, actor=self.user, now=timezone.now())
        messages.success(request, _("The pair is removed; the two may stand on one paper again."))
        return redirect(reverse("enemies:index"))
