"""The personas; a cache and a folder of its own for every test."""

import pytest
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage

from accounts.models import Person
from tests.personas import *  # noqa: F403 -- fixtures


@pytest.fixture(autouse=True)
def _clean_cache():
    """Rate limits are counted in the cache, and the suite signs in many times a minute."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(Person._meta.get_field("photo"), "storage", FileSystemStorage(location=tmp_path / "private"))
