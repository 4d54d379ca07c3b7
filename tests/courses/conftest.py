"""The personas, and a small content folder to load."""

import pytest

from tests.courses.folder import ContentFolder
from tests.personas import *  # noqa: F403 -- fixtures


@pytest.fixture
def folder(tmp_path) -> ContentFolder:
    """A lawful content folder: one course, one chapter, three lessons, one figure."""
    return ContentFolder.write(tmp_path / "content")
