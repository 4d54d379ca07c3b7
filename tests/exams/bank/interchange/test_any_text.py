"""Whatever a file holds: readers never crash, are quick, and every place that they name is one of the text's own."""

import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exams.bank.interchange.html import from_html
from exams.bank.interchange.mapping import give_body
from exams.bank.interchange.parsing import LIMITS, FileRefused
from exams.bank.interchange.registry import FORMATS
from exams.bank.interchange.wire import batch_from_json, batch_to_json
from exams.bank.item_types.text import plain_text

TEXT_FORMATS = [name for name, found in FORMATS.items() if found.is_text]
PIECES = st.sampled_from(
    [
        *(
            "一、单选题（每题 1 分）",
            "二、判断题",
            "三、填空题：",
            "四、简答题",
            "五、案例分析题",
            "案例一：",
            "参考答案",
            "问题：",
        ),
        *("1. ", "2、", "（3）", "4．", "5 ", "第6题", "（√）7. ", "1-5 ABCDA", "6.ABD 7.√ 8.×", "一、单选题 1.A 2.B"),
        *("A. 甲", "B、乙", "（C）丙", "D．丁", "Ａ．甲　Ｂ．乙", "A.甲 B.乙 C.丙 D.丁", "E 戊"),
        *(
            "答案：B",
            "【答案】ABD",
            "参考答案：对",
            "答：",
            "【解析】因为",
            "解析：甲；",
            "难度：3",
            "知识点：考点一",
            "认知：理解",
        ),
        *(
            "（ B ）",
            "（    ）",
            "____",
            "【  】",
            "题干",
            "客户满意度",
            "。",
            "？",
            "\n",
            "\n\n",
            "\t",
            "　",
            "|a|b|",
            "|---|---|",
        ),
        *(
            "::T::",
            "[html]",
            "{=甲 ~乙}",
            "{T}",
            "{#3:1}",
            "{=a -> b =c -> d}",
            "{}",
            "{",
            "}",
            "// 注",
            "$CATEGORY: x",
            "\\=",
            "####",
        ),
        *(
            "ANSWER: A",
            "ANSWER:",
            "A) x",
            "**",
            "++",
            "{{1}}",
            "{{",
            "^{2}",
            "![图](0123456789abcdef.png)",
            "<b>",
            "</p>",
        ),
        *("schema: items/1\n", "bank: x\n", "items:\n", "- key: S-001\n", "  type: single_choice\n", "  stem: x\n"),
    ]
)
PAGES = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=40).map("".join)
# Pages of lines, which is what the layouts are made of.
LINED = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("\n".join)


@pytest.mark.parametrize("name", TEXT_FORMATS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(PAGES, LINED))
def test_any_text_gives_items_or_findings(name, text):
    try:
        batch = FORMATS[name].read(text.encode(errors="replace"), limits=LIMITS)
    except FileRefused:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n").count("\n") + 1
    for item in batch.items:
        give_body(item)
        assert item.body is not None or any(one.level == "error" for one in item.findings)
        assert item.source.strip()
    places = [item.place for item in batch.items]
    places += [one.place for one in batch.findings if one.place] + [
        one.place for i in batch.items for one in i.findings
    ]
    assert all(1 <= int(place.at) <= lines for place in places if place.kind == "line")
    assert batch_to_json(batch_from_json(batch_to_json(batch))) == batch_to_json(batch)


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(
        st.one_of(
            PIECES,
            st.sampled_from(
                ["<p>", "<table>", "<tr>", "<td>", "<li>", "<ul>", "</ul>", "<img src=x>", "<", "&lt;", "&nbsp;"]
            ),
            st.text(max_size=6),
        ),
        max_size=30,
    ).map("".join)
)
def test_any_html_becomes_text(text):
    converted = from_html(text)
    assert isinstance(plain_text(converted.text), str)


@settings(max_examples=80, deadline=None)
@given(data=st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest)))
@pytest.mark.parametrize("name", FORMATS)
def test_any_bytes_are_read_or_refused(name, data):
    found = FORMATS[name]
    assert found.sniff(data, "file") in {True, False}
    with suppress(FileRefused):
        found.read(data, limits=LIMITS)


LONG = [
    "(" * 20_000,
    "1-" * 10_000,
    "A" * 20_000,
    "A " * 20_000,
    "（ A" * 10_000,
    "答案：" + "A " * 10_000 + "x",
    "1. " + "____" * 5_000,
    "1-2 " + "A" * 20_000 + "甲",
    "1. 题（ ）\n" + "A.甲 B.乙 " * 4_000,
    " " * 40_000 + "x",
    "_" * 40_000,
    "参考" * 10_000 + "答案",
    "1. 题\n" * 1_500,
    "{" * 20_000,
    "{=a" + "~b" * 10_000 + "}",
    "::" * 10_000,
    "x{=" + "%" * 20_000 + "}",
    "<p>" * 10_000,
    "**" * 10_000,
]


@pytest.mark.parametrize("name", TEXT_FORMATS)
@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:8])
def test_no_text_takes_long(name, text):
    begun = time.process_time()
    try:
        batch = FORMATS[name].read(text.encode(), limits=LIMITS)
        for item in batch.items:
            give_body(item)
    except FileRefused:
        pass
    assert time.process_time() - begun < 10
