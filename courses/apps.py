"""App configuration of courses."""

from importlib import import_module

from django.apps import AppConfig

from courses.mastery import register_source


class CoursesConfig(AppConfig):
    """The Wagtail page tree course → chapter → lesson, knowledge points and learning progress."""

    name = "courses"
    label = "courses"

    def ready(self) -> None:
        """Connect the receivers and the sources of mastery, now that models are loaded."""
        import_module("courses.receivers")
        register_source("checks", import_module("courses.chapter_map").answers_to_checks)
