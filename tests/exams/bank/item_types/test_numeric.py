from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.item_types.numerals import plain_number
from exams.bank.item_types.quantities import half_up, read_number, shortest
from exams.bank.item_types.questions import NumberQuestion
from exams.bank.presentation import explain
from exams.bank.scoring import POLICIES
from tests.factories.bank import BODIES

NUMERIC = get_item_type("numeric")
decimals = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)


def _body(value: str = "62.5", tolerance: str = "0", unit: str = "") -> dict:
    return {"stem": "多少？", "value": value, "tolerance": tolerance, "unit": unit, "explanation": "说明。"}


def wide(text: str) -> str:
    """The same characters as an input method set to full width types them."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@pytest.mark.parametrize(
    ("written", "unit", "number"),
    [
        ("62.5", "", "62.5"),
        (wide("62.5"), "%", "62.5"),
        ("62.50%", "%", "62.5"),
        (" 62.5 ％ ", "%", "62.5"),
        ("百分之六十二点五", "%", "62.5"),
        ("62.5百分号", "%", "62.5"),
        ("1,250", "元", "1250"),
        ("1 250 元。", "元", "1250"),
        ("¥1,250.00", "元", "1250"),
        (wide("1,250"), "元", "1250"),
        ("一千二百五十元", "元", "1250"),
        ("两百", "户", "200"),
        ("5.9", "万元", "5.9"),
        ("5.9万元", "万元", "5.9"),
        ("5.9万", "万元", "5.9"),
        ("5.9万", "元", "59000"),
        ("1.2亿元", "元", "120000000"),
        ("五万", "", "50000"),
        ("（300位）", "位", "300"),
        ("约", "位", None),
        ("-5", "", "-5"),
        ("−5", "", "-5"),
        ("负五", "", "-5"),
        ("+5", "", "5"),
        ("-5%", "%", "-5"),
        (".5", "", "0.5"),
        ("007", "", "7"),
        # Without a unit a percentage is a hundredth part.
        ("62.5%", "", "0.625"),
        ("百分之五", "", "0.05"),
        # Another unit than the item's is another quantity.
        ("62.5%", "元", None),
        ("62.5元", "%", None),
        ("5 户", "人", None),
        ("5个", "", None),
        # What is no number is simply wrong.
        ("", "", None),
        ("六十多", "", None),
        ("1/2", "", None),
        ("1.2.3", "", None),
        ("1,25", "", None),
        ("--5", "", None),
        ("3e5", "", None),
        ("NaN", "", None),
        ("∞", "", None),
        ("5 或 6", "", None),
    ],
)
def test_a_written_number_is_read_with_the_items_own_unit(written, unit, number):
    assert read_number(written, unit) == (None if number is None else Fraction(number))


@given(decimals, st.sampled_from(["", "%", "元", "万元", "人"]))
def test_every_number_is_read_as_written_exactly(number, unit):
    assert read_number(f"{number:f}", unit) == Fraction(number)
    assert read_number(f"{number:,f}{unit}", unit) in {Fraction(number), Fraction(number) / (100 if not unit else 1)}


@given(st.text(max_size=40), st.sampled_from(["", "%", "元", "万元"]))
def test_any_text_is_a_number_or_none(text, unit):
    assert isinstance(read_number(text, unit), Fraction | None)


@pytest.mark.parametrize(
    ("value", "tolerance", "response", "credit"),
    [
        ("62.5", "0", "62.5", 1),
        ("62.5", "0", "62.51", 0),
        ("62.5", "0.1", "62.4", 1),
        ("62.5", "0.1", "62.6", 1),
        ("62.5", "0.1", "62.61", 0),
        # Not what floats would say: 0.1 + 0.2.
        ("0.3", "0", "0.30000000000000004", 0),
        ("0.3", "0.1", "0.4", 1),
        ("0", "0", "-0", 1),
        ("-2.5", "0", "2.5", 0),
        ("62.5", "0", "很多", 0),
    ],
)
@pytest.mark.parametrize("policy", POLICIES)
def test_the_tolerance_is_exact_with_both_ends_in_it(value, tolerance, response, credit, policy):
    body = NUMERIC.parse(_body(value, tolerance))

    assert NUMERIC.credit(body, NUMERIC.clean_response(body, response), policy) == credit


@given(decimals, st.integers(0, 10**6), decimals)
def test_credit_is_whether_the_distance_is_within_the_tolerance(value, thousandths, answer):
    tolerance = Decimal(thousandths) / 1000
    body = NUMERIC.parse(_body(f"{value:f}", f"{tolerance:f}"))

    assert NUMERIC.credit(body, f"{answer:f}", "ripkey") == (abs(Fraction(answer) - Fraction(value)) <= tolerance)


@given(decimals, st.integers(0, 6))
def test_rounding_goes_half_away_from_zero(value, places):
    rounded = half_up(Fraction(value), places)

    assert rounded == Fraction(value.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP"))
    assert Fraction(shortest(rounded)) == rounded


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(Fraction(5, 2), 0, "3"), (Fraction(-5, 2), 0, "-3"), (Fraction(1, 3), 2, "0.33"), (Fraction(80), 1, "80")],
)
def test_a_rounded_number_shows_no_idle_zeros(value, places, shown):
    assert shortest(half_up(value, places)) == shown


@given(decimals)
def test_the_shortest_text_of_a_number_is_what_a_person_would_write(value):
    said = shortest(Fraction(value))

    assert (Fraction(said), said) == (Fraction(value), plain_number(f"{value:f}"))


@pytest.mark.parametrize(
    ("value", "said"), [(882, "882.00"), (Fraction(-1, 2), "-0.50"), (Fraction(1, 8), "0.125"), (0, "0.00")]
)
def test_where_decimals_are_asked_for_they_are_written(value, said):
    assert shortest(Fraction(value), decimals=2) == said


def test_what_is_no_decimal_is_not_written_as_one():
    with pytest.raises(ValueError, match="1/3"):
        shortest(Fraction(1, 3))


def test_a_wrong_answer_is_written_as_a_person_writes_it():
    body = NUMERIC.parse(_body("62.5", "0", "%"))

    assert (NUMERIC.wrong_response(body), NUMERIC.right_response(body)) == ("63.5", "62.5")


@pytest.mark.parametrize(
    ("changes", "place", "reason"),
    [
        ({"value": "六十多"}, ("value",), "此项应为数字，至多一个小数点，如 12.5。"),
        ({"value": "1/3"}, ("value",), "此项应为数字，至多一个小数点，如 12.5。"),
        ({"value": "1" * 13}, ("value",), "此项应为数字，至多一个小数点，如 12.5。"),
        ({"value": 62.5}, ("value",), "此项应为文字。"),
        ({"tolerance": "-1"}, ("tolerance",), "允许误差不能小于 0。"),
        ({"unit": "2倍"}, ("unit",), "单位不能以数字或正负号开头。"),
        ({"stem": "{{rate}}"}, ("stem",), "只有计算题的文字可以有参数。"),
    ],
)
def test_a_body_that_cannot_be_asked_is_refused_at_its_place(changes, place, reason):
    with pytest.raises(ValidationError) as refused:
        NUMERIC.parse({**BODIES["numeric"], **changes})

    assert explain(refused.value) == [(place, reason)]


@pytest.mark.parametrize(("written", "kept"), [("1,250", "1250"), (wide("62.50"), "62.5"), ("三十", "30"), ("-0", "0")])
def test_a_stated_number_is_kept_in_its_shortest_form(written, kept):
    assert NUMERIC.parse(_body(written)).value == kept


def test_a_response_is_kept_as_written_and_only_length_is_refused():
    body = NUMERIC.parse(_body())

    assert NUMERIC.clean_response(body, " 约 60 ") == " 约 60 "
    assert NUMERIC.clean_response(body, " \u3000") is None
    with pytest.raises(ResponseRefused, match="answer_too_long"):
        NUMERIC.clean_response(body, "1" * 201)
    with pytest.raises(ResponseRefused, match="not_a_text"):
        NUMERIC.clean_response(body, 62.5)


def test_in_words():
    assert NUMERIC.describe_key(NUMERIC.parse(_body("300", "1", "位"))) == "300位（±1）"
    assert NUMERIC.describe_key(NUMERIC.parse(_body("62.5", "0", "%"))) == "62.5%"
    assert NUMERIC.describe_response(NUMERIC.parse(_body()), " 62.5 ") == "62.5"


@given(decimals, st.integers(0, 10**6), st.sampled_from(["", "%", "万元"]))
def test_it_goes_through_exchange_formats_unchanged(value, thousandths, unit):
    body = NUMERIC.parse(_body(f"{value:f}", f"{Decimal(thousandths) / 1000:f}", unit))
    question = NUMERIC.to_question(body)

    assert isinstance(question, NumberQuestion)
    assert question.value == value
    assert NUMERIC.parse(NUMERIC.from_question(question)) == body
