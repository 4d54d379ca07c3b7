"""What else belongs into a sitting's archive: records of this app and of higher ones, which sittings may not know."""

from collections.abc import Callable
from typing import Any

from exams.sittings.models import Sitting

# Rows of JSON values, in an order that the data alone decides.
Source = Callable[[Sitting], list[dict[str, Any]]]
_sources: dict[str, Source] = {}


def register_archive_source(name: str, source: Source) -> None:
    """Put what `source` finds of a sitting into its archive, as `records/<name>.json`."""
    _sources[name] = source


def archive_sources() -> list[tuple[str, Source]]:
    """Every registered source by name."""
    return sorted(_sources.items())
