"""The candidate's own log: enough to prove the answers again, and no word of a question."""

import hashlib
import json
from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

from exams.sittings.layout import snapshot_digest
from exams.sittings.models import Attempt
from exams.sittings.queries.log import in_letters
from exams.sittings.services import IncomingEvent, record_events, submit_attempt
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client):
    room = make_room(opens_at=timezone.now() - timedelta(hours=1))
    client.force_login(room.candidate)
    attempt = room.start(timezone.now())
    events = [("answer", 1, "a"), ("flag", 1, True), ("answer", 4, ["抱怨率"]), ("note", 0, "回头看")]
    record_events(
        attempt_id=attempt.pk,
        lease_token=attempt.lease_token,
        client_id="client0000000001",
        events=[IncomingEvent(seq, *event, 1_000) for seq, event in enumerate(events, start=1)],
        now=timezone.now(),
    )
    return attempt


def hand_in(attempt):
    submit_attempt(
        attempt_id=attempt.pk,
        actor=attempt.registration.candidate,
        lease_token=attempt.lease_token,
        now=timezone.now(),
    )


def test_while_the_attempt_runs_there_is_no_log(client, attempt):
    assert client.get(f"/attempts/{attempt.pk}/log.json").status_code == 404
    assert client.get(f"/attempts/{attempt.pk}/log.txt").status_code == 404


def test_the_chain_can_be_computed_again_from_the_file_alone(client, attempt):
    hand_in(attempt)
    answer = client.get(f"/attempts/{attempt.pk}/log.json")
    assert answer["Content-Disposition"] == f'attachment; filename="answers-{attempt}.json"'
    log = json.loads(answer.content)
    previous = ""
    for event in log["events"]:
        names = ("position", "client_id", "seq", "kind", "slot", "payload", "client_ms", "received_at", "disposition")
        fields = [log["attempt"], *(event[name] for name in names)]
        assert event["prev_hash"] == previous
        previous = hashlib.sha256(previous.encode() + orjson.dumps(fields)).hexdigest()
        assert event["hash"] == previous
    assert (len(log["events"]), log["head"]) == (4, previous)
    shown = log["snapshot"]
    assert shown["sha256"] == snapshot_digest(
        paper_digest=shown["paper_digest"], seed=shown["seed"], layout=shown["layout"]
    )
    assert log["receipt"] == Attempt.objects.get().receipt
    assert log["answers"] == {"1": "a", "4": ["抱怨率"]}


def test_the_readable_log_names_letters_and_no_question(client, attempt):
    hand_in(attempt)
    page = client.get(f"/attempts/{attempt.pk}/log.txt", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode("utf-8-sig")
    layout = attempt.snapshot.layout
    number = 1 + [entry["slot"] for entry in layout].index(1)
    letter = "ABCD"[layout[number - 1]["options"].index("a")]
    assert f"第 {number} 题 · 作答：{letter} · 计入" in page
    assert "整卷 · 草稿：回头看" in page
    assert "作答：抱怨率" in page
    for secret in ("美誉度衡量什么", "客户对企业的褒扬程度", "逆向指标"):
        assert secret not in page


def test_anothers_log_is_not_there(client, attempt):
    hand_in(attempt)
    client.force_login(make_user("stranger"))
    assert client.get(f"/attempts/{attempt.pk}/log.json").status_code == 404
    assert client.get(f"/attempts/{attempt.pk}/log.txt").status_code == 404


def test_letters_by_place():
    options = ["c", "a", "b"]
    assert in_letters("c", options) == "A"
    assert in_letters(["a", "", "b"], options) == "B, —, C"
    assert in_letters(["x", ["a"]], options) == "x, B"
