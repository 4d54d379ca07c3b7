import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from exams.papers.models import Blueprint
from tests.exams.papers.interchange.test_blueprint_files import TEXT
from tests.factories.bank import BankFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _content(settings, tmp_path):
    settings.CONTENT_DIR = tmp_path
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints" / "theory.yaml").write_text(TEXT, encoding="utf-8")


def _run(*arguments):
    out = StringIO()
    call_command("load_blueprints", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_by_default_all_blueprints_of_the_content_are_loaded():
    BankFactory()

    assert _run() == "theory.yaml: 已建立\n"
    assert _run() == "theory.yaml: 未变\n"
    assert Blueprint.objects.get().code == "theory"


def test_a_dry_run_in_json_writes_nothing():
    BankFactory()

    assert json.loads(_run("--dry-run", "--json")) == {
        "dry_run": True,
        "files": [{"file": "theory.yaml", "outcome": "created", "code": "theory", "rejected": []}],
    }
    assert Blueprint.objects.count() == 0


def test_a_mistake_fails_the_command_and_is_named():
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError):
        call_command("load_blueprints", stdout=out, stderr=err)

    assert err.getvalue() == "theory.yaml 第 4 行：没有题库 C001.4；请先导入试题。\n"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="没有文件"):
        _run(tmp_path / "no.yaml")
