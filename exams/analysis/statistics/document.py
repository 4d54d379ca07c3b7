"""A report as what `json.dumps` takes: dataclasses as objects, no number that is not one."""

from dataclasses import fields, is_dataclass
from enum import Enum
from math import isfinite
from typing import Any

from exams.analysis.statistics.figures import Figure


def document_of(value: Any) -> Any:
    """Recursively; a figure that is withheld becomes null with its reason."""
    if isinstance(value, Figure):
        return value.as_json()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: document_of(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): document_of(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [document_of(one) for one in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return None if isinstance(value, float) and not isfinite(value) else value
