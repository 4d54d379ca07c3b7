"""Sentences with placeholders: only the known ones, filled once."""

from datetime import date

import pytest

from certificates.rendering.wording import chinese_values, compose, english_values, is_balanced, unknown_placeholders
from tests.certificates.samples import make_payload

SENTENCE = "参加“{course}”，[修满 {hours} 学时，][经“{exam}”考核，]特发此证。"


def test_what_is_missing_takes_its_brackets_along():
    full = chinese_values(make_payload())
    assert compose(SENTENCE, full) == "参加“客户服务改进”，修满 40 学时，经“客户服务改进 理论考试”考核，特发此证。"
    bare = chinese_values(make_payload(hours=0, exam_title=""))
    assert compose(SENTENCE, bare) == "参加“客户服务改进”，特发此证。"


def test_a_question_asks_and_prints_nothing():
    assert compose("done[, examined{exam?}].", {"exam": "x"}) == "done, examined."
    assert compose("done[, examined{exam?}].", {"exam": ""}) == "done."


def test_a_value_is_never_read_as_a_placeholder():
    assert compose("{course}", {"course": "{exam} [x]", "exam": "secret"}) == "{exam} [x]"


@pytest.mark.parametrize("sentence", ["{payload}", "{course.__class__}", "{0}", "{course!r}", "{}"])
def test_what_is_not_a_placeholder_is_named(sentence):
    assert len(unknown_placeholders(sentence)) == 1


@pytest.mark.parametrize(
    ("sentence", "balanced"), [(SENTENCE, True), ("{course", False), ("[[x]]", False), ("x]", False)]
)
def test_halves_are_found(sentence, balanced):
    assert is_balanced(sentence) is balanced


def test_days_are_written_in_the_language_of_the_line():
    payload = make_payload(completed_on=date(2026, 3, 1))
    assert (chinese_values(payload)["completed"], english_values(payload)["completed"]) == (
        "2026 年 3 月 1 日",
        "1 March 2026",
    )
