"""App configuration of exams.bank."""

from importlib import import_module

from django.apps import AppConfig


class BankConfig(AppConfig):
    """Question banks: items, their immutable versions, item types and review."""

    name = "exams.bank"
    label = "bank"

    def ready(self) -> None:
        import_module("exams.bank.receivers")
        import_module("exams.bank.panels").show_panels()
