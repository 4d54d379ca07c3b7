"""Writing an item, with the candidate's view beside it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from exams.bank.alike import Alike, items_alike
from exams.bank.forms.body import commented
from exams.bank.forms.items import ItemForm
from exams.bank.interchange.competing import competing_topics
from exams.bank.item_types import ITEM_TYPES, SAMPLE_SEED
from exams.bank.lint import lint_item
from exams.bank.models import Bank, Item, ItemComment, ItemVersion, VersionState
from exams.bank.presentation import render_candidate, type_label
from exams.bank.presentation.advice import Advice, advice_of
from exams.bank.queries import open_comments, versions_of
from exams.bank.rules import READ, WRITE, may_revise
from exams.bank.services import TransitionRefused, create_item, create_version, log_keys_seen, revise_draft
from exams.bank.usage import impact_of
from exams.bank.views.base import BankView, media_base
from exams.bank.views.items import shown_impact

# What a link to the form of a new item may fill in, as the coverage board does.
PREFILLED = ("point", "difficulty", "cognitive", "facts")


class ItemFormView(BankView, WagtailAdminTemplateMixin, TemplateView):
    """Write an item: its form, and beside it what the candidate will see."""

    permission_required: Any = (READ, WRITE)
    template_name = "bank/admin/item_form.html"
    header_icon = "edit"

    @cached_property
    def item(self) -> Item | None:
        """The item edited, if any."""
        key = self.kwargs.get("key")
        return get_object_or_404(Item, bank=self.bank, key=key) if key else None

    @cached_property
    def latest(self) -> ItemVersion | None:
        return versions_of(self.item).first() if self.item else None

    @cached_property
    def item_type(self) -> str:
        name = self.item.item_type if self.item else self.kwargs["item_type"]
        if name not in ITEM_TYPES:
            raise Http404
        return str(name)

    def get_page_title(self) -> str:
        return self.item.key if self.item else _("New: %(type)s") % {"type": type_label(self.item_type)}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        bank = (reverse("bank:items", args=[self.bank.code]), self.bank.title)
        return self.trail((reverse("bank:index"), _("Question banks")), bank, ("", self.get_page_title()))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.latest is not None:
            log_keys_seen(versions=[self.latest], actor=self.user, now=timezone.now(), place="form")
        comments, form = self._comments(), kwargs.get("form") or self._form()
        return super().get_context_data(
            **{
                "bank": self.bank,
                "item": self.item,
                "type_label": type_label(self.item_type),
                "revises": self.latest is not None and may_revise(self.request.user, self.latest),
                "preview_url": self._preview_url(),
                "form": form,
                "body_nodes": commented(form.body_nodes, comments),
                "impact": self._impact(),
                "comments": comments,
                **kwargs,
            }
        )

    def _impact(self) -> dict[str, Any] | None:
        """What the approval of a next version will touch, if there is an approved one now."""
        if self.item is None:
            return None
        approved = versions_of(self.item).filter(state=VersionState.APPROVED).first()
        return shown_impact(impact_of(approved), self.user.has_perm) if approved is not None else None

    def _comments(self) -> dict[str, list[ItemComment]]:
        """Open comments by the path of their control."""
        found: dict[str, list[ItemComment]] = {}
        if self.latest is not None:
            for comment in open_comments(self.latest).select_related("author__person").order_by("at", "pk"):
                found.setdefault(comment.field or "whole", []).append(comment)
        return found

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        form = self._form(request.POST)
        if not form.is_valid() or "preview" in request.POST:
            if form.errors or form.body_errors:
                messages.error(request, _("Nothing is saved yet: please mend the fields marked below."))
            shown = {
                "preview": preview_of(form, self.bank),
                "advice": advice_for(form),
                "alike": alike_to(form, self.bank, key=self.item.key if self.item else ""),
            }
            return self.render_to_response(self.get_context_data(form=form, **shown))
        try:
            version = self._save(form)
        except TransitionRefused as refused:
            form.add_error(None, str(refused.reason))
            return self.render_to_response(self.get_context_data(form=form))
        done = {"key": version.item.key, "number": version.number}
        messages.success(request, _("%(key)s is saved as version %(number)d.") % done)
        if advice := advice_for(form):
            messages.warning(request, _("%(count)d remarks stand beside the item.") % {"count": len(advice)})
        if self.item is None and "next" in request.POST:
            return redirect(self._next_url(version))
        return redirect("bank:item", self.bank.code, version.item.key)

    def _next_url(self, version: ItemVersion) -> str:
        """The form of the next item of the same kind, which begins where this one stands."""
        same = {
            "point": version.point_id,
            "facts": " ".join(version.facts),
            "difficulty": version.difficulty,
            "cognitive": version.cognitive,
        }
        return f"{reverse('bank:add', args=[self.bank.code, self.item_type])}?{urlencode(same)}"

    def _preview_url(self) -> str:
        url = reverse("bank:preview", args=[self.bank.code, self.item_type])
        return f"{url}?{urlencode({'item': self.item.key})}" if self.item else url

    def _form(self, data: Any = None) -> ItemForm:
        asked = {} if self.latest else {name: self.request.GET[name] for name in PREFILLED if name in self.request.GET}
        return ItemForm(data, item_type=self.item_type, bank=self.bank, version=self.latest, initial=asked)

    def _save(self, form: ItemForm) -> ItemVersion:
        content = form.content()
        if self.item is None or self.latest is None:
            return create_item(bank=self.bank, item_type=self.item_type, content=content, actor=self.user)
        if may_revise(self.user, self.latest):
            return revise_draft(version=self.latest, content=content, actor=self.user, now=timezone.now())
        return create_version(item=self.item, content=content, actor=self.user)


class PreviewView(BankView, TemplateView):
    """What the candidate would see of a form that is being filled in; asked for while typing."""

    permission_required: Any = (READ, WRITE)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if kwargs["item_type"] not in ITEM_TYPES:
            raise Http404
        form = ItemForm(request.POST, item_type=kwargs["item_type"], bank=self.bank)
        form.is_valid()
        context = {
            "preview": preview_of(form, self.bank),
            "advice": advice_for(form),
            "alike": alike_to(form, self.bank, key=request.GET.get("item", "")),
        }
        return render(request, "bank/admin/_preview.html", context)


def preview_of(form: ItemForm, bank: Bank) -> str:
    """The candidate's view as soon as the body is whole, whatever else is missing; empty before."""
    body = form.body_if_whole()
    if body is None:
        return ""
    drawn = form.kind.draw(form.kind.parse(body), SAMPLE_SEED)
    return render_candidate(form.kind.name, body, slot=1, number=1, drawn=drawn, media=media_base(bank))


def advice_for(form: ItemForm) -> list[Advice]:
    """What the lint says of the body as soon as it is whole; nothing before."""
    body = form.body_if_whole()
    if body is None:
        return []
    point = form.cleaned_data.get("point")
    competes = competing_topics().get(point.syllabus_id, "") if point else ""
    return advice_of(lint_item(form.kind.name, body, competes=competes))


def alike_to(form: ItemForm, bank: Bank, *, key: str = "") -> list[Alike]:
    """Items of the bank that the body being written would duplicate; `key` is its own item's, if it has one."""
    body = form.body_if_whole()
    if body is None:
        return []
    own = bank.items.filter(key=key).values_list("pk", flat=True).first() or 0
    return items_alike(item_type=form.kind.name, body=body, banks=[bank], besides=own)
