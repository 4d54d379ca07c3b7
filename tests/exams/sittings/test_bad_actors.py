"""What docs/operations/bad_actors.md promises: each bad input has its answer, and changes nothing by halves."""

from datetime import timedelta
from decimal import Decimal

import orjson
import pytest
from django.utils import timezone
from django.utils.html import escape

from exams.bank.item_types.examples import example_of
from exams.bank.services import stored_body
from exams.marking.services import mark_attempt
from exams.sittings.models import AnswerEvent, Attempt, IntegrityFlag
from exams.sittings.services import take_over_lease
from exams.sittings.verification import verify_attempts
from tests.factories.sittings import FILL_IN, make_room, make_user

pytestmark = pytest.mark.django_db

ITEMS = (("fill_in", FILL_IN, Decimal(60)), ("essay", stored_body("essay", example_of("essay")["body"]), Decimal(40)))
HOSTILE = (
    "'; DROP TABLE sittings_attempt; --",
    '"><script>alert(document.cookie)</script>',
    "</textarea><img src=x onerror=alert(1)>{{ 7|add:7 }}{% debug %}",
    "=cmd|'/C calc'!A1",
    "\u202eevil\u0007 \\u0000",
)


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1), items=ITEMS)


@pytest.fixture
def attempt(client, room):
    client.force_login(room.candidate)
    client.post(f"/exams/{room.registration.number}/start/")
    return Attempt.objects.get()


def post(client, attempt, *events, lease=None, body=None, **headers):
    content = orjson.dumps({"client": "abcdefgh12345678", "events": events}) if body is None else body
    headers = {"X-Lease": attempt.lease_token if lease is None else lease, **headers}
    return client.post(f"/attempts/{attempt.pk}/answers", content, "application/json", headers=headers)


def event(seq, value, slot=1, **fields):
    return {"seq": seq, "kind": "answer", "slot": slot, "value": value, "ms": 10, **fields}


def whole():
    assert verify_attempts(Attempt.objects.all()).broken == []
    return Attempt.objects.get()


@pytest.mark.parametrize("lease", ["", "x" * 43, "é" * 43, "' OR 1=1 --", "A" * 5000])
def test_a_forged_lease_stores_nothing(client, attempt, lease):
    answer = post(client, attempt, event(1, ["抱怨率"]), lease=lease)
    assert (answer.status_code, answer.json()) == (403, {"status": "lease_unknown"})
    clock = client.get(f"/attempts/{attempt.pk}/clock", headers={"X-Lease": lease})
    assert clock.status_code == 403
    client.cookies[f"lease-{attempt.pk}"] = "é" if lease.startswith("é") else lease[:200]
    assert client.post(f"/attempts/{attempt.pk}/submit/").status_code == 409
    assert (whole().state, AnswerEvent.objects.count()) == ("open", 0)


def test_anothers_attempt_does_not_exist(client, room, attempt):
    client.force_login(make_user("stranger"))
    for path in ("", "review/", "receipt/", "break/", "notices/", "log.txt"):
        assert client.get(f"/attempts/{attempt.pk}/{path}").status_code == 404
    for path in ("submit/", "takeover/", "lock/", "unlock/", "break/", "break/end/", "report/"):
        assert client.post(f"/attempts/{attempt.pk}/{path}").status_code == 404
    assert post(client, attempt, event(1, ["x"]), lease="x" * 43).status_code == 404
    assert (whole().state, AnswerEvent.objects.count()) == ("open", 0)


def test_a_replay_is_the_same_acknowledgement_and_a_changed_one_a_flag(client, attempt):
    first = post(client, attempt, event(1, ["抱怨率"])).json()
    again = post(client, attempt, event(1, ["抱怨率"])).json()
    assert (again["status"], again["acked"], again["head"]) == ("saved", [1], first["head"])
    changed = post(client, attempt, event(1, ["满意率"]))
    assert (changed.status_code, changed.json()["conflicts"]) == (409, [1])
    assert (whole().answers, AnswerEvent.objects.count()) == ({"1": ["抱怨率"]}, 1)
    assert IntegrityFlag.objects.get().kind == "seq_conflict"


def test_an_old_tab_cannot_overwrite_what_it_never_showed(client, room, attempt):
    post(client, attempt, event(1, ["抱怨率"]))
    number = 1 + [entry["slot"] for entry in attempt.snapshot.layout].index(1)
    client.post(f"/attempts/{attempt.pk}/", {"q": number, "was": "null", "go": "1"})
    assert whole().answers == {"1": ["抱怨率"]}
    take_over_lease(attempt=attempt, actor=room.candidate, now=timezone.now())
    late = post(client, attempt, event(2, ["满意率"]))
    assert (late.status_code, late.json()["status"]) == (423, "lease_taken_over")
    assert whole().answers == {"1": ["抱怨率"]}


@pytest.mark.parametrize("milliseconds", [-86_400_000, 86_400_000])
def test_a_changed_clock_decides_nothing(client, attempt, milliseconds):
    """In time by the server it counts, whatever the page says; after the grace it does not."""
    assert post(client, attempt, event(1, ["抱怨率"], ms=milliseconds)).json()["late"] == []
    past = timezone.now() - timedelta(hours=3)
    Attempt.objects.update(started_at=past, deadline=past + timedelta(hours=1))
    after = post(client, attempt, event(2, ["满意率"], ms=milliseconds))
    assert (after.status_code, after.json()["late"]) == (410, [2])
    assert whole().answers == {"1": ["抱怨率"]}


def test_ten_megabytes_are_refused_unread_and_by_the_form_told_at_the_question(client, attempt):
    long = "长" * 3_500_000
    answer = post(client, attempt, event(1, [long]))
    assert (answer.status_code, answer.json()["status"]) == (400, "bad_event")
    fits_the_wire = post(client, attempt, event(1, "长" * 60_000, slot=2))
    assert (fits_the_wire.status_code, fits_the_wire.json()["status"]) == (400, "bad_event")
    number = 1 + [entry["slot"] for entry in attempt.snapshot.layout].index(2)
    form = client.post(f"/attempts/{attempt.pk}/", {"q": number, "was": "null", "slot-2": "长" * 60_000})
    assert form.status_code == 422
    assert (whole().answers, AnswerEvent.objects.count()) == ({}, 0)


@pytest.mark.parametrize("text", HOSTILE)
def test_sql_and_html_are_kept_as_written_and_shown_as_text(client, client_of, attempt, text):
    answer = post(client, attempt, event(1, [text]), event(2, text, slot=2))
    assert answer.status_code == 200
    stored = whole()
    kept = stored.answers["2"]
    pages = [client.get(f"/attempts/{attempt.pk}/?q={number}").content.decode() for number in (1, 2)]
    pages.append(client.get(f"/attempts/{attempt.pk}/review/").content.decode())
    client.post(f"/attempts/{attempt.pk}/submit/")
    mark_attempt(attempt=whole(), now=timezone.now())
    log = client.get(f"/attempts/{attempt.pk}/log.txt")
    pick = {"component": attempt.component_id, "way": "question"}
    desk = client_of("marker").post("/admin/marking/claim/", pick, follow=True).content.decode()
    assert "text/plain" in log["Content-Type"]
    assert [page for page in (*pages, desk) if "<script>alert" in page or "<img src=x" in page] == []
    assert text.startswith(kept[:10])
    assert escape(kept[:10]) in desk


@pytest.mark.parametrize("value", [["a\u0000"], ["\u0000"]])
def test_a_character_that_no_database_keeps_is_refused_with_its_batch(client, attempt, value):
    answer = post(client, attempt, event(1, ["抱怨率"]), event(2, value))
    assert (answer.status_code, answer.json()["detail"]) == (400, "event 2: the character NUL cannot be kept")
    note = post(client, attempt, {"seq": 1, "kind": "note", "slot": 0, "value": value[0], "ms": 1})
    assert (note.status_code, AnswerEvent.objects.count()) == (400, 0)
