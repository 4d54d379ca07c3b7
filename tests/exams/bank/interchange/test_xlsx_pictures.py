"""Pictures anchored in a workbook's cells come into the texts of their rows, or are named; tags are stored."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image

from exams.bank.interchange.batches import checked_rows, confirm_import, open_import
from exams.bank.interchange.formats.xlsx import FORMAT
from exams.bank.interchange.parsing import LIMITS, FileRefused, Limits
from exams.bank.item_types.text import picture_key, picture_keys
from exams.bank.models import ItemMedia, ItemVersion, Tag
from tests.exams.bank.interchange.files import png, repacked, saved
from tests.factories.bank import BankFactory, UserFactory, make_point

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
HEAD = ["题干", "选项A", "选项B", "选项C", "答案", "解析", "标签", "知识点"]
ROW = ["看图回答", "甲", "乙", "丙", "B", "因为乙", "投诉 重点,投诉", "鉴定点A1"]
RED, BLUE, GREEN = png("red"), png("blue"), png("green")


def workbook(*rows, **pictures):
    """A sheet with pictures at cells: `F2=RED`."""
    made = Workbook()
    sheet = made.active
    sheet.title = "试题"
    for row in (HEAD, *rows):
        sheet.append(row)
    for cell, data in pictures.items():
        sheet.add_image(Image(BytesIO(data)), cell)
    return saved(made)


def read(data, limits=LIMITS):
    return FORMAT.read(data, limits=limits)


def shown(data, words="图"):
    return f"![{words}]({picture_key(data)})"


def codes(found):
    return [one.code for one in found.findings if one.code != "no_explanation"]


def test_a_picture_belongs_to_the_cell_that_it_is_anchored_in():
    batch = read(workbook(ROW, ROW, A2=RED, C2=BLUE, F3=GREEN))
    first, second = (one.question for one in batch.items)

    assert first.stem == f"看图回答{shown(RED)}"
    assert [one.text for one in first.alternatives] == ["甲", f"乙{shown(BLUE)}", "丙"]
    assert (second.stem, second.general) == ("看图回答", f"因为乙{shown(GREEN)}")
    assert batch.pictures == {picture_key(one): one for one in (RED, BLUE, GREEN)}
    assert [codes(one) for one in batch.items] == [["picture_without_words"] * 2, ["picture_without_words"]]
    assert batch.findings == []


def test_a_picture_alone_is_an_option():
    batch = read(workbook(["选哪一张？", None, None, None, "A", "因为。"], B2=RED, C2=BLUE, D2=GREEN))

    [item] = batch.items
    assert [one.text for one in item.question.alternatives] == [shown(RED), shown(BLUE), shown(GREEN)]


@pytest.mark.parametrize("cell", ["G2", "K2"])
def test_a_picture_beside_the_texts_belongs_to_the_stem(cell):
    [item] = read(workbook(ROW, **{cell: RED})).items

    assert item.question.stem == f"看图回答{shown(RED)}"


@pytest.mark.parametrize("cell", ["A1", "A9"])
def test_a_picture_in_no_row_of_a_question_is_named(cell):
    batch = read(workbook(ROW, **{cell: RED}))

    assert [(one.code, dict(one.words)) for one in batch.findings] == [("not_kept", {"count": 1})]
    assert batch.pictures == {}


def test_its_own_alternative_text_is_kept():
    said = 'descr="流程[一]"'.encode()
    drawing = {"xl/drawings/drawing1.xml": lambda old: old.replace(b'descr="Picture"', said)}
    data = repacked(workbook(ROW, A2=RED), replace=drawing)
    [item] = read(data).items

    assert item.question.stem == f"看图回答{shown(RED, '流程（一）')}"
    assert codes(item) == []


def test_a_drawing_that_leads_outside_or_declares_entities_gives_nothing():
    rels = "xl/drawings/_rels/drawing1.xml.rels"
    outside = repacked(
        workbook(ROW, A2=RED), replace={rels: lambda old: old.replace(b"/xl/media/", b"/xl/../../etc/media/")}
    )
    linked = repacked(
        workbook(ROW, A2=RED),
        replace={rels: lambda old: old.replace(b"<Relationship ", b'<Relationship TargetMode="External" ')},
    )
    for data in (outside, linked):
        batch = read(data)
        assert batch.items[0].question.stem == "看图回答"
        assert codes(batch) == ["not_kept"]
    declared = repacked(workbook(ROW, A2=RED), replace={"xl/drawings/drawing1.xml": b"<!DOCTYPE a><a/>"})
    with pytest.raises(FileRefused):
        read(declared)


def test_too_many_are_refused():
    with pytest.raises(FileRefused) as refused:
        read(workbook(ROW, A2=RED, B2=BLUE), Limits(pictures=1))
    assert refused.value.finding.code == "too_many_pictures"


# Into the bank


@pytest.fixture
def writer(db):
    make_point(BankFactory().chapter, 1)
    return UserFactory(username="writer")


def confirmed(data, writer):
    batch = open_import(bank=BankFactory(), data=data, filename="x.xlsx", actor=writer, now=NOW)
    checked_rows(batch)
    confirm_import(batch=batch, actor=writer, now=NOW)
    return ItemVersion.objects.order_by("pk")


def test_pictures_and_tags_of_a_row_are_stored_with_its_draft(writer):
    [version] = confirmed(workbook(ROW, A2=RED, F2=BLUE), writer)

    keys = {*picture_keys(version.body["stem"]), *picture_keys(version.body["explanation"])}
    assert len(keys) == 2
    assert set(ItemMedia.objects.values_list("key", flat=True)) == keys
    assert [tag.name for tag in version.item.tags.all()] == ["投诉", "重点"]
    assert set(Tag.objects.values_list("bank__code", flat=True)) == {"C001.4"}


def test_a_tag_that_is_too_long_is_named_and_the_others_are_kept(writer):
    row = [*ROW[:6], f"{'长' * 41} 短", "鉴定点A1"]
    batch = open_import(bank=BankFactory(), data=workbook(row), filename="x.xlsx", actor=writer, now=NOW)

    assert "tag_long" in [one.code for checked in checked_rows(batch) for one in checked.remarks]
    confirm_import(batch=batch, actor=writer, now=NOW)
    assert [tag.name for tag in Tag.objects.all()] == ["短"]


@pytest.mark.parametrize("count", [1, 3])
def test_tags_cost_the_same_for_any_number_of_items(writer, django_assert_max_num_queries, count):
    batch = open_import(
        bank=BankFactory(),
        data=workbook(*[[f"第{number}题", *ROW[1:]] for number in range(count)]),
        filename="x.xlsx",
        actor=writer,
        now=NOW,
    )
    with django_assert_max_num_queries(45):
        confirm_import(batch=batch, actor=writer, now=NOW)
    assert Tag.items.through.objects.count() == 2 * count
