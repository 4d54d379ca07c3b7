"""Verdicts: a genuine badge, and everything that is not one."""

import copy
import json
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3 import (
    OB3LdpVerifier,
    OB3VerificationError,
    encode_bitstring,
    resolve_verification_method,
    verify_data_integrity_proof,
)

from certificates.badges.carriers import Carrier, baked_png, baked_svg
from certificates.badges.check import BadgeFinding, verify_badge
from certificates.badges.documents import Disclosure, credential_document
from certificates.badges.keys import signer_of
from certificates.badges.picture import BadgeText, badge_png, badge_svg
from certificates.badges.proof import public_multibase, signed
from certificates.badges.store import signed_credential
from certificates.models import BadgeKey, Certificate
from certificates.services import issue_certificate, revoke_certificate, supersede_certificate
from tests.certificates.badges.conftest import TODAY
from tests.factories.certificates import (
    ISSUED,
    make_badge_key,
    make_candidate,
    make_certificate,
    make_officer,
    make_result,
)

pytestmark = pytest.mark.django_db
# Whether bytes were changed, whatever the record says of them, is the same on each engine.
BYTES = pytest.mark.once
# The guard of the frozen columns, gone with the test's transaction.
DROP = {
    "sqlite": "DROP TRIGGER certificates_certificate_no_update",
    "postgresql": "DROP TRIGGER certificates_certificate_no_update ON certificates_certificate",
}
TEXT = BadgeText(title="培训合格证书", course="客户服务改进", issuer="平台")


def credential_of(certificate, *, results=True, name=False):
    return signed_credential(certificate, results=results, name=name)


def another(certificate):
    """Of the same award and the same course, with the same score."""
    sitting = certificate.result.registration.sitting
    result = make_result(make_candidate(sitting, "li-si", full_name="李四"))
    candidate = result.registration.candidate
    return issue_certificate(award=certificate.award, candidate=candidate, actor=candidate, now=ISSUED)


def verdict_of(document, **options):
    data = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    verdict = verify_badge(data, now=TODAY, **options)
    return verdict.finding, verdict.certificate, verdict.standing


def as_pdf(credential, number):
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Title"] = f"培训合格证书 {number}"
    document.attachments["notes.txt"] = pikepdf.AttachedFileSpec(document, b"{}", filename="notes.txt")
    document.attachments["credential.json"] = pikepdf.AttachedFileSpec(document, credential, filename="credential.json")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


# Genuine


@pytest.mark.parametrize("results", [True, False])
@pytest.mark.parametrize("name", [True, False])
def test_a_credential_is_genuine(key, results, name):
    certificate = make_certificate()
    verdict = verify_badge(credential_of(certificate, results=results, name=name), now=TODAY)
    assert verdict.to_json() == {
        "finding": "genuine",
        "carrier": "json",
        "ours": True,
        "good": True,
        "key": key.name,
        "number": certificate.number,
        "status": "valid",
        "status_bit": False,
    }


def test_so_it_is_in_a_picture_and_in_a_pdf(key):
    certificate = make_certificate()
    credential = credential_of(certificate)
    files = {
        Carrier.PNG: baked_png(badge_png(TEXT), credential),
        Carrier.SVG: baked_svg(badge_svg(TEXT), credential),
        Carrier.PDF: as_pdf(credential, certificate.number),
    }
    found = {carrier: verify_badge(data, now=TODAY) for carrier, data in files.items()}
    assert {carrier: (one.carrier, one.certificate, one.is_good) for carrier, one in found.items()} == {
        carrier: (carrier, certificate, True) for carrier in files
    }


def test_formatting_is_no_change(key):
    certificate = make_certificate()
    document = json.loads(credential_of(certificate))
    pretty = json.dumps(dict(reversed(document.items())), indent=2).encode()
    assert verdict_of(pretty) == (BadgeFinding.GENUINE, certificate, "valid")


def test_what_a_retired_key_has_signed_stays_genuine(key):
    certificate = make_certificate()
    credential = credential_of(certificate)
    make_badge_key(TODAY)
    assert verdict_of(credential) == (BadgeFinding.GENUINE, certificate, "valid")


def test_wording_may_change_in_a_later_version(key):
    certificate = make_certificate()
    document = credential_document(certificate, certificate.badge_status, Disclosure(results=True, name=False))
    document["credentialSubject"]["achievement"]["criteria"]["narrative"] = "从前的说法。"
    signer = signer_of(key)
    assert verdict_of(signer.sign(document, created=ISSUED)) == (BadgeFinding.GENUINE, certificate, "valid")


# The state of today


def test_expired_revoked_and_superseded_are_genuine_and_not_good(key):
    certificate = make_certificate(valid_months=1)
    credential = credential_of(certificate)
    late = verify_badge(credential, now=ISSUED + timedelta(days=40))
    assert (late.finding, late.standing, late.is_good, late.status_bit) == (
        BadgeFinding.GENUINE,
        "expired",
        False,
        False,
    )
    officer = make_officer()
    other = another(certificate)
    other_credential = credential_of(other)
    revoke_certificate(certificate=certificate, reason="x", actor=officer, now=TODAY)
    supersede_certificate(certificate=other, code="reissue", reason="x", actor=officer, now=TODAY)
    revoked, superseded = (verify_badge(one, now=TODAY) for one in (credential, other_credential))
    assert (revoked.standing, revoked.is_good, revoked.status_bit) == ("revoked", False, True)
    assert (superseded.standing, superseded.is_good, superseded.status_bit) == ("superseded", False, True)


# Stolen


def test_a_badge_in_another_certificate_is_found_out(key):
    first = make_certificate()
    second = another(first)
    assert verdict_of(credential_of(first), beside=second) == (BadgeFinding.MISPLACED, None, None)
    assert verdict_of(as_pdf(credential_of(first), second.number)) == (BadgeFinding.MISPLACED, None, None)
    assert verdict_of(as_pdf(credential_of(first), "")) == (BadgeFinding.MISPLACED, None, None)
    assert verdict_of(credential_of(first), beside=first)[0] == BadgeFinding.GENUINE


@pytest.mark.parametrize("part", ["id", "credentialSubject", "credentialStatus", "proof"])
def test_parts_of_two_badges_make_no_third(key, part):
    first = make_certificate()
    own, foreign = json.loads(credential_of(first)), json.loads(credential_of(another(first)))
    assert verdict_of({**own, part: foreign[part]}) == (BadgeFinding.ALTERED, None, None)


def test_what_our_key_signed_by_mistake_is_not_what_the_record_says(key):
    certificate = make_certificate()
    document = credential_document(certificate, certificate.badge_status, Disclosure(results=True, name=False))
    document["credentialSubject"]["result"][0]["value"] = "99"
    assert verdict_of(signer_of(key).sign(document, created=ISSUED)) == (BadgeFinding.MISPLACED, None, None)


def test_a_record_that_was_touched_vouches_for_nothing(key):
    certificate = make_certificate()
    credential = credential_of(certificate)
    with connection.cursor() as cursor:
        cursor.execute(DROP[connection.vendor])
    Certificate.objects.update(payload_sha256="0" * 64)
    assert verdict_of(credential) == (BadgeFinding.MISPLACED, None, None)


# Foreign


def test_another_key_under_our_name_is_foreign(key):
    certificate = make_certificate()
    document = credential_document(certificate, certificate.badge_status, Disclosure(results=True, name=False))
    thief = Ed25519PrivateKey.generate()
    named_as_ours = signed(document, private_key=thief, key=f"did:web:kefu.example.cn#{key.name}", created=ISSUED)
    named_otherwise = signed(document, private_key=thief, key="did:web:kefu.example.cn#other", created=ISSUED)
    method = public_multibase(thief)
    self_made = signed(document, private_key=thief, key=f"did:key:{method}#{method}", created=ISSUED)
    assert verdict_of(named_as_ours) == (BadgeFinding.ALTERED, None, None)
    assert verdict_of(named_otherwise) == (BadgeFinding.FOREIGN, None, None)
    assert verdict_of(self_made) == (BadgeFinding.FOREIGN, None, None)


def test_another_issuer_is_foreign(key):
    document = json.loads(credential_of(make_certificate()))
    document["issuer"]["id"] = "did:web:elsewhere.example"
    assert verdict_of(document) == (BadgeFinding.FOREIGN, None, None)


@pytest.mark.parametrize("moved", [timedelta(days=-2), timedelta(days=2)])
def test_a_proof_of_a_time_when_the_key_was_not_in_use_is_none(key, moved):
    certificate = make_certificate()
    make_badge_key(TODAY)
    document = credential_document(certificate, certificate.badge_status, Disclosure(results=True, name=False))
    forged = signed(
        document,
        private_key=signer_of(key).private_key,
        key=f"did:web:kefu.example.cn#{key.name}",
        created=ISSUED + moved,
    )
    assert verdict_of(forged) == (BadgeFinding.ALTERED, None, None)


# Altered


def leaves(value, path=()):
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, step))
    else:
        yield path


def at(document, path):
    for step in path:
        document = document[step]
    return document


@BYTES
def test_every_changed_leaf_is_found(key):
    document = json.loads(credential_of(make_certificate(valid_months=24), name=True))
    paths = list(leaves(document))
    assert len(paths) > 50
    unnoticed = []
    for path in paths:
        changed = copy.deepcopy(document)
        value = at(changed, path)
        at(changed, path[:-1])[path[-1]] = not value if isinstance(value, bool) else f"{value}x"
        if verdict_of(changed)[0] == BadgeFinding.GENUINE:
            unnoticed.append(path)
    assert unnoticed == []


@BYTES
def test_every_missing_member_is_found(key):
    document = json.loads(credential_of(make_certificate(valid_months=24), name=True))
    unnoticed = []
    for path in leaves(document):
        changed = copy.deepcopy(document)
        del at(changed, path[:-1])[path[-1]]
        if verdict_of(changed)[0] == BadgeFinding.GENUINE:
            unnoticed.append(path)
    assert unnoticed == []


@BYTES
@pytest.mark.parametrize(
    "place", [(), ("issuer",), ("credentialSubject",), ("credentialSubject", "achievement"), ("proof", 0)]
)
@pytest.mark.parametrize("member", ["email", "https://schema.org/email", "unknownTerm", "@included", "expirationDate"])
def test_every_added_member_is_found(key, place, member):
    """The proof covers only what the contexts know; the rest must not be there at all."""
    document = json.loads(credential_of(make_certificate()))
    at(document, place)[member] = "2099-01-01T00:00:00Z"
    assert verdict_of(document)[0] in {BadgeFinding.ALTERED, BadgeFinding.MISPLACED}


@BYTES
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_no_flipped_bit_passes(key, place, bit):
    certificate = Certificate.objects.first() or make_certificate()
    data = bytearray(credential_of(certificate))
    data[place % len(data)] ^= 1 << bit
    assert verdict_of(bytes(data)) != (BadgeFinding.GENUINE, certificate, "valid")


def test_two_proofs_are_no_proof(key):
    document = json.loads(credential_of(make_certificate()))
    document["proof"] *= 2
    assert verdict_of(document) == (BadgeFinding.FOREIGN, None, None)


def test_a_proof_by_itself_as_badges_once_had_it_still_counts(key):
    document = json.loads(credential_of(make_certificate()))
    (document["proof"],) = document["proof"]
    assert verdict_of(document)[0] == BadgeFinding.GENUINE


@BYTES
@pytest.mark.parametrize(
    "data",
    [
        *(
            b"",
            b"{}",
            b"[]",
            b"null",
            b"\xff\xfe",
            b"<svg/>",
            b"<svg",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            b"[" * 100_000,
        ),
        *(
            b'{"proof": {}, "issuer": "did:web:kefu.example.cn"}',
            b'{"a": 1, "a": 2}',
            b'{"a": NaN}',
            b"{" + b" " * 70_000,
        ),
    ],
)
def test_rubbish_is_no_badge(key, data):
    assert verdict_of(data)[0] in {BadgeFinding.UNREADABLE, BadgeFinding.FOREIGN}


def test_a_huge_file_is_not_read(key):
    assert verdict_of(b" " * (5 * 1024 * 1024 + 1)) == (BadgeFinding.UNREADABLE, None, None)


# A reader that we did not write


def fetcher(client):
    """What the library fetches from the site, through the site's own views."""

    def fetch(url, *_arguments, **_options):
        assert url.startswith("https://kefu.example.cn/"), url
        response = client.get(url.removeprefix("https://kefu.example.cn"))
        assert response.status_code == 200
        return response.content

    return fetch


@pytest.mark.parametrize("results", [True, False])
def test_the_library_s_own_verifier_agrees(key, client, results):
    certificate = make_certificate(valid_months=24)
    verifier = OB3LdpVerifier.for_issuer_did("did:web:kefu.example.cn")
    credential = credential_of(certificate, results=results, name=True)
    # It reads signed lists as tokens only, so the list's own proof is judged for itself.
    options = {"check_status": True, "verify_status_list": False, "download": fetcher(client)}
    read = verifier.verify(credential, **options)
    assert read.issuer.name == certificate.payload["issuer"]
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=TODAY)
    with pytest.raises(OB3VerificationError, match=r"(?i)revo"):
        verifier.verify(credential, **options)
    address = read.credential_status[0]["statusListCredential"]
    status_list = json.loads(fetcher(client)(address))
    method = resolve_verification_method(status_list["proof"]["verificationMethod"], download=fetcher(client))
    verify_data_integrity_proof(status_list, method)
    status_list["credentialSubject"]["encodedList"] = encode_bitstring([])
    with pytest.raises(OB3VerificationError, match="signature mismatch"):
        verify_data_integrity_proof(status_list, method)


def test_the_key_of_a_verdict_is_the_one_that_signed(key):
    certificate = make_certificate()
    make_badge_key(TODAY)
    newer = BadgeKey.objects.get(retired_at=None)
    assert verify_badge(credential_of(certificate), now=TODAY).key == newer
