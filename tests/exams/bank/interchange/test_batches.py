"""The life of an import: nothing in the bank before it is confirmed, and nothing twice."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from exams.bank.interchange.batches import (
    Change,
    NothingToCreate,
    amend_import,
    check_source,
    checked_rows,
    confirm_import,
    draft_of,
    open_import,
)
from exams.bank.interchange.checking import Defaults
from exams.bank.interchange.mapping import NO_EXPLANATION
from exams.bank.interchange.parsing import FileRefused
from exams.bank.models import ImportBatch, ImportPicture, Item, ItemMedia, ItemVersion
from exams.bank.pictures import normalise_picture
from exams.bank.services.sketches import keep_sketch
from tests.exams.bank.interchange.files import docx, png
from tests.factories.bank import BankFactory, UserFactory, make_point, make_version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
PAGE = """一、单选题
1. 衡量褒扬程度的是（ ）
A. 知名度
B. 美誉度
C. 回头率
答案：B
解析：美誉度是褒扬程度。
难度：4
知识点：鉴定点A1
认知：应用
2. 答案写错了（ ）
A. 甲
B. 乙
C. 丙
答案：D
二、判断题
1. 抱怨率是逆向指标。（√）
"""


@pytest.fixture
def bank():
    bank = BankFactory()
    make_point(bank.chapter, 1)
    make_point(bank.chapter, 2)
    return bank


@pytest.fixture
def writer():
    return UserFactory(username="writer")


def opened(bank, writer, text=PAGE, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return open_import(bank=bank, data=data, actor=writer, now=NOW, **options)


def verdicts(batch):
    return [
        (one.verdict, one.row.is_taken, one.is_ready, [each.code for each in one.remarks])
        for one in checked_rows(batch)
    ]


def refreshed(batch):
    return ImportBatch.objects.select_related("bank__chapter").get(pk=batch.pk)


def test_a_dry_run_creates_nothing(bank, writer):
    batch = opened(bank, writer)

    assert verdicts(batch) == [
        (None, True, True, []),
        ("error", True, False, ["no_such_option"]),
        ("warning", True, False, ["no_explanation"]),
    ]
    assert (batch.format, batch.actor, batch.confirmed_at) == ("chinese_text", writer, None)
    assert (Item.objects.count(), ItemVersion.objects.count(), ItemMedia.objects.count()) == (0, 0, 0)


def test_what_is_confirmed_becomes_drafts_with_all_that_was_said(bank, writer):
    batch = opened(bank, writer)
    point = make_point(bank.chapter, 2)
    amend_import(batch=batch, changes={}, defaults=Defaults(point.pk, 2, "analyse"))

    created = confirm_import(batch=batch, actor=writer, now=NOW)

    assert created == ["S-001", "T-001"]
    rows = ItemVersion.objects.values_list(
        "item__key", "item__item_type", "state", "author__username", "point__code", "difficulty", "cognitive", "number"
    )
    assert set(rows) == {
        ("S-001", "single_choice", "draft", "writer", "B-D-A-001", 4, "apply", 1),
        ("T-001", "true_false", "draft", "writer", "B-D-A-002", 2, "analyse", 1),
    }
    first, second = ItemVersion.objects.order_by("item__key")
    assert first.body["explanation"] == "美誉度是褒扬程度。"
    assert second.body == {"stem": "抱怨率是逆向指标。", "answer": True, "explanation": NO_EXPLANATION}
    assert (first.stem_text, len(first.body_sha256)) == ("衡量褒扬程度的是（　　）".replace("　　", " "), 64)


def test_a_second_confirmation_creates_nothing(bank, writer):
    batch = opened(bank, writer)
    amend_import(batch=batch, changes={}, defaults=Defaults(make_point(bank.chapter).pk))
    confirm_import(batch=batch, actor=writer, now=NOW)

    again = confirm_import(batch=batch, actor=writer, now=NOW + timedelta(minutes=1))

    assert again == ["S-001", "T-001"]
    assert ItemVersion.objects.count() == 2
    assert refreshed(batch).confirmed_at == NOW


def test_a_confirmed_import_no_longer_changes(bank, writer):
    batch = opened(bank, writer)
    amend_import(batch=batch, changes={}, defaults=Defaults(make_point(bank.chapter).pk))
    confirm_import(batch=batch, actor=writer, now=NOW)
    before = refreshed(batch).payload

    assert not amend_import(batch=batch, changes={1: Change(source="别的")}, defaults=Defaults())
    assert refreshed(batch).payload == before


def test_what_could_not_be_created_goes_on_in_an_import_of_its_own(bank, writer):
    batch = opened(bank, writer)
    amend_import(batch=batch, changes={}, defaults=Defaults(make_point(bank.chapter).pk))
    confirm_import(batch=batch, actor=writer, now=NOW)

    draft = draft_of(refreshed(batch))
    rest = ImportBatch.objects.get(pk=draft.rest)
    assert draft.rest_count == 1
    assert [row.item.place.at for row in draft_of(rest).rows] == ["11"]
    assert (rest.actor, rest.confirmed_at) == (writer, None)


def test_without_anything_ready_nothing_is_confirmed(bank, writer):
    batch = opened(bank, writer, "1. 题（ ）\nA. 甲\nB. 乙\nC. 丙\n答案：D")

    with pytest.raises(NothingToCreate):
        confirm_import(batch=batch, actor=writer, now=NOW)
    assert refreshed(batch).confirmed_at is None
    assert ImportBatch.objects.count() == 1


def test_a_mended_text_is_read_again(bank, writer):
    batch = opened(bank, writer)
    source = draft_of(batch).rows[1].item.source

    is_reread = amend_import(
        batch=batch, changes={2: Change(source=source.replace("答案：D", "答案：C"), difficulty=5)}, defaults=Defaults()
    )

    row = checked_rows(refreshed(batch))[1]
    assert is_reread
    assert (row.verdict, row.difficulty, row.item.place.at) == ("warning", 5, "11")
    assert [option["correct"] for option in row.body["options"]] == [False, False, True]


def test_the_same_text_with_other_line_ends_is_not_read_again(bank, writer):
    batch = opened(bank, writer)
    source = draft_of(batch).rows[0].item.source.replace("\n", "\r\n") + "\r\n"

    assert not amend_import(batch=batch, changes={1: Change(source=source)}, defaults=Defaults())


def test_one_text_may_become_two_items(bank, writer):
    batch = opened(bank, writer, "判断题\n1. 甲（√）\n乙（×）")
    source = draft_of(batch).rows[0].item.source.replace("乙", "2. 乙")

    amend_import(batch=batch, changes={1: Change(source=source)}, defaults=Defaults())

    assert [one.body["stem"] for one in checked_rows(refreshed(batch))] == ["甲", "乙"]


def test_a_text_that_no_longer_is_a_question_keeps_its_place(bank, writer):
    batch = opened(bank, writer)

    amend_import(batch=batch, changes={1: Change(source="")}, defaults=Defaults())

    assert verdicts(refreshed(batch))[0] == ("error", True, False, ["empty"])


def test_what_is_left_out_is_not_created(bank, writer):
    batch = opened(bank, writer)
    amend_import(
        batch=batch,
        changes={1: Change(is_taken=False), 2: Change(is_taken=False)},
        defaults=Defaults(make_point(bank.chapter).pk),
    )

    assert confirm_import(batch=batch, actor=writer, now=NOW) == ["T-001"]
    assert draft_of(refreshed(batch)).rest is None


def test_what_was_said_can_be_taken_back(bank, writer):
    batch = opened(bank, writer)
    amend_import(
        batch=batch, changes={1: Change(point="", difficulty=0, cognitive="")}, defaults=Defaults(None, 1, "remember")
    )

    row = checked_rows(refreshed(batch))[0]
    assert (row.point, row.difficulty, row.cognitive, row.lacks_point) == (None, 1, "remember", True)


def test_a_mended_text_may_be_looked_at_before_it_is_kept(bank, writer):
    batch = opened(bank, writer)
    draft = draft_of(batch)
    before = refreshed(batch).payload

    checked = check_source(
        draft.rows[1],
        bank=bank,
        source=draft.rows[1].item.source.replace("答案：D", "答案：A"),
        defaults=draft.defaults,
    )

    assert [one.verdict for one in checked] == ["warning"]
    assert refreshed(batch).payload == before


def test_items_that_the_bank_has_are_left_out_and_say_so(bank, writer):
    existing = make_version("true_false", bank=bank, key="T-007")
    keep_sketch(version=existing)
    stem = existing.body["stem"]
    batch = opened(bank, writer, f"判断题\n1. {stem}（×）\n2. {stem}（√）\n3. 新的一题（√）\n4. 新的一题。（√）\n")

    found = [
        (one.row.is_taken, [(twin.key, twin.index, twin.is_exact) for twin in one.row.twins])
        for one in checked_rows(batch)
    ]

    assert found == [
        (False, [("T-007", None, True)]),
        (True, [("T-007", None, False), ("", 0, False)]),
        (True, []),
        (False, [("", 2, True)]),
    ]


def test_a_point_may_be_named_by_code_id_or_title_and_else_is_named(bank, writer):
    names = ["B-D-A-001", "C000.1.1", "鉴定点A1", "B-D-A-001 随便什么", "没有的点"]
    text = "判断题\n" + "\n".join(f"{n}. 题目{n}（√）\n知识点：{name}" for n, name in enumerate(names, 1))

    checked = checked_rows(opened(bank, writer, text))

    assert [one.point and one.point.code for one in checked] == ["B-D-A-001"] * 4 + [None]
    assert [each.code for each in checked[4].remarks] == ["no_explanation", "unknown_point"]


def test_keys_of_a_file_are_kept_where_they_are_free(bank, writer):
    make_version("true_false", bank=bank, key="T-001")
    text = "判断题\n编号：T-001\n1. 甲乙（√）\n编号：T-009\n2. 丙丁（√）\n3. 戊己（√）"
    batch = opened(bank, writer, text)
    amend_import(batch=batch, changes={}, defaults=Defaults(make_point(bank.chapter).pk))

    assert confirm_import(batch=batch, actor=writer, now=NOW) == ["T-002", "T-009", "T-003"]


def with_picture(document):
    document.add_paragraph("1. 图中是（ ）").add_run().add_picture(BytesIO(png("blue")))


def test_a_picture_joins_the_bank_only_when_it_is_confirmed(bank, writer):
    batch = opened(bank, writer, docx(with_picture, "A. 红", "B. 蓝", "C. 绿", "答案：B", "2. 没有图（√）"))
    picture = normalise_picture(png("blue"))
    amend_import(batch=batch, changes={}, defaults=Defaults(make_point(bank.chapter).pk))

    assert ItemMedia.objects.count() == 0
    assert list(ImportPicture.objects.values_list("batch", "key")) == [(batch.pk, picture.key)]
    assert picture.key in checked_rows(refreshed(batch))[0].body["stem"]

    confirm_import(batch=batch, actor=writer, now=NOW)

    assert list(ItemMedia.objects.values_list("bank", "key")) == [(bank.pk, picture.key)]
    assert ImportPicture.objects.count() == 0
    assert picture.key in ItemVersion.objects.get(item__item_type="single_choice").body["stem"]


def test_a_picture_that_cannot_be_read_is_an_error_of_its_item(bank, writer):
    def fill(document):
        with_picture(document)
        part = next(rel.target_part for rel in document.part.rels.values() if "image" in rel.reltype)
        part._blob = b"\xd7\xcd\xc6\x9a" + b"\0" * 60

    batch = opened(bank, writer, docx(fill, "A. 红", "B. 蓝", "C. 绿", "答案：B"))

    checked = checked_rows(batch)[0]
    assert checked.verdict == "error"
    assert "WMF" in next(one.reason for one in checked.remarks if one.code == "picture_refused")


def test_imports_go_after_seven_days(bank, writer):
    old = opened(bank, writer)
    young = open_import(bank=bank, data=PAGE.encode(), actor=writer, now=NOW + timedelta(days=7))
    open_import(bank=bank, data=PAGE.encode(), actor=writer, now=NOW + timedelta(days=7, seconds=1))

    assert not ImportBatch.objects.filter(pk=old.pk).exists()
    assert ImportBatch.objects.filter(pk=young.pk).exists()


def test_a_file_without_a_question_is_refused_and_nothing_kept(bank, writer):
    with pytest.raises(FileRefused):
        opened(bank, writer, "你好")
    assert ImportBatch.objects.count() == 0
