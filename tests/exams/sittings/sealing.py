"""Seals an answer file as the runner's script does (static/sittings/runner/seal.js)."""

import base64
import json
import os

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from exams.sittings.models import Attempt, ExamKey

FORMAT = "sealed-answers/1"


def sealed_file(attempt: Attempt, key: ExamKey, events: list[dict], *, head: int | None = None) -> bytes:
    """The file of this attempt; `head` is what its outside claims."""
    inside = {"attempt": attempt.pk, "lease": attempt.lease_token, "sealed_ms": 1, "events": events}
    own = generate_private_key(SECP256R1())
    ephemeral = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    server = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), base64.b64decode(key.public_key))
    secret = HKDF(algorithm=SHA256(), length=32, salt=ephemeral, info=FORMAT.encode()).derive(
        own.exchange(ECDH(), server)
    )
    iv = os.urandom(12)
    claimed = attempt.pk if head is None else head
    data = AESGCM(secret).encrypt(iv, json.dumps(inside).encode(), f"{FORMAT}|{claimed}|{key.name}".encode())
    parts = {"ephemeral": ephemeral, "iv": iv, "data": data}
    coded = {name: base64.b64encode(part).decode() for name, part in parts.items()}
    return json.dumps({"format": FORMAT, "attempt": claimed, "key": key.name, **coded}).encode()


def sealed_event(attempt: Attempt, seq: int, slot: int, value: object, *, ms: int = 1000, **fields: object) -> dict:
    """One event as the journal holds it."""
    return {
        "client": "client0000000001",
        "lease": attempt.lease_token,
        "seq": seq,
        "kind": "answer",
        "slot": slot,
        "value": value,
        "ms": ms,
        **fields,
    }
