"""Reports read the copy of the database where they ask for it; nothing else does, and nothing is written to it."""

import os

import pytest
from django.db import InternalError, connections, router

from accounts.models import User
from accounts.replica import REPLICA, ReplicaRouter, reading_replica
from config.databases import replica_of
from courses.answers import passages
from courses.models import KnowledgePoint
from tests.factories.accounts import UserFactory
from tests.factories.courses import CheckAnswerFactory, KnowledgePointFactory


def test_without_a_replica_everything_is_read_where_it_is_written():
    with reading_replica():
        assert (router.db_for_read(User), router.db_for_write(User)) == ("default", "default")


def test_migrations_are_for_the_one_that_is_written():
    asked = ReplicaRouter()
    assert (asked.allow_migrate("default", "accounts"), asked.allow_migrate(REPLICA, "accounts")) == (True, False)


@pytest.fixture
def replica(transactional_db):
    """The suite's own server once more, on a connection as DATABASE_REPLICA_URL makes it."""
    default = connections["default"].settings_dict
    url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{default['NAME']}"
    connections.settings[REPLICA] = {**default, **replica_of(default, url), "NAME": default["NAME"]}
    copy = connections[REPLICA]
    # The test case knows only the databases that there were before it, and forbids all others.
    copy.ensure_connection = lambda: copy.connection or copy.connect()
    yield
    copy.close()
    del connections[REPLICA]
    del connections.settings[REPLICA]


@pytest.mark.skipif(os.environ.get("TEST_ENGINE") != "postgresql", reason="only PostgreSQL has replicas")
def test_a_report_reads_the_replica_and_nothing_can_be_written_to_it(replica):
    user = UserFactory(username="written")
    point = KnowledgePointFactory()
    for _ in range(10):
        CheckAnswerFactory(point=point)
    assert User.objects.get(username="written")._state.db == "default"
    with reading_replica():
        copy = User.objects.get(username="written")
        assert (copy._state.db, router.db_for_write(User, instance=copy)) == (REPLICA, "default")
        copy.first_name = "晓"
        copy.save()
    user.refresh_from_db()
    assert user.first_name == "晓"
    with pytest.raises(InternalError, match="read-only transaction"):
        User.objects.using(REPLICA).update(first_name="nobody")
    found = passages(KnowledgePoint.objects.all())
    assert {passage.point._state.db for passage in found} == {REPLICA}
    assert {sum(tally.answers for tally in passage.tallies.values()) for passage in found} == {10}
