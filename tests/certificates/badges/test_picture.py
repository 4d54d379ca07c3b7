"""The badge's picture: what it says, for short, long and Latin titles."""

from io import BytesIO

import pytest
from defusedxml import ElementTree
from PIL import Image

from certificates.badges.picture import SIDE, BadgeText, _broken, badge_png, badge_svg

TITLES = [
    "客户服务改进",
    "A",
    "客户服务管理师（二级）",
    "投诉处理与服务补救的组织、流程与沟通技巧" * 6,
    "Customer Service " * 7,
]


def text_of(course):
    return BadgeText(title="培训合格证书", course=course, issuer="客户服务管理师学习与考试平台")


@pytest.mark.parametrize("course", TITLES)
def test_a_png_is_a_medal_on_nothing(course):
    image = Image.open(BytesIO(badge_png(text_of(course)))).convert("RGBA")
    assert image.size == (SIDE, SIDE)
    assert [image.getpixel(corner)[3] for corner in [(0, 0), (599, 0), (0, 599), (599, 599)]] == [0] * 4
    # The palette's nearest to opaque.
    assert image.getpixel((300, 520))[3] >= 250


def test_the_same_text_gives_the_same_bytes_and_another_one_others():
    assert (badge_png(text_of("甲")), badge_svg(text_of("甲"))) == (badge_png(text_of("甲")), badge_svg(text_of("甲")))
    assert badge_png(text_of("甲")) != badge_png(text_of("乙"))
    assert badge_svg(text_of("甲")) != badge_svg(text_of("乙"))


@pytest.mark.parametrize("course", [*TITLES, '<script>alert("1")</script>&'])
def test_an_svg_is_outlines_with_a_title_and_no_script(course):
    root = ElementTree.fromstring(badge_svg(text_of(course)))
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names == {"svg", "title", "circle", "path", "g"}
    assert root[0].text == f"{course} 培训合格证书"


def test_a_title_breaks_where_it_may():
    assert _broken("客户服务管理师（二级）", widest=400)[0] == ["客户服务管理师", "（二级）"]
    assert _broken("客户服务改进", widest=400)[0] == ["客户服务改进"]
    lines, size = _broken("投诉处理与服务补救的组织、流程与沟通技巧", widest=400)
    assert (len(lines), "".join(lines)) == (2, "投诉处理与服务补救的组织、流程与沟通技巧")
    assert not any(line.startswith("、") for line in lines)
    assert size >= 36


def test_a_character_that_no_type_has_leaves_its_place_out():
    assert badge_svg(text_of("甲\ue000")).count(b"<path transform") == badge_svg(text_of("甲")).count(
        b"<path transform"
    )


def test_a_title_that_no_even_width_breaks_as_well_stays_as_it_broke():
    title = "Customer internationalisation Service服务（（i服务改进 Customer改进"
    lines = _broken(title, widest=400)[0]
    assert (len(lines), "".join(lines).replace(" ", "")) == (3, title.replace(" ", ""))
