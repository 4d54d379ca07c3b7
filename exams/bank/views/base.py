"""What every view on a bank has."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import User
from exams.bank.models import Bank
from exams.bank.rules import READ, is_listed


class BankView(PermissionRequiredMixin):
    """A view on the bank named in the URL, for those who may read keys."""

    permission_required: Any = READ
    raise_exception = True
    # Whether a restricted bank's list is asked too; only the page that keeps the list does without.
    asks_the_list = True
    request: HttpRequest
    kwargs: dict[str, Any]

    def has_permission(self) -> bool:
        """The role's permissions, and for the bank named in the URL its own list."""
        if not super().has_permission():
            return False
        if not self.asks_the_list or "code" not in self.kwargs:
            return True
        asked = (READ, *self.get_permission_required())
        return all(is_listed(self.request.user, self.bank, permission) for permission in asked)

    @cached_property
    def bank(self) -> Bank:
        return get_object_or_404(Bank.objects.select_related("chapter"), code=self.kwargs["code"])

    @property
    def user(self) -> User:
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user

    def trail(self, *steps: tuple[str, str]) -> list[dict[str, str]]:
        """Breadcrumbs from the admin's home; the last step is where one stands."""
        home = (reverse("wagtailadmin_home"), _("Home"))
        return [{"url": url, "label": label} for url, label in (home, *steps)]


def media_base(bank: Bank) -> str:
    """Beginning of the addresses of a bank's pictures in the back office."""
    return reverse("bank:media", args=[bank.code, "0"]).removesuffix("0")
