"""The certificates of a batch as one zip, written while it is read: neither in memory nor on disk as a whole."""

import hashlib
import io
import logging
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from certificates.models import BatchRow, Certificate
from certificates.services import CertificateDamaged, open_pdf

logger = logging.getLogger(__name__)

DIGESTS = "SHA256SUMS.txt"
MISSING = "MISSING.txt"
# Bytes of a name that every file system takes, with the ending.
LONGEST_NAME = 120
_FORBIDDEN = frozenset('<>:"/\\|?*')
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})


class _Outlet(io.RawIOBase):
    """What a zip is written to: keeps it until it is taken, and cannot be gone back in."""

    def __init__(self) -> None:
        self._kept: list[bytes] = []

    def write(self, data: "io.ReadableBuffer") -> int:  # type: ignore[name-defined]
        self._kept.append(bytes(data))
        return len(self._kept[-1])

    def take(self) -> bytes:
        """All that was written since."""
        taken = b"".join(self._kept)
        self._kept.clear()
        return taken


def zip_of(rows: Iterable[BatchRow], *, now: datetime) -> Iterator[bytes]:
    """One certificate after the other in the folder of its class or centre, and at the end the digest of each.

    SHA256SUMS.txt is what `sha256sum --check` reads. A certificate that cannot be printed any more is named in
    MISSING.txt: the archive is half sent by then.
    """
    outlet = _Outlet()
    moment = timezone.localtime(now).timetuple()[:6]
    digests: list[str] = []
    missing: list[str] = []
    with ZipFile(outlet, "w", ZIP_STORED, allowZip64=True) as archive:
        for row in rows:
            if row.certificate is None:
                continue
            try:
                with open_pdf(row.certificate, now=now) as file:
                    pdf = file.read()
            except (CertificateDamaged, OSError):
                logger.exception("certificate %s is missing in an archive", row.certificate.number)
                missing.append(f"{row.certificate.number}\n")
                continue
            name = path_in_zip(row.certificate, row.group)
            digests.append(f"{hashlib.sha256(pdf).hexdigest()}  {name}\n")
            archive.writestr(_entry(name, moment), pdf)
            yield outlet.take()
        archive.writestr(_entry(DIGESTS, moment), "".join(digests))
        if missing:
            archive.writestr(_entry(MISSING, moment), "".join(missing))
    yield outlet.take()


def path_in_zip(certificate: Certificate, group: str) -> str:
    """`class/number_name.pdf`, in names that every system takes."""
    name = safe_name(f"{certificate.number}_{certificate.payload['name']}")
    return f"{safe_name(group)}/{name}.pdf" if safe_name(group) else f"{name}.pdf"


def safe_name(text: str) -> str:
    """Neither separators nor signs that steer, no dots or spaces at the ends, no longer than file systems take."""
    plain = "".join(
        "_" if one in _FORBIDDEN else one
        for one in unicodedata.normalize("NFC", text)
        if unicodedata.category(one) not in _INVISIBLE
    )
    return plain.encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")


def _entry(name: str, moment: tuple[int, ...]) -> ZipInfo:
    entry = ZipInfo(name, moment)  # type: ignore[arg-type]
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry
