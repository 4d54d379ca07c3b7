"""Writes a sitting's archive: a signed ZIP, the same bytes for the same data, that verifies without the platform."""

import base64
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import orjson
from django.template.loader import render_to_string
from django.utils.translation import override

from exams.sittings.chain import leaf_hash, merkle_levels, merkle_proof
from exams.sittings.interchange.records import attempt_record, paper_record, roster, sitting_record
from exams.sittings.interchange.sources import archive_sources
from exams.sittings.models import Attempt, AttemptState, ChainRoot, KeyPurpose, Sitting
from exams.sittings.queries.archive import archived_attempts, events_of
from exams.sittings.signing import fingerprint, key_for, sign

FORMAT = "exam-archive/1"
VERIFIER = Path(__file__).with_name("verify.py")
# A ZIP's own beginning of time, so that the hour of writing makes no other file.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class ArchiveRefused(Exception):
    """The sitting cannot be archived; the message says why."""


@dataclass
class Archive:
    """What was written."""

    sitting: int
    attempts: int = 0
    events: int = 0
    roots: int = 0
    key: str = ""
    fingerprint: str = ""
    # Of the whole file.
    sha256: str = ""
    files: dict[str, str] = field(default_factory=dict)


def write_archive(sitting: Sitting, path: Path, *, now: datetime) -> Archive:
    """Write the archive to `path`, which appears when it is whole. Raises ArchiveRefused, KeyUnusable, OSError."""
    is_open = Attempt.objects.filter(registration__sitting=sitting, state=AttemptState.OPEN)
    if is_open.exists():
        raise ArchiveRefused(f"{is_open.count()} attempts are still open")
    key = key_for(KeyPurpose.ARCHIVE, now=now)
    made = Archive(sitting.pk, key=key.name, fingerprint=fingerprint(key))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, content in _files(sitting, made):
                made.files[name] = hashlib.sha256(content).hexdigest()
                _put(archive, name, content)
            manifest = encoded(
                {
                    "format": FORMAT,
                    "sitting": sitting.pk,
                    "key": {"name": key.name, "public_key": key.public_key, "fingerprint": made.fingerprint},
                    "files": made.files,
                }
            )
            _put(archive, "manifest.json", manifest)
            _put(archive, "manifest.sig", sign(key, manifest).encode())
        made.sha256 = _digest_of(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return made


def _files(sitting: Sitting, made: Archive) -> Iterator[tuple[str, bytes]]:
    """Every file but the manifest, one at a time: a large sitting is never in memory at once."""
    with override("zh-hans"):
        yield "README.txt", render_to_string("sittings/archive.txt", {"sitting": sitting}).encode()
    yield "verify.py", VERIFIER.read_bytes()
    yield "sitting.json", encoded(sitting_record(sitting))
    yield "roster.json", encoded(roster(sitting))
    attempts = archived_attempts(sitting)
    for paper in sorted(set(attempts.values_list("paper_id", flat=True))):
        record = paper_record(paper)
        yield f"papers/{record['digest']}.json", encoded(record)
    for attempt in attempts.iterator(chunk_size=100):
        made.attempts += 1
        made.events += attempt.head_position
        folder = f"attempts/{attempt.registration.number}-{attempt.component.kind}-{attempt.number}"
        yield f"{folder}/attempt.json", encoded(attempt_record(attempt))
        yield f"{folder}/events.jsonl", b"".join(encoded(event) for event in events_of(attempt))
    roots = list(_roots(set(attempts.values_list("pk", flat=True))))
    made.roots = len(roots)
    yield "roots.json", encoded(roots)
    for name, source in archive_sources():
        yield f"records/{name}.json", encoded(source(sitting))


def _roots(wanted: set[int]) -> Iterator[dict[str, Any]]:
    """Every root from the first that stands for one of the attempts; of other sittings only the neighbours' digests."""
    is_begun = False
    for root in ChainRoot.objects.select_related("key").order_by("number").iterator(chunk_size=50):
        own = [place for place, head in enumerate(root.heads) if head[0] in wanted]
        is_begun = is_begun or bool(own)
        if not is_begun:
            continue
        levels = merkle_levels([leaf_hash(*head) for head in root.heads]) if own else []
        yield {
            "number": root.number,
            "at": root.at,
            "previous": root.previous,
            "merkle_root": root.merkle_root,
            "heads": len(root.heads),
            "hash": root.hash,
            "signature": root.signature,
            "public_key": root.key.public_key,
            "leaves": [
                {
                    "attempt": root.heads[place][0],
                    "position": root.heads[place][1],
                    "head": root.heads[place][2],
                    "proof": merkle_proof(levels, place),
                }
                for place in own
            ],
        }


def encoded(value: Any) -> bytes:
    """JSON in one form: sorted keys, times in UTC to the microsecond, exact numbers as text; one line."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(value, default=_plain, option=options)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(type(value))


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, content)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
