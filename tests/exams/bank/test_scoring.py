from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bank.presentation import policy_choices
from exams.bank.scoring import DEFAULT_POLICY, POLICIES, guess_bound

OPTIONS = "abcdefgh"


@st.composite
def questions(draw):
    """(options, keys) with at least two keys and at least one distractor, as the schema asks."""
    options = frozenset(OPTIONS[: draw(st.integers(4, 8))])
    count = draw(st.integers(2, len(options) - 1))
    return options, frozenset(draw(st.permutations(sorted(options)))[:count])


@st.composite
def answers(draw):
    """(options, keys, chosen): any answer at all."""
    options, keys = draw(questions())
    return options, keys, frozenset(draw(st.sets(st.sampled_from(sorted(options)))))


every_policy = pytest.mark.parametrize("policy", POLICIES)


@every_policy
@given(answers())
def test_credit_is_an_exact_fraction_between_0_and_1(policy, answer):
    _, keys, chosen = answer

    credit = POLICIES[policy](keys, chosen)

    assert type(credit) is Fraction
    assert 0 <= credit <= 1


@every_policy
@given(questions())
def test_exactly_the_keys_earn_everything(policy, question):
    _, keys = question

    assert POLICIES[policy](keys, keys) == 1


@every_policy
@given(questions())
def test_no_answer_earns_nothing(policy, question):
    _, keys = question

    assert POLICIES[policy](keys, frozenset()) == 0


@every_policy
@given(questions())
def test_marking_everything_never_beats_the_guess_bound(policy, question):
    options, keys = question

    assert POLICIES[policy](keys, options) <= guess_bound(keys, options)


@pytest.mark.parametrize("policy", ["all_or_nothing", "missing_tolerated", "ripkey"])
@given(questions())
def test_marking_everything_earns_nothing_where_promised(policy, question):
    options, keys = question

    assert POLICIES[policy](keys, options) == 0


@pytest.mark.parametrize("policy", ["right_minus_wrong", "per_option"])
@given(questions())
def test_marking_everything_earns_what_the_module_says(policy, question):
    options, keys = question

    assert POLICIES[policy](keys, options) == max(Fraction(0), Fraction(2 * len(keys) - len(options), len(keys)))


@pytest.mark.parametrize("policy", sorted(set(POLICIES) - {"ripkey"}))
@given(answers())
def test_one_key_more_never_lowers_the_credit(policy, answer):
    _, keys, chosen = answer

    for key in keys - chosen:
        assert POLICIES[policy](keys, chosen | {key}) >= POLICIES[policy](keys, chosen)


@given(answers())
def test_ripkey_rises_with_each_key_until_more_is_marked_than_there_are_keys(answer):
    _, keys, chosen = answer

    for key in keys - chosen:
        after = POLICIES["ripkey"](keys, chosen | {key})
        if len(chosen) < len(keys):
            assert after == POLICIES["ripkey"](keys, chosen) + Fraction(1, len(keys))
        else:
            assert after == 0


@every_policy
@given(answers())
def test_a_key_in_the_place_of_a_wrong_option_never_lowers_the_credit(policy, answer):
    _, keys, chosen = answer

    for wrong in chosen - keys:
        for key in keys - chosen:
            assert POLICIES[policy](keys, chosen - {wrong} | {key}) >= POLICIES[policy](keys, chosen)


@given(answers())
def test_policies_stand_in_their_order_of_strictness(answer):
    _, keys, chosen = answer

    earned = {name: policy(keys, chosen) for name, policy in POLICIES.items()}

    assert earned["all_or_nothing"] <= earned["per_option"] <= earned["right_minus_wrong"]
    assert earned["all_or_nothing"] <= earned["missing_tolerated"] <= earned["right_minus_wrong"]
    assert earned["missing_tolerated"] <= earned["ripkey"]


# +1 for a key marked, -1 for one missed or a wrong one marked, floor 0, in points of four:
# the README of highTowerSU/moodle-qtype_vdsmultiplechoice, keys A, D, E, G of seven.
@pytest.mark.parametrize(("chosen", "points"), [("adeg", 4), ("d", 0), ("adegf", 3), ("adebc", 0), ("ade", 2)])
def test_per_option_gives_the_published_points(chosen, points):
    assert POLICIES["per_option"](frozenset("adeg"), frozenset(chosen)) * 4 == points


@pytest.mark.parametrize(
    ("policy", "chosen", "credit"),
    [
        ("all_or_nothing", "ab", 0),
        ("missing_tolerated", "ab", Fraction(2, 3)),
        ("missing_tolerated", "abcd", 0),
        ("missing_tolerated", "abd", 0),
        ("right_minus_wrong", "ab", Fraction(2, 3)),
        ("right_minus_wrong", "abd", Fraction(1, 3)),
        ("right_minus_wrong", "de", 0),
        ("per_option", "ab", Fraction(1, 3)),
        ("per_option", "abd", 0),
        ("ripkey", "ab", Fraction(2, 3)),
        ("ripkey", "abd", Fraction(2, 3)),
        ("ripkey", "abcd", 0),
    ],
)
def test_credit_of_an_answer_to_the_keys_abc(policy, chosen, credit):
    assert POLICIES[policy](frozenset("abc"), frozenset(chosen)) == credit


def test_every_policy_has_a_name_for_people():
    assert [name for name, _ in policy_choices()] == list(POLICIES)
    assert DEFAULT_POLICY in POLICIES
