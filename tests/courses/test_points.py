"""Choosing knowledge points in the editor: found by code, title or id, stored by syllabus id."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from courses.blocks import HeadingBlock
from courses.models import LessonPage
from courses.points import PointBlock, PointChooser, PointsBlock
from tests.courses.editor_forms import edit_url, form_of_lesson
from tests.courses.interchange.test_loader import lesson as loaded_lesson
from tests.courses.interchange.test_loader import run
from tests.factories.courses import KnowledgePointFactory

pytestmark = pytest.mark.django_db

RESULTS = "point_chooser:choose_results"


@pytest.fixture
def points():
    rows = [
        ("B-D-A-009", "C000.1.2.1", "横向层面:五个满意"),
        ("B-D-A-010", "C000.1.2.2", "纵向层面:三个递进层次"),
        ("B-D-B-008", "C001.4.2.7", "统一制定投诉管理政策"),
    ]
    return [KnowledgePointFactory(code=code, syllabus_id=id_, title=title) for code, id_, title in rows]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("投诉", ["B-D-B-008"]),
        ("层面", ["B-D-A-009", "B-D-A-010"]),
        ("层面 递进", ["B-D-A-010"]),
        ("b-d-a", ["B-D-A-009", "B-D-A-010"]),
        ("C000.1.2.2", ["B-D-A-010"]),
        ("没有的词", []),
    ],
)
def test_points_are_found_by_code_title_and_id(client_of, points, query, codes):
    html = client_of("content_editor").get(reverse(RESULTS), {"q": query}).content.decode()
    assert [point.code for point in points if point.code in html] == codes


def test_points_of_one_chapter(client_of, points):
    html = client_of("content_editor").get(reverse(RESULTS), {"chapter": points[1].chapter_id}).content.decode()
    assert [point.code for point in points if point.code in html] == ["B-D-A-010"]


def test_the_dialog_is_in_chinese_and_makes_no_point(client_of, points):
    response = client_of("content_editor").get(reverse("point_chooser:choose"), {"multiple": "1"})
    html = json.loads(response.content)["html"]
    assert [word for word in ("选择鉴定点", "代码、名称或大纲编号", "大纲编号", "C001.4.2.7") if word not in html] == []
    assert 'id="tab-create"' not in html


def test_what_comes_back_is_the_syllabus_id(client_of, points):
    editor = client_of("content_editor")
    one = editor.get(reverse("point_chooser:chosen", args=[points[0].pk])).json()["result"]
    assert (one["id"], one["title"]) == ("C000.1.2.1", "B-D-A-009 横向层面:五个满意")
    several = editor.get(reverse("point_chooser:chosen_multiple"), {"id": [points[2].pk, points[0].pk]}).json()
    assert [point["id"] for point in several["result"]] == ["C000.1.2.1", "C001.4.2.7"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_as_many_queries_for_one_point_as_for_three(client_of, django_assert_max_num_queries, count):
    for _number in range(count):
        KnowledgePointFactory()
    editor = client_of("content_editor")
    with django_assert_max_num_queries(11):
        editor.get(reverse(RESULTS))


def test_an_id_that_is_no_point_any_more_is_shown_and_kept(points):
    assert PointChooser().get_value_data("C009.1") == {
        "id": "C009.1",
        "edit_url": None,
        "title": "C009.1（没有这个鉴定点）",
    }
    state = PointsBlock().get_form_state(["C009.1", "C000.1.2.1"])
    assert [(one["id"], one["title"]) for one in state] == [
        ("C009.1", "C009.1（没有这个鉴定点）"),
        ("C000.1.2.1", "B-D-A-009 横向层面:五个满意"),
    ]
    assert PointBlock().get_form_state("") is None


def test_the_form_holds_points_in_their_order(points, rf):
    request = rf.post("/", {"heading-points": ["C000.1.2.2", "C000.1.2.1"], "heading-text": "x"})
    value = HeadingBlock().value_from_datadict(request.POST, {}, "heading")
    assert list(value["points"]) == ["C000.1.2.2", "C000.1.2.1"]


def test_saving_the_editors_form_keeps_the_stored_ids(client_of, folder):
    run(folder)
    lesson = loaded_lesson(1)
    body = lesson.body.get_prep_value()
    body[2]["value"]["points"] = ["C000.1.2.2", "C000.1.2.1"]
    response = client_of("content_editor").post(edit_url(lesson), form_of_lesson(lesson, body=body))
    assert response.status_code == 302
    draft = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body.get_prep_value()
    assert draft[2]["value"]["points"] == ["C000.1.2.2", "C000.1.2.1"]
    assert draft[1]["value"]["items"][0]["value"]["point"] == "C000.1.2.1"


def test_an_unknown_id_is_refused_by_the_form(client_of, folder):
    run(folder)
    lesson = loaded_lesson(1)
    body = lesson.body.get_prep_value()
    body[2]["value"]["points"] = ["C009.9"]
    response = client_of("content_editor").post(edit_url(lesson), form_of_lesson(lesson, body=body))
    (error,) = response.context["form"].errors.as_data()["body"]
    assert set(error.block_errors[2].block_errors) == {"points"}
    assert LessonPage.objects.get(pk=lesson.pk).revisions.count() == 1


def test_a_stranger_is_sent_to_the_login(points):
    response = Client().get(reverse(RESULTS))
    assert (response.status_code, response.url.startswith("/accounts/login/")) == (302, True)
