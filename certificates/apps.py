"""App configuration of certificates."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register  # noqa: A004 -- Django's own name

from courses.printing.fonts import missing_fonts


class CertificatesConfig(AppConfig):
    """Awards, certificates, their rendering and verification."""

    name = "certificates"
    label = "certificates"

    def ready(self) -> None:
        register(fonts_are_installed)
        import_module("certificates.panels").show_panels()
        import_module("certificates.receivers")


def fonts_are_installed(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001 -- Django's signature
    """A name can be refused for want of a font; the operator should hear of it before a candidate does."""
    return [
        Warning(
            f"The font {font.file_name} is not installed: certificates cannot be set in it.",
            hint=f"Install the system package {font.package}.",
            id="certificates.W001",
        )
        for font in missing_fonts()
    ]
