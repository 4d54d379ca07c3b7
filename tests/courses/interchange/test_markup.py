import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.interchange.markup import MarkupRefused, check_plain, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("一段。", "<p>一段。</p>"),
        ("第一段。\n\n第二段。\n", "<p>第一段。</p><p>第二段。</p>"),
        ("他说**“满意”**是感受。", "<p>他说<b>“满意”</b>是感受。</p>"),
        ("**甲**和**乙**", "<p><b>甲</b>和<b>乙</b></p>"),
        ("一行\n接着写", "<p>一行接着写</p>"),
        ("NPS\nscore", "<p>NPS\nscore</p>"),
        ("3 < 5，A & B，2 * 3", "<p>3 &lt; 5，A &amp; B，2 * 3</p>"),
        ("&nbsp; 与 \\*", "<p>&amp;nbsp; 与 \\*</p>"),
    ],
)
def test_paragraphs_and_bold_become_html(text, html):
    assert to_html(text) == html


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("看<b>这里</b>", "“<b”：正文只能用段落和 **加粗**。"),
        ("<!-- x -->", "“<!”：正文只能用段落和 **加粗**。"),
        ("# 标题", "“#”：正文只能用段落和 **加粗**。"),
        ("前文\n- 一项", "“-”：正文只能用段落和 **加粗**。"),
        ("1. 一项", "“1.”：正文只能用段落和 **加粗**。"),
        ("见[这里](http://x)", "“](”：正文只能用段落和 **加粗**。"),
        ("`code`", "“`”：正文只能用段落和 **加粗**。"),
        ("**没有配对", "有一个 ** 在段内没有配对。"),
        ("**跨\n\n段**", "有一个 ** 在段内没有配对。"),
    ],
)
def test_other_markup_is_refused(text, reason):
    with pytest.raises(MarkupRefused) as refusal:
        to_html(text)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("text", ["两\n行", "**粗**"])
def test_plain_line_has_no_markup_at_all(text):
    with pytest.raises(MarkupRefused, match="一行普通文字"):
        check_plain(text)


@given(st.text())
def test_whatever_is_written_only_paragraphs_and_bold_come_out(text):
    try:
        html = to_html(text)
    except MarkupRefused:
        return
    assert set(re.findall(r"<[^>]*>", html)) <= {"<p>", "</p>", "<b>", "</b>"}
