"""What every view of the paper makers has."""

from collections.abc import Iterable
from decimal import Decimal

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from exams.bank.models import Bank

Crumb = dict[str, str]


class DeskView(PermissionRequiredMixin):
    """A view for those who hold its permissions; anybody else is turned away before anything is read."""

    raise_exception = True
    request: HttpRequest

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def trail(self, *steps: tuple[str, str]) -> list[Crumb]:
        """Breadcrumbs from the admin's home over the list of blueprints; the last step is where one stands."""
        home = (reverse("wagtailadmin_home"), _("Home"))
        blueprints = (reverse("blueprints:index"), _("Blueprints"))
        return [{"url": url, "label": label} for url, label in (home, blueprints, *steps)]


def bank_names(banks: Iterable[Bank]) -> str:
    """The banks in one line."""
    return pgettext("between two of several", ", ").join(str(bank) for bank in banks)


def plain(number: Decimal) -> str:
    """100, not 100.00."""
    return f"{number.normalize():f}"
