"""kill -9 of the task worker in the midst of a batch: it goes on by itself, and nobody gets two certificates or none."""

import hashlib
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest

from bench.processes import group_members
from tests.crash.hall import Hall

# django_db: the tables are copied from the suite's database, which pytest-django makes for tests that ask for it.
pytestmark = [pytest.mark.crash, pytest.mark.django_db]

CANDIDATES = 40
# `make drill` asks for more; each needs a row that is done.
KILLS = min(12, int(os.environ.get("DRILL_KILLS", "4")))
GIVE_UP_SECONDS = 120


def test_a_killed_worker_leaves_a_batch_that_is_finished_once(
    open_hall: Callable[[], Hall], random: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_PATIENCE_SECONDS", "1")
    hall = open_hall()
    hall._run("tests.crash.batch_stage", "--candidates", str(CANDIDATES))
    was_done = 0
    for number in range(KILLS):
        worker = start_worker(hall, number)
        until(lambda was_done=was_done: done(hall) > was_done or ended(hall))
        time.sleep(random.uniform(0, 0.1))
        kill(worker)
        assert_nothing_is_half_done(hall)
        was_done = done(hall)
    worker = start_worker(hall, KILLS)
    until(lambda: ended(hall))
    kill(worker)
    assert_nothing_is_half_done(hall)
    assert done(hall) == CANDIDATES
    assert hall.rows("SELECT count(*), count(DISTINCT person_id) FROM certificates_certificate") == [
        (CANDIDATES, CANDIDATES)
    ]
    assert hall.rows("SELECT last_serial FROM certificates_numberseries") == [(CANDIDATES,)]
    acts = [act for (act,) in hall.rows("SELECT act FROM certificates_batchevent ORDER BY id")]
    assert acts == ["checked", "started", "finished"]
    assert_every_kept_file_was_put_on_record(hall)


def start_worker(hall: Hall, number: int) -> int:
    output = hall.folder / f"worker-{number}.log"
    return hall._launch("run", str(output), "manage.py", "db_worker", "--interval", "0.05", "--no-startup-delay")


def kill(worker: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(worker, signal.SIGKILL)
    until(lambda: not group_members(worker))


def done(hall: Hall) -> int:
    return int(hall.rows("SELECT count(*) FROM certificates_batchrow WHERE state = 'done'")[0][0])


def ended(hall: Hall) -> bool:
    return hall.rows("SELECT state FROM certificates_batch") == [("done",)]


def until(is_so: Callable[[], bool]) -> None:
    limit = time.monotonic() + GIVE_UP_SECONDS
    while not is_so():
        assert time.monotonic() < limit
        time.sleep(0.05)


def assert_nothing_is_half_done(hall: Hall) -> None:
    """Seen from outside while nobody works: a certificate stands on its row, and a done row has its file on record."""
    for state, reasons, tries, certificate, events, files in hall.rows(
        "SELECT r.state, r.reasons, r.tries, c.id, "
        "(SELECT count(*) FROM certificates_certificateevent e WHERE e.certificate_id = c.id), "
        "(SELECT count(*) FROM certificates_certificatefile f WHERE f.certificate_id = c.id) "
        "FROM certificates_batchrow r LEFT JOIN certificates_certificate c ON c.person_id = r.person_id"
    ):
        if state in {"waiting", "working"}:
            assert (certificate, events, files) == (None, 0, 0)
        else:
            assert state in {"issued", "done"}, (reasons, tries)
            assert events == 1
            assert files >= (state == "done")


def assert_every_kept_file_was_put_on_record(hall: Hall) -> None:
    """The file that is handed out tomorrow is one that verification knows."""
    known = {digest for (digest,) in hall.rows("SELECT sha256 FROM certificates_certificatefile")}
    kept = list((hall.folder / "data").rglob("certificate_files/*.pdf"))
    whole = [path for path in kept if path.read_bytes().rstrip().endswith(b"%%EOF")]
    assert len(whole) >= CANDIDATES
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in whole} <= known
