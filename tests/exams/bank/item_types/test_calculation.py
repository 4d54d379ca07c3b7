from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import SAMPLE_SEED, get_item_type
from exams.bank.item_types.calculation.expression import ExpressionRefused, Undefined, read_expression
from exams.bank.presentation import explain
from exams.bank.scoring import POLICIES
from tests.factories.bank import BODIES

CALCULATION = get_item_type("calculation")
EXAMPLE = BODIES["calculation"]


def _value(text: str, **numbers: object) -> Fraction:
    return read_expression(text).value({name: Fraction(number) for name, number in numbers.items()})


def _body(expression: str, *parameters: tuple[str, str, str, str], **changes: object) -> dict:
    rows = [dict(zip(("name", "from", "to", "step"), row, strict=True)) for row in parameters]
    stem = "已知" + "、".join(f"{{{{{name}}}}}" for name, *_rest in parameters) + "，求值。"
    return {"stem": stem, "explanation": "说明。", "parameters": rows, "expression": expression, **changes}


A, B = ("a", "1", "9", "1"), ("b", "2", "4", "0.5")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 512),
        ("2 ** -1", Fraction(1, 2)),
        ("-2 ** 2", -4),
        ("10 / 4", Fraction(5, 2)),
        # Floats would say 0.30000000000000004, and 1.
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 / 3 * 3 - 1", 0),
        ("0.95 ** 10", Fraction(19**10, 20**10)),
        ("min(3, 1, 2) + max(4, 5)", 6),
        ("abs(2 - 5)", 3),
        ("round(2.5) + round(-2.5)", 0),
        ("round(2 / 3, 2)", Fraction(67, 100)),
        ("３ × 4 ÷ 6 − 1", 1),
        ("（1 + 2）× 2", 6),
        ("2 ^ 3", 8),
    ],
)
def test_arithmetic_is_exact(text, value):
    assert _value(text) == value


@given(st.integers(-999, 999), st.integers(1, 999), st.integers(-99, 99))
def test_parameters_are_fractions(a, b, c):
    assert _value("(a + b) / b * c - a / b", a=a, b=b, c=c) == Fraction(a + b, b) * c - Fraction(a, b)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "expression_unreadable"),
        ("1 +", "expression_unreadable"),
        ("a = 1", "expression_unreadable"),
        ("__import__('os')", "expression_unreadable"),
        ("(1).real", "expression_not_allowed"),
        ("a[0]", "expression_unreadable"),
        ("a.b", "expression_not_allowed"),
        ("eval(a)", "expression_not_allowed"),
        ("pow(a, 2)", "expression_not_allowed"),
        ("max", "expression_unreadable"),
        ("min(a)", "expression_arguments"),
        ("abs(a, 2)", "expression_arguments"),
        ("a % 2", "expression_unreadable"),
        ("a // 2", "expression_not_allowed"),
        ("a if a else 2", "expression_not_allowed"),
        ("a or 2", "expression_not_allowed"),
        ("not a", "expression_not_allowed"),
        ("lambda a", "expression_unreadable"),
        ("(a, 2)", "expression_not_allowed"),
        ("max(*a)", "expression_arguments"),
        ("max(a, *a)", "expression_not_allowed"),
        ("1_000", "expression_not_allowed"),
        ("1e9", "expression_not_allowed"),
        ("0x10", "expression_not_allowed"),
        ("2j", "expression_not_allowed"),
        ("1" * 13, "expression_not_allowed"),
        ("a" + " + 1" * 60, "expression_too_long"),
        ("(" * 99 + "1" + ")" * 99, None),
        ("-" * 20 + "1", "expression_too_long"),
        ("(" * 150 + "1" + ")" * 150, "expression_too_long"),
        ("销售额 / 2", "expression_unreadable"),
        ("a\x00", "expression_unreadable"),
    ],
)
def test_nothing_but_arithmetic_is_read(text, code):
    if code is None:
        assert read_expression(text).value({}) == 1
        return
    with pytest.raises(ExpressionRefused) as refused:
        read_expression(text)

    assert refused.value.code == code


@given(st.text(alphabet="ab01.+-*/(),_ minaxroud[]:'", max_size=40))
def test_any_text_is_refused_or_has_a_value_or_none(text):
    try:
        _value(text, a=3, b="0.5")
    except (ExpressionRefused, Undefined, KeyError):
        return


@pytest.mark.parametrize(
    "text",
    [
        "1 / (a - 3)",
        "0 ** -1",
        "2 ** 0.5",
        "2 ** 21",
        "2 ** (2 ** 5)",
        "round(a, 9)",
        "9 ** 20 ** 2",
        "(a ** 20) ** 20",
    ],
)
def test_what_has_no_value_or_grows_too_long_is_undefined(text):
    with pytest.raises(Undefined):
        _value(text, a=3)


def test_known_answers():
    body = CALCULATION.parse(
        _body(
            "base * (1 + rate / 100) ** 2",
            ("base", "800", "800.5", "0.5"),
            ("rate", "5", "6", "1"),
            decimals=2,
            unit="元",
        )
    )

    assert CALCULATION.describe_key(body, {"base": "800", "rate": "5"}) == "882.00元"
    assert CALCULATION.describe_key(body, {"base": "800.5", "rate": "6"}) == "899.44元"  # 899.4418
    assert CALCULATION.credit(body, "882", "ripkey", {"base": "800", "rate": "5"}) == 1
    assert CALCULATION.credit(body, "882.01 元", "ripkey", {"base": "800", "rate": "5"}) == 0
    assert CALCULATION.credit(body, "882", "ripkey", {"base": "800", "rate": "6"}) == 0


@pytest.mark.parametrize(
    ("asked", "praised", "key"),
    # 162 ÷ 240 = 67.5 %; 100 ÷ 300 = 33.33… %; 90 ÷ 270 the same; 130 ÷ 400 = 32.5 %; 134 ÷ 320 = 41.875 %.
    [
        ("240", "162", "67.5"),
        ("300", "100", "33.3"),
        ("270", "90", "33.3"),
        ("400", "130", "32.5"),
        ("320", "134", "41.9"),
    ],
)
def test_each_candidate_is_judged_by_their_own_numbers(asked, praised, key):
    body = CALCULATION.parse(EXAMPLE)
    drawn = {"asked": asked, "praised": praised}

    assert CALCULATION.describe_key(body, drawn) == f"{key}%（±0.05）"
    for policy in POLICIES:
        assert CALCULATION.credit(body, key, policy, drawn) == 1
        assert CALCULATION.credit(body, f"{key}%", policy, drawn) == 1
        assert CALCULATION.credit(body, "50.1", policy, drawn) == 0


@given(st.integers(0, 2**62), st.integers(0, 2**62))
def test_a_draw_depends_on_its_seed_alone_and_stays_within_its_steps(seed, other):
    body = CALCULATION.parse(EXAMPLE)
    drawn = CALCULATION.draw(body, seed)

    assert CALCULATION.draw(body, seed) == drawn
    assert list(drawn) == ["asked", "praised"]
    assert drawn["asked"] in {str(value) for value in range(200, 401, 10)}
    assert drawn["praised"] in {str(value) for value in range(90, 181, 2)}
    key = CALCULATION.describe_key(body, drawn).removesuffix("%（±0.05）")
    assert CALCULATION.credit(body, key, "ripkey", drawn) == 1


def test_the_draw_of_a_seed_is_the_same_for_ever():
    """Attempts keep what was drawn, but a paper printed again must show the same numbers."""
    body = CALCULATION.parse(EXAMPLE)

    assert CALCULATION.draw(body, SAMPLE_SEED) == {"asked": "240", "praised": "162"}
    assert CALCULATION.draw(body, 2**61 + 7) == CALCULATION.draw(CALCULATION.parse(EXAMPLE), 2**61 + 7)


def test_every_value_is_drawn_about_equally_often_as_shortest_text():
    body = CALCULATION.parse(_body("a * b", A, B))
    drawn = Counter(CALCULATION.draw(body, seed)["b"] for seed in range(1000))

    assert set(drawn) == {"2", "2.5", "3", "3.5", "4"}
    assert min(drawn.values()) > 140


def test_one_answer_for_everybody_is_seldom_right():
    body = CALCULATION.parse(EXAMPLE)
    draws = [CALCULATION.draw(body, seed) for seed in range(300)]
    best = Counter(CALCULATION.describe_key(body, drawn) for drawn in draws).most_common(1)[0][0]

    earned = sum(CALCULATION.credit(body, best.split("%")[0], "ripkey", drawn) for drawn in draws)
    assert earned / len(draws) < Fraction(1, 10)


def test_where_nothing_was_drawn_the_sample_counts():
    body = CALCULATION.parse(EXAMPLE)

    assert CALCULATION.describe_key(body) == CALCULATION.describe_key(body, CALCULATION.draw(body, SAMPLE_SEED))


def test_numbers_without_a_key_are_drawn_again():
    """The schema tries corners and a sample; a hole that it misses is met by the draw, which then draws again."""
    wide = ("a", "1", "1000", "1")
    whole, holed = CALCULATION.parse(_body("a", wide)), CALCULATION.parse(_body("a / (a - 500)", wide, decimals=3))
    met = [seed for seed in range(3000) if CALCULATION.draw(whole, seed) == {"a": "500"}]

    again = [CALCULATION.draw(holed, seed) for seed in met]

    assert again
    assert {"a": "500"} not in again
    assert all(CALCULATION.describe_key(holed, drawn) for drawn in again)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (_body("a + c", A), (("expression",), "没有名为“c”的参数。")),
        (_body("a", A, B), (("expression",), "算式没有用到参数“b”。")),
        (_body("a +", A), (("expression",), "这不是算式。可用数字、参数、+ - * / ** ( ) 和 min、max、round、abs。")),
        (_body("a // 2", A), (("expression",), "算式中不能有“a // 2”。")),
        (_body("min(a)", A), (("expression",), "min 的参数个数不对。")),
        (_body("1 / (a - 9)", A), (("expression",), "当 a = 9 时，算式没有值，或值过长。")),
        (_body("1 / (a - 1)", A), (("expression",), "当 a = 1 时，算式没有值，或值过长。")),
        (_body("1 / (a - 5)", A), (("expression",), "当 a = 5 时，算式没有值，或值过长。")),
        (_body("a - a", A), (("expression",), "同一个答案对所有考生都算对：答案应随参数变化。")),
        (_body("a", A, tolerance="4"), (("expression",), "同一个答案对所有考生都算对：答案应随参数变化。")),
        (_body("a", A, stem="没有数。"), (("parameters",), "题干没有给出参数“a”：请写作 {{a}}。")),
        (_body("a", A, stem="{{a}}{{c}}"), (("parameters",), "没有名为“c”的参数。")),
        (_body("a", A, explanation="{{c}}"), (("parameters",), "没有名为“c”的参数。")),
        (_body("a", A, A), (("parameters",), "有两个参数同名。")),
        (_body("a", A, stem="{{a}}{{1}}"), (("stem",), "只有填空题的题干可以有填空处。")),
        (_body("a", A, decimals=7), (("decimals",), "此项不能大于 6。")),
        (_body("a", A, decimals="x"), (("decimals",), "此项应为整数。")),
    ],
)
def test_a_body_that_cannot_be_worked_out_is_refused_at_its_place(body, refusal):
    with pytest.raises(ValidationError) as refused:
        CALCULATION.parse(body)

    assert explain(refused.value) == [refusal]


@pytest.mark.parametrize(
    ("parameter", "place", "reason"),
    [
        (
            ("max", "1", "9", "1"),
            ("parameters", 0, "name"),
            "参数名由小写字母、数字和 _ 组成，至多 16 个字符，如 rate；算式语言的保留词不可用。",
        ),
        (
            ("if", "1", "9", "1"),
            ("parameters", 0, "name"),
            "参数名由小写字母、数字和 _ 组成，至多 16 个字符，如 rate；算式语言的保留词不可用。",
        ),
        (
            ("A", "1", "9", "1"),
            ("parameters", 0, "name"),
            "参数名由小写字母、数字和 _ 组成，至多 16 个字符，如 rate；算式语言的保留词不可用。",
        ),
        (("a", "9", "1", "1"), ("parameters", 0), "从最小值到最大值，按步长应有 2 至 10000 个取值。"),
        (("a", "1", "9", "0"), ("parameters", 0), "从最小值到最大值，按步长应有 2 至 10000 个取值。"),
        (("a", "1", "9", "-1"), ("parameters", 0), "从最小值到最大值，按步长应有 2 至 10000 个取值。"),
        (("a", "1", "9", "9"), ("parameters", 0), "从最小值到最大值，按步长应有 2 至 10000 个取值。"),
        (("a", "0", "1", "0.0001"), ("parameters", 0), "从最小值到最大值，按步长应有 2 至 10000 个取值。"),
        (("a", "少", "9", "1"), ("parameters", 0, "from"), "此项应为数字，至多一个小数点，如 12.5。"),
    ],
)
def test_a_parameter_that_cannot_be_drawn_is_refused_at_its_place(parameter, place, reason):
    with pytest.raises(ValidationError) as refused:
        CALCULATION.parse(_body("a", parameter, stem="{{a}}"))

    assert explain(refused.value)[0] == (place, reason)


def test_no_exchange_format_holds_it():
    assert CALCULATION.to_question(CALCULATION.parse(EXAMPLE)) is None
