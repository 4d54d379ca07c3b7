"""kill -9 while candidates hand in: an attempt stays open or is closed whole, and ends with exactly one result."""

import http.client
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest

from tests.crash.hall import Hall
from tests.crash.writer import TIMEOUT_SECONDS, Seat

# django_db: the tables are copied from the suite's database, which pytest-django makes for tests that ask for it.
pytestmark = [pytest.mark.crash, pytest.mark.django_db]

# Two kills in each; `make drill` asks for more.
WAVES = min(15, int(os.environ.get("DRILL_KILLS", "4")))
WAVE = 4
# Their time is over, and they never come back.
ABSENT = 4
RIGHT = {1: "a", 2: ["a", "b", "d"], 3: False, 4: ["抱怨率"]}
WORTH = {1: 40, 2: 30, 3: 10, 4: 20}
CSRF = "c" * 32
GIVE_UP_SECONDS = 60


def test_every_closed_attempt_has_a_whole_receipt_and_one_result(open_hall: Callable[[], Hall], random: Random) -> None:
    hall = open_hall()
    seats = hall.seats(seconds_left=[3000] * WAVES * WAVE + [1] * ABSENT)
    present, absent = seats[:-ABSENT], seats[-ABSENT:]
    hall.open_and_wait()
    for place, seat in enumerate(present):
        until_taken(lambda seat=seat, place=place: save(hall.port, seat, slots=place % 5))
    for first in range(0, len(present), WAVE):
        with ThreadPoolExecutor(WAVE) as crowd:
            replies = [crowd.submit(hand_in, hall.port, seat) for seat in present[first : first + WAVE]]
            for _ in range(2):
                time.sleep(random.uniform(0, 0.12))
                hall.kill()
                assert_nothing_is_half_done(hall)
                hall.open_and_wait()
        assert [reply.result() for reply in replies] == [
            f"/attempts/{seat.attempt}/receipt/" for seat in present[first : first + WAVE]
        ]
    hall.kill()
    assert hall.manage("close_overdue_attempts") == {"closed": ABSENT}
    # What a kill left unmarked, marked by two at once.
    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(hall.manage, ["mark_closed_attempts"] * 2))
    assert hall.manage("mark_closed_attempts") == {"marked": 0, "queued": 0}
    assert_nothing_is_half_done(hall)
    assert_everybody_has_one_result(hall, present, absent)


def assert_nothing_is_half_done(hall: Hall) -> None:
    """Seen from outside while nobody writes."""
    for state, closed, receipt, marks, results in hall.rows(
        "SELECT state, closed_at, receipt, "
        "(SELECT count(*) FROM marking_mark m WHERE m.attempt_id = a.id), "
        "(SELECT count(*) FROM marking_resultcomponent c WHERE c.attempt_id = a.id) FROM sittings_attempt a"
    ):
        if state == "open":
            assert (closed, receipt, marks, results) == (None, "", 0, 0)
        else:
            assert (closed is not None, len(receipt)) == (True, 64)
            assert (marks, results) in {(0, 0), (4, 1)}


def assert_everybody_has_one_result(hall: Hall, present: list[Seat], absent: list[Seat]) -> None:
    scores = [sum(list(WORTH.values())[: place % 5]) for place in range(len(present))]
    found = hall.rows(
        "SELECT a.id, a.state, r.state, c.score FROM sittings_attempt a "
        "JOIN marking_resultcomponent c ON c.attempt_id = a.id JOIN marking_result r ON r.id = c.result_id "
        "ORDER BY a.id"
    )
    assert [(attempt, state, result, int(score)) for attempt, state, result, score in found] == [
        *((seat.attempt, "submitted", "released", score) for seat, score in zip(present, scores, strict=True)),
        *((seat.attempt, "expired", "released", 0) for seat in absent),
    ]
    assert hall.manage("verify_answers")["broken"] == []


def save(port: int, seat: Seat, *, slots: int) -> bool:
    """Answer the first so many slots, rightly."""
    events = [
        {"seq": slot, "kind": "answer", "slot": slot, "value": RIGHT[slot], "ms": slot} for slot in range(1, slots + 1)
    ]
    body = json.dumps({"client": seat.client, "events": events})
    status, _headers = post(port, f"/attempts/{seat.attempt}/answers", body, {"X-Lease": seat.lease})
    return status == 200


def hand_in(port: int, seat: Seat) -> str:
    """Press the button until the answer is a redirect; returns where it leads."""
    headers = {
        "Cookie": f"sessionid={seat.session}; csrftoken={CSRF}; lease-{seat.attempt}={seat.lease}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    target = ""

    def press() -> bool:
        nonlocal target
        status, reply = post(port, f"/attempts/{seat.attempt}/submit/", f"csrfmiddlewaretoken={CSRF}", headers)
        target = reply.get("Location", "")
        return status == 302

    until_taken(press)
    return target


def until_taken(act: Callable[[], bool]) -> None:
    """Try until it succeeds; no answer and a server's fault mean: again."""
    limit = time.monotonic() + GIVE_UP_SECONDS
    while time.monotonic() < limit:
        try:
            if act():
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    pytest.fail(f"not taken within {GIVE_UP_SECONDS} s")


def post(port: int, path: str, body: str, headers: dict[str, str]) -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        reply.read()
        return reply.status, reply.headers
    finally:
        connection.close()
