"""App configuration of accounts."""

from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, persons, roles: who somebody is and what they may do."""

    name = "accounts"
    label = "accounts"

    def ready(self) -> None:
        """Connect the receivers, now that models are loaded."""
        import_module("accounts.receivers")
