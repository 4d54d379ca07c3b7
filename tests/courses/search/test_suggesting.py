"""Terms that sound like what was typed."""

import pytest

from courses.search.suggesting import MOST_SUGGESTED, suggest_terms
from courses.services.terms import refresh_terms
from tests.factories.courses import ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


def define(*terms, **values):
    body = [{"type": "definition", "value": {"term": term, "text": "<p>……</p>"}} for term in terms]
    lesson = LessonPageFactory(body=body, **values)
    refresh_terms(lesson=lesson)
    return lesson


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("投述", ["投诉"]),
        ("客户慢意", ["客户满意", "客户满意度"]),
        ("客戶慢意", ["客户满意", "客户满意度"]),
        ("kehumanyi", ["客户满意", "客户满意度"]),
        ("ke hu man yi du", ["客户满意度", "客户满意"]),
        ("SERVQUOL", ["SERVQUAL"]),
        ("量子纠缠", []),
        ("zzzz", []),
        ("。！", []),
        ("", []),
    ],
)
def test_what_sounds_alike_is_suggested_nearest_first(query, terms):
    define("投诉", "客户满意", "客户满意度", "SERVQUAL")
    assert suggest_terms(query) == terms


def test_a_term_of_two_lessons_is_suggested_once():
    define("投诉")
    define("投诉")
    assert suggest_terms("投述") == ["投诉"]


def test_terms_that_sound_the_same_are_both_suggested_and_never_too_many():
    define("权利", "权力", "泉力", "全力", "拳力", "圈力")
    assert suggest_terms("quanli") == sorted(["权利", "权力", "泉力", "全力", "拳力", "圈力"])[:MOST_SUGGESTED]


def test_terms_of_closed_and_unpublished_lessons_are_not_suggested():
    closed = ChapterPageFactory()
    define("投诉", parent=closed)
    define("投素", live=False)
    assert suggest_terms("投述", closed_paths=[closed.path]) == []
    assert suggest_terms("投述") == ["投诉"]


def test_of_a_whole_essay_the_beginning_is_read():
    define("投诉")
    assert suggest_terms("投述" * 5000) == []
    assert suggest_terms("投述" + "。" * 98 + "量子纠缠") == ["投诉"]


@pytest.mark.parametrize("count", [1, 3])
def test_suggesting_is_one_statement(count, django_assert_num_queries):
    for _number in range(count):
        define("投诉")
    with django_assert_num_queries(1):
        assert suggest_terms("投述") == ["投诉"]
