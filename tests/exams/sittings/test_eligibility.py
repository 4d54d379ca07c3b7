"""Eligibility rules: OR of ANDs, in words, and as a property of any rules and facts."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exams.sittings import eligibility
from exams.sittings.eligibility import (
    SCHOOLING_ORDER,
    Asked,
    CertificateSource,
    Facts,
    Names,
    certificate_titles,
    certificates_held,
    judge,
    register_certificate_source,
)
from exams.sittings.models import Schooling

NAMES = Names(
    schooling=dict(Schooling.choices),
    certificates={"three": "三级证书"},
    courses={7: "客户服务管理师"},
)
COLLEGE = Asked("大专毕业，从业两年", schooling="college", work_years=2)
SENIOR = Asked("持三级证书", certificate="three", work_years=4)
STUDIED = Asked("完成课程", course_id=7)
RULES = (COLLEGE, SENIOR, STUDIED)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def test_the_order_of_schooling_is_the_models():
    assert tuple(Schooling.values) == SCHOOLING_ORDER


@pytest.mark.parametrize(
    ("facts", "met"),
    [
        (Facts(schooling="college", work_years=2), "大专毕业，从业两年"),
        (Facts(schooling="master", work_years=9), "大专毕业，从业两年"),
        (Facts(schooling="college", work_years=1), None),
        (Facts(schooling="senior", work_years=9), None),
        (Facts(work_years=4, certificates=frozenset({"three"})), "持三级证书"),
        (Facts(work_years=4, certificates=frozenset({"two"})), None),
        (Facts(finished_courses=frozenset({7})), "完成课程"),
        (Facts(finished_courses=frozenset({8})), None),
        (Facts(), None),
    ],
)
def test_one_rule_met_whole_is_enough(facts, met):
    verdict = judge(RULES, facts, NAMES)
    assert (verdict.met.title if verdict.met else None) == met
    assert verdict.is_eligible is (met is not None)


def test_a_verdict_says_which_rule_is_met_or_what_is_missing_of_each():
    assert judge(RULES, Facts(schooling="bachelor", work_years=3), NAMES).in_words == "Meets “大专毕业，从业两年”."
    assert judge(RULES, Facts(schooling="senior", work_years=1), NAMES).in_words == (
        "“大专毕业，从业两年”: It asks for schooling of at least: Junior college. "
        "It asks for 2 years of work; 1 year is missing.\n"
        "“持三级证书”: It asks for 4 years of work; 3 years are missing. It asks for the certificate “三级证书”.\n"
        "“完成课程”: It asks for the finished course “客户服务管理师”."
    )


def test_an_exam_without_rules_is_open_to_all():
    verdict = judge((), Facts(), NAMES)
    assert (verdict.is_eligible, verdict.met, verdict.in_words) == (True, None, "This exam asks for nothing.")


degrees = st.sampled_from(("", *SCHOOLING_ORDER))
years = st.integers(0, 6)
codes = st.sampled_from(("one", "two", "three"))
asked = st.builds(
    Asked,
    title=st.just("x"),
    schooling=degrees,
    work_years=years,
    certificate=st.just("") | codes,
    course_id=st.none() | st.integers(1, 3),
)
known = st.builds(
    Facts,
    schooling=degrees,
    work_years=years,
    certificates=st.frozensets(codes),
    finished_courses=st.frozensets(st.integers(1, 3)),
)


def meets(rule, facts):
    """The same said plainly."""
    rank = ("", *SCHOOLING_ORDER).index
    return (
        rank(facts.schooling) >= rank(rule.schooling)
        and facts.work_years >= rule.work_years
        and rule.certificate in {"", *facts.certificates}
        and rule.course_id in {None, *facts.finished_courses}
    )


@given(st.lists(asked, max_size=4), known)
def test_eligible_is_any_rule_with_all_its_conditions(rules, facts):
    verdict = judge(rules, facts, NAMES)
    assert [one.is_met for one in verdict.judged] == [meets(rule, facts) for rule in rules]
    assert verdict.is_eligible == (not rules or any(meets(rule, facts) for rule in rules))


@given(st.lists(asked, max_size=4), known, known)
def test_more_never_makes_ineligible(rules, facts, more):
    if not judge(rules, facts, NAMES).is_eligible:
        return
    rank = ("", *SCHOOLING_ORDER).index
    richer = Facts(
        schooling=max(facts.schooling, more.schooling, key=rank),
        work_years=max(facts.work_years, more.work_years),
        certificates=facts.certificates | more.certificates,
        finished_courses=facts.finished_courses | more.finished_courses,
    )
    assert judge(rules, richer, NAMES).is_eligible


def test_sources_of_certificates_are_asked_together(monkeypatch):
    monkeypatch.setattr(eligibility, "_sources", [])
    one = CertificateSource(titles=lambda: {"one": "一"}, held=lambda _who: frozenset({"one"}))
    two = CertificateSource(titles=lambda: {"two": "二"}, held=lambda _who: frozenset())
    for source in (one, two):
        register_certificate_source(source)
    assert certificate_titles() == {"one": "一", "two": "二"}
    assert certificates_held(object()) == {"one"}
