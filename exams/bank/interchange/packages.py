"""Zip packages (docx, xlsx, QTI) opened only when what they would unpack to is within the limits. No Django here."""

import re
import stat
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from exams.bank.interchange.parsing import FileRefused, Limits
from exams.bank.item_types.editor import gettext_noop

ZIP = b"PK\x03\x04"
# Word and Excel before 2007, and everything of Office that has a password.
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
# Small parts of much repetition, such as empty styles, grow a lot and harm nobody.
_MAY_GROW_FREELY = 1_000_000
_MARKUP = (".xml", ".rels", ".vml")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16", b"iso-8859-1", b"gb2312", b"gbk", b"gb18030"}


def open_package(data: bytes, *, limits: Limits) -> ZipFile:
    """The package, with nothing unpacked yet; raises FileRefused."""
    if data.count(_ENTRY) > limits.entries:
        raise FileRefused(
            "too_many_entries", gettext_noop("The package holds more than %(limit)d files."), limit=limits.entries
        )
    try:
        package = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise FileRefused(
            "broken_package", gettext_noop("The file is damaged: its package cannot be opened.")
        ) from error
    for entry in package.infolist():
        _check_entry(entry, limits)
    whole = sum(entry.file_size for entry in package.infolist())
    packed = sum(entry.compress_size for entry in package.infolist())
    if whole > limits.unpacked_bytes or packed > len(data):
        raise _bomb()
    return package


def read_part(package: ZipFile, name: str) -> bytes:
    """One file of the package; raises FileRefused if it is damaged or, being XML, declares entities."""
    try:
        raw = package.read(name)
    except KeyError as error:
        raise FileRefused("part_missing", gettext_noop("The package lacks %(name)s."), name=name) from error
    except Exception as error:
        raise FileRefused("broken_part", gettext_noop("The package's %(name)s is damaged."), name=name) from error
    if name.lower().endswith(_MARKUP):
        check_xml(raw, name)
    return raw


def check_markup(package: ZipFile) -> None:
    """Look through every XML part before a library parses them; raises FileRefused."""
    for entry in package.infolist():
        if entry.filename.lower().endswith(_MARKUP):
            read_part(package, entry.filename)


def check_xml(raw: bytes, name: str) -> None:
    """Refuse XML that declares a document type (and so entities), or hides behind a rare encoding."""
    declared = _DECLARED.match(raw.removeprefix(b"\xef\xbb\xbf"))
    is_hidden = declared is not None and declared[1].lower() not in _ENCODINGS
    plain = raw.replace(b"\0", b"")
    if is_hidden or b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FileRefused(
            "entities",
            gettext_noop("%(name)s declares a document type or entities, which can reach for other files; refused."),
            name=name,
        )


def _check_entry(entry: ZipInfo, limits: Limits) -> None:
    name = entry.filename.replace("\\", "/")
    is_outside = name.startswith("/") or ".." in name.split("/") or ":" in name or "\0" in entry.orig_filename
    if is_outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise FileRefused(
            "outside", gettext_noop("The package names a place outside itself: %(name)s."), name=entry.filename[:80]
        )
    if entry.flag_bits & _ENCRYPTED:
        raise FileRefused("encrypted", gettext_noop("The file has a password; please save it without one."))
    if name.lower().endswith("vbaproject.bin"):
        raise FileRefused(
            "macros", gettext_noop("The file carries macros; please save it without them (.docx or .xlsx).")
        )
    if name.lower().endswith((".zip", ".7z", ".rar", ".gz", ".docx", ".xlsx")):
        raise FileRefused(
            "nested", gettext_noop("The package holds another package: %(name)s."), name=entry.filename[:80]
        )
    if entry.file_size > _MAY_GROW_FREELY and entry.file_size > limits.growth * max(1, entry.compress_size):
        raise _bomb()


def _bomb() -> FileRefused:
    return FileRefused(
        "bomb", gettext_noop("The package would unpack to far more than a file of questions needs; refused.")
    )
