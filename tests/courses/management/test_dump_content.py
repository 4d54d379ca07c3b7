import json

import pytest
from django.core.management import CommandError, call_command

from courses.models import LessonPage
from tests.courses.interchange.test_dumper import edit_block, files
from tests.courses.interchange.test_loader import edit, lesson
from tests.courses.interchange.test_loader import run as load

pytestmark = pytest.mark.django_db

FILE = "courses/C000/C000.1/lessons/01-lesson.yaml"


def run(capsys, folder, *options):
    """Exit status, standard output, standard error."""
    capsys.readouterr()
    try:
        call_command("dump_content", f"--path={folder.root}", *options)
    except SystemExit as stop:
        status = stop.code
    else:
        status = 0
    output = capsys.readouterr()
    return status, output.out, output.err


def test_it_says_which_files_were_written(capsys, folder):
    load(folder)
    edit(lesson(1), minutes=25)
    assert run(capsys, folder)[:2] == (0, f"改写 1 个文件\n  {FILE}\n与文件一致 4 页\n")
    assert "minutes: 25\n" in folder.lesson(1).read_text()


def test_json_is_one_object_and_dry_run_changes_nothing(capsys, folder):
    load(folder)
    edit(lesson(1), minutes=25)
    before = files(folder.root)
    status, out, _err = run(capsys, folder, "--dry-run", "--json")
    assert (status, json.loads(out)) == (
        0,
        {
            "dry_run": True,
            "created": [],
            "written": [FILE],
            "renamed": {},
            "unchanged": ["C000", "C000.1", "C000.1.2", "C000.1.3"],
            "ids_given": {},
            "notes": [],
            "refused": [],
        },
    )
    assert files(folder.root) == before
    assert run(capsys, folder, "--dry-run")[1].startswith("试运行：没有改动任何内容。\n")


def test_what_cannot_be_written_is_named_and_the_run_fails(capsys, folder):
    load(folder)
    edit_block(lesson(1), "scene", text='<p><a href="/x">这里</a></p>')
    status, _out, err = run(capsys, folder)
    assert (status, err) == (
        1,
        "未写出：C000.1.1 第 1 课：第 1 块（开头场面）：链接不能写进文件：请用文字说明到哪里看。\n",
    )
    assert json.loads(run(capsys, folder, "--json")[1])["refused"] == [
        {
            "id": "C000.1.1",
            "title": "第 1 课",
            "file": FILE,
            "reason": "第 1 块（开头场面）：链接不能写进文件：请用文字说明到哪里看。",
        }
    ]


def test_unknown_folder_and_id(capsys, folder):
    load(folder)
    with pytest.raises(CommandError, match="没有编号为 C009 的页面"):
        call_command("dump_content", f"--path={folder.root}", "--only=C009")
    with pytest.raises(CommandError, match="没有文件夹"):
        call_command("dump_content", f"--path={folder.root}/none")
    assert LessonPage.objects.count() == 3
