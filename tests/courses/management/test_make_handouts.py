"""`make_handouts`: makes what changed, says what it did, changes nothing under --dry-run."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import private_storage
from courses.models import Handout
from tests.factories.courses import ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    chapter = ChapterPageFactory(source_id="C001.4", slug="improvement")
    LessonPageFactory(parent=chapter)
    yield chapter
    for handout in Handout.objects.exclude(file=""):
        private_storage().delete(handout.file.name)


def run(*options):
    out = StringIO()
    call_command("make_handouts", *options, "--json", stdout=out)
    return json.loads(out.getvalue())


def outcomes(report):
    return [(row["chapter"], row["outcome"], row["pages"]) for row in report["handouts"]]


def test_dry_run_says_what_would_be_made_and_makes_nothing(chapter):
    report = run("--dry-run")
    assert (report["dry_run"], outcomes(report)) == (True, [("C001.4", "made", 0)])
    assert Handout.objects.count() == 0


def test_made_once_and_then_unchanged(chapter):
    assert outcomes(run()) == [("C001.4", "made", 7)]
    assert outcomes(run()) == [("C001.4", "unchanged", 7)]
    assert outcomes(run("--dry-run")) == [("C001.4", "unchanged", 7)]


@pytest.mark.parametrize("only", ["C001.4", "improvement"])
def test_only_one_chapter(chapter, only):
    LessonPageFactory()
    assert outcomes(run("--dry-run", "--only", only)) == [("C001.4", "made", 0)]


def test_chapter_that_is_not_there_is_refused(chapter):
    with pytest.raises(CommandError, match=r"没有编号为 C009 的章。"):
        run("--only", "C009")


def test_a_failure_is_told_and_exits_1(chapter, caplog):
    LessonPageFactory(parent=chapter, title="\ue000")
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("make_handouts", stdout=out, stderr=err)
    assert (stop.value.code, out.getvalue().split()[0]) == (1, "failed")
    assert "U+E000" in err.getvalue()
