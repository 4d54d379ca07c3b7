import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from exams.bank.models import Item, ItemVersion
from tests.exams.bank.interchange.test_bank_files import HEAD, ITEM, STATEMENT
from tests.factories.bank import UserFactory, make_chapter, make_point
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chapter(settings, tmp_path):
    settings.CONTENT_DIR = tmp_path / "nowhere"
    make_point(make_chapter(), 1, syllabus_id="C000.1.2.1")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "a.yaml").write_text(HEAD + ITEM, encoding="utf-8")
    (tmp_path / "bank" / "b.yaml").write_text(HEAD + STATEMENT, encoding="utf-8")
    return tmp_path / "bank"


def _run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_items", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def test_a_folder_is_imported_file_by_file(folder):
    UserFactory(username="lin")

    out, err, error = _run(folder, "--author", "lin")

    assert out.splitlines() == [
        "a.yaml：新题 1 道，新版本 0 个，批准 0 道，未变 0 道",
        "b.yaml：新题 1 道，新版本 0 个，批准 0 道，未变 0 道",
    ]
    assert (err, error) == ("", "")
    assert set(ItemVersion.objects.values_list("item__key", "state")) == {("S-001", "draft"), ("T-001", "draft")}


def test_two_people_make_it_approved(folder):
    UserFactory(username="lin")
    UserFactory(username="zhou")

    _run(folder / "a.yaml", "--author", "lin", "--approver", "zhou")

    assert ItemVersion.objects.values_list("state", "author__username", "approver__username").get() == (
        "approved",
        "lin",
        "zhou",
    )


def test_without_an_author_the_first_writer_is_it(folder):
    make_persona("trainee")
    writer = make_persona("item_writer")

    _run(folder / "a.yaml")

    assert ItemVersion.objects.get().author == writer


def test_json_says_what_was_parsed_created_and_rejected(folder):
    UserFactory(username="lin")
    (folder / "b.yaml").write_text(HEAD + STATEMENT.replace("difficulty: 1", "difficulty: 0"), encoding="utf-8")

    out, _err, error = _run(folder, "--author", "lin", "--json")

    assert json.loads(out) == {
        "parsed": 1,
        "created": 1,
        "versions": 0,
        "approved": 0,
        "unchanged": 0,
        "rejected": 1,
        "dry_run": False,
        "files": [
            {
                "file": "a.yaml",
                "bank": "C001.4",
                "parsed": 1,
                "created": ["S-001"],
                "versions": [],
                "approved": [],
                "unchanged": 0,
                "rejected": [],
            },
            {
                "file": "b.yaml",
                "bank": "",
                "parsed": 0,
                "created": [],
                "versions": [],
                "approved": [],
                "unchanged": 0,
                "rejected": [{"file": "b.yaml", "line": 7, "reason": "“difficulty”必须是范围内的整数。"}],
            },
        ],
    }
    assert error == "有错误的文件没有导入；错误已逐条列在上面。"
    assert list(Item.objects.values_list("key", flat=True)) == ["S-001"]


def test_mistakes_go_to_stderr_with_file_line_and_reason(folder):
    UserFactory(username="lin")
    (folder / "a.yaml").write_text(HEAD + ITEM.replace("difficulty: 2", "difficulty: 9"), encoding="utf-8")

    out, err, error = _run(folder / "a.yaml", "--author", "lin")

    assert (out, err) == ("", "a.yaml 第 8 行：“difficulty”必须是范围内的整数。\n")
    assert error != ""


def test_a_dry_run_writes_nothing(folder):
    UserFactory(username="lin")

    out, _err, _error = _run(folder, "--author", "lin", "--dry-run", "--json")

    assert (json.loads(out)["created"], json.loads(out)["dry_run"]) == (2, True)
    assert Item.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["a.yaml", "--author", "nobody"], "没有用户 nobody。"),
        (["a.yaml", "--author", "lin", "--approver", "lin"], "审题人不能是命题人本人。"),
        (["a.yaml"], "还没有人有命题权限；请用 --author 指明命题人。"),
    ],
)
def test_people_who_do_not_fit_are_named(folder, arguments, error):
    UserFactory(username="lin")

    assert _run(folder / arguments[0], *arguments[1:])[2] == error
    assert Item.objects.count() == 0


def test_a_missing_file_is_named(folder):
    UserFactory(username="lin")

    assert _run(folder / "c.yaml", "--author", "lin")[2] == f"没有文件 {folder / 'c.yaml'}。"


def test_facts_are_checked_against_the_syllabus_beside_the_content(folder, settings):
    settings.CONTENT_DIR = folder.parent
    UserFactory(username="lin")
    (folder.parent / "syllabus.yaml").write_text("schema: syllabus-map/1\ncourses: []\n", encoding="utf-8")

    _out, err, _error = _run(folder / "a.yaml", "--author", "lin")

    assert err == "a.yaml 第 7 行：大纲中没有知识条目 C000.1.2.1#1。\n"
    assert Item.objects.count() == 0
