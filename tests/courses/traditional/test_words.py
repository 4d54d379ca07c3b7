"""Words in traditional characters: the syllabus's own spelling, and OpenCC's slips corrected."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.traditional import interface_words, taught_words
from courses.traditional.words import overrides
from tests.architecture.tree import ROOT

CONTENT = ROOT / "content"


def titles_in_both(node):
    """(simplified, traditional) of every title that the syllabus has in both."""
    if isinstance(node, dict):
        if "title_zh_hant" in node:
            yield node["title"], node["title_zh_hant"]
        for inner in node.values():
            yield from titles_in_both(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from titles_in_both(inner)


SYLLABUS = yaml.load((CONTENT / "syllabus.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
TITLES = list(titles_in_both(SYLLABUS["courses"]))


def test_every_title_reads_as_the_syllabus_has_it():
    assert len(TITLES) == 112
    assert {title: taught_words(title) for title, wanted in TITLES if taught_words(title) != wanted} == {}


def test_the_published_titles_of_the_third_course_do_too():
    """A section's name is the syllabus's title; a lesson's is the same without its number."""
    wanted = dict(TITLES)
    published = []
    for path in sorted((CONTENT / "courses/C003").glob("*/lessons/*.yaml")):
        lesson = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        published += [name for name in (lesson["section"], lesson["title"]) if name in wanted]
    assert len(published) > 20
    assert {name: taught_words(name) for name in published if taught_words(name) != wanted[name]} == {}


def test_nothing_of_the_third_course_reads_as_the_errata_forbid():
    for path in (CONTENT / "courses/C003").rglob("*.yaml"):
        text = taught_words(path.read_text(encoding="utf-8"))
        assert re.findall(r"關系|[\u4e00-\u9fff]\([a-zà-ǜ]+\)|發揮著的", text) == [], path


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("客户体验与信息技术", "客戶體驗與信息技術"),
        ("数据分析法、流程优化、技术支持", "數據分析法、流程優化、技術支持"),
        ("多半只提建议，是只考不教", "多半只提建議，是只考不教"),
        ("那只风机，一只货柜", "那隻風機，一隻貨櫃"),
        ("题干写明了按本章口径", "題幹寫明了按本章口徑"),
        ("往深里加，往宽里加；价格里、公里外", "往深裡加，往寬裡加；價格裡、公里外"),
        ("当面发卷，填写复述单", "當面發卷，填寫複述單"),
        ("不肯签，先贴标签", "不肯簽，先貼標籤"),
        ("将尽快答复，两项冲突", "將儘快答覆，兩項衝突"),
        ("小郁听见郁诚说", "小郁聽見郁誠說"),
        ("发布、公布、分布", "發布、公布、分布"),
    ],
)
def test_content_keeps_its_words_and_takes_the_right_characters(simplified, traditional):
    assert taught_words(simplified) == traditional


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("登录", "登入"),
        ("退出登录", "登出"),
        ("用户名", "使用者名稱"),
        ("软件、网络、服务器与设备", "軟體、網路、伺服器與裝置"),
        ("已保存 %(time)s", "已儲存 %(time)s"),
        ("鉴定点代码", "鑑定點代碼"),
        ("提交审核，发布试卷", "提交審核，發布試卷"),
        ("准考证已换发", "准考證已換發"),
    ],
)
def test_the_interface_takes_the_words_of_software_too(simplified, traditional):
    assert interface_words(simplified) == traditional


def test_quotation_marks_are_corner_brackets_and_apostrophes_stay():
    assert taught_words("他说：“客户说‘不’。”") == "他說：「客戶說『不』。」"
    assert taught_words("“") == "「"
    assert taught_words("Kotler’s 模型") == "Kotler’s 模型"


@pytest.mark.parametrize("kind", ["characters", "interface"])
def test_every_word_of_ours_is_written_as_listed(kind):
    convert = taught_words if kind == "characters" else interface_words
    words = overrides()[kind]
    assert {word: convert(word) for word, wanted in words.items() if convert(word) != wanted} == {}


def test_words_of_software_stay_out_of_what_is_taught():
    assert {word for word in overrides()["interface"] if word in overrides()["characters"]} == set()
    assert taught_words("保存数据的文件") == "保存數據的文件"


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF, exclude_characters="“”‘’"), max_size=40))
def test_what_is_not_chinese_stays(text):
    assert taught_words(text) == text


@given(
    st.lists(st.sampled_from(["客户服务", "%(name)s", "{n}", "<b>", "&amp;", "只里发", "“”"]), max_size=12).map("".join)
)
def test_placeholders_and_markup_survive(text):
    kept = re.compile(r"%\(\w+\)s|\{\w+\}|<\w+>|&\w+;")
    assert kept.findall(interface_words(text)) == kept.findall(text)
