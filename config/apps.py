"""The project as an app: it holds the shared templates, static files and commands."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Shared front end and cross-app commands."""

    name = "config"
