"""Fixtures shared by the whole suite."""

import asyncio
import gc
import os
import threading
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from pytest_django.plugin import blocking_manager_key
from wagtail.models import Site

from courses.glossary import forget_terms
from exams.papers import queries as paper_queries
from exams.sittings.queries import forget_all_sections
from exams.sittings.services import outages
from tests import database

pytest_plugins = ["tests.personas"]

# A thread in which an event loop runs gets connections of its own from Django; the browser's driver leaves one running,
# and a test would begin its transaction on one connection and end it on another.
connections._connections = threading.local()

# A test that commits has its database thrown away afterwards and made anew from the template (database.restore): emptying
# it first, and arranging roles and permissions in what is empty, would take longer than most of these tests.
TransactionTestCase._fixture_teardown = lambda _test: None

# Two busy cores are slow, and that is no fault of what is tested. The same examples each time: a commit that changes nothing
# here turns nothing red.
settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
# `make drill`: for much longer, and others each time.
settings.register_profile("drill", settings.get_profile("suite"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end; a test's leavings are looked for beside it, and more seldom.

    Otherwise every few tests all that Django, Wagtail and the tests themselves are is walked through once more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> None:
    """A copy of a migrated template; it goes with the process, or with the suite's own PostgreSQL."""
    with django_db_blocker.unblock():
        database.set_up()
        # Kept by every server, too; a budget of queries does not hang on who asked first.
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture(scope="module")
def shipped_content(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The whole content folder, published by load_content, in the database of every test of the module."""
    with django_db_blocker.unblock(), database.published():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test leaves database and process as it found them, whatever comes next in the random order.

    Papers, the glossary and the site's root are kept in the process by id, and ids are given out again after a roll-back;
    here the fixtures of the test's module are gone too.
    """
    marker = item.get_closest_marker("django_db")
    commits = "transactional_db" in item.fixturenames or (marker is not None and marker.kwargs.get("transaction"))
    try:
        return (yield)
    finally:
        paper_queries.forget_all_papers()
        outages.forget_contacts()
        forget_all_sections()
        forget_terms()
        Site.clear_site_root_paths_cache()
        if commits:
            with django_db_blocker_of(item).unblock():
                database.restore()


@pytest.fixture
def connection_stays() -> Iterator[None]:
    """A server drops a connection between requests; one that goes through the whole application here is the test's own."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def django_db_blocker_of(item: pytest.Item) -> DjangoDbBlocker:
    """The session's blocker, also after the test's own fixtures are gone."""
    return item.config.stash[blocking_manager_key]


@pytest.fixture(autouse=True)
def _no_language_outlives_its_test() -> Iterator[None]:
    """A request leaves the thread in its reader's language."""
    with translation.override(translation.get_language()):
        yield


@pytest.fixture(autouse=True)
def _no_browsers_loop_runs(request: pytest.FixtureRequest) -> Iterator[None]:
    """The browser's driver keeps its event loop running in the thread; signing starts one of its own, as in a server."""
    loop = None if request.node.get_closest_marker("e2e") else asyncio._get_running_loop()
    if loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)
