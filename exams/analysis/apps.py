"""App configuration of exams.analysis."""

from importlib import import_module

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Item and test statistics."""

    name = "exams.analysis"
    label = "analysis"

    def ready(self) -> None:
        import_module("exams.analysis.panels").show_panels()
