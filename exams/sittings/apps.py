"""App configuration of exams.sittings."""

from importlib import import_module

from django.apps import AppConfig


class SittingsConfig(AppConfig):
    """Exams, sittings, attempts and the answer log."""

    name = "exams.sittings"
    label = "sittings"

    def ready(self) -> None:
        import_module("exams.sittings.receivers")
        import_module("exams.sittings.panels").show_panels()
