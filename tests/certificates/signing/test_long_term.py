"""Time stamps asked for over the wire, and the data that let a signature be judged when nobody answers any more."""

import subprocess
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.signing.check import Finding, check_signature
from certificates.signing.keys import KeyUnusable
from certificates.signing.sign import Manner, manner_of_settings
from tests.certificates.signing.samples import SIGNED, make_key, signed, unsigned
from tests.certificates.signing.stamp_authority import StampAuthority, stamp_authority

# The bytes of a signed file no engine changes.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER = SIGNED + timedelta(minutes=1)
LONG_TERM = Manner(is_long_term=True)


@pytest.fixture(autouse=True)
def _a_minute_later(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    with time_machine.travel(LATER):
        yield


@pytest.fixture
def stamps(settings, tmp_path):
    """An authority on the loopback address, named in the settings."""
    with stamp_authority() as authority:
        settings.SIGNING_TIME_STAMP_URL = authority.address
        settings.SIGNING_TIME_STAMP_ROOTS = trusted(authority, tmp_path)
        yield authority


def trusted(authority: StampAuthority, folder):
    path = folder / f"{authority.root.serial_number}.pem"
    path.write_bytes(pem.armor("CERTIFICATE", authority.root.dump()))
    return str(path)


def root_of(key):
    _type, _headers, der = pem.unarmor(key.issuers.encode())
    return x509.Certificate.load(der)


def judged(pdf, **context):
    """By pyHanko's own validator, with nothing but what is in the file and `context`: nobody is asked."""
    reader = PdfFileReader(BytesIO(pdf))
    known = DocumentSecurityStore.read_dss(reader).as_validation_context({"allow_fetching": False, **context})
    return validate_pdf_signature(reader.embedded_signatures[0], known)


def test_a_stamp_is_asked_for_over_the_wire_and_trusted(stamps, tmp_path):
    key = make_key()
    whole = signed(key, manner=manner_of_settings())
    signed(key, manner=manner_of_settings())
    # Once for each, and at first once to learn how much room a stamp takes.
    assert len(stamps.asked) == 3
    assert check_signature(whole).finding == Finding.GENUINE
    assert whole.startswith(unsigned())
    (path := tmp_path / "signed.pdf").write_bytes(whole)
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, check=True, text=True).stdout
    assert "Signature is Valid" in said


def test_a_stamp_of_an_authority_that_nobody_named_does_not_count(stamps, settings, tmp_path):
    whole = signed(make_key(), manner=manner_of_settings())
    with stamp_authority() as other:
        settings.SIGNING_TIME_STAMP_ROOTS = trusted(other, tmp_path)
    assert check_signature(whole).finding == Finding.ALTERED
    settings.SIGNING_TIME_STAMP_ROOTS = ""
    assert check_signature(whole).finding == Finding.GENUINE


def test_without_an_answer_nothing_is_signed(stamps):
    key = make_key()
    stamps.stop()
    with pytest.raises(KeyUnusable, match=key.name):
        signed(key, manner=manner_of_settings())


def test_the_data_for_later_stand_in_the_signed_revision_itself():
    key = make_key()
    whole = signed(key, manner=LONG_TERM)
    assert check_signature(whole).finding == Finding.GENUINE
    status = judged(whole, trust_roots=[root_of(key)], moment=LATER, revocation_mode="require")
    assert (status.bottom_line, status.coverage) == (True, SignatureCoverageLevel.ENTIRE_FILE)


def test_a_plain_signature_carries_none_and_is_not_enough_for_who_asks_for_proof():
    key = make_key()
    reader = PdfFileReader(BytesIO(signed(key)))
    assert "/DSS" not in reader.root
    context = ValidationContext(trust_roots=[root_of(key)], moment=LATER, crls=[], revocation_mode="require")
    assert not validate_pdf_signature(reader.embedded_signatures[0], context).bottom_line


def test_stamp_and_data_together_as_the_settings_ask(stamps, settings):
    settings.SIGNING_LONG_TERM = True
    key = make_key()
    whole = signed(key, manner=manner_of_settings())
    assert check_signature(whole).finding == Finding.GENUINE
    assert len(whole) < 250_000
    status = judged(whole, trust_roots=[root_of(key), stamps.root], moment=LATER, revocation_mode="hard-fail")
    assert (status.bottom_line, status.timestamp_validity.trusted) == (True, True)
    assert abs(status.timestamp_validity.timestamp - LATER) < timedelta(minutes=5)


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9, 0.999])
def test_a_changed_byte_is_found_here_too(place):
    whole = bytearray(signed(make_key(), manner=LONG_TERM))
    whole[int(len(whole) * place)] ^= 1
    assert check_signature(bytes(whole)).finding != Finding.GENUINE
