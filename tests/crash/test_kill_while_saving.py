"""kill -9 at random moments while candidates save: nothing acknowledged is lost, and everybody saves again at once."""

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Protocol

import pytest

from bench.engines import PostgreSQL
from tests.crash.hall import Hall
from tests.crash.writer import Writer

# django_db: the tables are copied from the suite's database, which pytest-django makes for tests that ask for it.
pytestmark = [pytest.mark.crash, pytest.mark.django_db]

WRITERS = 10
# `make drill` asks for more.
KILLS = int(os.environ.get("DRILL_KILLS", "20"))
# After these the server is killed again at once, perhaps while it starts.
EARLY_KILLS = 4
# The promise itself, not an allowance for a slow machine.
BACK_WITHIN_SECONDS = 5.0


class Loss(Protocol):
    """What can happen to a hall; returns the seconds until everybody saved again."""

    __name__: str

    def __call__(self, hall: Hall, writers: list[Writer], random: Random, *, is_early: bool) -> float: ...


@pytest.fixture
def hall(open_hall: Callable[[], Hall]) -> Hall:
    return open_hall()


@pytest.fixture
def writers(hall: Hall, seed: str) -> Iterator[list[Writer]]:
    """Candidates who save from now on, whether anybody serves them or not."""
    crowd = [Writer(seat, port=hall.port, seed=seed) for seat in hall.seats(seconds_left=[3000] * WRITERS)]
    for writer in crowd:
        writer.start()
    yield crowd
    for writer in crowd:
        writer.stopping.set()


def test_no_acknowledged_answer_is_lost_and_everybody_saves_again(
    hall: Hall, writers: list[Writer], random: Random
) -> None:
    waits = [until_all_saved(writers, since=hall.open_cold())]
    schedule = schedule_of(hall, random)
    for kill, lose in enumerate(schedule):
        time.sleep(random.uniform(0, 0.5))
        waits.append(lose(hall, writers, random, is_early=kill < EARLY_KILLS))
    for writer in writers:
        writer.finish()
    hall.kill()
    told = [f"{lose.__name__} {wait:.2f}" for lose, wait in zip(schedule, waits[1:], strict=True)]
    print("seconds until everybody saved again:", told)  # noqa: T201 -- with a failure
    assert max(waits) < BACK_WITHIN_SECONDS
    assert_nothing_is_lost(hall, writers)


def schedule_of(hall: Hall, random: Random) -> list[Loss]:
    """What is lost in each round: mostly the whole server, each other thing twice at least."""
    others: list[Loss] = [lose_a_worker, lose_a_worker, lose_the_network, lose_the_network]
    if isinstance(hall.engine, PostgreSQL):
        others += [lose_the_database, lose_the_database]
    drawn = random.choices([lose_the_server, *others], weights=[2 * len(others), *[1] * len(others)], k=KILLS)
    # At the end: the first rounds are those of a server that is killed while it starts.
    return [*[lose_the_server] * EARLY_KILLS, *drawn[: KILLS - EARLY_KILLS - len(others)], *others]


def until_all_saved(writers: list[Writer], *, since: float) -> float:
    """Seconds from `since` until every candidate has had an answer acknowledged after it; gives up at 30."""
    while any(writer.last_saved < since for writer in writers) and time.monotonic() < since + 30:
        time.sleep(0.01)
    return max(writer.last_saved if writer.last_saved > since else since + 30 for writer in writers) - since


def lose_the_server(hall: Hall, writers: list[Writer], random: Random, *, is_early: bool) -> float:
    """kill -9 to every process of the server; early ones again while it starts."""
    hall.kill()
    time.sleep(random.choice((0, random.uniform(0, 0.3))))
    if is_early:
        hall.open()
        time.sleep(random.uniform(0, 0.5))
        hall.kill()
    return until_all_saved(writers, since=hall.open_and_wait())


def lose_the_database(hall: Hall, writers: list[Writer], random: Random, *, is_early: bool) -> float:
    """kill -9 to PostgreSQL under a running application server."""
    assert isinstance(hall.engine, PostgreSQL)
    hall.engine.kill()
    time.sleep(random.uniform(0, 0.5))
    hall.engine.restart()
    return until_all_saved(writers, since=time.monotonic())


def lose_a_worker(hall: Hall, writers: list[Writer], random: Random, *, is_early: bool) -> float:
    """kill -9 to one of the server's processes, or the only one; the server starts another by itself."""
    if hall.has_lost_a_worker:
        # Another so soon would look like a crash loop, and the server would give up; `manage.py serve` starts it anew.
        lose_the_server(hall, writers, random, is_early=is_early)
    killed = time.monotonic()
    hall.kill_one_worker()
    return until_all_saved(writers, since=killed)


def lose_the_network(hall: Hall, writers: list[Writer], random: Random, *, is_early: bool) -> float:
    """Every connection is cut, with whatever is on its way in either direction, and none can be made for a while."""
    for writer in writers:
        writer.cut(random.uniform(0, 0.5))
    return until_all_saved(writers, since=time.monotonic())


def assert_nothing_is_lost(hall: Hall, writers: list[Writer]) -> None:
    logs: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for attempt, *event in hall.rows(
        "SELECT attempt_id, client_id, seq, kind, slot, payload, disposition FROM sittings_answerevent "
        "ORDER BY attempt_id, position"
    ):
        logs[attempt].append(tuple(event))
    projections = {
        attempt: (_json(answers), sorted(_json(flags)))
        for attempt, answers, flags in hall.rows("SELECT id, answers, flags FROM sittings_attempt")
    }
    for writer in writers:
        assert writer.refused == []
        assert writer.acknowledged == len(writer.events) > 0
        assert logs[writer.seat.attempt] == [
            (writer.seat.client, e["seq"], e["kind"], e["slot"], _canonical(e["value"]), "counted")
            for e in writer.events
        ]
        assert projections[writer.seat.attempt] == _projection(writer.events)
    verified = hall.manage("verify_answers")
    assert verified == {
        "attempts": len(writers),
        "events": sum(len(writer.events) for writer in writers),
        "roots": 0,
        "broken": [],
    }
    assert sum(writer.failures for writer in writers) >= KILLS, "the kills disturbed nobody: they proved nothing"


def _projection(events: list[dict[str, Any]]) -> tuple[dict[str, Any], list[int]]:
    answers: dict[str, Any] = {}
    flags: dict[int, bool] = {}
    for event in events:
        if event["kind"] == "flag":
            flags[event["slot"]] = event["value"]
        else:
            answers[str(event["slot"])] = event["value"]
    return (
        {slot: value for slot, value in answers.items() if value is not None},
        sorted(slot for slot, flagged in flags.items() if flagged),
    )


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json(stored: Any) -> Any:
    """JSON columns are text in SQLite and read already in PostgreSQL."""
    return json.loads(stored) if isinstance(stored, str) else stored
