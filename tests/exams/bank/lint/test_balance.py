"""A whole bank against chance."""

from fractions import Fraction

import pytest

from exams.bank.item_types import get_item_type
from exams.bank.lint import Subject, lint_bank
from exams.bank.lint.balance import tail, upper_tail
from tests.exams.bank.lint.test_checks import choice, statement


def subject(item):
    kind = get_item_type(item[0])
    body = kind.parse(item[1])
    return Subject(item[0], body, kind.to_question(body))


def found(items):
    return [(one.code, dict(one.quotes)) for one in lint_bank(map(subject, items))]


@pytest.mark.parametrize(
    ("count", "trials", "upper"),
    [(0, 4, 1), (4, 4, Fraction(1, 256)), (3, 4, Fraction(13, 256)), (2, 4, Fraction(67, 256))],
)
def test_upper_tail_is_the_binomial_one(count, trials, upper):
    """Four guesses at one in four: C(4,3)·3 + 1 = 13 of 256 for three or more, 67 of 256 for two or more."""
    assert upper_tail(count, trials, Fraction(1, 4)) == upper


def test_tail_doubles_the_nearer_side_and_ends_at_one():
    assert tail(4, 4, Fraction(1, 2)) == Fraction(1, 8)
    assert tail(0, 4, Fraction(1, 2)) == Fraction(1, 8)
    assert tail(2, 4, Fraction(1, 2)) == 1


def test_keys_that_lean_to_one_letter_are_named():
    options = ["甲乙", "丙丁", "戊己", "庚辛"]
    items = [choice(options=options, key=place) for place in (*[0] * 20, 1, 2, 3)]

    assert found(items) == [("key_position", {"letter": "A", "count": 20, "of": 23})]


def test_spread_keys_and_halved_statements_are_left_alone():
    items = [choice(key=number % 4) for number in range(40)]
    items += [statement(f"陈述{number}。", holds=bool(number % 2)) for number in range(40)]

    assert found(items) == []


def test_statements_that_lean_are_named():
    assert found([statement(f"陈述{number}。", holds=True) for number in range(10)]) == [
        ("statements_lean", {"right": 10, "wrong": 0})
    ]


def test_keys_that_are_the_longest_too_often_are_named():
    options = ["甲乙", "丙丁", "戊己", "庚辛"]
    items = [
        choice(
            options=[f"{text}壬" if place == number % 4 else text for place, text in enumerate(options)], key=number % 4
        )
        for number in range(12)
    ]

    assert found(items) == [("key_often_longest", {"count": 12, "of": 12})]


def test_an_empty_bank_has_nothing_to_say():
    assert found([]) == []
