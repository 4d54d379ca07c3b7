from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import mastery
from courses.mastery import Evidence, Level, counted, evidence_of, level_of, register_source

MORNING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai


def answers(words):
    """`a+ b- | a+`: right answer to question a, wrong one to b, and on the next day a right one to a."""
    at, found = MORNING, []
    for word in words.split():
        if word == "|":
            at = datetime(at.year, at.month, at.day, 1, 0, tzinfo=UTC) + timedelta(days=1)
        else:
            at += timedelta(minutes=1)
            found.append(Evidence(1, word[:-1], word[-1] == "+", at))
    return found


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("", Level.NEW),
        ("a-", Level.MET),
        ("a+", Level.FAMILIAR),
        ("a+ b+ c+", Level.FAMILIAR),
        ("a+ | b+", Level.MASTERED),
        ("a+ | a+", Level.MASTERED),
        ("a+ | a+ | a+", Level.MASTERED),
        ("a- a+", Level.MET),
        ("a- b+", Level.FAMILIAR),
        ("a- | a+", Level.FAMILIAR),
        ("a+ b-", Level.MET),
        ("a+ | a+ b-", Level.FAMILIAR),
        ("a+ | a+ b- c+", Level.FAMILIAR),
        ("a+ | a+ b- | a+", Level.MASTERED),
        ("a+ | a+ | a- | b-", Level.MET),
        ("a+ | a+ | a- b- c-", Level.MET),
    ],
)
def test_answers_move_the_level(words, level):
    assert level_of(answers(words), is_met=False) == level


def test_opened_lesson_is_contact_and_no_more():
    assert [level_of((), is_met=False), level_of((), is_met=True)] == [Level.NEW, Level.MET]


def test_day_is_the_readers_own():
    late = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)  # a minute before midnight in Shanghai
    both = [Evidence(1, "a", True, late), Evidence(1, "b", True, late + timedelta(minutes=2))]
    assert level_of(both, is_met=False) == Level.MASTERED


def test_order_in_which_sources_speak_does_not_matter():
    found = answers("a+ | b- c+ | a+")
    assert level_of(reversed(found), is_met=True) == level_of(found, is_met=True)


evidence = st.lists(
    st.builds(
        Evidence,
        st.just(1),
        st.sampled_from("abc"),
        st.booleans(),
        st.integers(0, 5 * 24 * 60).map(lambda minutes: MORNING + timedelta(minutes=minutes)),
    ),
    unique_by=lambda one: one.at,
)


@given(evidence, st.booleans())
def test_one_counted_answer_moves_one_level_and_in_its_own_direction(found, is_met):
    kept = counted(found)
    levels = [level_of(kept[:size], is_met=is_met) for size in range(len(kept) + 1)]
    for answer, (before, after) in zip(kept, pairwise(levels), strict=True):
        start = max(before, Level.MET)
        assert abs(after - start) <= 1
        assert after >= start if answer.is_right else after <= start


@given(evidence)
def test_counting_twice_is_counting_once(found):
    assert counted(counted(found)) == counted(found)


def source(*found):
    """A source that knows these answers, whoever is asked for."""
    return lambda *_asked: found


def test_every_source_is_asked_and_sorted_by_point(monkeypatch):
    monkeypatch.setattr(mastery, "_sources", {})
    exam, former, check = (Evidence(point, name, True, MORNING) for point, name in [(2, "e"), (1, "f"), (1, "c")])
    register_source("exams", source(exam))
    register_source("checks", source(former))
    register_source("checks", source(check))
    assert evidence_of(trainee_id=7, point_ids=[1, 2]) == {2: [exam], 1: [check]}


def test_sources_are_asked_for_the_trainee_and_the_points(monkeypatch):
    asked = []
    monkeypatch.setattr(mastery, "_sources", {})
    register_source("checks", lambda *question: asked.append(question) or ())
    assert (evidence_of(trainee_id=7, point_ids=[1, 2]), asked) == ({}, [(7, [1, 2])])
