"""The container of a signature: each of its bits is either covered by the signature or known beforehand."""

from io import BytesIO
from itertools import product

import pytest
from asn1crypto import cms
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.signing.check import Finding, check_signature
from certificates.signing.container import is_as_written
from certificates.signing.keys import chain_of
from tests.certificates.signing.samples import make_key, signed

# The bytes of a signature no engine changes.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
PADDING = 20


@pytest.fixture
def key():
    return make_key()


def hole_of(pdf):
    """Where the hole for the container begins, and what is in it."""
    embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    return embedded.byte_range[1] + 1, embedded.pkcs7_content


def is_signed(hole, public):
    """What every reader asks: the signature is over the signed attributes, by the key."""
    (signer,) = cms.ContentInfo.load(hole)["content"]["signer_infos"]
    try:
        public.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def stands(hole, chain, public):
    try:
        return is_as_written(hole, chain) and is_signed(hole, public)
    except (ValueError, TypeError, KeyError):
        return False


def test_no_bit_of_the_container_is_free(key):
    hole = hole_of(signed(key))[1]
    chain, public = chain_of(key), load_pem_x509_certificate(key.certificate.encode()).public_key()
    assert stands(hole, chain, public)
    size = len(cms.ContentInfo.load(hole).dump()) + PADDING
    free = []
    for place, bit in product(range(size), range(8)):
        changed = bytearray(hole)
        changed[place] ^= 1 << bit
        if stands(bytes(changed), chain, public):
            free.append((place, bit))
    assert (size > 1000, free) == (True, [])


def test_the_key_goes_along_once(key):
    carried = cms.ContentInfo.load(hole_of(signed(key))[1])["content"]["certificates"]
    assert [one.chosen.dump() for one in carried] == [chain_of(key)[0].dump()]


def rewritten(pdf, change):
    """The file with its container changed as an editor of such containers would."""
    start, hole = hole_of(pdf)
    container = cms.ContentInfo.load(hole)
    change(container["content"])
    written = container.dump(force=True).ljust(len(hole), b"\0").hex().encode()
    return pdf[:start] + written + pdf[start + len(written) :]


def name_by_key(content):
    content["signer_infos"][0]["sid"] = cms.SignerIdentifier("subject_key_identifier", b"\1" * 20)


def leave_out_parameters(content):
    content["digest_algorithms"] = [{"algorithm": "sha256", "parameters": None}]


def put_a_note_beside(content):
    note = {"type": "content_type", "values": ["data"]}
    content["signer_infos"][0]["unsigned_attrs"] = [note]


@pytest.mark.parametrize("change", [name_by_key, leave_out_parameters, put_a_note_beside])
def test_another_way_to_say_the_same_is_found(key, change):
    whole = signed(key)
    assert rewritten(whole, lambda _content: None) == whole
    assert check_signature(rewritten(whole, change)).finding in {Finding.ALTERED, Finding.UNREADABLE}
