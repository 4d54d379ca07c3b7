"""Sealed answer files: what a device could not send before the end, opened and given to the same attempt alone."""

import base64
import binascii
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import ECDH, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from accounts.models import User
from exams.sittings.models import (
    AnswerEvent,
    Attempt,
    ExamKey,
    IntegrityFlag,
    KeyPurpose,
    Registration,
    SealedUpload,
)
from exams.sittings.services.answers import LeaseUnknown, record_events
from exams.sittings.services.attempts import close_if_overdue
from exams.sittings.services.events import CLIENT_ID, BadEvent, IncomingEvent, read_event
from exams.sittings.signals import answers_completed
from exams.sittings.signing import KeyUnusable, opening_key
from exams.sittings.writer import exclusive_write

FORMAT = "sealed-answers/1"
LARGEST = 2_000_000
MOST_EVENTS = 5_000
AT_ONCE = 200
_WITH = ("registration__sitting__exam", "snapshot", "component")


class FileRefused(Exception):
    """The file is not taken; the message says why."""


@dataclass(frozen=True, slots=True)
class SealedEvent:
    """One event of the file, with the device and the lease under which it was made."""

    client: str
    lease: str
    event: IncomingEvent


def attach_sealed_answers(*, registration: Registration, content: bytes, actor: User, now: datetime) -> SealedUpload:
    """Give a candidate's sealed file to the attempt it was sealed for; taken or refused, the upload is recorded.

    Its events go the way of all events: stored once, late after the deadline, superseded from a device that was taken
    over. Where the exam's policy says so, those made before the deadline count if the file comes within the allowance;
    the attempt then gets a new receipt, and the upload keeps the former.
    """
    former_receipt = ""
    upload = SealedUpload(
        registration=registration,
        sitting=registration.sitting,
        sha256=hashlib.sha256(content).hexdigest(),
        actor=actor,
        at=now,
    )
    try:
        attempt, events = _open_for(registration, content)
        close_if_overdue(attempt=attempt, now=now)
        known, former_receipt = _stored(attempt, events), attempt.receipt
        # Not in one transaction with the rest: each batch is durable by itself, and sent again it is stored once.
        unreadable = _record(attempt, events, now=now)
    except FileRefused as refusal:
        upload.refusal = str(refusal)[:300]
        upload.save()
        return upload
    outcome = Counter(one for pair, one in _stored(attempt, events).items() if pair not in known)
    outcome += Counter(known=len(known), unreadable=unreadable)
    with exclusive_write():
        attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if former_receipt and attempt.receipt != former_receipt:
            upload.former_receipt = former_receipt
        upload.attempt, upload.outcome = attempt, dict(outcome)
        upload.save()
        IntegrityFlag.objects.create(attempt=attempt, kind="sealed_file", detail=upload.outcome, at=now)
    if upload.former_receipt:
        answers_completed.send(sender=Attempt, attempt=attempt.pk, now=now)
    return upload


def _stored(attempt: Attempt, events: Sequence[SealedEvent]) -> dict[tuple[str, int], str]:
    """Which of the file's events the log has, by device and number, and what became of each."""
    wanted = {(one.client, one.event.seq) for one in events}
    rows = AnswerEvent.objects.filter(attempt=attempt, client_id__in={client for client, _seq in wanted})
    found = rows.values_list("client_id", "seq", "disposition")
    return {(client, seq): disposition for client, seq, disposition in found if (client, seq) in wanted}


def _record(attempt: Attempt, events: Sequence[SealedEvent], *, now: datetime) -> int:
    """Hand the events to the answer log; returns how many it did not take, which keep nothing else out.

    Raises FileRefused where none of them comes from a device that ever held the attempt.
    """
    unreadable = strange = 0
    for batch in _batches(events):
        try:
            unreadable += _record_batch(attempt, batch, now=now)
        except LeaseUnknown:
            strange += len(batch)
    if strange and strange == len(events):
        raise FileRefused(_("The file was made by a device that never held this attempt."))
    return unreadable + strange


def _record_batch(attempt: Attempt, batch: Sequence[SealedEvent], *, now: datetime) -> int:
    """Store one batch of one device; returns how many events of it cannot be understood. Raises LeaseUnknown."""
    try:
        record_events(
            attempt_id=attempt.pk,
            lease_token=batch[0].lease,
            client_id=batch[0].client,
            events=[one.event for one in batch],
            now=now,
            tells=False,
        )
    except BadEvent:
        if len(batch) == 1:
            return 1
        return sum(_record_batch(attempt, [one], now=now) for one in batch)
    return 0


def _batches(events: Sequence[SealedEvent]) -> Iterator[list[SealedEvent]]:
    """Events of one device and lease together, each in its own order, oldest device first."""
    ordered = sorted(events, key=lambda one: (one.client, one.lease, one.event.seq))
    groups = [list(group) for _device, group in groupby(ordered, key=lambda one: (one.client, one.lease))]
    for group in sorted(groups, key=lambda group: group[0].event.client_ms):
        for start in range(0, len(group), AT_ONCE):
            yield group[start : start + AT_ONCE]


def _open_for(registration: Registration, content: bytes) -> tuple[Attempt, list[SealedEvent]]:
    """The candidate's attempt that the file was sealed for, and what it holds. Raises FileRefused."""
    sealed = _parse(content)
    attempt = Attempt.objects.select_related(*_WITH).filter(pk=sealed["attempt"], registration=registration).first()
    if attempt is None:
        raise FileRefused(_("The file belongs to another candidate's exam."))
    inside = _decrypt(sealed)
    try:
        if inside["attempt"] != attempt.pk:
            raise FileRefused(_("The file belongs to another candidate's exam."))
        events = [_event(raw) for raw in inside["events"]]
    except (KeyError, TypeError, ValueError) as error:
        raise FileRefused(_("What is in the file cannot be read.")) from error
    if len(events) > MOST_EVENTS:
        raise FileRefused(_("The file holds more answers than an exam can have."))
    return attempt, events


def _event(raw: Any) -> SealedEvent:
    client, lease = str(raw["client"]), str(raw["lease"])
    # PostgreSQL does not even look for a text with NUL in it.
    if not CLIENT_ID.fullmatch(client) or "\0" in lease:
        raise ValueError
    return SealedEvent(client=client, lease=lease, event=read_event(raw))


def _parse(content: bytes) -> dict[str, Any]:
    """The file's head; raises FileRefused."""
    if len(content) > LARGEST:
        raise FileRefused(_("The file is too large for a sealed answer file."))
    try:
        sealed: dict[str, Any] = orjson.loads(content)
        if sealed["format"] != FORMAT or type(sealed["attempt"]) is not int:
            raise FileRefused(_("This is no sealed answer file."))
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise FileRefused(_("This is no sealed answer file.")) from error
    return sealed


def _decrypt(sealed: dict[str, Any]) -> Any:
    """What is inside; raises FileRefused where a single bit was changed, or another key sealed it."""
    key = ExamKey.objects.filter(purpose=KeyPurpose.SEALING, name=str(sealed.get("key"))).first()
    if key is None:
        raise FileRefused(_("The file was sealed to a key that this site does not have."))
    try:
        private_key = opening_key(key)
    except KeyUnusable as error:
        raise FileRefused(_("The key that opens this file cannot be read on this server: %s") % error) from error
    try:
        ephemeral, iv, data = (base64.b64decode(sealed[name], validate=True) for name in ("ephemeral", "iv", "data"))
        shared = private_key.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), ephemeral))
        secret = HKDF(algorithm=SHA256(), length=32, salt=ephemeral, info=FORMAT.encode()).derive(shared)
        head = f"{FORMAT}|{sealed['attempt']}|{key.name}".encode()
        return orjson.loads(AESGCM(secret).decrypt(iv, data, head))
    except InvalidTag as error:
        raise FileRefused(_("The file was changed after it was sealed.")) from error
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise FileRefused(_("The file is damaged.")) from error
