"""The registry of export formats. No Django here."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from exams.bank.interchange.exports import formats
from exams.bank.interchange.exports.contract import Exporter

_FOUND: list[Exporter] = [
    import_module(f"{formats.__name__}.{module.name}").EXPORTER for module in iter_modules(formats.__path__)
]
EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {found.name: found for found in sorted(_FOUND, key=lambda one: one.place)}
)
