import json

import pytest
from django.core.management import CommandError, call_command

from courses import coverage
from courses.interchange.loader import load
from courses.interchange.reader import read_content
from courses.models import LessonPage
from courses.services.site import ensure_site
from tests.courses.folder import replace

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(folder, monkeypatch):
    """Without what higher apps have registered."""
    monkeypatch.setattr(coverage, "_sources", {})
    home = ensure_site(name="平台", url="http://127.0.0.1:8000", actor=None)
    load(read_content(folder.root), home=home, actor=None, dry_run=False)
    return folder


def run(capsys, folder, *options):
    call_command("content_coverage", f"--path={folder.root}", *options)
    return capsys.readouterr().out


def test_points_and_facts_are_counted_per_course_and_chapter(capsys, loaded):
    expected = {
        "title": "测量",
        "points": {"total": 2, "covered": 1, "missing": ["C000.1.2.2"]},
        "facts": {"total": 2, "covered": 1, "missing": ["C000.1.2.1#2"]},
        "sources": {},
    }
    assert json.loads(run(capsys, loaded, "--json")) == {
        "courses": [{"id": "C000", **expected, "title": "改进", "chapters": [{"id": "C000.1", **expected}]}]
    }


def test_words_name_what_is_missing(capsys, loaded):
    assert run(capsys, loaded) == (
        "C000      鉴定点 1/2 · 大纲知识条目 1/2  改进\n"
        "C000.1    鉴定点 1/2 · 大纲知识条目 1/2  测量\n"
        "          缺：C000.1.2.2 C000.1.2.1#2\n"
    )


def test_unpublished_lessons_cover_nothing(capsys, loaded):
    for lesson in LessonPage.objects.all():
        lesson.unpublish()
    (course,) = json.loads(run(capsys, loaded, "--json"))["courses"]
    assert (course["points"]["covered"], course["facts"]["covered"]) == (0, 0)


def test_higher_apps_add_what_they_know_of_facts(capsys, loaded):
    coverage.register_source("试题", lambda: {"C000.1.2.1#2": 3, "C009.1#1": 1})
    (course,) = json.loads(run(capsys, loaded, "--json"))["courses"]
    assert course["sources"] == {
        "试题": {
            "total": 2,
            "covered": 1,
            "missing": ["C000.1.2.1#1"],
            "counts": {"C000.1.2.1#1": 0, "C000.1.2.1#2": 3},
        }
    }
    assert "鉴定点 1/2 · 大纲知识条目 1/2 · 试题 1/2" in run(capsys, loaded)


def test_broken_syllabus_fails_with_its_line(loaded):
    line = replace(loaded.root / "syllabus.yaml", "status: heading only", "status: perhaps")
    with pytest.raises(CommandError, match=rf"syllabus.yaml 第 {line} 行：“status”只能是"):
        call_command("content_coverage", f"--path={loaded.root}")
