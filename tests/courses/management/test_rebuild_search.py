import json

import pytest
from django.core.management import call_command

from courses.models import SearchEntry
from tests.factories.courses import LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lesson():
    return LessonPageFactory()


def test_everything_is_rebuilt_and_counted(capsys):
    call_command("rebuild_search", "--json")
    assert json.loads(capsys.readouterr().out) == {"dry_run": False, "before": 0, "after": 9}
    assert SearchEntry.objects.count() == 9


def test_dry_run_counts_and_changes_nothing(capsys):
    call_command("rebuild_search", "--dry-run", "--json")
    assert json.loads(capsys.readouterr().out) == {"dry_run": True, "before": 0, "after": 9}
    assert SearchEntry.objects.count() == 0


def test_it_tells_what_it_did(capsys):
    call_command("rebuild_search")
    assert capsys.readouterr().out == "搜索条目：原有 0 条，现有 9 条\n"
