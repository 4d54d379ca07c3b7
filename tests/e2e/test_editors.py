"""Editors in a real browser: a point found by typing, the draft kept and previewed, and a second person who lets it out."""

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from playwright.sync_api import expect

from accounts.services import sync_editor_scope
from courses.models import KnowledgePoint, LessonPage
from courses.services.moderation import ensure_moderation
from tests.e2e.conftest import eventually
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    ChapterPageFactory,
    KnowledgePointFactory,
    LessonPageFactory,
    lesson_blocks,
    make_home,
)
from tests.personas import make_persona

pytestmark = pytest.mark.e2e

SUBMIT = "提交给内容双人审核"
APPROVE = "批准并发布"
FIRST, SECOND = "C000.1.2.1", "C000.2.2.4"


@pytest.fixture
def lesson(site):
    """A published lesson that teaches one of its chapter's two points."""
    ensure_moderation(home=make_home())
    # The factory's home page stands below the site without a word to it.
    sync_editor_scope()
    chapter = ChapterPageFactory()
    # What other tests served here stays in the database; they have no more use for these numbers.
    taken = KnowledgePoint.objects.filter(syllabus_id__in=[FIRST, SECOND])
    taken.update(syllabus_id=Concat(F("syllabus_id"), Value(".0")))
    KnowledgePointFactory(chapter=chapter, code="B-D-A-903", syllabus_id=FIRST, title="五个满意")
    KnowledgePointFactory(chapter=chapter, code="B-D-B-905", syllabus_id=SECOND, title="建立投诉处理系统")
    body = lesson_blocks(points=(FIRST,))
    # Two checks are the fewest with which a lesson may go out.
    body.append(body[-1] | {"id": "0d5a6b3c-1111-4222-8333-444455557777"})
    lesson = LessonPageFactory(parent=chapter, title="满意的五种", body=body)
    lesson.save_revision().publish()
    yield lesson
    KnowledgePoint.objects.filter(chapter=chapter).delete()
    LessonPage.objects.get(pk=lesson.pk).delete()


@pytest.fixture
def editor(site, open_device, lesson):
    """Opens the lesson's editor as the content editor, or as another of them."""

    def open_editor(username="content_editor"):
        user = (
            make_persona(username)
            if username == "content_editor"
            else UserFactory(username=username, roles=["content_editor"])
        )
        page = open_device(user, viewport={"width": 1440, "height": 900})
        page.goto(f"{site.address}/admin/pages/{lesson.pk}/edit/", wait_until="networkidle")
        return page

    return open_editor


def draft(lesson):
    return LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object()


def points_of(page):
    (heading,) = [block for block in page.body if block.block_type == "heading"]
    return list(heading.value["points"])


def acts(page):
    """What the menu beside “save the draft” offers."""
    page.get_by_role("button", name="更多动作").last.click()
    offered = page.locator("footer").get_by_role("button")
    expect(offered.first).to_be_visible()
    return [" ".join(text.split()) for text in offered.all_inner_texts()]


def press(page, act):
    with page.expect_navigation():
        page.locator("footer").get_by_role("button", name=act, exact=True).click()


def test_point_is_found_by_typing_and_the_draft_keeps_it_by_itself(editor, lesson):
    page = editor()
    choose = page.get_by_role("button", name="选择鉴定点")
    box = choose.bounding_box()
    # The words stand beside the icon, in a button of its proper size.
    assert 24 <= box["height"] <= 48
    assert box["width"] > 70
    # Wagtail takes the form as it is a moment after loading for unchanged; nobody chooses a point before that.
    page.wait_for_timeout(3000)
    choose.click()
    page.get_by_label("代码、名称或大纲编号").fill("投诉")
    expect(page.get_by_role("dialog").get_by_role("row", name="B-D-A-903 五个满意")).to_have_count(0)
    page.get_by_role("checkbox", name="B-D-B-905 建立投诉处理系统").check()
    page.get_by_role("button", name="确认选择").click()
    chosen = page.locator("[data-points-list] [data-point-title]")
    expect(chosen).to_have_text(["B-D-A-903 五个满意", "B-D-B-905 建立投诉处理系统"])
    eventually(lambda: points_of(draft(lesson)) == [FIRST, SECOND])
    assert points_of(LessonPage.objects.get(pk=lesson.pk)) == [FIRST]
    expect(page.get_by_text("已保存", exact=True).first).to_be_visible()
    page.get_by_role("button", name="移除 B-D-A-903 五个满意").click()
    eventually(lambda: points_of(draft(lesson)) == [SECOND])
    page.reload(wait_until="networkidle")
    expect(chosen).to_have_text(["B-D-B-905 建立投诉处理系统"])


def test_preview_shows_the_draft_beside_the_form(editor, lesson):
    page = editor()
    page.locator("#id_title").fill("改过的标题")
    page.get_by_role("button", name="预览开关").click()
    shown = page.frame_locator("#w-preview-iframe, [data-preview-iframe], .w-preview iframe").first
    expect(shown.get_by_role("heading", level=1)).to_have_text("改过的标题", timeout=15_000)
    assert LessonPage.objects.get(pk=lesson.pk).title == "满意的五种"


def test_every_block_can_be_looked_at_before_it_is_inserted(editor):
    page = editor()
    page.get_by_role("button", name="插入内容块").first.click()
    kinds = page.get_by_role("option")
    assert kinds.all_inner_texts() == [
        "开头场面", "学习目标", "小标题", "讲解", "定义", "要素清单", "步骤",
        "表格", "公式", "插图", "案例", "易错点", "要点", "小测",
    ]  # fmt: skip
    # Each with its picture: a name that Wagtail does not know would leave the place empty.
    assert (
        kinds.locator("svg use").evaluate_all(
            "uses => uses.filter((use) => !document.querySelector(use.getAttribute('href'))).length"
        )
        == 0
    )


def test_second_editor_approves_and_readers_see_it(site, open_device, editor, lesson):
    page = editor()
    page.locator("#id_title").fill("改过的标题")
    offered = acts(page)
    assert (SUBMIT in offered, APPROVE in offered) == (True, False)
    press(page, SUBMIT)
    assert LessonPage.objects.get(pk=lesson.pk).title == "满意的五种"
    second = editor("second_editor")
    assert APPROVE in acts(second)
    press(second, APPROVE)
    assert LessonPage.objects.get(pk=lesson.pk).title == "改过的标题"
    reader = open_device(make_persona("trainee"))
    reader.goto(site.address + LessonPage.objects.get(pk=lesson.pk).get_url())
    expect(reader.get_by_role("heading", level=1)).to_have_text("改过的标题")


def test_author_is_not_offered_his_own_approval(editor, lesson):
    page = editor()
    page.locator("#id_title").fill("改过的标题")
    acts(page)
    press(page, SUBMIT)
    again = editor()
    offered = acts(again)
    assert [act for act in offered if "批准" in act] == []
    assert "取消工作流" in offered
    state = LessonPage.objects.get(pk=lesson.pk)
    assert (state.title, state.current_workflow_state.status) == ("满意的五种", "in_progress")
