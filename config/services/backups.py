"""The whole platform in one file: the database at one moment, uploads, private files and keys; and the way back.

A backup is a tar whose last member, manifest.json, names every other with its SHA-256 and every table with a digest of
its rows. It is written under another name and then renamed: a file that is there is whole.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from config.services.engines import Engine, EngineRefused, Table, engine

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20
_MANIFEST_LIMIT = 64 << 20


class BackupRefused(Exception):
    """It was not done; the message says why, and nothing was changed."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    made_at: str
    engine: str
    # What tells one key of ID numbers from another, and says nothing of it.
    field_key: str
    migrations: list[str]
    # Member → its SHA-256.
    files: dict[str, str]
    tables: dict[str, Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


@dataclass(frozen=True)
class Restored:
    """What came back, and where what it replaced is kept."""

    manifest: Manifest
    kept_aside: list[str] = field(default_factory=list)


def folders() -> dict[str, Path]:
    """The folders of a backup, by their names in it; a storage that is not a folder has a backup of its own."""
    found = {"keys": Path(settings.SIGNING_KEY_FOLDER)}
    for name, alias in (("media", "default"), ("private", "private")):
        storage = storages[alias]
        if isinstance(storage, FileSystemStorage):
            found[name] = Path(storage.location)
    return found


def make_backup(*, folder: Path, now: datetime, with_keys: bool = True) -> Path:
    """Write a backup into `folder` and return its path; raises BackupRefused, and then there is none."""
    if connection.in_atomic_block:
        raise BackupRefused(_("A backup cannot be made within a transaction."))
    target = folder / f"backup-{now:%Y%m%d-%H%M%S}.tar"
    if target.exists():
        raise BackupRefused(_("%(file)s is there already.") % {"file": target})
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    try:
        with unfinished.open("wb") as file:
            # Keys and private files are in it.
            os.fchmod(file.fileno(), 0o600)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                _fill(tar, folder, now=now, with_keys=with_keys)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(target)
    except (EngineRefused, OSError) as error:
        raise BackupRefused(str(error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _fill(tar: tarfile.TarFile, folder: Path, *, now: datetime, with_keys: bool) -> None:
    database, files = engine(), {}
    with _room(folder) as room:
        dump = room / database.file_name
        tables = database.save(dump)
        files[dump.name] = _add(tar, dump, dump.name)
    for name, place in folders().items():
        if name == "keys" and not with_keys:
            continue
        for path in sorted(place.rglob("*")) if place.is_dir() else []:
            # A file that goes while we come is no longer part of the platform.
            if path.is_file() and not path.is_symlink():
                member = str(PurePosixPath(name, *path.relative_to(place).parts))
                files[member] = _add(tar, path, member)
    migrations = [
        f"{app}.{name}" for app, name in sorted(MigrationRecorder.Migration.objects.values_list("app", "name"))
    ]
    manifest = Manifest(FORMAT, now.isoformat(), database.file_name, field_key(), migrations, files, tables)
    data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode, info.mtime = len(data), 0o600, int(now.timestamp())
    tar.addfile(info, io.BytesIO(data))


def _add(tar: tarfile.TarFile, path: Path, member: str) -> str:
    with path.open("rb") as file:
        info = tarfile.TarInfo(member)
        state = os.fstat(file.fileno())
        info.size, info.mode, info.mtime = state.st_size, 0o600, int(state.st_mtime)
        reader = _Hashing(file)
        tar.addfile(info, reader)
        return reader.digest.hexdigest()


class _Hashing:
    """A file that is read once, and hashed on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def field_key(key: str = "") -> str:
    """Tells the key of ID numbers (the present one where none is given) from any other, without telling it."""
    return hashlib.sha256(f"backup:{key or settings.FIELD_ENCRYPTION_KEY}".encode()).hexdigest()[:16]


def forget_old_backups(*, folder: Path, keep: int) -> list[Path]:
    """Delete all but the `keep` newest backups of a folder; returns what is gone."""
    old = sorted(folder.glob("backup-????????-??????.tar"))[:-keep]
    for path in old:
        path.unlink()
    return old


def check_backup(*, file: Path) -> Manifest:
    """Read a backup to its end and hold every byte against its manifest; raises BackupRefused. Changes nothing."""
    return _read(file, into=None)


def restore_backup(*, file: Path, now: datetime, replace: bool = False, other_key: bool = False) -> Restored:
    """Put a backup in the platform's place and hold every table against it. The server must be stopped.

    What is there is refused unless `replace`, and then kept beside. Everything is read and checked before anything is
    moved; a restore that is killed while it moves is simply run again. Raises BackupRefused.
    """
    database, stamp = engine(), f"{now:%Y%m%d-%H%M%S}"
    if not replace and not (database.is_empty() and all(_is_empty(place) for place in folders().values())):
        raise BackupRefused(_("There is a platform already. To put the backup in its place, add --replace."))
    with _room(Path(settings.DATA_DIR)) as room:
        manifest = _read(file, into=room)
        _fits(manifest, database, other_key=other_key)
        try:
            kept = [database.load(room / manifest.engine, stamp=stamp)]
            kept += [_swap(room / name, place, stamp=stamp) for name, place in folders().items()]
        except (EngineRefused, OSError) as error:
            raise BackupRefused(str(error)) from error
    found = database.tables()
    if found != manifest.tables:
        names = sorted(name for name in found | manifest.tables if found.get(name) != manifest.tables.get(name))
        raise BackupRefused(_("Restored, but not as it was saved: %(tables)s") % {"tables": ", ".join(names)})
    return Restored(manifest, list(filter(None, kept)))


def _fits(manifest: Manifest, database: Engine, *, other_key: bool) -> None:
    if manifest.engine != database.file_name:
        raise BackupRefused(_("This backup is of the other database engine; set DATABASE_URL to match it."))
    # One that is only read with will do: `rotate_identity_key` goes on where it was at the time of the backup.
    known = {field_key(), *map(field_key, settings.FIELD_ENCRYPTION_OLD_KEYS)}
    if manifest.field_key not in known and not other_key:
        raise BackupRefused(
            _(
                "This backup was made with another FIELD_ENCRYPTION_KEY: ID numbers could not be read. "
                "Set that key, or add --other-key to go on without them."
            )
        )


def _is_empty(place: Path) -> bool:
    return not place.is_dir() or not any(place.iterdir())


def _swap(staged: Path, place: Path, *, stamp: str) -> str:
    """Move a folder of the backup to its place; returns where the former one is kept."""
    kept = ""
    if not staged.is_dir():
        return kept
    if not _is_empty(place):
        aside = place.with_name(f"{place.name}.before-{stamp}")
        place.rename(aside)
        kept = str(aside)
    elif place.is_dir():
        place.rmdir()
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(staged, place)
    return kept


def _read(file: Path, *, into: Path | None) -> Manifest:
    """The manifest, once every member was read and found to be as it says; the members lie in `into`."""
    found: dict[str, str] = {}
    data = b""
    try:
        with tarfile.open(file, mode="r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or not _is_known(member.name) or member.name in found or data:
                    raise BackupRefused(_("%(name)s has no place in a backup.") % {"name": member.name})
                if member.name == MANIFEST:
                    data = content.read(_MANIFEST_LIMIT)
                else:
                    found[member.name] = _take(content, into and into / member.name)
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BackupRefused(
            _("%(file)s cannot be read as a backup: %(reason)s") % {"file": file, "reason": error}
        ) from error
    manifest = _manifest(data)
    if manifest.files != found:
        names = sorted(name for name in found | manifest.files if found.get(name) != manifest.files.get(name))
        raise BackupRefused(_("Missing or altered in the backup: %(names)s") % {"names": ", ".join(names[:10])})
    return manifest


def _is_known(name: str) -> bool:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        return False
    return len(path.parts) == 1 or path.parts[0] in {"media", "private", "keys"}


def _take(content: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is None:
        while piece := content.read(_PIECE):
            digest.update(piece)
        return digest.hexdigest()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _manifest(data: bytes) -> Manifest:
    try:
        fields: dict[str, Any] = json.loads(data)
        tables = {name: Table(**table) for name, table in fields.pop("tables").items()}
        manifest = Manifest(tables=tables, **fields)
        _check_kinds(manifest)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BackupRefused(_("The backup has no manifest that can be read.")) from error
    if manifest.format != FORMAT:
        raise BackupRefused(_("The backup is of another format: %(format)s") % {"format": manifest.format})
    return manifest


def _check_kinds(manifest: Manifest) -> None:
    """What is counted and compared later has to be what it claims; raises TypeError."""
    rows = [table.rows for table in manifest.tables.values()]
    if not isinstance(manifest.files, dict) or not all(isinstance(count, int) and count >= 0 for count in rows):
        raise TypeError


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A folder for what is on its way, on the same disk, that goes whatever happens."""
    room = folder / f".backup-{os.getpid()}"
    folder.mkdir(parents=True, exist_ok=True)
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
