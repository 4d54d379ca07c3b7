"""What editors are told: lessons due for review, and passages whose questions are answered badly."""

import csv
import io
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from courses import answers
from courses.answers import Tally, answers_to_checks, passages
from courses.models import KnowledgePoint
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    ChapterPageFactory,
    CheckAnswerFactory,
    KnowledgePointFactory,
    LessonPageFactory,
)

pytestmark = pytest.mark.django_db

DUE = "courses_lessons_due"
PASSAGES = "courses_passages"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    from courses import reports

    monkeypatch.setattr(reports.timezone, "localdate", lambda _moment=None: date(2026, 11, 25))


@pytest.fixture
def sources(monkeypatch):
    """The registry, empty for the test."""
    monkeypatch.setattr(answers, "_sources", {})
    return answers


def rows_of(response):
    """The exported table."""
    content = b"".join(response.streaming_content)
    if response.headers["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode())))
    sheet = load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


# Lessons due


@pytest.fixture
def lessons():
    chapter = ChapterPageFactory()
    dates = {"从未审": None, "早审过": date(2025, 11, 24), "刚到期限": date(2025, 11, 25), "新审过": date(2026, 11, 20)}
    made = {title: LessonPageFactory(parent=chapter, title=title, reviewed_on=day) for title, day in dates.items()}
    LessonPageFactory(parent=chapter, title="草稿", reviewed_on=None, live=False)
    return made


def test_due_lessons_are_listed_the_oldest_first(client_of, lessons):
    html = client_of("content_editor").get(reverse(DUE)).content.decode()
    assert [title for title in (*lessons, "草稿") if title in html] == ["从未审", "早审过"]
    assert html.index("从未审") < html.index("早审过")
    for words in (
        "待复审的课",
        "从未审核",
        "超过期限",
        "第四章 客户服务改进",
        reverse("wagtailadmin_pages:edit", args=[lessons["早审过"].pk]),
    ):
        assert words in html


def test_the_operator_says_after_how_many_months(client_of, lessons, settings):
    settings.LESSON_REVIEW_MONTHS = 24
    html = client_of("content_editor").get(reverse(DUE)).content.decode()
    assert [title for title in lessons if title in html] == ["从未审"]


def test_due_lessons_of_one_course(client_of, lessons):
    other = LessonPageFactory(title="另一门课程的课", reviewed_on=None)
    course = lessons["早审过"].get_parent().get_parent()
    html = client_of("content_editor").get(reverse(DUE), {"course": course.pk}).content.decode()
    assert ("早审过" in html, other.title in html) == (True, False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_due_lessons_are_exported(client_of, lessons, form):
    table = rows_of(client_of("content_editor").get(reverse(DUE), {"export": form}))
    assert table[0] == ["编号", "课", "章", "节", "上次审核"]
    assert [row[1:4] for row in table[1:]] == [
        ["从未审", "第四章 客户服务改进", "第一节 客户满意测量"],
        ["早审过", "第四章 客户服务改进", "第一节 客户满意测量"],
    ]
    assert str(table[2][4])[:10] == "2025-11-24"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_due_lessons_has_a_query_budget(client_of, django_assert_max_num_queries, count):
    chapter = ChapterPageFactory()
    for _number in range(count):
        LessonPageFactory(parent=chapter, reviewed_on=None)
    editor = client_of("content_editor")
    editor.get(reverse(DUE))
    with django_assert_max_num_queries(13):
        editor.get(reverse(DUE))


# Passages


@pytest.fixture
def taught():
    """Two points of a lesson, each under a heading of its own title."""
    points = [KnowledgePointFactory(code=f"B-D-A-00{number}", title=f"鉴定点{number}") for number in (1, 2, 3)]
    lessons = [LessonPageFactory(title=f"课 {point.code}", points=(point.syllabus_id,)) for point in points[:2]]
    return points, lessons


def tell(sources, name, **tallies):
    by_code = {point.code[-1]: point.pk for point in KnowledgePoint.objects.all()}
    found = {by_code[code.removeprefix("p")]: Tally(*tally) for code, tally in tallies.items()}
    sources.register_answer_source(name, lambda: found)


def test_passages_stand_worst_first_and_only_with_enough_answers(sources, taught):
    tell(sources, "试题", p1=(9, 12), p2=(5, 10), p3=(0, 9))
    tell(sources, "小测", p1=(3, 10), p2=(1, 9))
    found = passages(KnowledgePoint.objects.all())
    assert [(row.point.code, row.heading.text, row.worst) for row in found] == [
        ("B-D-A-001", "五个满意", Fraction(3, 10)),
        ("B-D-A-002", "五个满意", Fraction(1, 2)),
    ]
    assert [dict(row.tallies) for row in found] == [
        {"试题": Tally(9, 12), "小测": Tally(3, 10)},
        {"试题": Tally(5, 10)},
    ]


def test_a_point_that_no_lesson_teaches_is_named_too(sources, taught):
    tell(sources, "试题", p3=(1, 10))
    (row,) = passages(KnowledgePoint.objects.all())
    assert (row.point.code, row.heading) == ("B-D-A-003", None)


def test_an_unpublished_lesson_teaches_nothing(sources, taught):
    _points, lessons = taught
    lessons[0].unpublish()
    tell(sources, "试题", p1=(1, 10))
    assert [row.heading for row in passages(KnowledgePoint.objects.all())] == [None]


@pytest.mark.parametrize(("right", "percent"), [(0, 0), (1, 8), (6, 50), (11, 92), (12, 100)])
def test_shares_are_rounded_half_up(right, percent):
    assert (Tally(right, 12).share, Tally(right, 12).percent) == (Fraction(right, 12), percent)
    assert Tally(1, 200).percent == 1


def test_the_report_names_the_passage_with_a_link(client_of, sources, taught):
    _points, lessons = taught
    tell(sources, "试题", p1=(9, 12), p2=(5, 10), p3=(0, 9))
    html = client_of("content_editor").get(reverse(PASSAGES)).content.decode()
    for words in ("答错较多的课文", "试题 75%（12 次）", "试题 50%（10 次）", f"{lessons[0].get_url()}#five-kinds"):
        assert words in html
    assert "鉴定点3" not in html
    assert html.index("鉴定点2") < html.index("鉴定点1")


def test_passages_of_one_course(client_of, sources, taught):
    points, _lessons = taught
    tell(sources, "试题", p1=(9, 12), p2=(5, 10))
    course = points[0].chapter.get_parent()
    html = client_of("content_editor").get(reverse(PASSAGES), {"course": course.pk}).content.decode()
    assert ("鉴定点1" in html, "鉴定点2" in html) == (True, False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_passages_are_exported(client_of, sources, taught, form):
    tell(sources, "试题", p1=(9, 12), p3=(2, 10))
    tell(sources, "小测", p1=(3, 10))
    table = rows_of(client_of("content_editor").get(reverse(PASSAGES), {"export": form}))
    assert table[0] == ["代码", "鉴定点", "课", "小标题", "最低答对率（%）", "答对率（作答次数）"]
    assert [[str(cell or "") for cell in row] for row in table[1:]] == [
        ["B-D-A-003", "鉴定点3", "", "没有小标题讲到", "20", "试题 20%（10 次）"],
        ["B-D-A-001", "鉴定点1", "课 B-D-A-001", "五个满意", "30", "试题 75%（12 次）；小测 30%（10 次）"],
    ]


def test_nothing_answered_yet(client_of, sources):
    response = client_of("content_editor").get(reverse(PASSAGES))
    assert response.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_report_of_passages_has_a_query_budget(client_of, django_assert_max_num_queries, sources, count):
    points = [KnowledgePointFactory() for _number in range(count)]
    chapter = ChapterPageFactory()
    for point in points:
        LessonPageFactory(parent=chapter, points=(point.syllabus_id,))
    sources.register_answer_source("试题", lambda: {point.pk: Tally(1, 10) for point in points})
    editor = client_of("content_editor")
    editor.get(reverse(PASSAGES))
    with django_assert_max_num_queries(13):
        editor.get(reverse(PASSAGES))


# Knowledge checks are counted


def answer(lesson, point, *options, trainee=None):
    """One reader's answers to the lesson's check, one after the other."""
    reader = trainee or UserFactory()
    for option in options:
        CheckAnswerFactory(lesson=lesson, point=point, trainee=reader, option=option)


def test_of_checks_every_readers_first_answer_to_each_question_counts(taught):
    (first, second, _third), lessons = taught
    assert answers_to_checks() == {}
    answer(lessons[0], first, 0)
    answer(lessons[0], first, 1, 0, 0)
    answer(lessons[0], None, 1)
    reader = UserFactory()
    answer(lessons[0], first, 0, trainee=reader)
    answer(lessons[1], second, 1, trainee=reader)
    CheckAnswerFactory(lesson=lessons[1], point=second, trainee=reader, question="b" * 64)
    assert answers_to_checks() == {first.pk: Tally(2, 3), second.pk: Tally(1, 2)}


@pytest.mark.parametrize("readers", [1, 3])
def test_checks_are_counted_in_one_query(taught, django_assert_num_queries, readers):
    (point, *_others), lessons = taught
    for _number in range(readers):
        answer(lessons[0], point, 1, 0)
    with django_assert_num_queries(1):
        assert answers_to_checks() == {point.pk: Tally(0, readers)}


def test_the_report_shows_checks_from_ten_answers_on(client_of, taught):
    """With the sources that the platform really has."""
    (first, second, _third), lessons = taught
    for number in range(10):
        answer(lessons[0], first, 0 if number < 4 else 1)
    for _number in range(9):
        answer(lessons[1], second, 1)
    html = client_of("content_editor").get(reverse(PASSAGES)).content.decode()
    assert "检查题 40%（10 次）" in html
    assert "答对率低的在前，满 10 次作答才列出" in html
    assert ("鉴定点1" in html, "鉴定点2" in html) == (True, False)


# Who sees them


@pytest.mark.parametrize(("role", "shown"), [("content_editor", True), ("superuser", True), ("auditor", False)])
def test_they_stand_in_the_menu_of_those_who_may_edit(client_of, role, shown):
    html = client_of(role).get(reverse("wagtailadmin_home")).content.decode()
    assert [reverse(name) in html for name in (DUE, PASSAGES)] == [shown, shown]


@pytest.mark.parametrize("name", [DUE, PASSAGES])
def test_they_are_closed_to_others(client_of, name):
    response = client_of("item_writer").get(reverse(name))
    assert (response.status_code, response.url) == (302, "/admin/")
