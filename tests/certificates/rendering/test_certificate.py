"""The printed certificate: words, fonts, one page, small, repeatable."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pikepdf
import pytest
from django.utils import translation

from certificates.payload import ComponentScore
from certificates.rendering.certificate import Verification, render_certificate
from certificates.rendering.drawing import seal_svg
from courses.printing.qr import qr_svg
from tests.certificates.samples import VERIFY_URL, fonts_of, make_payload, text_of
from tests.factories.certificates import portrait_bytes

NAMES = [
    ("张三", []),
    ("欧阳·买买提", []),
    ("𬭎㛃𠅤䶮𬘡", []),
    ("王𮧵", ["BabelStone-Han TrueType"]),
    ("Łukasz Żółć", ["Liberation-Serif-Bold TrueType"]),
    ("阿卜杜热合曼·买买提吐尔逊·玉素甫江", []),
    ("Maximiliana Konstantinopoulou-Feather", []),
]


def render(**changes):
    return render_certificate(make_payload(**changes), photo=portrait_bytes(), verify_url=VERIFY_URL)


@pytest.mark.parametrize(("name", "more_fonts"), NAMES)
def test_name_and_number_are_printed_in_the_chain_alone(name, more_fonts):
    pdf = render(name=name)
    lines = text_of(pdf).splitlines()
    assert name in lines
    assert "PX26-000123-8M" in lines
    assert fonts_of(pdf) == {"Noto-Serif-CJK-SC TrueType", "Noto-Serif-CJK-SC-Bold TrueType", *more_fonts}
    assert len(pdf) < 250_000


def test_everything_that_was_frozen_is_on_one_page():
    pdf = render(
        components=(
            ComponentScore("理论知识", Decimal("86.50"), Decimal("60.00")),
            ComponentScore("操作技能", Decimal("78.00"), Decimal("60.00")),
            ComponentScore("综合评审", Decimal("91.25"), Decimal("65.00")),
        ),
        expires_on=date(2029, 11, 23),
        course_title="客" * 120,
        exam_title="户" * 120,
    )
    words = text_of(pdf).replace("\n", "")
    for expected in [
        "培训合格证书",
        "修满 40 学时",
        "理论知识86.560操作技能7860综合评审91.2565",
        "至 2029 年 11 月 23 日",
        "2026 年 11 月 24 日",
        "客户服务管理师学习与考试平台",
        "kefu.example.cn/verify/",
        "JEF0SVNZZ8A2YCEB5CAZQNVNAA",
        "不是国家职业资格证书，也不是职业技能等级证书",
        "客" * 40,
    ]:
        assert expected in words
    with pikepdf.open(BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert [round(float(side)) for side in document.pages[0].mediabox] == [0, 0, 842, 595]


def test_study_hours_are_left_out_where_there_are_none():
    assert "学时" not in text_of(render(hours=0))


def test_same_certificate_gives_the_same_bytes_in_any_language():
    first = render()
    render(name="李四")
    with translation.override("en"):
        assert render() == first


def test_pictures_have_words_and_the_table_has_headers():
    with pikepdf.open(BytesIO(render())) as document:
        alternatives = {str(one.Alt) for one in structure(document.Root.StructTreeRoot) if "/Alt" in one}
        kinds = [str(one.S) for one in structure(document.Root.StructTreeRoot) if "/S" in one]
    assert alternatives == {"持证人照片", "客户服务管理师学习与考试平台印章", f"查验二维码：{VERIFY_URL}"}
    assert (kinds.count("/H1"), kinds.count("/Table"), kinds.count("/TH")) == (1, 1, 4)


def structure(node):
    yield node
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from structure(child)


def test_a_name_is_text_and_never_markup():
    assert "<b>三</b>&" in text_of(render(name="<b>三</b>&")).splitlines()


def test_address_is_spoken_without_scheme_and_code():
    spoken = Verification("https://kefu.example.cn/verify/ABCDEFGHJK/")
    assert (spoken.address, spoken.groups) == ("kefu.example.cn/verify/", ["ABCD", "EFGH", "JK"])


def test_seal_is_drawn_as_outlines_of_single_turned_characters():
    seal = seal_svg("学习平台")
    assert seal.count("rotate(") == 4
    assert "<text" not in seal
    assert seal.count("<path") == 4 + 1 + 7


def test_qr_code_is_one_path():
    assert qr_svg(VERIFY_URL).count("<path") == 1
