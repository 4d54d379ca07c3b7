"""The command for files of any format: what it creates, rejects and prints."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from exams.bank.models import ItemVersion
from tests.exams.bank.interchange.files import docx, xlsx
from tests.factories.bank import BankFactory, UserFactory, make_point

pytestmark = pytest.mark.django_db
GOOD = "判断题\n1. 甲（√）\n解析：因为。\n2. 乙（×）\n解析：因为。\n"
BAD = "判断题\n1. 甲（√）\n解析：因为。\n2. 乙\n"


@pytest.fixture(autouse=True)
def world(settings, tmp_path):
    settings.CONTENT_DIR = tmp_path / "nowhere"
    UserFactory(username="lin")
    return make_point(BankFactory().chapter)


def run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_items", *map(str, arguments), "--author", "lin", stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def written(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


FILES = {
    "a.txt": GOOD,
    "a.gift": "甲{T####因为。}\n\n乙{F####因为。}\n",
    "a.docx": docx(*GOOD.splitlines()),
    "a.xlsx": xlsx(["题干", "答案", "解析"], ["甲", "对", "因为。"], ["乙", "错", "因为。"]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_format_becomes_drafts(tmp_path, name):
    out, err, error = run(
        written(tmp_path, name, FILES[name]), "--bank", "C001.4", "--point", "B-D-A-001", "--difficulty", "2"
    )

    assert (out, err, error) == (f"{name}：读到 2 道题，创建 2 道，题库已有 0 道，错误 0 处\n", "", "")
    rows = ItemVersion.objects.values_list("item__key", "state", "difficulty", "cognitive", "point__code")
    assert set(rows) == {
        ("T-001", "draft", 2, "understand", "B-D-A-001"),
        ("T-002", "draft", 2, "understand", "B-D-A-001"),
    }


def test_the_same_file_again_creates_nothing(tmp_path):
    path = written(tmp_path, "a.txt", GOOD)
    run(path, "--bank", "C001.4", "--point", "B-D-A-001")

    out, _err, error = run(path, "--bank", "C001.4", "--point", "B-D-A-001")

    assert (out, error) == ("a.txt：读到 2 道题，创建 0 道，题库已有 2 道，错误 0 处\n", "")
    assert ItemVersion.objects.count() == 2


def test_a_mistake_keeps_the_whole_file_out(tmp_path):
    out, err, error = run(written(tmp_path, "a.txt", BAD), "--bank", "C001.4", "--point", "B-D-A-001")

    assert err == "a.txt 第 4 行：没有答案。\n"
    assert out == "a.txt：读到 2 道题，创建 0 道，题库已有 0 道，错误 1 处\n"
    assert error != ""
    assert ItemVersion.objects.count() == 0


def test_partial_takes_the_others(tmp_path):
    _out, _err, error = run(written(tmp_path, "a.txt", BAD), "--bank", "C001.4", "--point", "B-D-A-001", "--partial")

    assert error != ""
    assert ItemVersion.objects.values_list("item__key", flat=True).get() == "T-001"


def test_a_dry_run_writes_nothing_and_json_says_everything(tmp_path):
    out, _err, error = run(written(tmp_path, "a.txt", BAD), "--bank", "C001.4", "--dry-run", "--json")

    answer = json.loads(out)
    assert {name: answer[name] for name in ("parsed", "created", "rejected", "dry_run")} == {
        "parsed": 2,
        "created": 0,
        "rejected": 2,
        "dry_run": True,
    }
    assert answer["files"][0]["format"] == "chinese_text"
    assert [(one["code"], one["place"]) for one in answer["files"][0]["rejected"]] == [
        ("no_point", "第 2 行"),
        ("no_answer", "第 4 行"),
    ]
    assert error != ""
    assert ItemVersion.objects.count() == 0


def test_a_refused_file_says_why(tmp_path):
    _out, err, error = run(written(tmp_path, "a.bin", b"\x00\x01"), "--bank", "C001.4")

    assert err == "a.bin 不认识这种文件格式。\n"
    assert error != ""


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "请用 --bank 指明题库。"),
        (("--bank", "C999.9"), "请用 --bank 指明题库。"),
        (("--bank", "C001.4", "--point", "X"), "本章没有鉴定点“X”。"),
    ],
)
def test_wrong_arguments_are_named(tmp_path, arguments, reason):
    assert run(written(tmp_path, "a.txt", GOOD), *arguments)[2] == reason
    assert ItemVersion.objects.count() == 0


def test_a_format_may_be_forced(tmp_path):
    out, _err, _error = run(
        written(tmp_path, "a.txt", "Q\nA. x\nB. y\nC. z\nANSWER: A\n"),
        "--bank",
        "C001.4",
        "--point",
        "B-D-A-001",
        "--format",
        "aiken",
    )

    assert "创建 1 道" in out
