"""Lines that must fit, and paragraphs that must leave room."""

from decimal import Decimal

import pytest

from certificates.payload import ComponentScore
from certificates.rendering.certificate import render_certificate
from certificates.rendering.layouts import LAYOUT_CHOICES, LAYOUTS, POINTS_PER_MM, current_version
from courses.printing.fonts import measure
from tests.certificates.samples import VERIFY_URL, make_payload, text_of
from tests.factories.certificates import portrait_bytes

LAYOUT = LAYOUTS["completion", 1]
NAME = LAYOUT.lines["name"]


@pytest.mark.parametrize("name", ["张三", "欧阳·买买提", "阿卜杜拉"])
def test_a_short_name_has_its_full_size(name):
    assert NAME.fitted(name) == NAME.points


@pytest.mark.parametrize(
    "name",
    [
        "阿卜杜热合曼·买买提吐尔逊·玉素甫江",
        "Maximiliana Konstantinopoulou-Feather",
        "W" * 40,
        "国" * 60,
    ],
)
def test_a_long_name_shrinks_until_it_fits(name):
    points = NAME.fitted(name)
    em = measure(name, weight=NAME.weight)
    advance = Decimal(em.numerator) / Decimal(em.denominator) + NAME.letter_spacing * len(name)
    assert points < NAME.points
    assert points * advance <= NAME.width_mm * POINTS_PER_MM < (points + Decimal("0.1")) * advance


def test_an_empty_line_keeps_its_size():
    assert NAME.fitted("") == NAME.points


def test_long_titles_make_the_sentence_smaller():
    part = ComponentScore("理论知识", Decimal(80), Decimal(60))
    sizes = [
        LAYOUT.statement.fitted(make_payload(course_title=course, exam_title=course, components=parts))
        for course, parts in [
            ("客户服务改进", (part,)),
            ("客" * 60, (part,)),
            ("客" * 120, (part,)),
            ("客" * 120, (part,) * 3),
        ]
    ]
    assert sizes[0] == 15
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] >= Decimal("7.5")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: f"{layout.name}_{layout.version}")
def test_every_design_prints_name_number_and_what_it_is_not(layout):
    payload = make_payload(layout=layout.name, layout_version=layout.version)
    words = text_of(render_certificate(payload, photo=portrait_bytes(), verify_url=VERIFY_URL)).replace("\n", "")
    assert [word in words for word in ("张三", "PX26-000123-8M", "不是国家职业资格证书")] == [True] * 3


def test_every_layout_can_be_chosen_and_has_a_current_version():
    assert [name for name, _label in LAYOUT_CHOICES] == ["completion"]
    assert current_version("completion") == 2
    with pytest.raises(KeyError):
        current_version("unknown")
