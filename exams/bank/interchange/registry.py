"""The registry of formats: every module of `formats` is one. No Django here."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from exams.bank.interchange import formats
from exams.bank.interchange.parsing import Format

_FOUND: list[Format] = [
    import_module(f"{formats.__name__}.{module.name}").FORMAT for module in iter_modules(formats.__path__)
]
# In the order in which they are asked whether a file is theirs.
FORMATS: Mapping[str, Format] = MappingProxyType(
    {found.name: found for found in sorted(_FOUND, key=lambda one: one.place)}
)


def recognise(data: bytes, filename: str) -> Format | None:
    """The first format that takes the file for its own."""
    return next((found for found in FORMATS.values() if found.sniff(data, filename)), None)
