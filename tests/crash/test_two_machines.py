"""Two servers and a worker as on three machines, over one PostgreSQL and one Redis: each sees what another did."""

import http.client
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlencode

import pytest
from redis import Redis

from bench.serving import Shape
from tests.crash.hall import Hall
from tests.crash.test_kill_while_submitting import CSRF, hand_in, post, save
from tests.crash.writer import Seat
from tests.redis_server import running_redis

pytestmark = [
    pytest.mark.crash,
    pytest.mark.django_db,
    pytest.mark.skipif(os.environ.get("TEST_ENGINE") != "postgresql", reason="SQLite is for one machine"),
]
MINUTES = 10


def test_what_one_machine_does_the_others_see_and_none_that_dies_takes_anything_along(
    open_hall: Callable[..., Hall], tmp_path: Path
) -> None:
    with running_redis(tmp_path) as cache_url, Redis.from_url(cache_url) as redis:
        hall = open_hall(CACHE_URL=cache_url)
        hall.shape = Shape(workers=1, threads=4)
        told = hall._run("tests.crash.two_machines_stage")
        seat = Seat(**told["seat"])
        hall.open_and_wait()
        other = hall.open_beside()
        hall.open_worker()

        assert save(hall.port, seat, slots=2)
        before = remaining(other, seat)
        add_time(hall.port, told)
        gained = remaining(other, seat) - before
        assert MINUTES * 60_000 - 20_000 < gained <= MINUTES * 60_000

        # What is in Redis can go at any moment, and so can a machine.
        redis.flushall()
        hall.kill()
        assert save(other, seat, slots=4)
        assert hand_in(other, seat) == f"/attempts/{seat.attempt}/receipt/"
        assert until_there(
            hall,
            "SELECT a.state, r.state, c.score::int FROM sittings_attempt a "
            "JOIN marking_resultcomponent c ON c.attempt_id = a.id JOIN marking_result r ON r.id = c.result_id",
        ) == [("submitted", "released", 100)]
        # Handing in asked for it, and the worker did it.
        ((workers,),) = until_there(
            hall,
            "SELECT worker_ids::text FROM django_tasks_database_dbtaskresult "
            "WHERE task_path = 'config.tasks.tell_result' AND status = 'SUCCESSFUL'",
        )
        assert "-worker" in workers
        assert hall.rows("SELECT count(*) FROM sittings_answerevent") == [(4,)]
        assert hall.manage("verify_answers")["broken"] == []


def remaining(port: int, seat: Seat) -> int:
    """Milliseconds, as this server says."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        cookies = {"X-Lease": seat.lease, "Cookie": f"sessionid={seat.session}"}
        connection.request("GET", f"/attempts/{seat.attempt}/clock", headers=cookies)
        return int(json.loads(connection.getresponse().read())["remaining_ms"])
    finally:
        connection.close()


def add_time(port: int, told: dict[str, str]) -> None:
    """As whoever is on duty does it on the board."""
    said = {"csrfmiddlewaretoken": CSRF, "kind": "time", "minutes": str(MINUTES), "reason": "停电"}
    headers = {
        "Cookie": f"sessionid={told['on_duty']}; csrftoken={CSRF}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    status, _headers = post(port, told["act"], urlencode(said), headers)
    assert status == 302


def until_there(hall: Hall, statement: LiteralString) -> list[tuple[Any, ...]]:
    """The rows, once there are any."""
    limit = time.monotonic() + 60
    while not (rows := hall.rows(statement)):
        assert time.monotonic() < limit, statement
        time.sleep(0.05)
    return rows
