"""Duplicates are found in other words; items that only share the chapter's words are not."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exams.bank.similarity import SKETCH, Wording, duplicates, likeness, rarity_of, sketch, wording_of

INDICATORS = ("客户对企业的褒扬程度", "客户指名消费的程度", "再次消费的比例", "产生抱怨的比率")
GAPS = ("管理者不知道客户的期望", "服务标准没有体现管理者的认识", "实际服务达不到服务标准", "对外承诺与实际服务不符")


def choice(stem, options=INDICATORS, key=0):
    marked = [{"text": text, "correct": place == key} for place, text in enumerate(options)]
    return wording_of("single_choice", {"stem": stem, "options": marked, "explanation": "略。"})


# The same question in other words, or with its options in another order.
SAME = [
    (choice("按五项衡量指标，美誉度衡量的是什么？"), choice("按五项衡量指标，美誉度用来衡量什么？")),
    (choice("美誉度衡量的是什么？"), choice("美誉度衡量的是什么？", INDICATORS[::-1], 3)),
    (choice("五项指标中，指名度衡量的是什么？", key=1), choice("指名度是五项指标之一，它衡量的是什么？", key=1)),
    (
        choice("客服向客户许诺了做不到的时限，按五差距模型，这首先造成哪一个差距？", GAPS, 3),
        choice("客服对客户许诺了做不到的时限。按五差距模型，首先造成哪个差距？", GAPS, 3),
    ),
    (
        choice("经理从没问过客户要什么，按五差距模型属于哪一个差距？", GAPS, 0),
        choice("按五差距模型，经理从来没问过客户要什么，属于哪个差距？", (*GAPS[1:], GAPS[0]), 3),
    ),
]
# Other questions on the same list, in the chapter's own words.
OTHER = [
    (choice("美誉度衡量的是什么？"), choice("回头率衡量的是什么？", key=2)),
    (
        choice("客服向客户许诺了做不到的时限，按五差距模型，这首先造成哪一个差距？", GAPS, 3),
        choice("柜员不照服务标准办理业务，按五差距模型，这首先造成哪一个差距？", GAPS, 2),
    ),
    (
        choice("美誉度衡量的是什么？"),
        choice("美誉度衡量的是什么？", ("上门的时限", "退换的条件", "维修的价格", "保养的次数")),
    ),
]


@pytest.fixture(scope="module")
def rarity():
    return rarity_of([one for pair in (*SAME, *OTHER) for one in pair])


@pytest.mark.parametrize("pair", SAME)
def test_the_same_question_in_other_words_is_found(pair, rarity):
    assert likeness(*pair, rarity).is_duplicate


@pytest.mark.parametrize("pair", OTHER)
def test_another_question_on_the_same_list_is_not(pair, rarity):
    assert not likeness(*pair, rarity).is_duplicate


def test_a_whole_bank_is_compared_as_each_pair_would_be():
    bank = [one for pair in (*SAME, *OTHER) for one in pair]
    rarity = rarity_of(bank)
    each = {
        (first, second)
        for (first, one), (second, other) in combinations(enumerate(bank), 2)
        if likeness(one, other, rarity).is_duplicate
    }

    found = {(pair.first, pair.second) for pair in duplicates(bank)}

    assert found <= each
    assert {(2 * number, 2 * number + 1) for number in range(len(SAME))} <= found


def test_alike_wordings_share_most_of_their_sketch():
    one, other = SAME[3]
    strange = choice("退货须在几天之内办理？", ("三天", "七天", "十五天", "三十天"))

    assert len(sketch(one)) == SKETCH
    assert len(set(sketch(one)) & set(sketch(other))) > SKETCH // 2
    assert len(set(sketch(one)) & set(sketch(strange))) < 4


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=8))
def test_any_wordings_can_be_compared(texts):
    bank = [
        Wording(*(frozenset(text[at : at + 2] for at in range(len(text))) for text in (*both, both[0])))
        for both in texts
    ]

    for pair in duplicates(bank):
        assert 0 <= pair.likeness.stem <= 1.000001
        assert 0 <= pair.likeness.options <= 1.000001
