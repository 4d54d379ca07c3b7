"""Zip archives whose bytes follow from their content alone. No Django here."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The oldest time that a zip can tell.
_NEVER = (1980, 1, 1, 0, 0, 0)


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files in the order of the mapping."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as package:
        for name, data in files.items():
            entry = ZipInfo(name, _NEVER)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data)
    return buffer.getvalue()


def rearchived(data: bytes, *, first: str, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """A library's archive without the times it wrote; `first` leads, as readers of Office files expect."""
    with ZipFile(BytesIO(data)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    files.update(replaced or {})
    return archive({name: files[name] for name in sorted(files, key=lambda name: (name != first, name))})
