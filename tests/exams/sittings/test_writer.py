"""Saves committed together: each answers its own caller, a refusal stays its own, a fault undoes nobody else's."""

import threading

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, connections, transaction

from exams.sittings.writer import GroupWriter, exclusive_write

pytestmark = pytest.mark.django_db(transaction=True)


class Refused(Exception):
    """Told before anything was written."""


class Names:
    """A writer of group names, which notes what it was given each time; "no" is refused, "later" wants to be alone."""

    def __init__(self):
        self.runs = []
        self.writer = GroupWriter(self.run, key=lambda name: name.partition("/")[0])

    def run(self, names):
        self.runs.append(list(names))
        outcomes = []
        for name in names:
            if name == "no":
                outcomes.append(Refused(name))
            elif name == "later" and len(names) > 1:
                outcomes.append(None)
            elif name == "down":
                raise OperationalError(name)
            else:
                outcomes.append(Group.objects.create(name=name).name)
        return outcomes


def written_together(names, *requests):
    """What becomes of requests that all wait while another group is being written."""
    outcomes = {}
    gate = threading.Event()
    first_is_in = threading.Event()
    run = names.writer._run

    def held(group):
        if not first_is_in.is_set():
            first_is_in.set()
            gate.wait(30)
        return run(group)

    names.writer._run = held

    def ask(request):
        try:
            outcomes[request] = names.writer.write(request)
        except Exception as error:  # noqa: BLE001 -- looked at by the test
            outcomes[request] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask, args=["first"])]
    threads[0].start()
    assert first_is_in.wait(30)
    for place, request in enumerate(requests, start=1):
        threads.append(threading.Thread(target=ask, args=[request]))
        threads[-1].start()
        until(lambda place=place: len(names.writer._waiting) == place)
    gate.set()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return outcomes


def until(is_so):
    for _ in range(3000):
        if is_so():
            return
        threading.Event().wait(0.01)
    pytest.fail("nothing came")


def stored():
    return set(Group.objects.values_list("name", flat=True)) - BEFORE


BEFORE: set[str] = set()


@pytest.fixture(autouse=True)
def names():
    BEFORE.clear()
    BEFORE.update(Group.objects.values_list("name", flat=True))
    return Names()


def test_what_waits_shares_a_transaction(names):
    outcomes = written_together(names, "a", "b", "c")
    assert outcomes == {"first": "first", "a": "a", "b": "b", "c": "c"}
    assert names.runs == [["first"], ["a", "b", "c"]]
    assert stored() == {"first", "a", "b", "c"}


def test_a_group_holds_one_request_of_a_key(names):
    outcomes = written_together(names, "a/1", "b", "a/2", "a/3")
    assert set(outcomes.values()) == {"first", "a/1", "b", "a/2", "a/3"}
    assert names.runs == [["first"], ["a/1", "b"], ["a/2"], ["a/3"]]


def test_a_refusal_is_its_own(names):
    outcomes = written_together(names, "a", "no", "b")
    assert (outcomes["a"], type(outcomes["no"]), outcomes["b"]) == ("a", Refused, "b")
    assert names.runs == [["first"], ["a", "no", "b"]]
    assert stored() == {"first", "a", "b"}


def test_what_is_put_off_runs_alone_after_the_group(names):
    assert written_together(names, "a", "later")["later"] == "later"
    assert names.runs == [["first"], ["a", "later"], ["later"]]
    assert stored() == {"first", "a", "later"}


def test_a_fault_undoes_its_own_request_only(names):
    Group.objects.create(name="b")
    BEFORE.add("b")
    outcomes = written_together(names, "a", "b", "c")
    assert (outcomes["a"], type(outcomes["b"]).__name__, outcomes["c"]) == ("a", "IntegrityError", "c")
    assert names.runs == [["first"], ["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert stored() == {"first", "a", "c"}


def test_a_database_that_is_away_is_told_to_all_and_asked_once(names):
    outcomes = written_together(names, "a", "down", "c")
    assert [type(outcomes[name]) for name in ("a", "down", "c")] == [OperationalError] * 3
    assert names.runs == [["first"], ["a", "down", "c"]]
    assert stored() == {"first"}
    assert names.writer.write("after") == "after"


def test_the_writer_is_free_again_after_each_request(names):
    for name in ("a", "no", "b"):
        try:
            names.writer.write(name)
        except Refused:
            continue
    assert names.runs == [["a"], ["no"], ["b"]]
    assert stored() == {"a", "b"}


def test_on_sqlite_other_writers_take_their_turn():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL lets writers of other rows pass")
    names = Names()
    done = threading.Event()

    def ask():
        names.writer.write("a")
        connections.close_all()
        done.set()

    with exclusive_write():
        thread = threading.Thread(target=ask)
        thread.start()
        assert not done.wait(0.3)
        assert names.runs == []
    thread.join(30)
    assert stored() == {"a"}


def test_nothing_is_acknowledged_before_the_commit(names):
    order = []
    run = names.writer._run

    def noted(group):
        transaction.on_commit(lambda: order.append("commit"))
        return run(group)

    names.writer._run = noted
    names.writer.write("a")
    order.append("acknowledged")
    assert order == ["commit", "acknowledged"]
