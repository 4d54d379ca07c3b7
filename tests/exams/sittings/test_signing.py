"""The exam office's keys: each for its purpose, and only the one that its record names."""

from pathlib import Path

import pytest

from exams.sittings.models import ExamKey, KeyPurpose
from exams.sittings.signing import KeyUnusable, create_exam_key, is_signed, opening_key, sign
from tests.factories.sittings import NOW

pytestmark = pytest.mark.django_db
ARCHIVE, SEALING = KeyPurpose.ARCHIVE, KeyPurpose.SEALING


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    return settings.SIGNING_KEY_FOLDER


def file_of(key: ExamKey, folder: Path) -> Path:
    return folder / f"{key.name}.pem"


def test_a_key_serves_its_own_purpose_only():
    archive, sealing = (create_exam_key(purpose=purpose, now=NOW) for purpose in (ARCHIVE, SEALING))
    with pytest.raises(KeyUnusable, match=f"{sealing.name} signs nothing"):
        sign(sealing, b"root")
    with pytest.raises(KeyUnusable, match=f"{archive.name} opens nothing"):
        opening_key(archive)


def test_a_file_that_holds_another_key_is_not_used(folder):
    first, second = (create_exam_key(purpose=ARCHIVE, now=NOW) for _ in range(2))
    file_of(second, folder).write_bytes(file_of(first, folder).read_bytes())
    with pytest.raises(KeyUnusable, match=f"{second.name}: another key than the record's"):
        sign(second, b"root")
    assert is_signed(first, b"root", sign(first, b"root"))


def test_with_a_passphrase_the_file_opens_to_nobody_else(folder, settings):
    settings.SIGNING_KEY_PASSPHRASE = "right"
    key = create_exam_key(purpose=ARCHIVE, now=NOW)
    assert file_of(key, folder).read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert is_signed(key, b"root", sign(key, b"root"))
    settings.SIGNING_KEY_PASSPHRASE = "wrong"
    with pytest.raises(KeyUnusable, match=key.name):
        sign(key, b"root")


@pytest.mark.parametrize("signature", ["", "AAAA", "no base64 at all"])
def test_what_is_no_signature_proves_nothing(signature):
    assert not is_signed(create_exam_key(purpose=ARCHIVE, now=NOW), b"root", signature)
