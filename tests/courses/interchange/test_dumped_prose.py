"""Hostile prose written back to files: it comes back as it was, or is refused."""

import json
import unicodedata

import pytest
import yaml
from django.utils.html import escape
from hypothesis import example, given
from hypothesis import strategies as st

from courses.interchange.markup import MarkupRefused, from_html, to_html
from courses.interchange.yaml_text import Prose, as_yaml
from courses.prose import read_paragraphs
from courses.services.publishing import Outcome
from tests.courses.interchange.dumps import blocks, written
from tests.courses.interchange.test_loader import edit, ids, lesson, run

pytestmark = pytest.mark.django_db


HOSTILE = [
    "“引号”与 \"直引号\" 和 'x'",
    "结尾的冒号:",
    "井号 # 不是注释",
    "- 像列表",
    "? 像键",
    "--- 像文档的开头",
    "...",
    "{花: 括号}, [方括号]",
    "& 锚 *星 !标 %百分 @在",
    "yes",
    "2026-11-20",
    "0.50",
    "~",
    "null",
    "反斜杠 \\n \\u4e00",
    "制\t表",
    "　　缩进的段落",
    "尾巴有空格 　",
    "零宽\u200b与\ufeff标记",
    "行\u2028分隔\x85符",
    "不换行\xa0空格",
    "表情 🙂 与 𠮷",
    "3 < 5 && 7 > 6 &amp; &#20;",
    "a<b>c",
    "1. 像编号",
    "> 像引用",
    "| 像表格",
    "[像](链接)",
    "控制\x01符",
    "**星星",
    "很" * 3000,
]


def test_hostile_prose_comes_back_or_is_refused(folder):
    """Each in a lesson of its own, in prose, bold, a line and a title: its file is loaded as the page, or stays as it was."""
    run(folder)
    before = folder.lesson(1).read_text()
    first = blocks(lesson(1))
    outcomes = {}
    for text in HOSTILE:
        body = json.loads(json.dumps(first))
        body[0]["value"]["text"] = f"<p>{escape(text)}</p><p><b>{escape(text)}</b></p>"
        body[5]["value"]["title"] = text[:100]
        edit(lesson(1), title=text.strip()[:100] or "课", body=body)
        report = written(folder, only="C000.1.1")
        if report.refused:
            outcomes[text] = "refused"
            assert folder.lesson(1).read_text() == before
        else:
            outcomes[text] = "written"
            assert ids(run(folder), Outcome.ADOPTED) == ["C000.1.1"], text
            before = folder.lesson(1).read_text()
    assert [text for text, outcome in outcomes.items() if outcome == "refused"] == [
        "- 像列表",
        "a<b>c",
        "1. 像编号",
        "> 像引用",
        "| 像表格",
        "[像](链接)",
        "**星星",
    ]


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.lists(st.tuples(st.booleans(), words), min_size=1, max_size=3), min_size=1, max_size=3))
@example([[(False, "*"), (True, "0")]])
def test_prose_means_the_same_after_its_way_through_a_file(paragraphs):
    html = "".join(
        f"<p>{''.join(f'<b>{escape(text)}</b>' if bold else escape(text) for bold, text in runs)}</p>"
        for runs in paragraphs
    )
    try:
        text = from_html(html)
        back = to_html(text)
    except MarkupRefused:
        return
    if read_paragraphs(back) != read_paragraphs(html):
        # What HTML forbids goes missing on the way: such a page is refused when the plan is read back.
        assert any(unicodedata.category(letter) == "Cc" for letter in html)


@given(st.dictionaries(st.sampled_from(["a", "b", "text"]), st.one_of(words, words.map(Prose), st.lists(words))))
def test_every_value_is_read_back_from_yaml_as_it_was(values):
    read = yaml.load(as_yaml(values), Loader=yaml.SafeLoader) if values else {}
    assert {key: value.rstrip("\n") if isinstance(value, str) else value for key, value in read.items()} == {
        key: value.rstrip("\n") if isinstance(value, str) else list(value) for key, value in values.items()
    }


@pytest.mark.parametrize("text", [" ", "\n ", "  乙\n甲"])
def test_prose_that_begins_with_a_space_keeps_it(text):
    assert yaml.load(as_yaml({"a": Prose(text)}), Loader=yaml.SafeLoader) == {"a": text}
