"""Keys that sign nothing here, and what the settings say of a signature."""

import asyncio

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.management import CommandError, call_command

from certificates.models import SigningKey
from certificates.signing import authority, keys, revision
from certificates.signing.keys import AUTHORITY_KEY, KeptKeySigner, KeyUnusable, own_revocation_list, signer_of
from certificates.signing.revision import NoRoomError
from certificates.signing.sign import manner_of_settings
from tests.certificates.signing.samples import SIGNED, make_key, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    return tmp_path / "keys"


def pem_of(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_an_rsa_key_signs_by_its_own_rules_and_over_one_digest():
    key = make_key()
    own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = KeptKeySigner(key=own, chain=keys.chain_of(key))
    own.public_key().verify(signer.sign_now(b"x"), b"x", padding.PKCS1v15(), SHA256())
    with pytest.raises(KeyUnusable, match="sha512"):
        asyncio.run(signer.async_sign_raw(b"x", "sha512"))


def test_a_key_of_another_kind_is_said_by_name(folder):
    key = make_key()
    (folder / key.location).write_bytes(pem_of(ed25519.Ed25519PrivateKey.generate()))
    with pytest.raises(KeyUnusable, match="neither an EC nor an RSA key"):
        signer_of(key)
    (folder / AUTHORITY_KEY).write_bytes(pem_of(rsa.generate_private_key(public_exponent=65537, key_size=2048)))
    with pytest.raises(KeyUnusable, match="not an EC key"):
        make_key()
    assert SigningKey.objects.count() == 1


def test_a_certificate_of_another_kind_of_key_belongs_to_none():
    class Certificate:
        def public_key(self):
            return ed25519.Ed25519PrivateKey.generate().public_key()

    assert keys._is_key_of(signer_of(make_key()), Certificate()) is False


def test_a_passphrase_opens_a_file_that_has_none(settings):
    key = make_key()
    settings.SIGNING_KEY_PASSPHRASE = "open sesame"
    assert signer_of(key).signing_cert.sha256.hex() == key.fingerprint


def test_only_what_the_own_authority_certified_is_on_its_list():
    key = make_key()
    other = SigningKey(
        name="别家", issuers=authority.public_pem(authority.make_authority(organisation="别家", now=SIGNED).certificate)
    )
    assert (own_revocation_list(key, now=SIGNED) is None, own_revocation_list(other, now=SIGNED)) == (False, None)


def test_a_visible_signature_has_its_corners_from_the_settings(settings):
    settings.SIGNING_VISIBLE_AT = ["10", "20", "110", "60"]
    assert manner_of_settings().visible_at == (10, 20, 110, 60)


def test_a_container_that_does_not_fit_is_no_signature(monkeypatch):
    monkeypatch.setattr(revision, "ROOM", 100)
    with pytest.raises(NoRoomError):
        signed(make_key())


def test_keys_are_made_by_command_or_not_at_all(folder, tmp_path):
    with pytest.raises(CommandError, match="go together"):
        call_command("create_signing_key", "--register", "theirs.pem")
    chain = tmp_path / "chain.pem"
    for content in (None, "no certificate"):
        if content:
            chain.write_text(content)
        with pytest.raises(CommandError):
            call_command("create_signing_key", "--register", "theirs.pem", "--certificates", str(chain))
    folder.write_bytes(b"no folder")
    with pytest.raises(CommandError):
        call_command("create_badge_key")
    assert SigningKey.objects.count() == 0
