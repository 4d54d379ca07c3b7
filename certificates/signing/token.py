"""Keys in a token: a smart card, an HSM, or a program that plays one (PKCS #11)."""

import threading
from collections.abc import Sequence
from functools import cache

from asn1crypto import x509
from django.conf import settings
from pkcs11 import Session
from pkcs11.exceptions import PKCS11Error
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

# What goes wrong with a token: not there, another PIN, no such key, taken out.
TOKEN_ERRORS = (PKCS11Error, SigningError)
# A session does one thing at a time.
one_at_a_time = threading.Lock()


def open_token_signer(*, label: str, chain: Sequence[x509.Certificate]) -> PKCS11Signer:
    """The key with this label in the token that the settings name. The session stays open as long as the process.

    Raises one of TOKEN_ERRORS.
    """
    session = _session(
        settings.SIGNING_TOKEN_LIBRARY,
        settings.SIGNING_TOKEN_LABEL,
        settings.SIGNING_TOKEN_SLOT,
        settings.SIGNING_TOKEN_PIN,
    )
    return PKCS11Signer(
        session,
        signing_cert=chain[0],
        ca_chain=chain[1:],
        key_label=label,
        embed_roots=False,
        # Every token signs a digest on a curve; few also make the digest.
        use_raw_mechanism=chain[0].public_key.algorithm == "ec",
    )


@cache
def _session(library: str, label: str, slot: int, pin: str) -> Session:
    """Kept: a process signs in to a token once, whatever number of its keys it uses."""
    return open_pkcs11_session(
        library,
        slot_no=None if slot < 0 else slot,
        token_criteria=TokenCriteria(label=label) if label else None,
        user_pin=pin,
    )
