"""Keys: written for the owner alone, one active, the old ones recognised."""

import stat

import pytest
from django.db import IntegrityError, transaction

from certificates.badges.documents import did_document
from certificates.badges.keys import BadgeKeyUnusable, active_badge_key, create_badge_key, signer_of
from certificates.models import BadgeKey
from tests.certificates.badges.conftest import TODAY
from tests.factories.certificates import make_badge_key

pytestmark = pytest.mark.django_db


def test_the_file_is_for_its_owner_alone(key, settings):
    path = settings.SIGNING_KEY_FOLDER / key.location
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")


def test_a_passphrase_encrypts_it(settings):
    settings.SIGNING_KEY_PASSPHRASE = "correct horse"
    key = make_badge_key()
    path = settings.SIGNING_KEY_FOLDER / key.location
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert signer_of(key).name == key.name


def test_a_wrong_passphrase_opens_nothing(settings):
    settings.SIGNING_KEY_PASSPHRASE = "correct horse"
    key = make_badge_key()
    settings.SIGNING_KEY_PASSPHRASE = "wrong"
    with pytest.raises(BadgeKeyUnusable):
        signer_of(key)


def test_another_key_in_the_file_is_refused(key, settings):
    other = create_badge_key(now=TODAY)
    folder = settings.SIGNING_KEY_FOLDER
    (folder / key.location).write_bytes((folder / other.location).read_bytes())
    with pytest.raises(BadgeKeyUnusable):
        signer_of(key)


def test_a_new_key_retires_the_old_one_and_both_are_published(key):
    newer = create_badge_key(now=TODAY)
    key.refresh_from_db()
    assert (active_badge_key(), key.retired_at, newer.retired_at) == (newer, TODAY, None)
    names = [method["id"].partition("#")[2] for method in did_document(BadgeKey.objects.all())["verificationMethod"]]
    assert names == [newer.name, key.name]


def test_two_active_keys_cannot_be(key):
    with pytest.raises(IntegrityError), transaction.atomic():
        BadgeKey.objects.create(name="second", public_multibase="z6Mk", location="x", active_from=TODAY)
