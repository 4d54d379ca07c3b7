"""Exporting on the screen and by command: who may, what comes, what is said, and what the log keeps."""

import json
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from openpyxl import load_workbook

from exams.bank.interchange.batches import confirm_import, open_import
from exams.bank.interchange.exporting import prepare_export
from exams.bank.interchange.exports.registry import EXPORTERS
from exams.bank.models import AccessLevel, BankAccess, BankAct, BankEvent, Item, ItemMedia, ItemVersion, Tag
from exams.bank.queries import latest_versions
from exams.bank.services import keep_picture, stored_body
from tests.exams.bank.interchange.files import png
from tests.factories.bank import BODIES, NOW, BankFactory, make_point, make_version
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

EXPORTERS_OF_ITEMS = {"item_writer", "reviewer", "superuser"}


@pytest.fixture
def bank():
    bank = BankFactory()
    point = make_point(bank.chapter)
    make_version("single_choice", key="S-001", bank=bank, point=point, state="approved")
    make_version("multiple_choice", key="M-001", bank=bank, point=point, state="approved")
    make_version("true_false", key="T-001", bank=bank, point=point, state="draft", difficulty=4)
    return bank


def url(query=""):
    return reverse("bank:export", args=["C001.4"]) + query


def sent(name="xlsx", **fields):
    return {"format": name, "answers": "beside", **fields}


def exported():
    return BankEvent.objects.filter(act=BankAct.EXPORTED)


def keys_in(content):
    rows = list(load_workbook(BytesIO(content))["试题"].iter_rows(values_only=True))
    place = rows[0].index("编号")
    return [row[place] for row in rows[1:] if row[place]]


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_those_with_the_right_take_anything(bank, name):
    browser = browser_of(name)
    answers = [browser.get(url()), browser.post(url(), sent())]

    if name in EXPORTERS_OF_ITEMS:
        assert [answer.status_code for answer in answers] == [200, 200]
        assert exported().count() == 1
    else:
        assert all(answer.status_code in {302, 403} for answer in answers)
        assert not any(answer.content.startswith(b"PK") for answer in answers)
        assert exported().count() == 0


def test_a_restricted_bank_lets_only_its_own_people_take_anything(bank):
    bank.is_restricted = True
    bank.save()
    browser = browser_of("item_writer")
    writer = make_persona("item_writer")

    assert browser.post(url(), sent()).status_code == 302
    BankAccess.objects.create(bank=bank, user=writer, level=AccessLevel.READ)
    assert browser.post(url(), sent()).status_code == 302
    assert exported().count() == 0
    BankAccess.objects.create(bank=bank, user=writer, level=AccessLevel.WRITE)
    assert browser.post(url(), sent()).status_code == 200


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_comes_as_a_file_and_is_in_the_log(bank, name):
    answer = browser_of("item_writer").post(url(), sent(name, approved="on", accept="on"))

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="C001.4-')
    assert answer["Content-Disposition"].endswith(f'.{EXPORTERS[name].extension}"')
    assert "no-store" in answer["Cache-Control"]
    event = exported().get()
    assert (event.actor, event.bank) == (make_persona("item_writer"), bank)
    assert (event.details["format"], event.details["items"]) == (name, 1 if name == "aiken" else 2)
    assert len(event.details["trace"]) == 10
    assert event.details["sha256"]


def test_what_the_list_shows_is_what_is_exported(bank):
    browser = browser_of("reviewer")

    whole = browser.post(url(), sent())
    approved = browser.post(url(), sent(approved="on"))
    filtered = browser.post(url("?difficulty=4"), sent())
    searched = browser.post(url("?q=M-001"), sent())

    assert [keys_in(one.content) for one in (whole, approved, filtered, searched)] == [
        ["M-001", "S-001", "T-001"],
        ["M-001", "S-001"],
        ["T-001"],
        ["M-001"],
    ]


def test_what_a_format_does_not_hold_is_said_before_the_file_is_given(bank):
    browser = browser_of("item_writer")
    report = browser.post(url(), sent("aiken"))
    page = BeautifulSoup(report.content, "html.parser")

    assert [one.text for one in page.select(".bank-told strong")] == ["M-001", "T-001"]
    assert exported().count() == 0
    taken = browser.post(url(), sent("aiken", accept="on"))
    assert taken.content.decode().count("ANSWER:") == 1
    assert exported().get().details["left_out"] == 2


def test_nothing_to_export_is_no_file(bank):
    browser = browser_of("item_writer")

    assert browser.post(url("?difficulty=1"), sent()).status_code == 200
    assert exported().count() == 0
    assert browser.post(url(), sent("exe")).status_code == 200
    assert exported().count() == 0


def test_the_list_offers_the_export_to_those_who_may(bank):
    page = reverse("bank:items", args=["C001.4"])

    assert url("?difficulty=4").encode() in browser_of("item_writer").get(page + "?difficulty=4").content
    assert url().encode() not in browser_of("paper_maker").get(page).content


def test_the_page_shows_who_took_what(bank):
    browser = browser_of("item_writer")
    browser.post(url(), sent())

    assert exported().get().details["trace"].encode() in browser.get(url()).content


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_the_bank_holds(bank, django_assert_max_num_queries, count):
    browser = browser_of("item_writer")
    for _one in range(count):
        browser.post(url(), sent())
    browser.get(url())

    with django_assert_max_num_queries(16):
        assert browser.get(url()).status_code == 200


@pytest.mark.parametrize("name", ["xlsx", "docx", "bank_yaml", "moodle_xml", "qti"])
def test_a_bank_with_pictures_leaves_comes_back_and_leaves_the_same(bank, name, monkeypatch):
    monkeypatch.setattr("exams.bank.interchange.exporting.new_trace", lambda: "TRACE12345")
    writer = make_persona("item_writer")
    media = keep_picture(bank=bank, data=png(size=(300, 200)), actor=writer, now=NOW)
    body = {**BODIES["single_choice"], "stem": f"看图 ![示意]({media.key}) 回答"}
    make_version("single_choice", key="S-002", bank=bank, body=body)

    def export():
        versions = latest_versions(bank)
        return prepare_export(bank=bank, versions=versions, format_name=name, actor=writer, now=NOW)

    first = export()
    # The file brings them along.
    if name != "bank_yaml":
        ItemMedia.objects.all().delete()
    ItemVersion.objects.all().delete()
    Item.objects.all().delete()
    batch = open_import(bank=bank, data=first.data, actor=writer, now=NOW, filename="x")
    confirm_import(batch=batch, actor=writer, now=NOW)

    assert first.is_whole
    assert sorted(Item.objects.values_list("key", flat=True)) == ["M-001", "S-001", "S-002", "T-001"]
    assert ItemMedia.objects.count() == 1
    assert export().data == first.data


def test_a_workbook_brings_tags_and_pictures_in_every_place_along(bank, monkeypatch):
    monkeypatch.setattr("exams.bank.interchange.exporting.new_trace", lambda: "TRACE12345")
    writer = make_persona("item_writer")
    keys = [
        keep_picture(bank=bank, data=png(name, size=(300, 200)), actor=writer, now=NOW).key
        for name in ("red", "green", "blue")
    ]
    choice = {**BODIES["single_choice"], "explanation": f"见图。\n\n![一]({keys[1]})"}
    choice["stem"] = f"看 ![甲]({keys[0]}) 和 ![乙]({keys[1]}) 回答"
    choice["options"] = [{**choice["options"][0], "text": f"![丙]({keys[2]})"}, *choice["options"][1:]]
    case = json.loads(json.dumps(BODIES["case"]))
    case["stem"] = f"{case['stem']}\n\n![丁]({keys[2]})"
    one = make_version("single_choice", key="S-002", bank=bank, body=stored_body("single_choice", choice))
    make_version("case", key="C-001", bank=bank, body=stored_body("case", case))
    for tag in ("必考", "2026-春"):
        Tag.objects.create(bank=bank, name=tag).items.add(one.item)

    def export():
        return prepare_export(bank=bank, versions=latest_versions(bank), format_name="xlsx", actor=writer, now=NOW)

    first = export()
    before = {version.item.key: version.body for version in latest_versions(bank)}
    for model in (Tag, ItemMedia, ItemVersion, Item):
        model.objects.all().delete()
    batch = open_import(bank=bank, data=first.data, actor=writer, now=NOW, filename="x.xlsx")
    confirm_import(batch=batch, actor=writer, now=NOW)

    assert first.is_whole
    assert {version.item.key: version.body for version in latest_versions(bank)} == before
    assert sorted(tag.name for tag in Item.objects.get(key="S-002").tags.all()) == ["2026-春", "必考"]
    assert sorted(ItemMedia.objects.values_list("key", flat=True)) == sorted(keys)
    assert export().data == first.data


# The command


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("export_items", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command_writes_a_file_and_says_what_is_not_in_it(bank, tmp_path):
    writer = make_persona("item_writer")
    file = tmp_path / "items.txt"
    out, _err = run("--bank", "C001.4", "--format", "aiken", "--output", file, "--json")
    told = json.loads(out)

    assert (told["items"], [one["key"] for one in told["left_out"]], told["changed"]) == (1, ["M-001", "T-001"], [])
    assert file.read_text("utf-8").count("ANSWER:") == 1
    event = exported().get()
    assert (event.actor, event.details["sha256"], event.details["trace"]) == (writer, told["sha256"], told["trace"])


def test_the_command_speaks_to_people_as_well(bank, tmp_path):
    make_persona("item_writer")
    file = tmp_path / "items.xlsx"
    out, err = run("--bank", "C001.4", "--format", "xlsx", "--output", file, "--approved")

    assert out.startswith(f"{file}：2 题，未导出 0 题，追踪码 ")
    assert err == ""
    assert keys_in(file.read_bytes()) == ["M-001", "S-001"]


def test_a_dry_run_writes_nothing(bank, tmp_path):
    make_persona("item_writer")
    run("--bank", "C001.4", "--format", "xlsx", "--output", tmp_path / "x", "--dry-run")

    assert not (tmp_path / "x").exists()
    assert exported().count() == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--bank", "C999.9", "--format", "xlsx"), "没有题库 C999.9"),
        (("--bank", "C001.4", "--format", "xlsx", "--actor", "nobody"), "没有用户 nobody"),
        (("--bank", "C001.4", "--format", "xlsx", "--actor", "marker"), "marker 无权导出本题库"),
    ],
)
def test_the_command_refuses_with_a_sentence(bank, tmp_path, arguments, reason):
    make_persona("marker")
    with pytest.raises(CommandError, match=reason):
        run(*arguments, "--output", tmp_path / "x")

    assert not (tmp_path / "x").exists()
    assert exported().count() == 0
