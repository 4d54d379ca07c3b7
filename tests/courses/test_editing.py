"""A content editor changes and publishes a loaded lesson in the back office, in Chinese."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.interchange.loader import load
from courses.interchange.reader import read_content
from courses.models import HeadingPoint, LessonPage
from courses.services.publishing import Outcome
from courses.services.site import ensure_site
from tests.courses.editor_forms import edit_url, form_of_lesson

pytestmark = pytest.mark.django_db


def run(folder):
    home = ensure_site(name="平台", url="http://127.0.0.1:8000", actor=None)
    return load(read_content(folder.root), home=home, actor=None, dry_run=False)


@pytest.fixture
def lesson(folder):
    run(folder)
    return LessonPage.objects.get(source_id="C000.1.1")


@pytest.fixture
def editor(client_of):
    return client_of("content_editor")


def form_of(lesson, *, anchor="five-kinds", **changes):
    """What the edit form of the lesson posts, with its last three blocks left out."""
    points = ["C000.1.2.1"]
    blocks = [
        ("scene", {"text": rich_text("<p>改过的场面。</p>", features=["bold", "link"]), "facts": streamfield([])}),
        ("heading", {"text": "五个满意", "anchor": anchor, "points": points}),
        ("key_points", {"items": streamfield([("item", "改过的要点")]), "facts": streamfield([])}),
    ]
    data = {
        "title": lesson.title,
        "slug": lesson.slug,
        "section": lesson.section,
        "minutes": lesson.minutes,
        "reviewed_on": "2026-11-20",
        "body": streamfield(blocks),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000},
    }
    form = nested_form_data(data | changes)
    # A list of points is one field with several values.
    return {name.removesuffix("-0") if "points-0" in name else name: value for name, value in form.items()}


def test_edit_page_opens_with_the_blocks_named_in_chinese(editor, lesson):
    html = editor.get(edit_url(lesson)).content.decode()
    labels = [
        "开头场面",
        "学习目标",
        "小标题",
        "讲解",
        "定义",
        "要素清单",
        "步骤",
        "表格",
        "公式",
        "插图",
        "案例",
        "易错点",
        "要点",
        "小测",
    ]
    missing = [label for label in labels if label not in html and json.dumps(label)[1:-1] not in html]
    assert missing == []
    for name in ("学习分钟数", "审核日期", "补充内容"):
        assert name in html


def test_draft_is_saved_and_the_published_page_stays(editor, lesson):
    response = editor.post(edit_url(lesson), form_of(lesson, title="草稿标题"))
    assert response.status_code == 302, response.context["form"].errors
    lesson.refresh_from_db()
    assert (lesson.title, lesson.get_latest_revision_as_object().title) == ("第 1 课", "草稿标题")


def test_published_edit_is_what_readers_see_and_the_loader_leaves_it(client_of, lesson, folder):
    body = lesson.body.get_prep_value()
    body[0]["value"]["text"] = "<p>改过的场面。</p>"
    body[2]["value"]["anchor"] = "new-anchor"
    form = form_of_lesson(lesson, body=body) | {"action-publish": "1"}
    response = client_of("superuser").post(edit_url(lesson), form)
    assert response.status_code == 302, response.context["form"].errors
    html = client_of("trainee").get(lesson.url).content.decode()
    assert "改过的场面。" in html
    assert list(HeadingPoint.objects.filter(lesson=lesson).values_list("anchor", flat=True)) == ["new-anchor"]
    assert [row.id for row in run(folder).with_outcome(Outcome.CONFLICT)] == ["C000.1.1"]
    assert client_of("trainee").get(lesson.url).content.decode().count("改过的场面。") == 1


def test_preview_shows_the_draft_as_readers_would_see_it(editor, lesson):
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert editor.post(preview, form_of(lesson, title="预览标题")).json()["is_valid"] is True
    response = editor.get(preview)
    assert response.status_code == 200
    assert '<h1 lang="zh-Hans">预览标题</h1>' in response.content.decode()


def test_new_lesson_can_be_previewed_before_it_exists(editor, lesson):
    chapter = lesson.get_parent()
    preview = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", chapter.pk])
    assert editor.post(preview, form_of(lesson, title="新课", slug="new")).json()["is_valid"] is True
    assert '<h1 lang="zh-Hans">新课</h1>' in editor.get(preview).content.decode()


def test_unsafe_figure_is_refused_in_the_editor(editor, lesson):
    figure = {"svg": "<svg/>", "title": "图", "alt": "图", "caption": "图", "facts": streamfield([])}
    response = editor.post(edit_url(lesson), form_of(lesson, body=streamfield([("figure", figure)])))
    assert response.status_code == 200
    (error,) = response.context["form"].errors.as_data()["body"]
    assert error.block_errors[0].block_errors["svg"].messages == ["第 1 行：最外层必须是带 SVG 命名空间的 svg 元素。"]
    assert lesson.revisions.count() == 1


@pytest.mark.parametrize(("role", "status"), [("trainee", 403), ("item_writer", 302), ("marker", 302)])
def test_others_may_not_edit(client_of, lesson, role, status):
    response = client_of(role).post(edit_url(lesson), form_of(lesson) | {"action-publish": "1"})
    assert response.status_code == status
    assert LessonPage.objects.get(pk=lesson.pk).latest_revision_id == lesson.latest_revision_id


def test_lesson_is_found_by_search_in_the_back_office(editor, lesson):
    """The engine's own word search; Chinese words inside a run come with the search issue."""
    response = editor.get(reverse("wagtailadmin_explore", args=[lesson.get_parent().pk]), {"q": "课"})
    assert response.status_code == 200
