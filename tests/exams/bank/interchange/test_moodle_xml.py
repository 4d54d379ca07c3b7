"""Moodle XML: every type as the question that it is, and everything that has no place here named."""

from base64 import b64encode
from decimal import Decimal

import pytest

from exams.bank.interchange.mapping import give_body
from exams.bank.interchange.parsing import LIMITS, FileRefused
from exams.bank.interchange.registry import FORMATS, recognise
from exams.bank.item_types.questions import (
    Alternative,
    BlanksQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    StatementQuestion,
)
from exams.bank.item_types.text import picture_key
from tests.exams.bank.interchange.files import png

PICTURE = png()


def read(*questions):
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>\n"
    return FORMATS["moodle_xml"].read(text.encode(), limits=LIMITS)


def question(kind, stem="题干", inner="", files=""):
    text = f'<questiontext format="html"><text><![CDATA[{stem}]]></text>{files}</questiontext>'
    return f'<question type="{kind}">{text}{inner}</question>'


def answer(text, fraction, feedback=""):
    said = f'<feedback format="html"><text>{feedback}</text></feedback>' if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{said}</answer>'


def one(*args, **kwargs):
    [item] = read(question(*args, **kwargs)).items
    return item


def codes(item, level="warning"):
    return [found.code for found in item.findings if found.level == level and found.code != "no_explanation"]


CHOICES = answer("甲", 100) + answer("乙", 0) + answer("丙", 0)
SEVERAL = answer("甲", 50) + answer("乙", 50) + answer("丙", -50) + answer("丁", -50)
CASES = {
    "single": (
        ("multichoice", "<p>选<b>对</b>的&nbsp;（　　）</p>", f"<single>true</single>{CHOICES}"),
        ChoiceQuestion(
            stem="选**对**的 （　　）",
            alternatives=(Alternative("甲", True), Alternative("乙", False), Alternative("丙", False)),
            is_multiple=False,
        ),
    ),
    "several": (
        ("multichoice", "选两个", f"<single>false</single>{SEVERAL}"),
        ChoiceQuestion(
            stem="选两个",
            alternatives=tuple(Alternative(text, text in "甲乙") for text in "甲乙丙丁"),
            is_multiple=True,
        ),
    ),
    "statement": (
        ("truefalse", "日出东方", answer("true", 100) + answer("false", 0)),
        StatementQuestion(stem="日出东方", holds=True),
    ),
    "false statement": (
        ("truefalse", "日出西方", answer("true", 0) + answer("false", 100)),
        StatementQuestion(stem="日出西方", holds=False),
    ),
    "short answer": (
        ("shortanswer", "逆向指标是____。", answer("抱怨率", 100) + answer("客户抱怨率", 100)),
        BlanksQuestion(stem="逆向指标是{{1}}。", accepted=(("抱怨率", "客户抱怨率"),)),
    ),
    "short answer without a line": (
        ("shortanswer", "哪个是逆向指标？", answer("抱怨率", 100)),
        BlanksQuestion(stem="哪个是逆向指标？ {{1}}", accepted=(("抱怨率",),)),
    ),
    "number": (
        (
            "numerical",
            "完成率？",
            (
                '<answer fraction="100"><text>75</text><tolerance>0.5</tolerance></answer><units>'
                "<unit><multiplier>1</multiplier><unit_name>%</unit_name></unit></units>"
            ),
        ),
        NumberQuestion(stem="完成率？", value=Decimal(75), tolerance=Decimal("0.5"), unit="%"),
    ),
    "matching": (
        (
            "matching",
            "连线",
            "".join(
                f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'
                for left, right in (("甲", "一"), ("乙", "二"), ("", "三"))
            ),
        ),
        MatchQuestion(stem="连线", pairs=(("甲", "一"), ("乙", "二")), extras=("三",)),
    ),
    "ordering": (
        ("ordering", "排序", answer("先", "1.0") + answer("后", "2.0")),
        OrderQuestion(stem="排序", sequence=("先", "后")),
    ),
    "essay": (
        (
            "essay",
            "论述",
            "<responsefieldlines>15</responsefieldlines><graderinfo format='html'><text><![CDATA[<p>要点齐全</p>]]></text></graderinfo>",
        ),
        OpenQuestion(stem="论述", guidance="要点齐全", is_long=True),
    ),
    "short essay": (
        (
            "essay",
            "简述",
            "<responsefieldlines>5</responsefieldlines><graderinfo format='html'><text><![CDATA[<p><b>参考答案</b></p><p>一、二</p>]]></text></graderinfo>",
        ),
        OpenQuestion(stem="简述", model="一、二", is_long=False),
    ),
    "cloze": (
        ("cloze", r"<p>甲是{1:SHORTANSWER:=一\}号~=壹}，乙是{2:NUMERICAL:=3}。</p>"),
        BlanksQuestion(stem="甲是{{1}}，乙是{{2}}。", accepted=(("一}号", "壹"), ("3",))),
    ),
    "cloze with choices": (
        ("cloze", "{1:MULTICHOICE:甲#错~=乙}是它，{1:MC:=丙~丁}也是。"),
        BlanksQuestion(
            stem="{{1}}是它，{{2}}也是。\n\n可选词语：（1）甲、乙；（2）丙、丁", accepted=(("乙",), ("丙",))
        ),
    ),
    "dragged words": (
        (
            "ddwtos",
            "<p>[[2]]追[[1]]</p>",
            "".join(f"<dragbox><text>{text}</text><group>1</group></dragbox>" for text in "鼠猫"),
        ),
        BlanksQuestion(stem="{{1}}追{{2}}\n\n可选词语：鼠、猫", accepted=(("猫",), ("鼠",))),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_question_of_every_type(name):
    given, expected = CASES[name]
    item = one(*given)

    found = item.question
    assert type(found)(**{**vars(found), "general": ""}) == expected
    assert codes(item, "error") in ([], ["no_type"])


def test_the_explanation_and_comments_on_answers_are_kept():
    inner = f"<generalfeedback format='html'><text>因为甲。</text></generalfeedback>{answer('甲', 100, '对了')}{answer('乙', 0)}{answer('丙', 0)}"
    item = one("multichoice", inner=inner)

    assert item.question.general == "因为甲。\n\nA：对了"
    assert codes(item) == ["feedback_moved"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("multichoice", "题", f"<single>false</single>{answer('甲', 70)}{answer('乙', 30)}"), "weights"),
        (("shortanswer", "题", answer("甲", 100) + answer("乙", 50)), "weights"),
        (("shortanswer", "题", f"{answer('甲', 100)}<usecase>1</usecase>"), "case"),
        (("shortanswer", "题", answer("甲*", 100)), "wildcard"),
        (("essay", "题", "<attachments>2</attachments>"), "attachments"),
        (
            ("essay", "题", "<responsetemplate format='html'><text>您好，</text></responsetemplate>"),
            "template",
        ),
        (("multichoice", "<i>斜体</i>", CHOICES), "lost"),
        (("cloze", "{1:SHORTANSWER_C:=甲~%50%乙}"), "case"),
    ],
)
def test_what_has_no_place_here_is_named(given, code):
    assert code in codes(one(*given))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("calculated", "算 {a}+{b}"), "no_type"),
        (("ddmarker", "拖"), "no_type"),
        (("multichoice", "题", answer("甲", 50) + answer("乙", 50)), "no_answer"),
        (("truefalse", "题", answer("也许", 100)), "no_answer"),
        (("numerical", "题", answer("很多", 100)), "no_answer"),
        (("cloze", "没有空"), "no_answer"),
        (("gapselect", "[[3]]"), "no_answer"),
        (("multichoice", " ", CHOICES), "no_stem"),
        (("multichoice", '<img src="@@PLUGINFILE@@/gone.png">题', CHOICES), "lost"),
        (("multichoice", '<img src="http://example.org/a.png">题', CHOICES), "lost"),
        (("multichoice", '<img src="@@PLUGINFILE@@/../../etc/passwd">题', CHOICES), "lost"),
    ],
)
def test_what_cannot_be_an_item_says_why_and_keeps_its_xml(given, code):
    item = one(*given)

    assert code in codes(item, "error")
    if item.question is None:
        assert item.source_format == "moodle_xml"
        [again] = FORMATS["moodle_xml"].read(item.source.encode(), limits=LIMITS).items
        assert codes(again, "error") == codes(item, "error")


@pytest.mark.parametrize("name", ["a b.png", "图.png"])
def test_embedded_pictures_are_kept_once_and_named_in_the_text(name):
    file = f'<file name="{name}" path="/" encoding="base64">{b64encode(PICTURE).decode()}</file>'
    stem = f'<p>看图<img src="@@PLUGINFILE@@/{name.replace(" ", "%20")}" alt="示意"></p>'
    batch = read(*[question("multichoice", stem, CHOICES, file)] * 2)

    key = picture_key(PICTURE)
    assert batch.pictures == {key: PICTURE}
    assert [item.question.stem for item in batch.items] == [f"看图![示意]({key})"] * 2


def test_a_picture_without_words_gets_one_to_be_replaced():
    file = f'<file name="a.png" encoding="base64">{b64encode(PICTURE).decode()}</file>'
    item = one("multichoice", '看<img src="@@PLUGINFILE@@/a.png">', CHOICES, file)

    assert item.question.stem == f"看![图]({picture_key(PICTURE)})"
    assert codes(item) == ["picture_without_words"]


def test_tags_and_ids_say_what_our_own_export_says():
    tags = "".join(
        f"<tag><text>{tag}</text></tag>"
        for tag in ("知识点:B-D-A-001", "条目:C000.1.1#1", "难度:4", "认知:分析", "旧题")
    )
    item = one("multichoice", inner=f"{CHOICES}<idnumber>S-012</idnumber><tags>{tags}</tags>")

    assert (item.key, item.point, item.facts, item.difficulty, item.cognitive, item.tags) == (
        "S-012",
        "B-D-A-001",
        ("C000.1.1#1",),
        4,
        "analyse",
        ("旧题",),
    )


def test_what_stands_around_the_questions_is_named_once():
    category = '<question type="category"><category><text>$course$/top/一</text></category></question>'
    settings = (
        "<name><text>名</text></name><defaultgrade>2.0</defaultgrade><shuffleanswers>0</shuffleanswers>"
        "<correctfeedback><text>对</text></correctfeedback><hint><text>想</text></hint><hidden>1</hidden>"
    )
    batch = read(
        category, category, question("description", "<p>先看材料</p>"), *[question("multichoice", inner=settings)] * 2
    )

    assert [(found.code, found.words.get("count")) for found in batch.findings] == [
        ("description", None),
        ("category", 2),
        ("settings_titles", 2),
        ("settings_marks", 2),
        ("settings_feedback", 2),
        ("settings_hints", 2),
        ("settings_fixed", 2),
        ("settings_hidden", 2),
    ]
    assert [item.place.at for item in batch.items] == ["6", "7"]


def test_an_item_is_shown_as_examiners_write_it_and_reads_the_same_again():
    item = one("multichoice", "<p>第一段</p><p>第二段</p>", CHOICES)
    give_body(item)
    [again] = FORMATS[item.source_format].read(item.source.encode(), limits=LIMITS).items
    give_body(again)

    assert (item.source_format, again.body) == ("chinese_text", item.body)
    assert item.source.splitlines()[:2] == ["题型：单选题", "1. 第一段"]


def test_it_is_told_by_its_content_and_by_nothing_else():
    assert recognise(b"<?xml version='1.0'?><quiz></quiz>", "a.txt").name == "moodle_xml"
    with pytest.raises(FileRefused) as refused:
        FORMATS["moodle_xml"].read(b"<html><quiz/></html>", limits=LIMITS)
    assert refused.value.finding.code == "not_moodle"


def test_files_in_gb18030_are_read_right():
    text = (
        f'<?xml version="1.0" encoding="GB18030"?><quiz>{question("truefalse", "美誉度", answer("true", 100))}</quiz>'
    )
    [item] = FORMATS["moodle_xml"].read(text.encode("gb18030"), limits=LIMITS).items

    assert item.question.stem == "美誉度"
