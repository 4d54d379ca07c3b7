"""The page of forecasts and its entry in the menu of the exam office."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.practice.views import readiness


class ForecastMenuItem(MenuItem):
    """Shown to those who see forecasts."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(readiness.SEE_FORECASTS)


class ForecastViewSet(ViewSet):
    """What practice foretold, and what came."""

    icon = "history"
    menu_icon = "history"
    menu_label = _("Forecasts and results")
    menu_name = "practice-forecasts"
    menu_order = 320
    add_to_admin_menu = True
    menu_item_class: Any = ForecastMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", readiness.forecasts, name="index")]
