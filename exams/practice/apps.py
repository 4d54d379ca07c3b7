"""App configuration of exams.practice."""

from importlib import import_module

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Practice, wrong-answer book, spaced review."""

    name = "exams.practice"
    label = "practice"

    def ready(self) -> None:
        import_module("exams.practice.receivers")
