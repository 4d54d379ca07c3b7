"""What is to mend in a lesson, said where it is; drafts are kept, and nothing goes out unmended."""

from copy import deepcopy
from datetime import date

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from courses.models import LessonPage
from courses.proofreading import findings, review_horizon
from tests.courses.editor_forms import edit_url, form_of_lesson
from tests.courses.interchange.test_loader import lesson as loaded_lesson
from tests.courses.interchange.test_loader import run
from tests.factories.courses import KnowledgePointFactory, LessonPageFactory, lesson_blocks

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)


@pytest.fixture
def good():
    """A lesson without fault."""
    KnowledgePointFactory(syllabus_id="C000.1.2.1")
    blocks = lesson_blocks()
    lesson = LessonPageFactory()
    lesson.body = [*blocks, {**deepcopy(blocks[-1]), "id": "0d5a6b3c-1111-4222-8333-444455556667"}]
    return lesson


def said(lesson):
    return [
        f"{found.where}：{found.message}" if found.where else found.message for found in findings(lesson, today=TODAY)
    ]


def change(lesson, kind, **values):
    body = deepcopy(lesson.body.get_prep_value())
    next(block for block in body if block["type"] == kind)["value"].update(values)
    lesson.body = body


def test_a_good_lesson_has_nothing_to_mend(good):
    assert said(good) == []


@pytest.mark.parametrize(
    ("kind", "values", "sentence"),
    [
        ("heading", {"points": []}, "第 3 块 小标题“五个满意”：没有标明所讲的鉴定点。"),
        ("heading", {"points": ["C000.1.2.1", "C009.1"]}, "第 3 块 小标题“五个满意”：没有鉴定点 C009.1。"),
        ("heading", {"anchor": ""}, "第 3 块 小标题“五个满意”：没有锚点。"),
        ("heading", {"anchor": "checks"}, "第 3 块 小标题“五个满意”：锚点与本课其他锚点重复。"),
        ("figure", {"alt": " "}, "第 10 块 插图“两个方向”：插图没有替代文字。"),
        ("figure", {"svg": "<svg/>"}, "第 10 块 插图“两个方向”：第 1 行：最外层必须是带 SVG 命名空间的 svg 元素。"),
    ],
)
def test_a_fault_is_named_with_its_block(good, kind, values, sentence):
    change(good, kind, **values)
    assert sentence in said(good)
    found = next(found for found in findings(good, today=TODAY) if sentence.endswith(found.message))
    assert (found.stops_publication, found.anchor.startswith("block-")) == (True, True)


@pytest.mark.parametrize("correct", [(False, False), (True, True)])
def test_a_check_without_exactly_one_right_option(good, correct):
    options = [{"text": "甲", "correct": is_correct, "feedback": "因为"} for is_correct in correct]
    options[0]["feedback"] = ""
    change(good, "check", options=options, point="")
    place = "第 14 块 小测“退一笔押金要盖四个章，没有做到的是哪一种”"
    assert said(good) == [
        f"{place}：应有且只有一个正确选项，现有 {sum(correct)} 个。",
        f"{place}：第 1 个选项没有反馈。",
        f"{place}：没有标明鉴定点。",
    ]


def test_missing_and_misplaced_parts(good):
    kinds = {"scene", "case", "check"}
    body = [block for block in good.body.get_prep_value() if block["type"] not in kinds]
    good.body = [*body, {"type": "prose", "value": {"text": "<p>太晚了。</p>"}}]
    assert said(good) == [
        "本课还缺“开头场面”。",
        "本课还缺“案例”。",
        "本课还缺“小测”。",
        "第 12 块“讲解”应放在易错点、要点和小测之前。",
    ]


def test_a_point_that_no_heading_teaches_is_a_hint(good):
    KnowledgePointFactory(syllabus_id="C000.1.2.9")
    change(good, "check", point="C000.1.2.9")
    (found,) = findings(good, today=TODAY)
    assert (found.message, found.stops_publication) == ("鉴定点 C000.1.2.9，本课没有小标题讲到。", False)


def test_never_and_long_ago_reviewed(good):
    good.reviewed_on = None
    (never,) = findings(good, today=TODAY)
    good.reviewed_on = date(2025, 11, 24)
    (long_ago,) = findings(good, today=TODAY)
    good.reviewed_on = date(2025, 11, 25)
    assert said(good) == []
    assert (never.message, never.stops_publication) == ("本课还没有审核过：审核后请填写审核日期。", True)
    assert (long_ago.message, long_ago.stops_publication) == ("上次审核是 2025-11-24，已超过 12 个月。", False)


def test_the_horizon_counts_months(settings):
    settings.LESSON_REVIEW_MONTHS = 6
    assert review_horizon(date(2026, 8, 31)) == date(2026, 2, 28)
    assert review_horizon(date(2026, 3, 1)) == date(2025, 9, 1)


# In the editor


@pytest.fixture
def lesson(folder):
    run(folder)
    return loaded_lesson(1)


def faulty(lesson):
    body = lesson.body.get_prep_value()
    next(block for block in body if block["type"] == "heading")["value"]["points"] = []
    next(block for block in body if block["type"] == "figure")["value"]["alt"] = ""
    return [block for block in body if block["type"] != "pitfalls"]


def test_a_faulty_draft_is_kept_with_a_warning_and_the_list(client_of, lesson):
    editor = client_of("content_editor")
    response = editor.post(edit_url(lesson), form_of_lesson(lesson, body=faulty(lesson), reviewed_on=""))
    assert response.status_code == 302
    assert "发布前还有 4 处需要改正，见页面顶部的“发布前检查”。" in " ".join(
        str(message) for message in get_messages(response.wsgi_request)
    )
    html = editor.get(edit_url(lesson)).content.decode()
    assert "发布前需要改正 4 处" in html
    assert "第 3 块 小标题“五个满意”</a>：没有标明所讲的鉴定点。" in html
    assert "本课还缺“易错点”。" in html


@pytest.mark.parametrize(("role", "act"), [("content_editor", "action-submit"), ("superuser", "action-publish")])
def test_a_faulty_lesson_does_not_go_out(client_of, lesson, role, act):
    form = form_of_lesson(lesson, body=faulty(lesson), reviewed_on="")
    response = client_of(role).post(edit_url(lesson), form | {act: "1"})
    errors = response.context["form"].errors.as_data()
    assert [str(error.message) for error in errors["reviewed_on"]] == ["请填写审核日期：没有审核过的课不能发布。"]
    (stream,) = errors["body"]
    assert {index: set(error.block_errors) for index, error in stream.block_errors.items()} == {
        2: {"points"},
        4: {"alt"},
    }
    fresh = LessonPage.objects.get(pk=lesson.pk)
    assert (fresh.revisions.count(), fresh.current_workflow_state) == (1, None)


def test_missing_parts_alone_keep_it_from_going_out(client_of, lesson):
    body = [block for block in lesson.body.get_prep_value() if block["type"] != "pitfalls"]
    form = form_of_lesson(lesson, body=body) | {"action-submit": "1"}
    response = client_of("content_editor").post(edit_url(lesson), form)
    (stream,) = response.context["form"].errors.as_data()["body"]
    assert [message for error in stream.non_block_errors for message in [str(error)]] == ["本课还缺“易错点”。"]


def test_an_autosave_brings_the_list_and_no_message(client_of, lesson):
    editor = client_of("content_editor")
    form = form_of_lesson(lesson, body=faulty(lesson))
    response = editor.post(edit_url(lesson), form, headers={"Accept": "application/json"})
    assert response.json()["success"] is True
    assert "发布前需要改正 3 处" in response.json()["html"]
    assert list(get_messages(response.wsgi_request)) == []


def test_a_new_lesson_opens_with_the_list(client_of, lesson):
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", lesson.get_parent().pk])
    html = client_of("content_editor").get(address).content.decode()
    assert "本课还缺“开头场面”。" in html
