"""The open files of badges, and the holder's downloads."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.cache import cache
from PIL import Image

from certificates.access import LOOKUPS
from certificates.badges.check import verify_badge
from certificates.models import Award, BadgeStatus, StatusList
from certificates.services import revoke_certificate, show_full_name, supersede_certificate
from tests.factories.certificates import ISSUED, make_badge_key, make_certificate, make_officer
from tests.factories.sittings import make_user

pytestmark = pytest.mark.django_db
TODAY = ISSUED + timedelta(days=1)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(autouse=True)
def _a_day_after_issue(settings, tmp_path):
    settings.SITE_URL = "https://kefu.example.cn"
    settings.SIGNING_KEY_FOLDER = tmp_path
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield
    cache.clear()


@pytest.fixture
def certificate():
    make_badge_key()
    return make_certificate("张三")


def paths(certificate):
    return {
        "/.well-known/did.json": "application/did+json",
        "/badges/issuer.json": "application/json",
        f"/badges/achievements/{certificate.award_id}.json": "application/json",
        f"/badges/achievements/{certificate.award_id}.png": "image/png",
        f"/badges/credentials/{certificate.code}.json": "application/vc",
        f"/badges/status/{certificate.badge_status.status_list_id}.json": "application/vc",
    }


def test_every_page_of_the_world_may_read_the_open_files(client, certificate):
    answers = {path: client.get(path) for path in paths(certificate)}
    assert {path: answer.headers["Content-Type"] for path, answer in answers.items()} == paths(certificate)
    assert {answer.headers["Access-Control-Allow-Origin"] for answer in answers.values()} == {"*"}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert not any(answer.cookies for answer in answers.values())


def test_each_is_where_it_says_it_is(client, certificate):
    site = "https://kefu.example.cn"
    for path in paths(certificate):
        if path.startswith(("/badges/achievements", "/badges/credentials", "/badges/status")) and "png" not in path:
            assert json.loads(client.get(path).content)["id"] == site + path


def test_the_open_credential_says_no_more_than_the_verification_page(client, certificate):
    text = client.get(f"/badges/credentials/{certificate.code}.json").content.decode()
    assert [word for word in ("张三", "86.5", "result", certificate.number) if word in text] == []
    assert verify_badge(text.encode(), now=TODAY).is_good


def test_with_the_holder_s_consent_it_says_the_name_and_without_it_no_more(client, certificate):
    holder = certificate.person.user
    show_full_name(certificate=certificate, is_shown=True, actor=holder, now=TODAY)
    assert "张三" in client.get(f"/badges/credentials/{certificate.code}.json").content.decode()
    show_full_name(certificate=certificate, is_shown=False, actor=holder, now=TODAY)
    assert "张三" not in client.get(f"/badges/credentials/{certificate.code}.json").content.decode()


def test_a_browser_is_led_to_the_verification_page(client, certificate):
    answer = client.get(f"/badges/credentials/{certificate.code}.json", headers={"accept": BROWSER})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/verify/{certificate.code}/")
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize("accept", ["*/*", "application/vc", "application/ld+json", "application/json"])
def test_a_program_gets_the_credential(client, certificate, accept):
    answer = client.get(f"/badges/credentials/{certificate.code}.json", headers={"accept": accept})
    assert json.loads(answer.content)["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert (answer.headers["Referrer-Policy"], answer.headers["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")


def test_unknown_codes_lists_and_awards_are_not_found(client, certificate):
    unknown = ("credentials/AAAA.json", f"credentials/{'0' * 26}.json", "status/999.json", "achievements/999.json")
    assert [client.get(f"/badges/{path}").status_code for path in (*unknown, "achievements/999.png")] == [404] * 5


def test_guessing_has_an_end(client, certificate):
    for _try in range(LOOKUPS.allowed):
        LOOKUPS.spend("127.0.0.1")
    answer = client.get(f"/badges/credentials/{certificate.code}.json")
    assert (answer.status_code, answer.json(), answer.headers["Retry-After"]) == (429, {"status": "busy"}, "60")


def test_before_there_is_a_key_there_are_no_badges(client):
    certificate = make_certificate()
    client.force_login(certificate.person.user)
    for path in (
        "/.well-known/did.json",
        f"/badges/credentials/{certificate.code}.json",
        f"/badges/status/{certificate.badge_status.status_list_id}.json",
        f"/certificates/{certificate.number}/badge.png",
    ):
        assert client.get(path).status_code == 404
    assert "badge.png" not in client.get(f"/certificates/{certificate.number}/").content.decode()


def test_the_next_list_has_the_bit_of_what_was_revoked(client, certificate):
    path = f"/badges/status/{certificate.badge_status.status_list_id}.json"
    before = json.loads(client.get(path).content)["credentialSubject"]["encodedList"]
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=TODAY)
    after = client.get(path)
    assert json.loads(after.content)["credentialSubject"]["encodedList"] != before
    assert "max-age=300" in after.headers["Cache-Control"]
    # The credential stays to be read: its list says that it no longer counts.
    assert client.get(f"/badges/credentials/{certificate.code}.json").status_code == 200


# The holder


@pytest.mark.parametrize(("kind", "head"), [("json", b"{"), ("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_a_holder_takes_the_badge_along(client, certificate, kind, head):
    client.force_login(certificate.person.user)
    page = client.get(f"/certificates/{certificate.number}/wallet/").content.decode()
    assert f'href="/certificates/{certificate.number}/badge.{kind}"' in page
    answer = client.get(f"/certificates/{certificate.number}/badge.{kind}")
    name = f'attachment; filename="{certificate.number}-badge.{kind}"'
    assert (answer.status_code, answer.headers["Content-Disposition"]) == (200, name)
    assert answer.content.startswith(head)
    verdict = verify_badge(answer.content, now=TODAY)
    assert (verdict.certificate, verdict.is_good) == (certificate, True)


def test_the_picture_is_drawn_by_the_frozen_words(client, certificate):
    client.force_login(certificate.person.user)
    before = client.get(f"/certificates/{certificate.number}/badge.png").content
    Award.objects.update(title="结业证书")
    assert client.get(f"/certificates/{certificate.number}/badge.png").content == before
    assert Image.open(BytesIO(before)).size == (600, 600)


def test_nobody_else_takes_it_and_no_other_kind_is_given(client, certificate):
    client.force_login(make_user("other"))
    assert client.get(f"/certificates/{certificate.number}/badge.png").status_code == 404
    client.force_login(certificate.person.user)
    assert client.get(f"/certificates/{certificate.number}/badge.exe").status_code == 404
    revoke_certificate(certificate=certificate, reason="x", actor=make_officer(), now=TODAY)
    assert client.get(f"/certificates/{certificate.number}/badge.png").status_code == 404
    assert BadgeStatus.objects.count() == 1


# Queries


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow(client, certificate, more, django_assert_num_queries):
    newest, officer = certificate, make_officer()
    for _time in range(more):
        newest = supersede_certificate(certificate=newest, code="reissue", reason="x", actor=officer, now=TODAY)
    counts = {
        "/.well-known/did.json": 1,
        "/badges/issuer.json": 0,
        f"/badges/achievements/{certificate.award_id}.json": 2,
        f"/badges/credentials/{certificate.code}.json": 3,
        f"/badges/status/{StatusList.objects.get().pk}.json": 3,
    }
    for path, count in counts.items():
        with django_assert_num_queries(count):
            json.loads(client.get(path).content)
