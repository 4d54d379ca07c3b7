"""The controls as requests meet them: start and return, the page's reports, the file for Safe Exam Browser."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exams.sittings.models import (
    AccessCode,
    Attempt,
    ControlEvent,
    ControlKind,
    IntegrityFlag,
    KeyPurpose,
    SittingControls,
)
from exams.sittings.seb import config_key, read_config_file, request_hash
from exams.sittings.services.controls import change_controls
from exams.sittings.signing import create_exam_key
from exams.sittings.views.controls import seb_settings
from tests.factories.accounts import UserFactory
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db
SITE = "https://exam.example.cn"


@pytest.fixture
def room(settings):
    settings.SITE_URL = SITE
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def browser(client, room):
    client.force_login(room.candidate)
    return client


def switch(room, **values):
    change_controls(
        sitting=room.sitting,
        values=values,
        room_ranges={},
        reason="考务会议决定",
        actor=UserFactory(),
        now=timezone.now(),
    )
    room.sitting.refresh_from_db()
    return SittingControls.objects.get(sitting=room.sitting)


def url(name, room):
    return reverse(f"sittings:{name}", args=[room.registration.number])


def start(browser, room, *, headers=None, **data):
    return browser.post(url("start", room), data, headers=headers or {}, follow=False)


def proof(room, path, controls):
    return request_hash(SITE + path, config_key(seb_settings(controls)))


def flags():
    return list(IntegrityFlag.objects.order_by("pk").values_list("kind", "detail"))


def refusal(browser, room):
    [message] = browser.get(url("registration", room)).context["messages"]
    return str(message)


def test_a_refused_start_makes_no_attempt_and_says_why(browser, room):
    switch(room, ip_switch="block", ip_ranges="10.0.0.0/8")
    assert start(browser, room).url == url("registration", room)
    assert not Attempt.objects.exists()
    assert "127.0.0.1" in refusal(browser, room)
    switch(room, ip_switch="flag")
    assert start(browser, room).status_code == 302
    assert flags() == [("control_ip", {"address": "127.0.0.1"})]


def test_the_address_is_what_our_own_proxy_saw(browser, room, settings):
    switch(room, ip_switch="block", ip_ranges="10.0.0.0/8")
    forged = {"X-Forwarded-For": "10.0.0.1"}
    start(browser, room, headers=forged)
    assert not Attempt.objects.exists()
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    start(browser, room, headers={"X-Forwarded-For": "10.0.0.1, 11.0.0.1"})
    assert not Attempt.objects.exists()
    start(browser, room, headers={"X-Forwarded-For": "11.0.0.1, 10.0.0.1"})
    assert Attempt.objects.count() == 1


def test_the_code_is_asked_on_the_start_page(browser, room):
    switch(room, code_switch="block")
    assert 'name="access_code"' in browser.get(url("registration", room)).content.decode()
    start(browser, room, access_code="XXXXXX")
    assert "不符" in refusal(browser, room)
    assert not Attempt.objects.exists()
    start(browser, room, access_code=AccessCode.objects.get().code)
    assert Attempt.objects.count() == 1
    assert flags() == []


def test_seb_is_known_by_its_header_at_the_address_that_people_reach(browser, room):
    controls = switch(room, seb_switch="block")
    shown = proof(room, url("start", room), controls)
    start(browser, room, headers={"X-SafeExamBrowser-ConfigKeyHash": proof(room, "/elsewhere/", controls)})
    start(browser, room)
    assert not Attempt.objects.exists()
    start(browser, room, headers={"X-SafeExamBrowser-ConfigKeyHash": shown})
    assert Attempt.objects.count() == 1
    assert flags() == []


def test_seb_is_known_by_what_its_script_says_of_the_start_page(browser, room):
    controls = switch(room, seb_switch="block")
    page = browser.get(url("registration", room)).content.decode()
    assert "sittings/start.js" in page
    start(browser, room, seb_config_key=proof(room, url("registration", room), controls))
    attempt = Attempt.objects.get()
    # The engine sends no header later on: the proof at the start stands for it.
    browser.get(reverse("sittings:runner", args=[attempt.pk]))
    assert flags() == []
    assert ControlEvent.objects.get().kind == ControlKind.SEB


def test_the_browser_exam_key_is_asked_where_it_is_given(browser, room):
    controls = switch(room, seb_switch="block", seb_exam_keys="ab" * 32)
    config = {"X-SafeExamBrowser-ConfigKeyHash": proof(room, url("start", room), controls)}
    start(browser, room, headers=config)
    assert not Attempt.objects.exists()
    exam = request_hash(SITE + url("start", room), "ab" * 32)
    start(browser, room, headers={**config, "X-SafeExamBrowser-RequestHash": exam})
    assert Attempt.objects.count() == 1


def test_a_return_without_seb_is_shown_and_flagged_once(browser, room):
    controls = switch(room, seb_switch="block")
    header = {"X-SafeExamBrowser-ConfigKeyHash": proof(room, url("start", room), controls)}
    start(browser, room, headers=header)
    page = reverse("sittings:runner", args=[Attempt.objects.get().pk])
    right = {"X-SafeExamBrowser-ConfigKeyHash": proof(room, f"{page}?q=2", controls)}
    assert browser.get(f"{page}?q=2", headers=right).status_code == 200
    assert flags() == []
    for _time in range(2):
        assert browser.get(page).status_code == 200
    assert flags() == [("control_seb", {"shown": "no key", "resumed": True})]
    switch(room, seb_switch="off")
    browser.get(page, headers={"X-SafeExamBrowser-ConfigKeyHash": "0" * 64})
    assert len(flags()) == 1


def test_the_file_starts_the_sitting_and_has_the_key_that_is_checked(browser, room):
    controls = switch(room, seb_switch="flag", seb_quit_password="unlock-1")
    answer = browser.get(url("seb_file", room))
    assert answer.headers["Content-Type"] == "application/seb"
    found = read_config_file(answer.content)
    assert found["startURL"] == f"{SITE}/exams/enter/{room.sitting.pk}/"
    assert config_key(found) == config_key(seb_settings(controls))
    assert b"unlock-1" not in answer.content
    entered = browser.get(reverse("sittings:enter", args=[room.sitting.pk]))
    assert entered.url == url("registration", room)


def test_candidates_are_told_what_is_noted(browser, room):
    assert "本场考试：" not in browser.get(url("registration", room)).content.decode()
    switch(room, focus_log=True, watermark=True, one_device=True)
    page = browser.get(url("registration", room)).content.decode()
    assert "离开和返回考试页面会被记录" in page
    assert "更换设备会被记录" in page


def test_the_runner_carries_watermark_print_notice_and_switches(browser, room, settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path
    key = create_exam_key(purpose=KeyPurpose.SEALING, now=timezone.now())
    switch(room, watermark=True, hinder_copying=True, full_screen=True)
    start(browser, room)
    attempt = Attempt.objects.get()
    answer = browser.get(reverse("sittings:runner", args=[attempt.pk]))
    page = answer.content.decode()
    assert f'<text x="10" y="80">{room.registration.number}</text>' in page
    assert 'class="runner hinder"' in page
    assert answer.context["data"]["controls"] == {
        "url": f"/attempts/{attempt.pk}/report/",
        "focus": False,
        "fullScreen": True,
        "hinder": True,
        "seb": False,
        "sealing": {"key": key.name, "public": key.public_key},
    }


def test_a_change_of_device_is_flagged_where_one_is_asked_for(browser, room):
    start(browser, room)
    attempt = Attempt.objects.get()
    browser.post(reverse("sittings:takeover", args=[attempt.pk]))
    assert flags() == []
    switch(room, one_device=True)
    browser.post(reverse("sittings:takeover", args=[attempt.pk]))
    assert flags() == [("device_changed", {})]


# Reports


def report(browser, attempt, body, lease=None):
    return browser.post(
        reverse("sittings:report", args=[attempt.pk]),
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"X-Lease": attempt.lease_token if lease is None else lease},
    )


@pytest.fixture
def attempt(browser, room):
    switch(room, focus_log=True)
    start(browser, room)
    return Attempt.objects.get()


def test_what_the_page_noted_is_stored_by_its_lease(browser, attempt):
    body = {"events": [{"kind": "left", "ms": 1000}, {"kind": "returned", "ms": 2500}, {"kind": "copy", "ms": 1}]}
    answer = report(browser, attempt, body)
    assert answer.json() == {"status": "noted", "kept": 2}
    assert list(ControlEvent.objects.values_list("kind", "client_ms")) == [("left", 1000), ("returned", 2500)]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("nothing", 400),
        ("[]", 400),
        ('{"events": 7}', 400),
        ('{"events": [{"kind": "code_wrong", "ms": 1}]}', 400),
        ('{"events": [{"kind": "seb", "ms": 1}]}', 400),
        ('{"events": [{"kind": ["left"], "ms": 1}]}', 400),
        ('{"events": [{"kind": "left", "ms": "1"}]}', 400),
        ('{"events": [{"kind": "left", "ms": 1000000000000000}]}', 400),
        ('{"events": [], "pad": "' + "x" * 70_000 + '"}', 400),
    ],
)
def test_what_is_no_report_is_refused_and_changes_nothing(browser, attempt, body, status):
    assert report(browser, attempt, body).status_code == status
    assert not ControlEvent.objects.exists()


def test_without_the_lease_nothing_is_noted(browser, attempt, client):
    body = {"events": [{"kind": "left", "ms": 1000}]}
    assert report(browser, attempt, body, lease="x" * 43).status_code == 403
    assert report(browser, attempt, body, lease="é").status_code == 403
    client.force_login(make_user("somebody"))
    assert report(client, attempt, body).status_code == 404
    assert not ControlEvent.objects.exists()


def test_more_than_two_hundred_events_are_cut(browser, attempt):
    body = {"events": [{"kind": "left", "ms": number} for number in range(300)]}
    assert report(browser, attempt, body).json()["kept"] == 200


def test_what_sebs_script_says_of_a_page_of_the_exam_is_judged(browser, room, attempt):
    controls = switch(room, seb_switch="flag")
    page = reverse("sittings:runner", args=[attempt.pk])
    keys = {"config": proof(room, f"{page}?q=2", controls), "exam": "", "url": f"{SITE}{page}?q=2"}
    assert report(browser, attempt, {"events": [], "seb": keys}).status_code == 200
    assert flags() == []
    assert ControlEvent.objects.filter(kind=ControlKind.SEB).count() == 1
    for changed in ({"url": f"{SITE}{page}?q=3"}, {"config": "0" * 64}):
        report(browser, attempt, {"events": [], "seb": keys | changed})
    assert flags() == [("control_seb", {"shown": "wrong key", "resumed": True})]
    # A proof that was made for another page says nothing of this attempt.
    report(browser, attempt, {"events": [], "seb": keys | {"url": f"{SITE}/exams/"}})
    assert ControlEvent.objects.filter(kind=ControlKind.SEB).count() == 1
