"""The project as an app: it holds the shared templates, static files and commands."""

from importlib import import_module
from typing import Any, cast

import sentry_sdk
from django.apps import AppConfig
from django.conf import settings

from config.logs import before_send


class ConfigConfig(AppConfig):
    """Shared front end and cross-app commands."""

    name = "config"

    def ready(self) -> None:
        """Connect the receivers, now that models are loaded, and close Wagtail's exports to formulas."""
        import_module("config.receivers")
        import_module("config.reports").neutralise_exports()
        if settings.SENTRY_DSN:
            sentry_sdk.init(
                dsn=settings.SENTRY_DSN,
                send_default_pii=False,
                include_local_variables=False,
                max_request_body_size="never",
                traces_sample_rate=0.0,
                before_send=cast("Any", before_send),
            )
