from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from exams.bank.item_types import ResponseRefused, get_item_type
from exams.bank.scoring import POLICIES
from tests.factories.bank import BODIES

SINGLE = get_item_type("single_choice")
MULTIPLE = get_item_type("multiple_choice")
TRUE_FALSE = get_item_type("true_false")


def _options(correct: str, count: int = 4) -> dict:
    options = [{"text": f"选项{letter}", "correct": letter in correct} for letter in "abcdefghi"[:count]]
    return {"stem": "哪一项？", "options": options, "explanation": "说明。"}


@pytest.mark.parametrize(
    ("item_type", "body", "error"),
    [
        (SINGLE, _options(""), "one_key"),
        (SINGLE, _options("ab"), "one_key"),
        (SINGLE, _options("a", 2), "too_short"),
        (SINGLE, _options("a", 7), "too_long"),
        (MULTIPLE, _options("a"), "several_keys"),
        (MULTIPLE, _options("abcd"), "several_keys"),
        (MULTIPLE, _options("ab", 3), "too_short"),
        (MULTIPLE, _options("ab", 9), "too_long"),
    ],
)
def test_a_wrong_set_of_options_is_refused_at_the_options(item_type, body, error):
    with pytest.raises(ValidationError) as refused:
        item_type.parse(body)

    assert [(item["loc"], item["type"]) for item in refused.value.errors()] == [(("options",), error)]


@pytest.mark.parametrize("item_type", [SINGLE, MULTIPLE])
def test_two_options_that_read_the_same_are_refused(item_type):
    body = _options("ab" if item_type is MULTIPLE else "a")
    body["options"][3]["text"] = "**选项**c"

    with pytest.raises(ValidationError) as refused:
        item_type.parse(body)

    assert [item["type"] for item in refused.value.errors()] == ["options_repeat"]


@pytest.mark.parametrize(
    ("stem", "error"),
    [
        ("哪一项**不属于？", "bold_unbalanced"),
        ("哪一项是{{1}}？", "blank_not_here"),
        ("哪一项是{{?", "blank_malformed"),
        ("问" * 6001, "string_too_long"),
    ],
)
def test_a_stem_allows_only_bold(stem, error):
    with pytest.raises(ValidationError) as refused:
        SINGLE.parse({**_options("a"), "stem": stem})

    assert [(item["loc"], item["type"]) for item in refused.value.errors()] == [(("stem",), error)]


def test_option_ids_and_texts_follow_the_authored_order():
    body = SINGLE.parse(_options("b"))

    assert SINGLE.option_ids(body) == ["a", "b", "c", "d"]
    assert SINGLE.option_texts(body) == {"a": "选项a", "b": "选项b", "c": "选项c", "d": "选项d"}


def test_single_choice_earns_the_key_only():
    body = SINGLE.parse(_options("b"))

    assert [SINGLE.credit(body, option, "all_or_nothing") for option in "abcd"] == [0, 1, 0, 0]


def test_single_choice_in_words():
    body = SINGLE.parse(_options("b"))

    assert SINGLE.describe_key(body) == "选项b"
    assert SINGLE.describe_response(body, "c") == "选项c"


@pytest.mark.parametrize("value", ["e", "A", 1, True, ["a"], {"choice": "a"}])
def test_single_choice_refuses_what_is_no_option(value):
    with pytest.raises(ResponseRefused) as refused:
        SINGLE.clean_response(SINGLE.parse(_options("a")), value)

    assert refused.value.code == "no_such_option"


def test_multiple_choice_sorts_and_forgets_doubles():
    assert MULTIPLE.clean_response(MULTIPLE.parse(_options("ab")), ["c", "a", "c"]) == ["a", "c"]


def test_multiple_choice_without_a_mark_is_unanswered():
    assert MULTIPLE.clean_response(MULTIPLE.parse(_options("ab")), []) is None


@pytest.mark.parametrize(
    ("value", "code"),
    [("a", "not_a_list"), ({"a": 1}, "not_a_list"), (["e"], "no_such_option"), ([1], "no_such_option")],
)
def test_multiple_choice_refuses_what_is_no_list_of_options(value, code):
    with pytest.raises(ResponseRefused) as refused:
        MULTIPLE.clean_response(MULTIPLE.parse(_options("ab")), value)

    assert refused.value.code == code


@pytest.mark.parametrize("policy", POLICIES)
@given(chosen=st.sets(st.sampled_from("abcd")))
def test_multiple_choice_earns_what_the_policy_gives(policy, chosen):
    body = MULTIPLE.parse(_options("ac"))
    response = MULTIPLE.clean_response(body, sorted(chosen))

    assert MULTIPLE.credit(body, response, policy) == POLICIES[policy](frozenset("ac"), frozenset(chosen))


def test_multiple_choice_in_words():
    body = MULTIPLE.parse(_options("ac"))

    assert MULTIPLE.describe_key(body) == "选项a；选项c"
    assert MULTIPLE.describe_response(body, ["b", "d"]) == "选项b；选项d"


@pytest.mark.parametrize(("value", "clean"), [(True, True), (False, False), ("true", True), ("false", False)])
def test_true_false_takes_words_of_a_form_too(value, clean):
    assert TRUE_FALSE.clean_response(TRUE_FALSE.parse(BODIES["true_false"]), value) is clean


@pytest.mark.parametrize("value", [0, 1, "True", "正确", ["true"], {}])
def test_true_false_refuses_anything_else(value):
    with pytest.raises(ResponseRefused) as refused:
        TRUE_FALSE.clean_response(TRUE_FALSE.parse(BODIES["true_false"]), value)

    assert refused.value.code == "neither_true_nor_false"


@pytest.mark.parametrize(("answer", "response", "credit"), [(True, True, 1), (True, False, 0), (False, False, 1)])
def test_true_false_earns_the_right_word_only(answer, response, credit):
    body = TRUE_FALSE.parse({**BODIES["true_false"], "answer": answer})

    assert TRUE_FALSE.credit(body, response, "all_or_nothing") == Fraction(credit)


def test_true_false_in_words_and_never_shuffled():
    body = TRUE_FALSE.parse(BODIES["true_false"])

    assert TRUE_FALSE.describe_key(body) == "错误"
    assert TRUE_FALSE.describe_response(body, True) == "正确"
    assert TRUE_FALSE.option_ids(body) == []
