"""The question bank in the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from exams.bank.viewsets import BankViewSet, LogMenuItem, ReviewersMenuItem


@hooks.register("register_admin_viewset")
def register_bank() -> BankViewSet:
    return BankViewSet("bank")


@hooks.register("register_admin_menu_item")
def show_the_queue() -> MenuItem:
    return ReviewersMenuItem(
        _("Waiting for review"), reverse("bank:reviews"), name="reviews", icon_name="tasks", order=201
    )


@hooks.register("register_admin_menu_item")
def show_the_log() -> MenuItem:
    return LogMenuItem(_("Log of the banks"), reverse("bank:log"), name="bank-log", icon_name="history", order=202)
