import hashlib
from collections import Counter
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from docx import Document
from wagtail.models import ModelLogEntry

from exams.bank.models import BankEvent, ItemMedia
from exams.bank.services import stored_body
from exams.papers.models import Paper, PaperItem
from exams.papers.services import PrintRefused, print_paper
from tests.accounts.uploads import png
from tests.factories.bank import BODIES, NOW, make_version
from tests.factories.papers import PaperFactory, make_draft, make_published
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

ASKED, EXPLAINED = "0123456789abcdef.png", "fedcba9876543210.png"


def taken(paper, kind="booklet", *, persona="paper_maker", file_format="docx", order=1, minutes=None):
    return print_paper(
        paper=paper,
        kind=kind,
        file_format=file_format,
        order=order,
        minutes=minutes,
        actor=make_persona(persona),
        now=NOW,
    )


def text_of(file):
    document = Document(BytesIO(file.data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.fixture
def illustrated(monkeypatch, tmp_path):
    """A draft whose item shows one picture in its stem and another in its explanation."""
    monkeypatch.setattr(ItemMedia._meta.get_field("file"), "storage", FileSystemStorage(location=tmp_path))
    body = {
        **BODIES["single_choice"],
        "stem": f"图中是什么？\n\n![图]({ASKED})",
        "explanation": f"见图。\n\n![图]({EXPLAINED})",
    }
    version = make_version(state="approved", body=stored_body("single_choice", body))
    for key in (ASKED, EXPLAINED):
        media = ItemMedia(bank=version.item.bank, key=key, width=8, height=8, added_by=version.author, added_at=NOW)
        media.file.save(key, ContentFile(png(8, 8)))
    paper = PaperFactory()
    PaperItem.objects.create(paper=paper, slot=1, version=version, marks=Decimal(100))
    return paper


def test_a_booklet_is_named_and_noted_with_its_trace():
    paper = make_published(form="A")

    file = taken(paper, minutes=90)

    assert file.filename == "客户服务改进 理论-A1-试卷.docx"
    assert "考试时间 90 分钟" in text_of(file)
    entry = ModelLogEntry.objects.get(action="papers.print")
    assert (entry.object_id, entry.user.username, entry.timestamp) == (str(paper.pk), "paper_maker", NOW)
    assert entry.data == {
        "document": "booklet",
        "format": "docx",
        "code": "A1",
        "sha256": hashlib.sha256(file.data).hexdigest(),
        "trace": file.trace,
    }
    footer = "".join(paragraph.text for paragraph in Document(BytesIO(file.data)).sections[0].footer.paragraphs)
    assert f"追踪码 {file.trace}" in footer
    assert f"卷面摘要 {paper.digest[:12]}" in footer
    assert list(BankEvent.objects.filter(act__in=["viewed", "exported"])) == []


def test_a_key_is_noted_as_seen_and_as_taken_out_of_its_bank():
    paper = make_published(item_types=("single_choice", "essay"))

    file = taken(paper, "key", order=3)

    assert file.filename == "客户服务改进 理论-A3-参考答案与评分标准.docx"
    assert "评分标准（共" in text_of(file)
    assert Counter(BankEvent.objects.values_list("act", flat=True)) == {"viewed": 2, "exported": 1}
    assert {event.details["place"] for event in BankEvent.objects.filter(act="viewed")} == {"print"}
    exported = BankEvent.objects.get(act="exported")
    assert (exported.details["format"], exported.details["items"], exported.details["trace"]) == (
        "marking_key",
        2,
        file.trace,
    )


def test_a_key_names_its_items():
    paper = make_draft(item_types=("single_choice",))
    version = paper.paper_items.get().version

    assert f"1．A　客户对企业的褒扬程度　{version.item.key} v1 · B-D-A-001" in text_of(taken(paper, "key"))


def test_a_key_is_refused_to_those_who_may_not_read_keys():
    paper = make_draft()

    with pytest.raises(PrintRefused):
        taken(paper, "key", persona="auditor")

    assert ModelLogEntry.objects.filter(action="papers.print").exists() is False
    assert BankEvent.objects.exists() is False


def test_an_empty_paper_is_not_printed():
    with pytest.raises(PrintRefused):
        taken(PaperFactory())

    assert ModelLogEntry.objects.filter(action="papers.print").exists() is False


def test_a_character_without_a_picture_stops_the_pdf_and_is_named():
    body = stored_body("true_false", {**BODIES["true_false"], "stem": "客户姓\U0002ebf0。"})
    paper = PaperFactory()
    version = make_version("true_false", state="approved", body=body)
    PaperItem.objects.create(paper=paper, slot=1, version=version, marks=Decimal(100))

    with pytest.raises(PrintRefused, match="\U0002ebf0"):
        taken(paper, file_format="pdf")

    assert ModelLogEntry.objects.filter(action="papers.print").exists() is False


def test_each_document_holds_the_pictures_that_its_reader_may_see(illustrated):
    shown = {kind: len(Document(BytesIO(taken(illustrated, kind).data)).inline_shapes) for kind in ("booklet", "key")}

    assert shown == {"booklet": 1, "key": 1}
    assert taken(illustrated, file_format="pdf").data.startswith(b"%PDF")


def test_a_lost_picture_stops_the_print_and_says_which_question(illustrated):
    ItemMedia.objects.filter(key=ASKED).delete()

    with pytest.raises(PrintRefused, match="1"):
        taken(illustrated)

    assert ModelLogEntry.objects.filter(action="papers.print").exists() is False


def test_the_same_paper_is_printed_in_the_same_order_again():
    paper = make_draft(item_types=("single_choice",) * 6)

    orders = [text_of(taken(Paper.objects.get(pk=paper.pk), order=order)) for order in (1, 2, 2)]

    assert orders[0] != orders[1] == orders[2]


@pytest.mark.parametrize("size", [1, 3])
def test_a_print_costs_the_same_whatever_the_paper_holds(size, django_assert_num_queries):
    paper = make_draft(item_types=("single_choice",) * (2 * size))
    actor = make_persona("paper_maker")
    actor.has_perm("bank.view_item")

    with django_assert_num_queries(11):
        print_paper(paper=paper, kind="key", file_format="docx", order=1, minutes=None, actor=actor, now=NOW)
