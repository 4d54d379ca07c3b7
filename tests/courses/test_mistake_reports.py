"""A reader reports a mistake, an editor answers in the back office, the reader sees the answer."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import PageViewRestriction

from courses.models import MistakeReport
from courses.services.reports import PER_HOUR
from tests.factories.courses import NOW, LessonPageFactory, MistakeReportFactory
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    lesson = LessonPageFactory(title="内涵", slug="inner", parent__slug="chapter", parent__parent__slug="course")
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


@pytest.fixture
def editor(client_of):
    return client_of("content_editor")


def address(lesson):
    return reverse("courses:report", args=[lesson.pk])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


# Reporting


def test_every_part_of_a_lesson_has_its_control(reader, lesson):
    html = reader.get(lesson.url).content.decode()
    parts = re.findall(rf'href="{address(lesson)}\?part=([^"]*)"', html)
    assert parts == ["", "five-kinds", "pitfalls", "key-points", "checks"]


def test_form_knows_the_part_and_the_words_from_its_address(reader, lesson):
    response = reader.get(address(lesson), {"part": "five-kinds", "quote": "横着看"})
    html = response.content.decode()
    assert '<a href="/course/chapter/inner/#five-kinds" lang="zh-Hans">内涵 · 五个满意</a>' in html
    assert re.search(r"<textarea[^>]*>\s*横着看</textarea>", html)
    assert '<input type="hidden" name="part" value="five-kinds" id="id_part">' in html


@pytest.mark.parametrize("query", [{}, {"part": "gone"}, {"part": '"><b>', "quote": "长" * 9999}])
def test_form_opens_whatever_the_address_says(reader, lesson, query):
    response = reader.get(address(lesson), query)
    assert response.status_code == 200
    assert '<a href="/course/chapter/inner/#" lang="zh-Hans">内涵</a>' in response.content.decode()


def test_report_is_kept_and_shown_on_ones_own_list(reader, persona, lesson):
    data = {"part": "five-kinds", "quote": "横着看", "text": "应为竖着看"}
    response = reader.post(address(lesson), data, follow=True)
    assert response.redirect_chain == [("/study/reports/", 302)]
    report = MistakeReport.objects.get()
    assert (report.lesson, report.reporter, report.anchor, report.text) == (
        lesson,
        persona("trainee"),
        "five-kinds",
        "应为竖着看",
    )
    text = text_of(response)
    for words in ("谢谢您的反馈。", "内涵 · 五个满意", "横着看", "应为竖着看", "待处理"):
        assert words in text


def test_empty_report_is_asked_for_and_nothing_is_kept(reader, lesson):
    response = reader.post(address(lesson), {"part": "five-kinds", "quote": "横着看", "text": " "})
    assert response.status_code == 422
    assert "请写明错在哪里。" in text_of(response)
    assert "内涵 · 五个满意" in text_of(response)
    assert MistakeReport.objects.count() == 0


def test_report_above_the_limit_is_refused_with_its_words_kept(reader, persona, lesson):
    for number in range(PER_HOUR):
        reader.post(address(lesson), {"text": f"第 {number} 处"})
    response = reader.post(address(lesson), {"text": "再一处"})
    assert response.status_code == 429
    assert "您一小时内已提交 10 条反馈" in text_of(response)
    assert re.search(r"<textarea[^>]*>\s*再一处</textarea>", response.content.decode())
    assert MistakeReport.objects.count() == PER_HOUR


def test_stranger_is_asked_for_a_login_and_nothing_is_kept(client_of, lesson):
    response = client_of(ANONYMOUS).post(address(lesson), {"text": "写错了"})
    assert response["Location"] == f"/accounts/login/?next={address(lesson)}"
    assert MistakeReport.objects.count() == 0


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_lesson_that_the_reader_may_not_open_takes_no_report_and_shows_no_figure(reader, lesson, hide):
    figure = next(block for block in lesson.body if block.block_type == "figure")
    if hide == "unpublish":
        lesson.unpublish()
    else:
        restriction = PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(Group.objects.create(name="付费班"))
    assert reader.post(address(lesson), {"text": "写错了"}).status_code == 404
    assert reader.get(reverse("courses:figure", args=[lesson.pk, figure.id])).status_code == 404
    assert MistakeReport.objects.count() == 0


# One's own list


def test_reader_sees_the_answer_and_nobody_elses_reports(reader, persona, editor):
    mine = MistakeReportFactory(reporter=persona("trainee"), text="我说的")
    MistakeReportFactory(text="别人说的")
    editor.post(reverse("mistake_reports:edit", args=[mine.pk]), {"state": "declined", "answer": "教材原文如此。"})
    text = text_of(reader.get("/study/reports/"))
    assert ("我说的" in text, "别人说的" in text) == (True, False)
    assert "未采纳" in text
    assert "编辑答复 · " in text
    assert "教材原文如此。" in text


def test_accepted_report_without_words_is_thanked_for(reader, persona):
    MistakeReportFactory(
        reporter=persona("trainee"), state="accepted", handled_by=persona("content_editor"), handled_at=NOW
    )
    assert "您说得对，谢谢！本课会改正。" in text_of(reader.get("/study/reports/"))


def test_list_without_reports_says_where_to_begin(reader):
    assert "您还没有提交过反馈。" in text_of(reader.get("/study/reports/"))


def test_list_goes_on_over_pages(reader, persona, lesson):
    for number in range(21):
        MistakeReportFactory(reporter=persona("trainee"), lesson=lesson, text=f"【{number}】")
    assert "【0】" not in text_of(reader.get("/study/reports/"))
    last = text_of(reader.get("/study/reports/?page=99"))
    assert ("【0】" in last, "较新的反馈" in last, "较早的反馈" in last) == (True, True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_its_length(reader, persona, count, django_assert_num_queries):
    for _number in range(count):
        MistakeReportFactory(reporter=persona("trainee"))
    reader.get("/study/reports/")
    with django_assert_num_queries(4):
        reader.get("/study/reports/")


# The editors' desk


def test_editor_finds_open_reports_first_by_state_chapter_and_words(editor, persona, lesson):
    MistakeReportFactory(lesson=lesson, text="甲处", state="accepted", handled_by=persona("auditor"), handled_at=NOW)
    MistakeReportFactory(text="乙处")
    index = reverse("mistake_reports:index")
    text = text_of(editor.get(index))
    assert 0 < text.index("乙处") < text.index("甲处")
    for query, shown in [
        ({"state": "accepted"}, "甲处"),
        ({"state": "open"}, "乙处"),
        ({"chapter": lesson.get_parent().pk}, "甲处"),
        ({"q": "乙"}, "乙处"),
        ({"q": "内涵"}, "甲处"),
    ]:
        text = text_of(editor.get(index, query))
        assert [words for words in ("甲处", "乙处") if words in text] == [shown], query


@pytest.mark.parametrize("count", [1, 3])
def test_desk_costs_the_same_whatever_its_length(editor, count, django_assert_num_queries):
    for _number in range(count):
        MistakeReportFactory()
    index = reverse("mistake_reports:index")
    editor.get(index)
    with django_assert_num_queries(12):
        editor.get(index)


def test_report_page_leads_to_the_passage_in_the_editor(editor, lesson):
    block = next(block for block in lesson.body if block.block_type == "prose")
    report = MistakeReportFactory(lesson=lesson, quote="横着看", block_id=block.id, revision_id=lesson.live_revision_id)
    response = editor.get(reverse("mistake_reports:edit", args=[report.pk]))
    assert f'href="/admin/pages/{lesson.pk}/edit/#:w:contentpath=body.{block.id}"' in response.content.decode()
    assert "本课又发布过新版" not in text_of(response)
    lesson.save_revision().publish()
    assert "本课又发布过新版" in text_of(editor.get(reverse("mistake_reports:edit", args=[report.pk])))


@pytest.mark.parametrize(
    ("data", "status", "state"),
    [
        ({"state": "accepted", "answer": ""}, 302, "accepted"),
        ({"state": "declined", "answer": "教材如此。"}, 302, "declined"),
        ({"state": "declined", "answer": ""}, 422, "open"),
        ({"state": "open", "answer": "x"}, 422, "open"),
        ({}, 422, "open"),
    ],
)
def test_editor_answers(editor, persona, data, status, state):
    report = MistakeReportFactory()
    response = editor.post(reverse("mistake_reports:edit", args=[report.pk]), data)
    report.refresh_from_db()
    assert (response.status_code, report.state) == (status, state)
    assert report.handled_by == (persona("content_editor") if status == 302 else None)


def test_second_answer_is_refused_and_the_first_shown(editor, persona):
    report = MistakeReportFactory(
        state="declined", answer="先前的答复", handled_by=persona("superuser"), handled_at=NOW
    )
    url = reverse("mistake_reports:edit", args=[report.pk])
    response = editor.post(url, {"state": "accepted", "answer": "后来的"}, follow=True)
    assert "这条反馈已由他人答复" in text_of(response)
    assert "先前的答复" in text_of(response)
    assert "<textarea" not in response.content.decode()
    report.refresh_from_db()
    assert (report.state, report.answer) == ("declined", "先前的答复")


@pytest.mark.parametrize(("role", "status"), [("trainee", 403), ("item_writer", 302), ("auditor", 302)])
def test_others_may_not_answer(client_of, role, status):
    report = MistakeReportFactory()
    response = client_of(role).post(reverse("mistake_reports:edit", args=[report.pk]), {"state": "accepted"})
    report.refresh_from_db()
    assert (response.status_code, report.state) == (status, "open")


# Figures


def test_figure_has_a_page_of_its_own(reader, lesson):
    figure = next(block for block in lesson.body if block.block_type == "figure")
    url = reverse("courses:figure", args=[lesson.pk, figure.id])
    lesson_html = reader.get(lesson.url).content.decode()
    assert f'<figure class="figure" id="figure-{figure.id}" data-figure>' in lesson_html
    assert f'<a class="figure-open" href="{url}">放大查看' in lesson_html
    html = reader.get(url).content.decode()
    assert '<svg viewBox="0 0 640 200" role="img" aria-label="一横一竖两条线"' in html
    assert f'<a href="/course/chapter/inner/#figure-{figure.id}">返回“<span lang="zh-Hans">内涵</span>”</a>' in html


def test_block_that_is_no_figure_has_no_page(reader, lesson):
    check = next(block for block in lesson.body if block.block_type == "check")
    assert reader.get(reverse("courses:figure", args=[lesson.pk, check.id])).status_code == 404
