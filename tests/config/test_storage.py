"""Addresses of static files are kept, and a file that was not collected still has none."""

import json

import pytest

from config.storage import StaticFilesStorage


@pytest.fixture
def storage(tmp_path, settings):
    settings.DEBUG = False
    (tmp_path / "css").mkdir()
    (tmp_path / "css/base.0123456789ab.css").write_text("p {}")
    manifest = {"version": "1.1", "hash": "", "paths": {"css/base.css": "css/base.0123456789ab.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return StaticFilesStorage(location=tmp_path, base_url="/static/")


def test_an_address_is_worked_out_once(storage):
    assert storage.url("css/base.css") == "/static/css/base.0123456789ab.css"
    storage.hashed_files.clear()
    assert storage.url("css/base.css") == "/static/css/base.0123456789ab.css"


def test_a_file_that_was_not_collected_has_no_address_however_often_it_is_asked_for(storage):
    for _time in range(2):
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            storage.url("css/none.css")


def test_what_is_collected_later_is_seen_when_the_process_looks_again(storage, tmp_path):
    manifest = {"version": "1.1", "hash": "", "paths": {"css/base.css": "css/base.ba9876543210.css"}}
    assert storage.url("css/base.css") == "/static/css/base.0123456789ab.css"
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    storage.look_again()
    assert storage.url("css/base.css") == "/static/css/base.ba9876543210.css"
