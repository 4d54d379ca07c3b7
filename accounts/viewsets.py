"""Other systems in the back office: their tokens, and what they are told."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from accounts.forms import AccessTokenForm, WebhookForm
from accounts.models import AccessToken, EventKind, Scope, User, Webhook, WebhookDelivery
from accounts.panels import token_limits
from accounts.queries import access_tokens, deliveries_of, webhooks
from accounts.rules import may_make_tokens, may_make_webhooks, may_see_tokens
from accounts.services.tokens import NewToken, make_token, revoke_token
from accounts.services.webhooks import NewWebhook, ReplayRefused, end_webhook, make_webhook, replay_delivery

PAGE = 50


class SystemsView(PermissionRequiredMixin):
    """A view for those who hold its permission; anybody else is turned away before anything is read."""

    raise_exception = True
    permission_required: Any = "accounts.view_accesstoken"
    request: HttpRequest

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def page_of(self, rows: Any) -> Any:
        return Paginator(rows, PAGE).get_page(self.request.GET.get("p"))

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Breadcrumbs from the admin's home; the last step is where one stands."""
        return [{"url": url, "label": label} for url, label in ((reverse("wagtailadmin_home"), _("Home")), *steps)]


class TokensView(SystemsView, WagtailAdminTemplateMixin, TemplateView):
    """Every token, for what and until when; none can be read."""

    template_name = "accounts/admin/tokens.html"
    page_title = gettext_lazy("Access tokens")
    header_icon = "key"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail(("", _("Access tokens")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        page = self.page_of(access_tokens())
        labels = dict(Scope.choices)
        rows = [(one, [labels.get(scope, scope) for scope in one.scopes], one.expires_at <= now) for one in page]
        return super().get_context_data(page=page, rows=rows, may_make=may_make_tokens(self.user), **kwargs)


class AddTokenView(SystemsView, WagtailAdminTemplateMixin, TemplateView):
    """Make a token; its secret stands on the answer's page and nowhere else."""

    permission_required: Any = "accounts.add_accesstoken"
    template_name = "accounts/admin/token_add.html"
    page_title = gettext_lazy("New access token")
    header_icon = "key"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("access_tokens:index"), _("Access tokens")), ("", _("New access token")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": AccessTokenForm(exams=token_limits()), **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AccessTokenForm(request.POST, exams=token_limits())
        if not form.is_valid():
            return self._answer(status=422, form=form)
        now, said = timezone.now(), form.cleaned_data
        made = make_token(
            name=said["name"],
            scopes=said["scopes"],
            exams=said.get("exams", []),
            expires_at=now + timedelta(days=said["days"]),
            actor=self.user,
            now=now,
        )
        return self._answer(made=made)

    def _answer(self, *, status: int = 200, **context: NewToken | AccessTokenForm) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(**context), status=status)
        response["Cache-Control"] = "no-store"
        return response


class RevokeTokenView(SystemsView, View):
    """End a token at once."""

    permission_required: Any = "accounts.add_accesstoken"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, token_id: int) -> HttpResponseBase:
        token = get_object_or_404(AccessToken, pk=token_id)
        revoke_token(token=token, actor=self.user, now=timezone.now())
        messages.success(request, _("The token “%(name)s” has ended.") % {"name": token.name})
        return redirect("access_tokens:index")


class WebhooksView(SystemsView, WagtailAdminTemplateMixin, TemplateView):
    """Which systems are told of what, and how much waits."""

    permission_required: Any = "accounts.view_webhook"
    template_name = "accounts/admin/webhooks.html"
    page_title = gettext_lazy("Webhooks")
    header_icon = "link-external"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail(("", _("Webhooks")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.page_of(webhooks())
        return super().get_context_data(page=page, may_make=may_make_webhooks(self.user), **kwargs)


class AddWebhookView(SystemsView, WagtailAdminTemplateMixin, TemplateView):
    """Make a webhook; the secret that checks its signatures stands on the answer's page and nowhere else."""

    permission_required: Any = "accounts.add_webhook"
    template_name = "accounts/admin/webhook_add.html"
    page_title = gettext_lazy("New webhook")
    header_icon = "link-external"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("webhooks:index"), _("Webhooks")), ("", _("New webhook")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": WebhookForm(), **kwargs})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WebhookForm(request.POST)
        if not form.is_valid():
            return self._answer(status=422, form=form)
        return self._answer(made=make_webhook(**form.cleaned_data, actor=self.user, now=timezone.now()))

    def _answer(self, *, status: int = 200, **context: NewWebhook | WebhookForm) -> HttpResponse:
        response = self.render_to_response(self.get_context_data(**context), status=status)
        response["Cache-Control"] = "no-store"
        return response


class WebhookView(SystemsView, WagtailAdminTemplateMixin, TemplateView):
    """One webhook with its messages and every try of them."""

    permission_required: Any = "accounts.view_webhook"
    template_name = "accounts/admin/webhook.html"
    header_icon = "link-external"

    @cached_property
    def webhook(self) -> Webhook:
        return get_object_or_404(Webhook.objects.select_related("made_by__person"), pk=self.kwargs["webhook_id"])

    def get_page_title(self) -> str:
        return self.webhook.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return self.trail((reverse("webhooks:index"), _("Webhooks")), ("", self.webhook.name))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = dict(EventKind.choices)
        return super().get_context_data(
            webhook=self.webhook,
            kinds=[labels.get(kind, kind) for kind in self.webhook.events],
            page=self.page_of(deliveries_of(self.webhook)),
            may_make=may_make_webhooks(self.user),
            **kwargs,
        )


class EndWebhookView(SystemsView, View):
    """Tell a system nothing more."""

    permission_required: Any = "accounts.add_webhook"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, webhook_id: int) -> HttpResponseBase:
        webhook = get_object_or_404(Webhook, pk=webhook_id)
        end_webhook(webhook=webhook, actor=self.user, now=timezone.now())
        messages.success(request, _("“%(name)s” is told nothing more.") % {"name": webhook.name})
        return redirect("webhooks:index")


class ReplayView(SystemsView, View):
    """Send a message once more."""

    permission_required: Any = "accounts.add_webhook"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, webhook_id: int, delivery_id: int) -> HttpResponseBase:
        found = WebhookDelivery.objects.select_related("webhook", "event")
        delivery = get_object_or_404(found, pk=delivery_id, webhook=webhook_id)
        try:
            replay_delivery(delivery=delivery, actor=self.user, now=timezone.now())
        except ReplayRefused:
            messages.error(request, _("It is still under way, or the webhook has ended. Nothing was sent."))
        else:
            messages.success(request, _("The message is sent again."))
        return redirect("webhooks:webhook", webhook_id=webhook_id)


class SystemsMenuItem(MenuItem):
    """Shown to those who see which systems are let in."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_tokens(request.user)


class AccessTokenViewSet(ViewSet):
    """Keys of other systems."""

    icon = "key"
    menu_icon = "key"
    menu_label = gettext_lazy("Access tokens")
    menu_item_class: Any = SystemsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", TokensView.as_view(), name="index"),
            path("add/", AddTokenView.as_view(), name="add"),
            path("<int:token_id>/revoke/", RevokeTokenView.as_view(), name="revoke"),
        ]


class WebhookViewSet(ViewSet):
    """What other systems are told."""

    icon = "link-external"
    menu_icon = "link-external"
    menu_label = gettext_lazy("Webhooks")
    menu_item_class: Any = SystemsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", WebhooksView.as_view(), name="index"),
            path("add/", AddWebhookView.as_view(), name="add"),
            path("<int:webhook_id>/", WebhookView.as_view(), name="webhook"),
            path("<int:webhook_id>/end/", EndWebhookView.as_view(), name="end"),
            path("<int:webhook_id>/messages/<int:delivery_id>/replay/", ReplayView.as_view(), name="replay"),
        ]


class SystemsGroup(ViewSetGroup):
    """The menu of other systems."""

    menu_label = gettext_lazy("Other systems")
    menu_icon = "link"
    menu_order = 320
    items = (
        AccessTokenViewSet("access_tokens", url_prefix="access-tokens"),
        WebhookViewSet("webhooks", url_prefix="webhooks"),
    )
