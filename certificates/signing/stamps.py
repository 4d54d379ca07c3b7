"""Time stamps (RFC 3161): who gives them, and whose are trusted."""

from functools import cache
from pathlib import Path

from asn1crypto import pem, x509
from django.conf import settings
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper


def time_stamper() -> TimeStamper | None:
    """The authority that the settings name."""
    address = settings.SIGNING_TIME_STAMP_URL
    return _asking(address) if address else None


@cache
def _asking(address: str) -> TimeStamper:
    """Kept: it asks once more at first, to learn how much room a stamp takes."""
    return HTTPTimeStamper(address)


def stamp_roots() -> list[x509.Certificate]:
    """The roots of all authorities whose stamps were ever put on certificates here; empty where none is named."""
    path = settings.SIGNING_TIME_STAMP_ROOTS
    return _read(Path(path)) if path else []


@cache
def _read(path: Path) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for _type, _headers, der in pem.unarmor(path.read_bytes(), multiple=True)]
