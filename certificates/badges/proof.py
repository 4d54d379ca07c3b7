"""Proofs: a Data Integrity proof by Ed25519 (eddsa-rdfc-2022) added to a document, and judged in one.

Ed25519 draws no random number: the same document, key and moment give the same bytes. The JSON-LD contexts come with
the library; a document that names another one is refused.
"""

import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import add_data_integrity_proof, multikey_from_pem, resolve_did, verify_data_integrity_proof

SUITE = "eddsa-rdfc-2022"
BADGE = "OpenBadgeCredential"


def signed(document: dict[str, Any], *, private_key: Ed25519PrivateKey, key: str, created: datetime) -> bytes:
    """The document with its proof, as the file that people get; `key` is the key's address."""
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    whole = add_data_integrity_proof(document, pem, key, created=created)
    if BADGE in document["type"]:
        # The published schema of badges wants a list; a status list keeps the plain form that every reader knows.
        whole["proof"] = [whole["proof"]]
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def is_signed_by(document: dict[str, Any], *, public_multibase: str) -> bool:
    """Whether the proof in the document is right and of this key; what cannot be judged is not.

    What the proof covers is the document's meaning under its contexts: a member that they do not know is not covered.
    """
    try:
        verify_data_integrity_proof(document, resolve_did(f"did:key:{public_multibase}"))
    except (LibOpenBadgesException, ValueError, TypeError, RecursionError):
        return False
    return True


def proof_of(document: dict[str, Any]) -> dict[str, Any] | None:
    """The one proof, in the list that the schema asks for or, as it once was, by itself."""
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    return proof if isinstance(proof, dict) else None


def public_multibase(private_key: Ed25519PrivateKey) -> str:
    """The public part as other programs read it."""
    public = private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return multikey_from_pem(public)
