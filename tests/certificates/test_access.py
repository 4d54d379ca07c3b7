"""How often one address may ask."""

import pytest
import time_machine
from django.core.cache import cache

from certificates.access import LOOKUPS, Limit, address_of

LIMIT = Limit("test", allowed=3, seconds=60)


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def test_a_key_is_stopped_when_its_window_is_spent():
    assert [LIMIT.spend("a") for _ in range(5)] == [True, True, True, False, False]
    assert (LIMIT.is_spent("a"), LIMIT.is_spent("b"), LIMIT.spend("b")) == (True, False, True)


def test_a_window_ends():
    with time_machine.travel("2026-11-23 09:00:00Z", tick=False) as clock:
        for _ in range(4):
            LIMIT.spend("a")
        clock.shift(61)
        assert (LIMIT.is_spent("a"), LIMIT.spend("a")) == (False, True)


def test_looking_costs_nothing():
    assert [LIMIT.is_spent("a") for _ in range(9)] == [False] * 9


def test_limits_do_not_share_their_counts():
    for _ in range(3):
        LIMIT.spend("a")
    assert Limit("other", allowed=3, seconds=60).spend("a") is True


def test_an_exam_hall_behind_one_address_is_left_in_peace():
    assert all(LOOKUPS.spend("203.0.113.7") for _ in range(600))


@pytest.mark.parametrize(
    ("remote", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ],
)
def test_address_is_that_of_one_customer(rf, remote, key):
    assert address_of(rf.get("/", REMOTE_ADDR=remote)) == key
