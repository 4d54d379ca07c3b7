"""Catalogues are compiled without gettext's own tools, and a broken one is named."""

import polib
import pytest
from django.core.management import CommandError, call_command

from config.management.commands import compile_catalogues

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Seat"\nmsgstr "座位"\n'


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.setattr(compile_catalogues, "BASE_DIR", tmp_path)

    def write(place, source=PO):
        path = tmp_path / place / "locale/zh_Hans/LC_MESSAGES/django.po"
        path.parent.mkdir(parents=True)
        path.write_text(source, encoding="utf-8")
        return path

    return write


def test_apps_of_both_depths_are_compiled(tree, capsys):
    paths = [tree("courses"), tree("exams/bank")]
    call_command("compile_catalogues")
    assert capsys.readouterr().out.splitlines() == [
        "courses/locale/zh_Hans/LC_MESSAGES/django.mo",
        "courses/locale/zh_Hant/LC_MESSAGES/django.mo",
        "exams/bank/locale/zh_Hans/LC_MESSAGES/django.mo",
        "exams/bank/locale/zh_Hant/LC_MESSAGES/django.mo",
    ]
    for path in paths:
        assert polib.mofile(str(path.with_suffix(".mo"))).find("Seat").msgstr == "座位"


def test_traditional_chinese_is_derived_from_simplified(tree):
    source = PO + (
        '\nmsgctxt "exam"\nmsgid "Sign in"\nmsgstr "登录，查看准考证"\n'
        '\nmsgid "%(n)s item"\nmsgid_plural "%(n)s items"\nmsgstr[0] "%(n)s 个鉴定点"\n'
    )
    path = tree("courses", source)
    call_command("compile_catalogues")
    derived = polib.mofile(str(path.parents[2] / "zh_Hant/LC_MESSAGES/django.mo"))
    assert [(entry.msgctxt, entry.msgid, entry.msgstr or entry.msgstr_plural) for entry in derived] == [
        (None, "%(n)s item", {0: "%(n)s 個鑑定點"}),
        (None, "Seat", "座位"),
        ("exam", "Sign in", "登入，檢視准考證"),
    ]


def test_what_libraries_say_in_simplified_only_goes_to_the_vendor_catalogue(tree):
    path = tree("config/vendor")
    call_command("compile_catalogues")
    derived = polib.mofile(str(path.parents[2] / "zh_Hant/LC_MESSAGES/django.mo"))
    missing = compile_catalogues.missing_in_libraries("django")
    assert {entry.msgid for entry in derived} == {"Seat"} | {entry.msgid for entry in missing}
    # Wagtail says it in both, so its own translators' word stands; taggit says it in simplified Chinese only.
    assert derived.find("Search term(s)/phrase") is None
    assert derived.find("A comma-separated list of tags.").msgstr == "逗號分隔的標籤列表。"


def test_a_hidden_folder_is_left_alone(tree):
    path = tree(".venv/site")
    call_command("compile_catalogues")
    assert not path.with_suffix(".mo").exists()


def test_a_broken_catalogue_is_named_with_its_line(tree):
    path = tree("courses", PO + "no catalogue\n")
    with pytest.raises(CommandError, match=r"courses.*django\.po.*line 6"):
        call_command("compile_catalogues")
    assert not path.with_suffix(".mo").exists()
