"""The container of a signature (CMS), as this platform writes it.

A signature covers what it signs and little of its own container: not the versions, the lists of algorithms and
certificates, the way the signer is named, the forms of lengths. So the container is written once more from the few
things in it that may differ, and has to be the same to the byte.
"""

from collections.abc import Sequence

from asn1crypto import algos, cms, core, x509
from asn1crypto.parser import emit

from certificates.signing.keys import DIGEST

VERSION = core.Integer(1).dump()
ALGORITHM = algos.DigestAlgorithm({"algorithm": DIGEST}).dump()
DATA, SIGNED_DATA = (cms.ContentType(name).dump() for name in ("data", "signed_data"))
STAMP = cms.CMSAttributeType("signature_time_stamp_token").dump()
METHODS = {
    kind: algos.SignedDigestAlgorithm({"algorithm": f"{DIGEST}_{name}"}).dump()
    for kind, name in (("ec", "ecdsa"), ("rsa", "rsa"))
}
PADDING = b"\0"
UNIVERSAL, CONTEXT, CONSTRUCTED = 0, 2, 1


def is_as_written(hole: bytes, chain: Sequence[x509.Certificate]) -> bool:
    """Whether `hole` holds a container as the key of this chain (its own certificate first) writes it, then noughts."""
    expected = _written_anew(cms.ContentInfo.load(hole)["content"], chain)
    return hole.startswith(expected) and not hole[len(expected) :].strip(PADDING)


def _written_anew(found: cms.SignedData, chain: Sequence[x509.Certificate]) -> bytes:
    """A container with the signature of `found`, what it signs and a time stamp beside it; all else is known here."""
    (signer,) = found["signer_infos"]
    own, known = chain[0].dump(), {one.dump() for one in chain}
    carried = [one.chosen.dump() for one in found["certificates"]]
    parts = [
        VERSION,
        _sequence(chain[0].issuer.dump(), core.Integer(chain[0].serial_number).dump()),
        ALGORITHM,
        _tagged(0, signer["signed_attrs"].contents),
        METHODS[chain[0].public_key.algorithm],
        core.OctetString(signer["signature"].native).dump(),
    ]
    if signer["unsigned_attrs"]:
        # A time stamp and nothing else; its authority writes the token as it likes.
        (stamp,) = signer["unsigned_attrs"]
        (token,) = stamp["values"]
        parts.append(_tagged(1, _sequence(STAMP, _set(token.dump()))))
    content = _sequence(
        VERSION,
        _set(ALGORITHM),
        _sequence(DATA),
        _tagged(0, *(one if one in known else own for one in carried)),
        _set(_sequence(*parts)),
    )
    return _sequence(SIGNED_DATA, _tagged(0, content))


def _sequence(*parts: bytes) -> bytes:
    return bytes(emit(UNIVERSAL, CONSTRUCTED, core.Sequence.tag, b"".join(parts)))


def _set(*parts: bytes) -> bytes:
    return bytes(emit(UNIVERSAL, CONSTRUCTED, core.Set.tag, b"".join(parts)))


def _tagged(tag: int, *parts: bytes) -> bytes:
    return bytes(emit(CONTEXT, CONSTRUCTED, tag, b"".join(parts)))
