"""The project as an app: it holds the shared templates, static files and commands."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Shared front end and cross-app commands."""

    name = "config"

    def ready(self) -> None:
        """Connect the receivers, now that models are loaded, and close Wagtail's exports to formulas."""
        import_module("config.receivers")
        import_module("config.reports").neutralise_exports()
