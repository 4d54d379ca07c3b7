"""Safe Exam Browser's own rules: its file, the Config Key, the proof on a request."""

import gzip
import hashlib
import plistlib
from datetime import datetime

import pytest

from exams.sittings.seb import (
    config_file,
    config_key,
    proves,
    read_config_file,
    request_hash,
    seb_json,
    settings_of,
)


def test_the_settings_are_written_as_seb_writes_them():
    settings = {
        "originatorVersion": "SEB_OSX_2.1.4",
        "allowWlan": False,
        "additionalResources": [],
        "URLFilterRules": [{"regex": False, "active": True, "expression": r"a\.b/*"}],
        "emptied": {},
        "browserMessagingPingTime": 120000,
        "Zeta": {"b": 1, "A": "客户"},
        "salt": b"\x00\x01",
        "from": datetime(2026, 11, 26, 9, 0),  # noqa: DTZ001 -- plists hold none
    }
    assert seb_json(settings) == (
        '{"additionalResources":[],"allowWlan":false,"browserMessagingPingTime":120000,"from":"2026-11-26T09:00:00Z",'
        '"salt":"AAE=","URLFilterRules":[{"active":true,"expression":"a\\.b/*","regex":false}],'
        '"Zeta":{"A":"客户","b":1}}'
    )


def test_the_config_key_is_the_digest_of_that():
    settings = {"startURL": "https://exam.example.cn/", "allowQuit": True}
    text = '{"allowQuit":true,"startURL":"https://exam.example.cn/"}'
    assert config_key(settings) == hashlib.sha256(text.encode()).hexdigest()
    assert config_key(settings | {"originatorVersion": "x"}) == config_key(settings)
    assert config_key(settings | {"allowQuit": False}) != config_key(settings)


def test_the_file_opens_as_seb_opens_it_and_has_the_same_key():
    settings = settings_of(
        start_url="https://exam.example.cn/a/", site_url="https://exam.example.cn", quit_password="1"
    )
    content = config_file(settings)
    inner = gzip.decompress(content)
    assert inner[:4] == b"plnd"
    plist = gzip.decompress(inner[4:])
    assert plist.startswith(b"<?xml")
    assert plistlib.loads(plist) == settings == read_config_file(content)
    assert settings["hashedQuitPassword"] == hashlib.sha256(b"1").hexdigest()
    assert config_key(read_config_file(content)) == config_key(settings)
    assert config_file(settings) == content


@pytest.mark.parametrize(
    "content", [b"", b"plnd", gzip.compress(b"pswdxxxx", mtime=0), gzip.compress(b"plndxxxx", mtime=0)]
)
def test_other_files_are_told(content):
    with pytest.raises(ValueError, match="SEB"):
        read_config_file(content)


def test_a_request_proves_its_key_at_its_own_address_only():
    key, url = "ab" * 32, "https://exam.example.cn/exams/1/"
    shown = request_hash(url + "#part", key)
    assert shown == hashlib.sha256((url + key).encode()).hexdigest()
    assert proves(shown, keys=[key], urls=["https://elsewhere/", url])
    assert proves(shown.upper(), keys=["cd" * 32, key], urls=[url])
    assert not proves(shown, keys=[key], urls=[url + "?q=2"])
    assert not proves(shown, keys=["cd" * 32], urls=[url])
    assert not proves("", keys=[key], urls=[url])
    assert not proves("é", keys=[key], urls=[url])
