"""From the first page to the verified certificate: nothing calls outside, and no log names anybody."""

import json
import logging
import re
import socket

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import IdDocument, set_id_number, set_phone
from certificates.models import Certificate
from certificates.services import open_pdf
from exams.marking.models import Result
from exams.sittings.models import Attempt
from tests.factories.accounts import PASSWORD
from tests.factories.certificates import give_portrait, make_award, make_badge_key
from tests.factories.sittings import ALL_RIGHT, make_room, make_user

pytestmark = pytest.mark.django_db

NAME, EMAIL, PHONE, ID_NUMBER = "诸葛无双", "wushuang@example.net", "+8613987654321", "11010519491231002X"
ESSAY = "这是只有阅卷员才能看见的作答"
ELSEWHERE = re.compile(r"""(?:src|href|action|srcset)=["'](?:https?:)?//(?!127\.0\.0\.1|testserver)[^"']*""")


@pytest.fixture
def no_way_out(monkeypatch):
    """Every try to reach another machine is put down and refused."""
    tried, real = [], socket.socket.connect

    def connect(self, address):
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            tried.append(address)
            raise OSError("no way out")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    return tried


@pytest.fixture
def logged():
    """Every record of every logger, as it would be written."""
    lines = []

    class Keeper(logging.Handler):
        def emit(self, record):
            lines.append(f"{record.name} {record.getMessage()}")
            if record.exc_info:
                lines.append(logging.Formatter().formatException(record.exc_info))

    keeper, root = Keeper(), logging.getLogger()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(keeper)
    root.setLevel(level)


def test_the_whole_job_calls_nobody_and_names_nobody(client, no_way_out, logged, django_capture_on_commit_callbacks):
    now = timezone.now()
    room = make_room(opens_at=now)
    user = make_user("wushuang-zhuge", full_name=NAME, email=EMAIL)
    user.set_password(PASSWORD)
    user.save()
    give_portrait(user)
    set_phone(user=user, phone=PHONE, actor=user, now=now)
    set_id_number(person=user.person, document=IdDocument.RESIDENT, number=ID_NUMBER, actor=user, now=now)
    type(room.registration).objects.filter(pk=room.registration.pk).update(candidate=user, pledged_at=now)
    make_award(room.exam)
    make_badge_key()

    client.post("/accounts/login/", {"login": "wushuang-zhuge", "password": PASSWORD})
    number = room.registration.number
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/exams/{number}/start/")
        attempt = Attempt.objects.get(registration=room.registration)
        events = [
            {"seq": seq, "kind": "answer", "slot": slot, "value": value, "ms": 10}
            for seq, (slot, value) in enumerate({**ALL_RIGHT, 4: [ESSAY]}.items(), 1)
        ]
        saved = client.post(
            f"/attempts/{attempt.pk}/answers",
            json.dumps({"client": "client0000000001", "events": events}),
            content_type="application/json",
            headers={"X-Lease": attempt.lease_token},
        )
        assert saved.status_code == 200
        client.post(f"/attempts/{attempt.pk}/submit/")
    result = Result.objects.get(registration=room.registration)
    certificate = Certificate.objects.filter(person=user.person).first()
    paths = ["/", "/me/", "/accounts/profile/", "/notices/", f"/attempts/{attempt.pk}/receipt/", f"/results/{result.pk}/",
             "/certificates/", "/privacy/", "/privacy/my-data/", "/nowhere/"]  # fmt: skip
    if certificate is not None:
        open_pdf(certificate, now=timezone.now()).close()
        paths.append(f"/verify/{certificate.code}/")
    pages = [(path, client.get(path, follow=True).content.decode()) for path in paths]

    assert no_way_out == []
    assert [(path, found) for path, page in pages if (found := ELSEWHERE.findall(page))] == []
    text = "\n".join(line for line in logged if not line.startswith("django.db.backends"))
    assert text
    for word in (NAME, EMAIL, PHONE, PHONE[3:], ID_NUMBER, ESSAY):
        assert [line for line in text.splitlines() if word in line] == []
    assert User.objects.get(pk=user.pk).person.full_name == NAME
