"""QTI: every interaction that has a match here, in both spellings; and why the others are no items."""

from decimal import Decimal

import pytest

from exams.bank.interchange.mapping import without_placeholders
from exams.bank.item_types.questions import (
    Alternative,
    BlanksQuestion,
    CaseQuestion,
    ChoiceQuestion,
    MatchQuestion,
    NumberQuestion,
    OpenQuestion,
    OrderQuestion,
    StatementQuestion,
)
from tests.exams.bank.interchange.qti_items import MATCH, choices, codes, declared, in_version_3, item, mapped, read

PAIRS = (
    '<matchInteraction responseIdentifier="RESPONSE"><prompt>连线</prompt>'
    '<simpleMatchSet><simpleAssociableChoice identifier="L1" matchMax="1">甲</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="L2" matchMax="1">乙</simpleAssociableChoice></simpleMatchSet>'
    '<simpleMatchSet><simpleAssociableChoice identifier="R1" matchMax="2">一</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="R2" matchMax="2">二</simpleAssociableChoice></simpleMatchSet></matchInteraction>'
)
CASES = {
    "single": (
        item(f"<p>选<b>对</b>的</p>{choices('甲', '乙', '丙')}", declared("B")),
        ChoiceQuestion(
            stem="选**对**的",
            alternatives=(Alternative("甲", False), Alternative("乙", True), Alternative("丙", False)),
            is_multiple=False,
        ),
    ),
    "several": (
        item(choices("甲", "乙", "丙", "丁", prompt="选两个"), declared("A", "C", cardinality="multiple")),
        ChoiceQuestion(
            stem="选两个",
            alternatives=tuple(Alternative(text, text in "甲丙") for text in "甲乙丙丁"),
            is_multiple=True,
        ),
    ),
    "several by what they earn": (
        item(
            choices("甲", "乙", "丙", prompt="选"),
            declared(cardinality="multiple", mapping=mapped(A="1", B="1", C="-1")),
        ),
        ChoiceQuestion(
            stem="选", alternatives=tuple(Alternative(text, text in "甲乙") for text in "甲乙丙"), is_multiple=True
        ),
    ),
    "statement": (
        item(choices("True", "False", prompt="日出东方"), declared("A")),
        StatementQuestion(stem="日出东方", holds=True),
    ),
    "order": (
        item(choices("乙", "甲", kind="orderInteraction", prompt="排序"), declared("B", "A", cardinality="ordered")),
        OrderQuestion(stem="排序", sequence=("甲", "乙")),
    ),
    "pairs": (
        item(PAIRS, declared("L1 R2", "L2 R1", cardinality="multiple", base="directedPair")),
        MatchQuestion(stem="连线", pairs=(("甲", "二"), ("乙", "一"))),
    ),
    "groups": (
        item(PAIRS, declared("L1 R2", "L2 R2", cardinality="multiple", base="directedPair")),
        MatchQuestion(stem="连线", pairs=(("甲", "二"), ("乙", "二")), extras=("一",), is_reused=True),
    ),
    "words": (
        item(
            '<p>首都是<textEntryInteraction responseIdentifier="RESPONSE"/>。</p>',
            declared("北京", base="string", mapping=mapped(北京="1", 北京市="1", 平="0.5")),
        ),
        BlanksQuestion(stem="首都是{{1}}。", accepted=(("北京", "北京市"),)),
    ),
    "number": (
        item(
            '<p>完成率？</p><p><textEntryInteraction responseIdentifier="RESPONSE"/> <span class="unit">%</span></p>',
            declared("75", base="float"),
            after="<responseProcessing><responseCondition><responseIf>"
            '<equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="RESPONSE"/>'
            '<correct identifier="RESPONSE"/></equal></responseIf></responseCondition></responseProcessing>',
        ),
        NumberQuestion(stem="完成率？", value=Decimal(75), tolerance=Decimal("0.5"), unit="%"),
    ),
    "choice within a text": (
        item(
            '<p>首都是<inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="B">北京</inlineChoice>'
            '<inlineChoice identifier="S">上海</inlineChoice></inlineChoiceInteraction>。</p>',
            declared("B"),
        ),
        BlanksQuestion(stem="首都是{{1}}。\n\n可选词语：北京、上海", accepted=(("北京",),)),
    ),
    "words into gaps": (
        item(
            '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>填</prompt><gapText identifier="M">猫</gapText>'
            '<gapText identifier="S">鼠</gapText><p><gap identifier="G1"/>追<gap identifier="G2"/></p></gapMatchInteraction>',
            declared("M G1", "S G2", cardinality="multiple", base="directedPair"),
        ),
        BlanksQuestion(stem="填\n\n{{1}}追{{2}}\n\n可选词语：猫、鼠", accepted=(("猫",), ("鼠",))),
    ),
    "text": (
        item(
            '<p>论述</p><extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="20"/>'
            '<rubricBlock view="scorer"><p>要点齐全</p></rubricBlock>',
            declared(base="string"),
        ),
        OpenQuestion(stem="论述", guidance="要点齐全", is_long=True),
    ),
    "case": (
        item(
            "<p>材料</p>"
            + choices("甲", "乙", "丙", name="R1", prompt="一")
            + choices("对", "错", name="R2", prompt="二"),
            declared("A", name="R1"),
            declared("B", name="R2"),
        ),
        CaseQuestion(
            stem="材料",
            parts=(
                ChoiceQuestion(
                    stem="一",
                    alternatives=(Alternative("甲", True), Alternative("乙", False), Alternative("丙", False)),
                    is_multiple=False,
                ),
                StatementQuestion(stem="二", holds=False),
            ),
        ),
    ),
}


@pytest.mark.parametrize("spelling", [lambda text: text, in_version_3], ids=["QTI 2", "QTI 3"])
@pytest.mark.parametrize("name", CASES)
def test_an_item_of_every_kind_in_both_spellings(name, spelling):
    given, expected = CASES[name]
    found = read(spelling(given))

    assert codes(found, "error") == []
    assert without_placeholders(found.question) == expected


def test_feedback_explains_or_comments_on_a_choice():
    after = MATCH + (
        '<modalFeedback outcomeIdentifier="F" identifier="A" showHide="show"><p>甲不对</p></modalFeedback>'
        '<modalFeedback outcomeIdentifier="F" identifier="all" showHide="show"><p>因为乙</p></modalFeedback>'
    )
    found = read(item(f"<p>选</p>{choices('甲', '乙', '丙')}", declared("B"), after=after))

    assert found.question.general == "因为乙\n\nA：甲不对"
    assert codes(found) == ["qti_feedback", "feedback_moved"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (item('<p>点</p><hotspotInteraction responseIdentifier="R"/>'), "qti_interaction"),
        (item('<p>点</p><hottextInteraction responseIdentifier="R"/>'), "qti_interaction"),
        (item('<p>做</p><customInteraction responseIdentifier="R"/>'), "qti_interaction"),
        (item("<p>只有文字</p>"), "qti_nothing"),
        (item(f"<p>选</p>{choices('甲', '乙', '丙')}", declared()), "no_answer"),
        (item(choices("甲", "乙", "丙"), declared("A")), "no_stem"),
        (
            item(f'<p><textEntryInteraction responseIdentifier="R"/></p>{choices("甲", "乙", "丙")}', declared("A")),
            "qti_mixed",
        ),
        (item(f"<p>一</p>{choices('甲', '乙')}{choices('丙', '丁')}", declared("A")), "qti_mixed"),
        (
            item(
                f"<templateDeclaration/><p>选</p>{choices('甲', '乙', '丙')}", declared("A"), "<templateDeclaration/>"
            ),
            "qti_template",
        ),
        (
            item(PAIRS, declared("L1 R2", cardinality="multiple", base="directedPair")),
            "qti_pairs",
        ),
        (
            item(f'<p>看<img src="http://example.org/a.png" alt="图"/></p>{choices("甲", "乙", "丙")}', declared("A")),
            "lost",
        ),
    ],
)
def test_what_has_no_match_says_so_and_keeps_its_xml(text, code):
    found = read(text)

    assert code in codes(found, "error")
    if found.question is None:
        assert found.source_format == "qti"
        assert codes(read(found.source), "error") == codes(found, "error")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            item(
                choices("甲", "乙", "丙", prompt="选"),
                declared(cardinality="multiple", mapping=mapped(A="2", B="1", C="-1")),
            ),
            "weights",
        ),
        (
            item(
                choices("甲", "乙", "丙", prompt="选"),
                declared("A"),
                after="<responseProcessing><exitResponse/></responseProcessing>",
            ),
            "rules",
        ),
        (item(choices("甲", "乙", "丙", prompt="选"), declared("A"), head=' adaptive="true"'), "qti_adaptive"),
        (item(f"<p>x<math><mi>y</mi></math></p>{choices('甲', '乙', '丙')}", declared("A")), "qti_math"),
        (
            item(f"<p>选</p><feedbackBlock>好</feedbackBlock>{choices('甲', '乙', '丙')}", declared("A")),
            "qti_feedbackBlock",
        ),
    ],
)
def test_what_is_not_kept_is_named(text, code):
    assert code in codes(read(text))
