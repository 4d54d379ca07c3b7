"""What the back-office pages of corrections and appeals have in common."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.views.columns import LabelledColumn

Crumb = dict[str, str]


class MomentColumn(LabelledColumn):
    """A moment by its date and time, named where the head is not in sight: what is still to come has no “ago”."""

    def get_value(self, instance: Any) -> str:
        at = super().get_value(instance)
        return date_format(timezone.localtime(at), "Y-m-d H:i") if at else ""


class OfficeView(PermissionRequiredMixin):
    """A view for those who hold its permissions; anybody else is turned away before anything is read."""

    raise_exception = True
    request: HttpRequest

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def trail(self, *steps: tuple[str, str]) -> list[Crumb]:
        """Breadcrumbs from the admin's home; the last step is where one stands."""
        return [{"url": url, "label": label} for url, label in ((reverse("wagtailadmin_home"), _("Home")), *steps)]
