"""A site with an address of its own, a key, and a day after the certificates were issued."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from tests.factories.certificates import ISSUED, make_badge_key

TODAY = ISSUED + timedelta(days=1)


@pytest.fixture(autouse=True)
def _a_day_after_issue(settings, tmp_path):
    settings.SITE_URL = "https://kefu.example.cn"
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    cache.clear()
    with time_machine.travel(TODAY, tick=False):
        yield
    cache.clear()


@pytest.fixture
def key(db):
    return make_badge_key()
