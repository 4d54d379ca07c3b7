"""The published list of what no longer counts: W3C Bitstring Status List, one bit a badge."""

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from certificates.badges.addresses import issuer_did, status_list_address
from certificates.badges.documents import CREDENTIALS, instant
from certificates.models import StatusList

# The least that the specification allows: a badge hides among so many.
LENGTH = 131_072
# A copy older than this counts for nothing, so an old one cannot hide a revocation for long.
GOOD_FOR = timedelta(days=1)
# How long a reader may keep a copy, in milliseconds.
TIME_TO_LIVE = 300_000


def status_list_document(status_list: StatusList, positions: Iterable[int], *, now: datetime) -> dict[str, Any]:
    """The list with these bits set, unsigned; the same within an hour."""
    address = status_list_address(status_list.pk)
    begins = now.replace(minute=0, second=0, microsecond=0)
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_did(),
        "validFrom": instant(begins),
        "validUntil": instant(begins + GOOD_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(positions),
            "ttl": TIME_TO_LIVE,
        },
    }


def encoded(positions: Iterable[int]) -> str:
    """Bits from the left, zipped without the hour (the library's own writes it), base 64 for addresses, marked by u."""
    bits = bytearray(LENGTH // 8)
    for position in positions:
        bits[position // 8] |= 0x80 >> (position % 8)
    zipped = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(zipped).decode("ascii").rstrip("=")
