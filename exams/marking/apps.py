"""App configuration of exams.marking."""

from importlib import import_module

from django.apps import AppConfig


class MarkingConfig(AppConfig):
    """Marks and results."""

    name = "exams.marking"
    label = "marking"

    def ready(self) -> None:
        import_module("exams.marking.receivers")
