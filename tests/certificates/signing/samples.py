"""A sample to sign: the same rendering for all tests of a process."""

from datetime import UTC, datetime
from functools import cache

from certificates.models import SigningKey
from certificates.rendering.certificate import render_certificate
from certificates.signing.keys import create_signing_key
from certificates.signing.sign import Manner, sign_certificate
from tests.certificates.samples import VERIFY_URL, make_payload
from tests.factories.certificates import portrait_bytes

SIGNED = datetime(2026, 11, 25, 4, 0, 0, tzinfo=UTC)
CREDENTIAL = b'{"type": ["VerifiableCredential", "OpenBadgeCredential"]}'


def make_key(name: str = "学习平台", *, now: datetime = SIGNED) -> SigningKey:
    return create_signing_key(name=name, years=3, now=now)


@cache
def unsigned(**changes: object) -> bytes:
    payload = make_payload(**{"layout_version": 2, **changes})
    return render_certificate(payload, photo=portrait_bytes(), verify_url=VERIFY_URL, credential=CREDENTIAL)


def signed(key: SigningKey, *, manner: Manner | None = None, now: datetime = SIGNED, **changes: object) -> bytes:
    return sign_certificate(unsigned(**changes), key=key, now=now, manner=manner or Manner())
