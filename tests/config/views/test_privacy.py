"""The privacy notice, one's own data and the office, through the pages."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Consent, ConsentText, DataExport, ErasureRequest, User
from accounts.services.consents import give_consent, text_in_use, withdraw_consent
from config.services.erasures import ask_erasure
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.sittings import make_room, make_user
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    user = UserFactory(username="reader")
    sign_in(client, "reader")
    return user


def sign_in(client, username):
    """With a proof of who it is that is as fresh as can be."""
    client.force_login(User.objects.get(username=username))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_anybody_reads_the_notice_and_it_names_every_category(client):
    page = client.get("/privacy/").content.decode()
    for word in ("隐私说明", "账号与登录", "身份", "考试作答", "评分、成绩与复核", "自成绩公布起五年", "第十三条"):
        assert word in page
    assert "我已阅读并同意" not in page


def test_consent_is_to_a_version_and_can_be_withdrawn(client, reader):
    client.post("/privacy/consent/")
    consent = Consent.objects.get(user=reader)
    assert (consent.subject, consent.version, consent.withdrawn_at) == ("privacy", 1, None)
    assert "身份" in ConsentText.objects.get().text
    client.post("/privacy/consent/")
    assert Consent.objects.count() == 1
    assert "撤回同意" in client.get("/privacy/").content.decode()
    client.post("/privacy/consent/", {"withdraw": "1"})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    assert "我已阅读并同意" in client.get("/privacy/").content.decode()


def test_another_text_is_another_version():
    user, now = make_user("reader"), timezone.now()
    first = text_in_use(subject="privacy", text="一", now=now)
    assert text_in_use(subject="privacy", text="一", now=now) == first
    assert text_in_use(subject="privacy", text="二", now=now).version == 2
    give_consent(user=user, subject="privacy", text="一", now=now)
    give_consent(user=user, subject="privacy", text="二", now=now)
    assert withdraw_consent(user=user, subject="privacy", now=now) == 2
    assert give_consent(user=user, subject="privacy", text="二", now=now).withdrawn_at is None
    assert Consent.objects.count() == 3


def test_the_pledge_before_an_exam_is_a_consent_to_its_rules(client):
    room = make_room(opens_at=timezone.now())
    type(room.registration).objects.filter(pk=room.registration.pk).update(pledged_at=None)
    client.force_login(room.candidate)
    client.post(f"/exams/{room.registration.number}/pledge/", {"read": "on"})
    consent = Consent.objects.get(user=room.candidate)
    assert consent.subject == f"rules:{room.exam.code}"
    assert ConsentText.objects.get(subject=consent.subject).text == room.exam.rules


def test_a_copy_is_asked_for_told_of_and_fetched_by_its_owner_alone(client, reader):
    client.post("/privacy/my-data/copy/")
    export = DataExport.objects.get(user=reader)
    assert export.state == "ready"
    assert reader.notices.get().url == "/privacy/my-data/"
    answer = client.get(f"/privacy/my-data/copy/{export.pk}/")
    assert answer["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert "下载副本" in client.get("/privacy/my-data/").content.decode()
    UserFactory(username="other")
    sign_in(client, "other")
    assert client.get(f"/privacy/my-data/copy/{export.pk}/").status_code == 404


def test_an_old_login_is_asked_for_the_password_first_and_then_it_is_done_as_it_was_asked(client, settings):
    settings.STEP_UP_MINUTES = 10
    client.force_login(UserFactory())
    for path in ("/privacy/my-data/copy/", "/privacy/my-data/erasure/"):
        answer = client.post(path, {"understands": "on"})
        assert answer["Location"] == f"/accounts/reauthenticate/?next={path.replace('/', '%2F')}"
    assert not DataExport.objects.exists()
    assert not ErasureRequest.objects.exists()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/privacy/my-data/erasure/"})
    assert (DataExport.objects.count(), ErasureRequest.objects.count()) == (0, 1)


def is_handed_out(answer):
    # Read to its end, a file closes itself.
    answer.getvalue()
    return answer["Content-Disposition"].startswith("attachment")


def test_a_copy_that_is_there_is_not_handed_to_an_old_login_either(client, reader, settings):
    client.post("/privacy/my-data/copy/")
    path = f"/privacy/my-data/copy/{DataExport.objects.get().pk}/"
    settings.STEP_UP_MINUTES = 10
    client.force_login(reader)
    assert is_handed_out(client.get(path))
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        asked = client.get(path)
        assert asked["Location"] == f"/accounts/reauthenticate/?next={path.replace('/', '%2F')}"
        client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": path})
        assert is_handed_out(client.get(path))


def test_a_request_goes_through_two_hands(client, reader, django_capture_on_commit_callbacks):
    refused = client.post("/privacy/my-data/erasure/", {})
    assert refused.status_code == 422
    assert not ErasureRequest.objects.exists()
    client.post("/privacy/my-data/erasure/", {"understands": "on", "reason": "不再学习"})
    request = ErasureRequest.objects.get(user=reader)
    assert "撤回申请" in client.get("/privacy/my-data/").content.decode()
    for number in (1, 2):
        UserFactory(username=f"officer-{number}", roles=["exam_officer"])
    url = f"/admin/privacy/{request.pk}/"
    for verdicts, expected in (((1, "review"), "reviewed"), ((1, "approve"), "reviewed"), ((2, "approve"), "done")):
        number, verdict = verdicts
        sign_in(client, f"officer-{number}")
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url, {"verdict": verdict})
        request.refresh_from_db()
        assert request.state == expected
    assert User.objects.get(pk=reader.pk).username == f"e{reader.pk:08d}"
    assert "已办结" in client.get("/admin/privacy/").content.decode()


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_requests_costs_the_same_for_one_and_for_three(client, size, django_assert_max_num_queries):
    for number in range(size):
        ask_erasure(user=make_user(f"u{number}", full_name="某人"), reason="", keeps_faces=False, now=timezone.now())
    client.force_login(make_persona("auditor"))
    client.get("/admin/privacy/")
    with django_assert_max_num_queries(14):
        page = client.get("/admin/privacy/").content.decode()
    assert page.count("已申请") == size
    assert "批准注销" not in page


def test_the_register_shows_auditors_every_table(client):
    client.force_login(make_persona("auditor"))
    page = client.get("/admin/privacy/register/").content.decode()
    for word in ("accounts.Person", "id_number_encrypted", "sittings.AnswerEvent", "bank.Item"):
        assert word in page
