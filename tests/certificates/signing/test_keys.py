"""Keys: made, registered, retired; secret where they are secret."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings as django_settings
from django.db import DatabaseError, transaction

from certificates.models import SigningKey
from certificates.queries import active_signing_key
from certificates.signing import authority
from certificates.signing.keys import KeyUnusable, register_signing_key, signer_of
from tests.certificates.signing.samples import SIGNED, make_key

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"


def test_a_new_key_is_for_its_owners_eyes_and_certified_by_the_test_authority():
    key = make_key()
    path = Path(django_settings.SIGNING_KEY_FOLDER) / key.location
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    own = x509.load_pem_x509_certificate(key.certificate.encode())
    root = x509.load_pem_x509_certificate(key.issuers.encode())
    own.verify_directly_issued_by(root)
    assert own.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    assert not own.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert "测试" in root.subject.rfc4514_string()


def test_rotation_retires_the_old_key_and_keeps_the_authority():
    old = make_key()
    new = make_key(now=SIGNED + timedelta(days=100))
    old.refresh_from_db()
    assert old.retired_at == SIGNED + timedelta(days=100)
    assert active_signing_key(now=SIGNED + timedelta(days=101)) == new
    assert old.issuers == new.issuers
    assert old.was_active(SIGNED + timedelta(days=99))
    assert not old.was_active(SIGNED + timedelta(days=101))
    assert not old.was_active(SIGNED - timedelta(seconds=1))


def test_an_expired_key_signs_no_more():
    make_key()
    assert active_signing_key(now=SIGNED + timedelta(days=365 * 3 + 1)) is None


def test_a_passphrase_encrypts_the_file_and_opens_it(settings):
    settings.SIGNING_KEY_PASSPHRASE = "open sesame"
    key = make_key()
    secret = (Path(settings.SIGNING_KEY_FOLDER) / key.location).read_bytes()
    assert b"ENCRYPTED" in secret
    settings.SIGNING_KEY_PASSPHRASE = "wrong"
    with pytest.raises(KeyUnusable):
        signer_of(key)
    settings.SIGNING_KEY_PASSPHRASE = "open sesame"
    assert signer_of(key).signing_cert.sha256.hex() == key.fingerprint


def test_a_lost_key_file_is_said_by_name():
    key = make_key()
    (Path(django_settings.SIGNING_KEY_FOLDER) / key.location).unlink()
    with pytest.raises(KeyUnusable, match=key.location):
        signer_of(key)


def test_a_key_of_another_authority_is_registered_with_its_certificates(settings):
    made_authority = authority.make_authority(organisation="某认证机构", now=SIGNED)
    made = authority.make_signing_key(organisation="培训中心", authority=made_authority, now=SIGNED, years=1)
    folder = Path(settings.SIGNING_KEY_FOLDER)
    folder.mkdir()
    (folder / "theirs.pem").write_bytes(authority.private_pem(made.key, ""))
    certificates = authority.public_pem(made.certificate) + authority.public_pem(made_authority.certificate)
    key = register_signing_key(name="培训中心", location="theirs.pem", certificates=certificates, now=SIGNED)
    assert key.issuers == authority.public_pem(made_authority.certificate)
    other = authority.make_signing_key(organisation="别人", authority=made_authority, now=SIGNED, years=1)
    with pytest.raises(KeyUnusable, match="does not belong"):
        register_signing_key(
            name="别人", location="theirs.pem", certificates=authority.public_pem(other.certificate), now=SIGNED
        )
    assert SigningKey.objects.count() == 1


@pytest.mark.parametrize("change", [{"certificate": "x"}, {"fingerprint": "0" * 64}, {"active_from": SIGNED}])
def test_the_database_refuses_to_change_a_key(change):
    make_key()
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningKey.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SigningKey.objects.all().delete()
