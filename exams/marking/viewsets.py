"""The markers' menu and its URLs under /admin/marking/."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from exams.marking.rules import may_mark
from exams.marking.views import desk


class MarkersMenuItem(MenuItem):
    """Shown to markers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_mark(request.user)


class MarkingViewSet(ViewSet):
    """Answers that wait for a person."""

    icon = "form"
    menu_icon = "form"
    menu_label = _("Marking")
    menu_name = "marking"
    menu_order = 310
    add_to_admin_menu = True
    menu_item_class: Any = MarkersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", desk.WaitingIndexView.as_view(), name="index"),
            path("<int:attempt_id>/", desk.NextView.as_view(), name="next"),
            path("<int:attempt_id>/<int:slot>/media/<str:key>", desk.PictureView.as_view(), name="media"),
            path("<int:attempt_id>/<int:slot>/", desk.MarkView.as_view(), name="mark"),
        ]
