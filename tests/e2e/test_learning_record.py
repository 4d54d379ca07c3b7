"""A lesson in a real browser: reading is counted, answers are recorded, notes and bookmarks stay in place."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.e2e.conftest import eventually
from tests.factories.accounts import PersonFactory
from tests.factories.courses import LessonPageFactory

pytestmark = pytest.mark.e2e


@pytest.fixture
def lesson(site):
    return LessonPageFactory(minutes=1)


@pytest.fixture
def trainee(site):
    return PersonFactory().user


def set_back(trainee):
    """The browser's clock is made to run; the server's is its own, and believes no page beyond it."""
    past = timezone.now() - timedelta(hours=1)
    trainee.lesson_progress.update(opened_at=past)
    trainee.reading_spans.update(started_at=past, reported_at=past)


def test_reading_and_right_answers_finish_a_lesson_by_themselves(site, open_device, lesson, trainee):
    page = open_device(trainee)
    page.clock.install()
    page.goto(f"{site.address}{lesson.url}")
    expect(page.get_by_role("button", name="学完了")).to_be_hidden()
    set_back(trainee)
    page.get_by_label("服务满意").check()
    page.get_by_role("button", name="看看对不对").click()
    expect(page.locator(".study-state")).to_contain_text("0 / 1")
    page.get_by_label("行为满意").check()
    page.get_by_role("button", name="看看对不对").click()
    expect(page.locator(".check-answer")).to_contain_text("答对了。")
    expect(page.locator(".study-state")).to_contain_text("1 / 1")
    page.clock.run_for(20_000)
    expect(page.locator(".study-state")).to_contain_text("专注阅读：已有 0 分钟，至少 1 分钟")
    assert trainee.lesson_progress.get().active_seconds >= 15
    set_back(trainee)
    page.clock.run_for(60_000)
    expect(page.locator(".study-state")).to_contain_text("检查题都答对过，专注阅读 1 分钟。")
    progress = trainee.lesson_progress.get()
    assert progress.is_measured
    assert list(trainee.check_answers.values_list("is_right", flat=True)) == [False, True]
    assert [span.seconds for span in trainee.reading_spans.all()] == [progress.active_seconds]


def test_idle_reader_is_not_counted(site, open_device, lesson, trainee):
    page = open_device(trainee)
    page.clock.install()
    page.goto(f"{site.address}{lesson.url}")
    set_back(trainee)
    page.clock.run_for(600_000)
    eventually(trainee.reading_spans.exists)
    assert trainee.lesson_progress.get().active_seconds <= 121


def test_notes_and_bookmarks_stay_in_place(site, open_device, lesson, trainee):
    page = open_device(trainee)
    page.goto(f"{site.address}{lesson.url}")
    part = page.locator("section[aria-labelledby=five-kinds]")
    part.get_by_role("button", name="收藏").click()
    expect(part.get_by_role("button", name="已收藏")).to_be_focused()
    assert trainee.bookmarks.get().anchor == "five-kinds"
    part.get_by_text("写笔记").click()
    part.get_by_label("我的笔记").fill("横向五个")
    part.get_by_role("button", name="保存笔记").click()
    expect(part.locator(".part-notes")).to_contain_text("横向五个")
    part.get_by_role("button", name="已收藏").click()
    expect(part.get_by_role("button", name="收藏", exact=False)).to_have_text("收藏")
    assert (trainee.notes.get().text, trainee.bookmarks.count()) == ("横向五个", 0)
    expect(page).to_have_url(f"{site.address}{lesson.url}")


def test_answer_that_could_not_be_sent_says_so(site, open_device, lesson, trainee):
    page = open_device(trainee)
    page.goto(f"{site.address}{lesson.url}")
    page.context.set_offline(True)
    page.get_by_label("行为满意").check()
    page.get_by_role("button", name="看看对不对").click()
    expect(page.get_by_text("这次作答没有记上。请检查网络，再按一次。")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="看看对不对").click()
    expect(page.get_by_text("这次作答没有记上。")).to_be_hidden()
    eventually(lambda: trainee.check_answers.count() == 1)


def test_whole_lesson_without_script(site, open_device, lesson, trainee):
    page = open_device(trainee, java_script_enabled=False)
    page.goto(f"{site.address}{lesson.url}")
    page.get_by_role("button", name="学完了").click()
    expect(page.get_by_text("暂不能记为学完，缺什么请看本课末尾。")).to_be_visible()
    page.get_by_label("行为满意").check()
    page.get_by_role("button", name="看看对不对").click()
    expect(page.locator(".check-answer")).to_contain_text("答对了。")
    page.get_by_role("button", name="学完了").click()
    expect(page.get_by_text("阅读时间没有记录，由您本人确认学完。")).to_be_visible()
    progress = trainee.lesson_progress.get()
    assert (progress.active_seconds, progress.is_measured, progress.finished_at is not None) == (None, False, True)
