"""App configuration of exams.papers."""

from importlib import import_module

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Blueprints, assembly and frozen papers."""

    name = "exams.papers"
    label = "papers"

    def ready(self) -> None:
        import_module("exams.papers.receivers")
        import_module("exams.papers.panels").show_panels()
