"""Word: pictures, tables, marks, and the numbers that Word adds by itself."""

from io import BytesIO

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from exams.bank.item_types.text import picture_key
from tests.exams.bank.interchange.files import docx, png, saved
from tests.exams.bank.interchange.test_examiner_text import read, summary


def items(data):
    return [summary(item) for item in read(data, "docx").items]


def numbered(document, *texts, form="decimal", pattern="%1."):
    """Paragraphs of a list of their own."""
    root = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{900 + len(root)}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
    )
    root.insert(0, abstract)
    number = root.add_num(abstract.get(qn("w:abstractNumId")))
    return lambda text: in_list(document, text, number.numId)


def in_list(document, text, number_id):
    paragraph = document.add_paragraph(text)
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number_id
    properties.get_or_add_ilvl().val = 0


def restart(document, number_id):
    """Another list of the same look that begins at 1 again."""
    root = document.part.numbering_part.element
    old = next(num for num in root.num_lst if num.numId == number_id)
    new = root.add_num(old.abstractNumId.val)
    new.add_lvlOverride(0).add_startOverride(1)
    return new.numId


def test_paragraphs_read_like_text():
    data = docx("一、单选题", "1. 题干（  ）", "A. 甲", "B. 乙", "C. 丙", "答案：C", "解析：因为丙。")

    assert items(data) == [
        {"line": 2, "choice": "题干（　　）", "options": ["甲", "乙", "丙"], "key": "C", "explanation": "因为丙。"}
    ]


def test_numbers_and_letters_of_lists_are_put_back():
    document = Document()
    document.add_paragraph("一、单选题")
    question = numbered(document)
    option = numbered(document, form="upperLetter", pattern="%1．")
    question("第一题（ ）")
    for text in ("甲", "乙", "丙"):
        option(text)
    document.add_paragraph("答案：A")
    question("第二题（ ）")
    # Word begins the letters again by an override of the same list.
    again = restart(document, document.paragraphs[2]._p.pPr.numPr.numId.val)
    for text in ("丁", "戊", "己"):
        in_list(document, text, again)
    document.add_paragraph("答案：B")

    assert items(saved(document)) == [
        {"line": 2, "choice": "第一题（　　）", "options": ["甲", "乙", "丙"], "key": "A"},
        {"line": 7, "choice": "第二题（　　）", "options": ["丁", "戊", "己"], "key": "B"},
    ]


def test_chinese_numbers_of_headings_are_put_back():
    document = Document()
    heading = numbered(document, form="chineseCounting", pattern="%1、")
    heading("判断题")
    document.add_paragraph("1. 甲。（√）")
    heading("填空题")
    document.add_paragraph("1. 甲是____。")
    document.add_paragraph("答案：乙")

    assert items(saved(document)) == [
        {"line": 2, "statement": "甲。", "holds": True},
        {"line": 4, "blanks": "甲是{{1}}。", "accepted": [["乙"]]},
    ]


def test_marks_are_kept_where_they_mean_something():
    def fill(document):
        stem = document.add_paragraph()
        stem.add_run("1. ").bold = True
        stem.add_run("下列")
        stem.add_run("不正确").bold = True
        stem.add_run("的是：H")
        stem.add_run("2").font.subscript = True
        stem.add_run("O 与 x")
        stem.add_run("2").font.superscript = True
        stem.add_run("，")
        stem.add_run("重点").underline = True
        for letter, text in zip("ABC", "甲乙丙", strict=True):
            option = document.add_paragraph()
            option.add_run(f"{letter}. ").bold = True
            option.add_run(text)
        key = document.add_paragraph()
        key.add_run("答案：A").bold = True

    assert items(docx(fill)) == [
        {
            "line": 1,
            "choice": "下列**不正确**的是：H_{2}O 与 x^{2}，++重点++",
            "options": ["甲", "乙", "丙"],
            "key": "A",
        }
    ]


def test_underlined_spaces_are_a_blank():
    def fill(document):
        paragraph = document.add_paragraph("1. 逆向指标是")
        paragraph.add_run("          ").underline = True
        paragraph.add_run("。")

    assert items(docx("填空题", fill, "答案：抱怨率")) == [
        {"line": 2, "blanks": "逆向指标是{{1}}。", "accepted": [["抱怨率"]]}
    ]


def test_soft_breaks_part_lines():
    data = docx("1. 题干（ ）\nA. 甲\nB. 乙\nC. 丙\n答案：B")

    assert items(data) == [{"line": 1, "choice": "题干（　　）", "options": ["甲", "乙", "丙"], "key": "B"}]


def test_a_picture_comes_along_under_the_key_of_its_bytes():
    def fill(document):
        paragraph = document.add_paragraph("1. 图中是（ ）")
        paragraph.add_run().add_picture(BytesIO(png()))
        shape = document.inline_shapes[0]
        shape._inline.docPr.set("descr", "红色的方块")

    batch = read(docx(fill, "A. 红", "B. 绿", "C. 蓝", "答案：A"), "docx")

    key = picture_key(png())
    assert batch.items[0].question.stem == f"图中是（　　）![红色的方块]({key})"
    assert batch.pictures == {key: png()}
    assert batch.items[0].findings == []


def test_a_picture_without_words_asks_for_them():
    def fill(document):
        document.add_paragraph("1. 图（ ）").add_run().add_picture(BytesIO(png()))

    item = read(docx(fill, "A. 红", "B. 绿", "C. 蓝", "答案：A"), "docx").items[0]

    assert [(one.level, one.code) for one in item.findings] == [("warning", "picture_without_words")]


def test_a_linked_picture_is_an_error_of_its_item():
    def fill(document):
        document.add_paragraph("1. 图（ ）").add_run().add_picture(BytesIO(png()))
        for blip in document.element.body.iter(qn("a:blip")):
            del blip.attrib[qn("r:embed")]
            blip.set(qn("r:link"), "rId999")

    item = read(docx(fill, "A. 红", "B. 绿", "C. 蓝", "答案：A", "2. 对（√）"), "docx").items[0]

    assert [(one.level, one.code, one.place.at) for one in item.findings] == [("error", "not_kept", "1")]


def test_a_table_of_words_is_a_table_of_the_item():
    def fill(document):
        table = document.add_table(2, 2)
        for place, text in enumerate(["月份", "人数", "5 月", "20"]):
            table.cell(place // 2, place % 2).text = text

    assert items(docx("1. 看表回答。", fill, "答：二十")) == [
        {
            "line": 1,
            "open": "看表回答。\n\n| 月份 | 人数 |\n| --- | --- |\n| 5 月 | 20 |",
            "model": "二十",
        }
    ]


def test_a_table_that_only_lays_out_options_is_none():
    def fill(document):
        table = document.add_table(2, 2)
        for place, text in enumerate(["A. 甲", "B. 乙", "C. 丙", "D. 丁"]):
            table.cell(place // 2, place % 2).text = text

    assert items(docx("1. 选（ ）", fill, "答案：D")) == [
        {"line": 1, "choice": "选（　　）", "options": ["甲", "乙", "丙", "丁"], "key": "D"}
    ]


def test_a_formula_is_read_as_text_and_named():
    def fill(document):
        paragraph = document.add_paragraph("1. 回头率等于")
        paragraph._p.append(parse_xml(f"<m:oMath {nsdecls('m')}><m:r><m:t>a÷b</m:t></m:r></m:oMath>"))

    item = read(docx(fill, "A. 甲", "B. 乙", "C. 丙", "答案：A"), "docx").items[0]

    assert item.question.stem == "回头率等于a÷b"
    assert [(one.level, one.code) for one in item.findings] == [("warning", "not_kept")]


def test_deleted_text_of_tracked_changes_is_gone_and_inserted_text_stays():
    def fill(document):
        paragraph = document.add_paragraph("1. ")
        for tag, text in (("del", "旧"), ("ins", "新")):
            kind = "delText" if tag == "del" else "t"
            paragraph._p.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r><w:{kind}>{text}</w:{kind}></w:r></w:{tag}>"))

    assert items(docx(fill, "答案：对"))[0]["statement"] == "新"


def test_mended_text_is_read_as_text():
    item = read(docx("1. 题（ ）", "A. 甲", "B. 乙", "C. 丙", "答案：D"), "docx").items[0]

    assert (item.source_format, item.source) == ("chinese_text", "1. 题（ ）\nA. 甲\nB. 乙\nC. 丙\n答案：D")
