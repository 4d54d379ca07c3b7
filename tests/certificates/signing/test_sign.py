"""The signature, by readers that this project did not write, and against whoever changes the file."""

import subprocess
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates.models import SigningKey
from certificates.signing import authority
from certificates.signing.check import Finding, check_signature
from certificates.signing.keys import KeptKeySigner, signer_of
from certificates.signing.revision import sign_at_end
from certificates.signing.sign import Manner
from tests.certificates.samples import text_of
from tests.certificates.signing.samples import SIGNED, make_key, signed, unsigned

# The bytes of a signed file no engine changes.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
ALTERED = {Finding.ALTERED, Finding.UNREADABLE, Finding.UNSIGNED, Finding.FOREIGN}
# The container, which the signature does not cover, is gone through bit by bit in test_container.
MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def key() -> SigningKey:
    return make_key()


def report(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_poppler_and_qpdf_agree_that_the_whole_file_is_signed(key, tmp_path):
    path = tmp_path / "certificate.pdf"
    path.write_bytes(signed(key))
    said = report("pdfsig", str(path))
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "No syntax or stream encoding errors" in report("qpdf", "--check", str(path))


def test_the_rendering_stands_unchanged_at_the_front_and_reads_as_before(key):
    plain, whole = unsigned(), signed(key)
    assert whole.startswith(plain)
    assert text_of(whole) == text_of(plain)
    assert len(whole) < 250_000


def test_a_signed_file_is_genuine_and_says_who_and_when(key):
    found = check_signature(signed(key))
    assert (found.finding, found.key, found.signed_at) == (Finding.GENUINE, key, SIGNED)


def test_it_is_a_certification_that_allows_no_change(key):
    with pikepdf.open(BytesIO(signed(key))) as document:
        reference = document.Root.Perms.DocMDP.Reference[0]
        assert (str(reference.TransformMethod), int(reference.TransformParams.P)) == ("/DocMDP", 1)
        assert [float(side) for side in document.pages[0].Annots[0].Rect] == [0, 0, 0, 0]


@pytest.fixture
def whole(key) -> bytes:
    return signed(key)


@MANY
@given(data=st.data())
def test_any_changed_bit_is_found(data, whole):
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert check_signature(bytes(changed)).finding in ALTERED


@MANY
@given(added=st.binary(min_size=1, max_size=400), lead=st.sampled_from([b"", b"\n", b"\n%%EOF\n", b"\n99 0 obj\n"]))
def test_anything_appended_is_found(added, lead, whole):
    assert check_signature(whole + lead + added).finding in ALTERED


def overlaid(pdf: bytes) -> bytes:
    """A red box drawn over the page in a revision of its own: the signature itself stays intact."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    writer.add_stream_to_page(0, writer.add_object(StreamObject(stream_data=b"1 0 0 rg 100 100 300 200 re f")))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_an_overlay_in_a_revision_of_its_own_is_found(key):
    assert check_signature(overlaid(signed(key))).finding == Finding.ALTERED


def test_a_second_signature_is_refused_by_who_keeps_the_rules(key):
    other = PdfSigner(
        PdfSignatureMetadata(field_name="Second", md_algorithm="sha256"),
        signer=signer_of(make_key("别人", now=SIGNED + timedelta(seconds=1))),
        new_field_spec=SigFieldSpec("Second"),
    )
    with pytest.raises(SigningError, match="forbids all changes"):
        other.sign_pdf(IncrementalPdfFileWriter(BytesIO(signed(key))), output=BytesIO())


def test_a_file_saved_anew_is_found(key):
    out = BytesIO()
    with pikepdf.open(BytesIO(signed(key))) as document:
        document.save(out)
    assert check_signature(out.getvalue()).finding in ALTERED


def test_the_same_names_from_another_authority_are_foreign(key):
    root = authority.make_authority(organisation=key.name, now=SIGNED)
    made = authority.make_signing_key(organisation=key.name, authority=root, now=SIGNED, years=3)
    chain = [Certificate.load(one.certificate.public_bytes(serialization.Encoding.DER)) for one in (made, root)]
    forged = sign_at_end(unsigned(), signer=KeptKeySigner(key=made.key, chain=chain), name=key.name, now=SIGNED)
    assert check_signature(forged).finding == Finding.FOREIGN


def test_a_signature_from_outside_the_keys_time_is_not_genuine(key):
    late = signed(key, now=SIGNED + timedelta(days=2))
    make_key(now=SIGNED + timedelta(days=1))
    assert check_signature(late).finding == Finding.ALTERED
    assert check_signature(signed(key)).finding == Finding.GENUINE


@pytest.mark.parametrize("rubbish", [b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"hello", b"\x00" * 5000])
def test_rubbish_is_unreadable(rubbish, db):
    assert check_signature(rubbish).finding == Finding.UNREADABLE


def test_an_unsigned_rendering_says_so(db):
    assert check_signature(unsigned()).finding == Finding.UNSIGNED


def test_a_time_stamp_is_added_where_it_is_set(key):
    whole = signed(key, manner=Manner(time_stamper=make_stamper()))
    assert whole.startswith(unsigned())
    embedded = PdfFileReader(BytesIO(whole)).embedded_signatures[0]
    assert embedded.signer_info["unsigned_attrs"][0]["type"].native == "signature_time_stamp_token"


def make_stamper() -> DummyTimeStamper:
    """A time stamping authority in this process."""
    private = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test time stamps")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(SIGNED)
        .not_valid_after(SIGNED + timedelta(days=3000))
        .sign(private, SHA256())
    )
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return DummyTimeStamper(
        tsa_cert=Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        tsa_key=PrivateKeyInfo.load(der),
    )


def test_a_visible_signature_is_genuine_too(key):
    whole = signed(key, manner=Manner(visible_at=(600, 60, 720, 120)))
    assert check_signature(whole).finding == Finding.GENUINE
    with pikepdf.open(BytesIO(whole)) as document:
        assert "/AP" in document.pages[0].Annots[0]
