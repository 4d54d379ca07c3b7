"""The personas, and a clean cache: rate limits are counted in it."""

import pytest
from django.core.cache import cache

from tests.personas import *  # noqa: F403 -- fixtures


@pytest.fixture(autouse=True)
def _clean_cache():
    cache.clear()
