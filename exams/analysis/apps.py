"""App configuration of exams.analysis."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """Item and test statistics."""

    name = "exams.analysis"
    label = "analysis"
