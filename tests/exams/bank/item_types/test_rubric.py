"""Rubrics: what they refuse, the exact credit of a judgement, and their way through plain text."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types.guidance import read_guidance, write_guidance
from exams.bank.item_types.rubric import NoSuchLevel, Rubric


def _criterion(points, *levels, name="观点"):
    return {"name": name, "points": points, "levels": [{"points": one, "text": f"{one} 分的表现"} for one in levels]}


def _parse(*criteria, **fields):
    return Rubric.model_validate({"criteria": criteria, **fields})


lines = st.text(st.sampled_from("甲乙丙a1 ，。（）-:"), min_size=1, max_size=12).filter(lambda text: text.strip())


@st.composite
def criteria(draw):
    points = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=5)), reverse=True)
    levels = [{"points": one, "text": draw(lines)} for one in (*points, 0)]
    return {"name": draw(lines), "points": points[0], "levels": levels}


rubrics = st.builds(
    lambda found, nothing: _parse(*found, no_credit=nothing),
    st.lists(criteria(), min_size=1, max_size=6),
    st.lists(lines, max_size=3),
)


@given(rubrics, st.data())
def test_a_judgement_earns_the_share_of_its_points(rubric, data):
    given_points = [data.draw(st.sampled_from([level.points for level in one.levels])) for one in rubric.criteria]

    credit = rubric.credit(given_points)

    assert type(credit) is Fraction
    assert credit == Fraction(sum(given_points), rubric.total)
    assert 0 <= credit <= 1
    assert (credit == 1) == (given_points == [one.points for one in rubric.criteria])


@given(rubrics)
def test_the_best_levels_earn_everything_and_the_last_ones_nothing(rubric):
    assert rubric.credit([one.levels[0].points for one in rubric.criteria]) == 1
    assert rubric.credit([one.levels[-1].points for one in rubric.criteria]) == 0


@given(rubrics, st.integers(-5, 105), st.integers(0, 5))
def test_points_of_no_level_are_refused(rubric, points, place):
    place %= len(rubric.criteria)
    known = {level.points for level in rubric.criteria[place].levels}
    judged = [one.points for one in rubric.criteria]
    judged[place] = points

    if points in known:
        assert rubric.credit(judged) <= 1
    else:
        with pytest.raises(NoSuchLevel):
            rubric.credit(judged)


@pytest.mark.parametrize("points", [[], [4], [4, 2, 0]])
def test_every_criterion_is_judged_once(points):
    with pytest.raises(NoSuchLevel):
        _parse(_criterion(4, 4, 2, 0), _criterion(2, 2, 0)).credit(points)


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        (_criterion(4, 4, 2), "levels_not_falling"),
        (_criterion(4, 0, 4), "levels_not_falling"),
        (_criterion(4, 4, 4, 0), "levels_not_falling"),
        (_criterion(4, 3, 0), "levels_miss_the_top"),
        (_criterion(4, 0), "too_short"),
        (_criterion(7, 7, 6, 5, 4, 3, 2, 0), "too_long"),
        (_criterion(0, 1, 0), "greater_than_equal"),
        ({**_criterion(4, 4, 0), "name": " "}, "string_too_short"),
    ],
)
def test_a_criterion_that_does_not_reach_from_all_to_nothing_is_refused(criterion, code):
    with pytest.raises(ValidationError) as refused:
        _parse(criterion)

    assert code in {error["type"] for error in refused.value.errors()}


def test_a_rubric_needs_a_criterion():
    with pytest.raises(ValidationError) as refused:
        _parse()

    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [(("criteria",), "too_short")]


@given(rubrics, st.lists(st.text(st.sampled_from("甲乙a1"), min_size=1, max_size=6), max_size=3))
def test_it_comes_back_from_plain_text_unchanged(rubric, keywords):
    raw, found = read_guidance(write_guidance(rubric, keywords))

    assert Rubric.model_validate(raw) == rubric
    assert found == keywords


def test_as_plain_text():
    rubric = _parse(_criterion(4, 4, 2, 0), _criterion(2, 2, 0, name="实例"), no_credit=["跑题"])

    assert write_guidance(rubric, ["渠道", "沉默"]).split("\n") == [
        "1. 观点（4 分）",
        "- 4 分：4 分的表现",
        "- 2 分：2 分的表现",
        "- 0 分：0 分的表现",
        "2. 实例（2 分）",
        "- 2 分：2 分的表现",
        "- 0 分：0 分的表现",
        "不得分：",
        "- 跑题",
        "关键词：渠道；沉默",
    ]


@pytest.mark.parametrize(
    "text", ["", "言之成理即可。", "1. 观点（4 分）\n随便写写", "- 4 分：没有评分项", "第一行\n第二行"]
)
def test_guidance_of_others_becomes_the_top_of_one_criterion(text):
    raw, keywords = read_guidance(text)

    rubric = Rubric.model_validate(raw)
    assert [level.points for level in rubric.criteria[0].levels] == [10, 5, 0]
    assert rubric.criteria[0].levels[0].text == (" ".join(text.split()) or "达到参考答案的要求。")
    assert keywords == []
