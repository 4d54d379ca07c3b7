"""create_badge_key and verify_badge."""

import json

import pytest
from django.core.management import CommandError, call_command

from certificates.badges.store import signed_credential
from certificates.models import BadgeKey
from certificates.services import revoke_certificate
from tests.factories.certificates import ISSUED, make_badge_key, make_certificate, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    settings.SITE_URL = "https://kefu.example.cn"


def said(capsys, *words):
    call_command(*words, "--json")
    return json.loads(capsys.readouterr().out)


def test_a_key_is_made(capsys):
    report = said(capsys, "create_badge_key")
    key = BadgeKey.objects.get()
    assert report == {
        "dry_run": False,
        "key": f"did:web:kefu.example.cn#{key.name}",
        "public_key": key.public_multibase,
    }


def test_a_dry_run_makes_none(capsys, settings):
    assert said(capsys, "create_badge_key", "--dry-run") == {"dry_run": True, "key": None, "public_key": None}
    assert (BadgeKey.objects.exists(), settings.SIGNING_KEY_FOLDER.exists()) == (False, False)


def test_a_good_badge_and_then_a_revoked_one(capsys, tmp_path):
    key = make_badge_key()
    certificate = make_certificate()
    file = tmp_path / "badge.json"
    file.write_bytes(signed_credential(certificate, results=True, name=False))
    good = {
        "finding": "genuine",
        "carrier": "json",
        "ours": True,
        "good": True,
        "key": key.name,
        "number": certificate.number,
        "status": "valid",
        "status_bit": False,
    }
    assert said(capsys, "verify_badge", str(file)) == good
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=ISSUED)
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_badge", str(file), "--json")
    assert (stopped.value.code, json.loads(capsys.readouterr().out)) == (
        1,
        {**good, "good": False, "status": "revoked", "status_bit": True},
    )


def test_rubbish_ends_with_an_error(capsys, tmp_path):
    file = tmp_path / "badge.png"
    file.write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(SystemExit):
        call_command("verify_badge", str(file))
    assert capsys.readouterr().out == "此文件中没有找到徽章。\n"
    with pytest.raises(CommandError):
        call_command("verify_badge", str(tmp_path / "none"))
