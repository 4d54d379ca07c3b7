"""Booklet, answer sheet and key as they leave: what they say, in which order, and what they must not say."""

import re
from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from exams.papers.booklet.content import PrintedPaper
from exams.papers.booklet.keys import KeySection, key_sections
from exams.papers.booklet.printing import booklet_pdf, key_pdf, sheet_pdf
from exams.papers.booklet.word import BookletWord, KeyWord, SheetWord
from tests.exams.papers.booklet.samples import BODIES, CANARY, EVERY_TYPE, PICTURE, PICTURE_KEY, frozen, marked, printed

PICTURED = {
    **BODIES["single_choice"],
    "stem": f"看图。\n\n![满意度]({PICTURE_KEY})\n\n| 月 | 值 |\n|---|---|\n| 一 | 3 |",
}


@dataclass(frozen=True)
class Sample:
    """A paper of every type with canaries, and its documents."""

    paper: PrintedPaper
    sections: list[KeySection]
    booklet: bytes
    sheet: bytes
    key: bytes


@pytest.fixture(scope="module")
def sample():
    bodies = {item_type: marked(BODIES[item_type]) for item_type in EVERY_TYPE} | {"single_choice": marked(PICTURED)}
    paper = printed(frozen(**bodies), order=2, digest="", minutes=120)
    sections, pictures = key_sections(paper, {}), {PICTURE_KEY: PICTURE}
    return Sample(
        paper,
        sections,
        booklet_pdf(paper, pictures=pictures),
        sheet_pdf(paper),
        key_pdf(paper, sections, order="另行排定", pictures=pictures),
    )


def pages(pdf):
    """The text of each page without spaces and breaks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def words_of(docx):
    """Every text of a Word file with its head, foot and boxes, in the order of the file."""
    document = Document(BytesIO(docx))
    section = document.sections[0]
    parts = [section.header._element, document.element, section.footer._element]
    return "".join(text.text or "" for part in parts for text in part.iter(qn("w:t")))


def test_no_candidate_gets_a_key(sample):
    word = {
        "booklet": BookletWord(sample.paper, kind="试卷", pictures={}).write(),
        "sheet": SheetWord(sample.paper, kind="答题卡", pictures={}).write(),
    }

    assert CANARY not in "".join(pages(sample.booklet) + pages(sample.sheet))
    assert CANARY not in words_of(word["booklet"]) + words_of(word["sheet"])
    assert "".join(pages(sample.key)).count(CANARY) > 50


def test_the_booklet_holds_every_question_once_and_in_order(sample):
    text = "".join(pages(sample.booklet))

    found = re.findall(r"(?<!\d)(\d+)．第(\d+)题的题干。", text)

    assert found == [(question.number, str(question.item.slot)) for question in sample.paper.questions]
    headings = [text.index("".join(section.heading.split())) for section in sample.paper.sections]
    assert headings == sorted(headings)


def test_every_page_has_its_number_and_its_trace(sample):
    for pdf, name in ((sample.booklet, "试卷"), (sample.sheet, "答题卡"), (sample.key, "答案与评分标准")):
        texts = pages(pdf)
        for number, text in enumerate(texts, start=1):
            assert f"第{number}页共{len(texts)}页" in text
            assert "追踪码ACDEFGHJKM" in text
            assert f"理论卷B2{name}" in text
            assert "样卷未发布" in text


def test_the_first_page_has_the_sealed_edge_the_notices_and_the_scores(sample):
    first, *others = pages(sample.booklet)

    for word in (
        "姓名",
        "准考证号",
        "单位",
        "密",
        "封",
        "线",
        "注意事项",
        "题号",
        "总分",
        "阅卷人",
        "考试时间120分钟",
        "评卷人",
    ):
        assert word in first
    assert not any("密封线内请勿答题" in text for text in others)


def test_what_runs_on_says_so_on_the_next_page(sample):
    texts = pages(sample.booklet)
    starts = [{number for number, _slot in re.findall(r"(?<!\d)(\d+)．第(\d+)题的题干。", text)} for text in texts]
    notes = [re.findall(r"第(\d+)题（续）", text) for text in texts]

    assert any(notes)
    for page, found in enumerate(notes):
        assert len(found) <= 1
        assert all(number in set().union(*starts[:page]) - starts[page] for number in found)


def test_files_are_tagged_chinese_archival_and_bring_their_fonts(sample):
    for pdf in (sample.booklet, sample.sheet, sample.key):
        with pikepdf.open(BytesIO(pdf)) as document:
            assert document.Root.MarkInfo.Marked == True  # noqa: E712 -- a PDF boolean
            assert str(document.Root.Lang) == "zh-Hans"
            metadata = document.open_metadata()
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            fonts = [font for page in document.pages for font in page.Resources.Font.values()]
            assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)
            assert {round(float(page.MediaBox[3])) for page in document.pages} == {842}


def test_the_sheet_has_a_box_for_each_letter_and_each_digit(sample):
    text = "".join(pages(sample.sheet))

    assert "准考证号" in text
    assert "缺考标记" in text
    for section in sample.paper.sections:
        for line in section.chosen:
            assert f"{line.label}{''.join(line.letters)}" in text
    assert text.count("0123456789") == 0
    assert text.count("0" * 14) == 1


def test_the_key_says_answers_reasons_and_rubrics(sample):
    text = "".join(pages(sample.key))

    for section in sample.sections:
        for entry in section.entries:
            assert f"{entry.number}．{''.join(entry.answer.split())}" in text
    assert text.count("评分标准（共") == sum(
        len(entry.guides) for section in sample.sections for entry in section.entries
    )
    assert "仅供阅卷使用" in text


def test_a_published_paper_bears_no_mark_of_a_draft():
    paper = printed(frozen(("true_false",)))

    assert "样卷" not in "".join(pages(booklet_pdf(paper, pictures={})))
    assert "样卷" not in words_of(BookletWord(paper, kind="试卷", pictures={}).write())


def test_the_word_booklet_says_what_the_printed_one_says(sample):
    data = BookletWord(sample.paper, kind="试卷", pictures={PICTURE_KEY: PICTURE}).write()
    document, text = Document(BytesIO(data)), words_of(data)

    assert [number for number, _slot in re.findall(r"(?<!\d)(\d+)．第(\d+)题的题干。", text)] == [
        question.number for question in sample.paper.questions
    ]
    for word in (
        "样卷",
        "密封线内请勿答题",
        "注意事项",
        "追踪码 ACDEFGHJKM",
        *(one.heading for one in sample.paper.sections),
    ):
        assert word in text
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert len(document.inline_shapes) == 4
    assert [mark.text for mark in document.sections[0].footer._element.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    rules = [paragraph for paragraph in document.paragraphs if paragraph.text == "\t"]
    assert len(rules) == sum(one.lines for whole in sample.paper.questions for one in (whole, *whole.parts))
    assert data == BookletWord(sample.paper, kind="试卷", pictures={PICTURE_KEY: PICTURE}).write()


def test_the_word_key_and_sheet_say_what_the_printed_ones_say(sample):
    key = words_of(
        KeyWord(sample.paper, kind="答案", pictures={PICTURE_KEY: PICTURE}).write(sample.sections, order="另")
    )
    sheet = words_of(SheetWord(sample.paper, kind="答题卡", pictures={}).write())

    for section in sample.sections:
        for entry in section.entries:
            assert f"{entry.number}．{entry.answer}" in key
    assert key.count("评分标准（共") == sum(
        len(entry.guides) for section in sample.sections for entry in section.entries
    )
    for section in sample.paper.sections:
        for line in section.chosen:
            assert f"{line.label}　{' '.join(f'[{letter}]' for letter in line.letters)}" in sheet
