"""The copy of one's data: whole, without secrets, and without what is not yet known."""

import hashlib
import io
import json
import zipfile

import pytest
from django.utils import timezone

from config.services.exports import ExportRefused, ask_export, collect, make_export, packed
from exams.marking.models import Result, ResultState
from tests.factories.certificates import give_portrait, make_result
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


def test_one_zip_with_json_pdf_and_files():
    user, now = make_user("reader", full_name="龘龘😀"), timezone.now()
    give_portrait(user)
    export = make_export(export=ask_export(user=user, now=now), now=now)
    with export.file.open("rb") as file:
        data = file.read()
    assert export.sha256 == hashlib.sha256(data).hexdigest()
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.namelist()[:2] == ["data.json", "data.pdf"]
    assert archive.read("data.pdf").startswith(b"%PDF-")
    assert archive.read(f"files/{user.person.photo.name}").startswith(b"\xff\xd8")
    said = json.loads(archive.read("data.json"))
    rows = {table["table"]: table["rows"] for one in said["categories"] for table in one["tables"]}
    assert rows["accounts.Person"][0]["full_name"] == "龘龘😀"
    assert rows["accounts.User"][0]["password"] == "（保密）"
    assert user.password not in data.decode("latin-1")
    # Made again, nothing is made.
    assert make_export(export=export, now=now).file.name == export.file.name


def test_a_second_one_waits_for_the_first():
    user, now = make_user("reader"), timezone.now()
    ask_export(user=user, now=now)
    with pytest.raises(ExportRefused):
        ask_export(user=user, now=now)
    assert user.data_exports.count() == 1


def test_a_result_that_is_not_released_is_not_told():
    room = make_room()
    result = make_result(room.registration, state=ResultState.PROVISIONAL)

    def tables():
        return {table.name for part in collect(room.candidate)[0] for table in part.tables}

    assert not {"marking.Result", "marking.ResultComponent"} & tables()
    assert "sittings.Attempt" in tables()
    Result.objects.filter(pk=result.pk).update(state=ResultState.RELEASED, released_at=timezone.now())
    assert {"marking.Result", "marking.ResultComponent"} <= tables()


def test_nobody_elses_rows_are_in_it():
    mine, other = make_room(), make_room()
    make_result(other.registration)
    text, _digest = packed(mine.candidate, now=timezone.now())
    said = zipfile.ZipFile(io.BytesIO(text)).read("data.json").decode()
    assert other.registration.number not in said
    assert mine.registration.number in said
