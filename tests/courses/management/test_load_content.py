import json

import pytest
from django.core.management import CommandError, call_command

from courses.models import LessonPage
from tests.courses.folder import replace
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def run(capsys, folder, *options):
    """Exit status, standard output, standard error."""
    try:
        call_command("load_content", f"--path={folder.root}", *options)
    except SystemExit as stop:
        status = stop.code
    else:
        status = 0
    output = capsys.readouterr()
    return status, output.out, output.err


def test_loading_says_what_was_done(capsys, folder):
    assert run(capsys, folder)[:2] == (0, "新建 5 页\n")
    assert run(capsys, folder)[:2] == (0, "未变 5 页\n")


def test_json_is_one_object_and_nothing_else(capsys, folder):
    status, out, _err = run(capsys, folder, "--json")
    report = json.loads(out)
    assert (status, report["created"], report["points_changed"]) == (
        0,
        ["C000", "C000.1", "C000.1.1", "C000.1.2", "C000.1.3"],
        2,
    )


def test_refused_file_is_named_and_the_run_fails(capsys, folder):
    line = replace(folder.lesson(2), "minutes: 20", "minutes: x")
    status, out, err = run(capsys, folder)
    assert (status, out) == (1, "新建 4 页\n")
    assert f"courses/C000/C000.1/lessons/02-lesson.yaml 第 {line} 行：“minutes”必须是范围内的整数。" in err
    assert json.loads(run(capsys, folder, "--json")[1])["problems"] == [
        {
            "file": "courses/C000/C000.1/lessons/02-lesson.yaml",
            "line": line,
            "reason": "“minutes”必须是范围内的整数。",
        }
    ]


def test_conflict_is_told_and_is_no_failure(capsys, folder):
    run(capsys, folder)
    page = LessonPage.objects.get(source_id="C000.1.2")
    page.title = "编辑改过的标题"
    page.save_revision(user=UserFactory()).publish()
    status, out, _err = run(capsys, folder)
    assert status == 0
    assert out == (
        "未变 4 页\n冲突 1 页：页面被编辑改过，未覆盖\n"
        "  courses/C000/C000.1/lessons/02-lesson.yaml: 第 2 课: 文件没有改动。如要恢复同步，请把页面的改动写回文件\n"
    )
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    assert "文件也改过。请把文件的改动手工并入页面，或把页面的改动写回文件" in run(capsys, folder)[1]


def test_dry_run_changes_nothing(capsys, folder):
    assert run(capsys, folder, "--dry-run")[:2] == (0, "试运行：没有改动任何内容。\n新建 5 页\n")
    assert LessonPage.objects.count() == 0


def test_only_one_page_is_loaded(capsys, folder):
    run(capsys, folder)
    replace(folder.lesson(1), "minutes: 20", "minutes: x")
    replace(folder.lesson(2), "minutes: 20", "minutes: 30")
    assert run(capsys, folder, "--only=C000.1.2")[:2] == (0, "更新 1 页\n")


def test_only_of_an_unknown_id_fails(folder):
    with pytest.raises(CommandError, match="没有哪个文件的 id 是 C009"):
        call_command("load_content", f"--path={folder.root}", "--only=C009")


def test_folder_that_is_not_there_fails(tmp_path):
    with pytest.raises(CommandError, match="没有文件夹"):
        call_command("load_content", f"--path={tmp_path / 'nowhere'}")
