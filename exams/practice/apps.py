"""App configuration of exams.practice."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Practice, wrong-answer book, spaced review."""

    name = "exams.practice"
    label = "practice"
