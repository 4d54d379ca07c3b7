"""Whatever stands in a file that somebody sends: it is read, or refused with a word; never an error, nothing half done.

Items: tests/exams/bank/interchange; portraits: tests/accounts/photos; figures: tests/courses.
"""

import io
import json
import tarfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from certificates.badges.carriers import baked_png
from certificates.badges.check import BadgeVerdict
from certificates.verification import FileVerdict, verify_any_file
from config.services.backups import MANIFEST, BackupRefused, Manifest, check_backup, restore_backup
from tests.factories.sittings import NOW, make_user
from tests.security.draws import FEW, MANY, damaged, says_why

# Backups


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["format", "made_at", "engine", "field_key", "migrations", "files", "tables"]
NAMES = st.sampled_from(
    ["database.sqlite3", "media/a", "media/a/b", "private/x", "keys/k", "../out", "/abs", "media", MANIFEST, "é\udc80"]
)


def tar_of(members, kind=tarfile.REGTYPE):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size, info.type = len(content), kind
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


GOOD_BACKUP = tar_of(
    [
        (
            MANIFEST,
            json.dumps(dict.fromkeys(FIELDS, "") | {"format": 1, "files": {}, "tables": {}, "migrations": []}).encode(),
        )
    ]
)


def refused_or_read(tmp_path_factory, data):
    file = tmp_path_factory.mktemp("backup") / "backup.tar"
    file.write_bytes(data)
    try:
        found = check_backup(file=file)
    except BackupRefused as refused:
        says_why(refused)
        return None
    assert isinstance(found, Manifest)
    assert found.rows >= 0
    return found


@given(st.one_of(st.binary(max_size=2_000), damaged(GOOD_BACKUP)))
def test_any_bytes_are_no_backup_or_one(tmp_path_factory, data):
    refused_or_read(tmp_path_factory, data)


@given(
    members=st.lists(st.tuples(NAMES, st.binary(max_size=8)), max_size=4),
    manifest=st.one_of(JSON, st.fixed_dictionaries(dict.fromkeys(FIELDS, JSON)), st.just("[" * 20_000)),
    link=st.booleans(),
)
def test_any_members_and_any_manifest_are_no_backup_or_one(tmp_path_factory, members, manifest, link):
    said = manifest if isinstance(manifest, str) and manifest.startswith("[[") else json.dumps(manifest)
    refused_or_read(
        tmp_path_factory, tar_of([*members, (MANIFEST, said.encode())], tarfile.SYMTYPE if link else tarfile.REGTYPE)
    )


def test_the_least_backup_is_read(tmp_path_factory):
    assert refused_or_read(tmp_path_factory, GOOD_BACKUP) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("data", [b"", b"no tar", GOOD_BACKUP])
def test_what_is_no_backup_of_this_platform_is_restored_by_nobody(tmp_path, settings, data):
    """Even with the word to replace what is there."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "backup.tar").write_bytes(data)
    make_user("stays")
    with pytest.raises(BackupRefused):
        restore_backup(file=tmp_path / "backup.tar", now=NOW, replace=True)
    assert User.objects.filter(username="stays").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]


# Certificates and badges


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential>'


@pytest.mark.django_db
@MANY
@given(
    begin=st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", SVG, b"{", b'{"proof": ', b"eyJ"]),
    rest=st.one_of(st.binary(max_size=300), JSON.map(lambda value: json.dumps(value).encode())),
)
def test_any_file_is_judged(begin, rest):
    verdict = verify_any_file(begin + rest, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert isinstance(verdict, FileVerdict | BadgeVerdict)
    assert not verdict.is_good


@pytest.mark.django_db
@FEW
@given(st.data())
def test_a_picture_with_any_credential_is_judged(data):
    plain = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82"
    baked = baked_png(plain, json.dumps(data.draw(JSON)).encode())
    verdict = verify_any_file(
        data.draw(st.one_of(st.just(baked), damaged(baked))), now=datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert isinstance(verdict, BadgeVerdict)
    assert not verdict.is_good
