"""The whole way of a result: sat, marked by two, decided by a third, released by two, contested, marked anew, by screens."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from exams.marking.models import Appeal, Judgement, Mark, MarkingScheme, Result
from exams.marking.services import mark_attempt
from exams.sittings.models import Attempt, Sitting
from tests.e2e import sheet
from tests.e2e.conftest import fresh, fresh_name
from tests.e2e.desk import faults_of
from tests.e2e.test_marking_desk import begin
from tests.e2e.test_release import officer
from tests.exams.marking.desk_world import SHORT_ANSWERS, make_marker
from tests.exams.marking.test_services import hand_in
from tests.factories.sittings import ExamRoom, make_registration, make_user

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
NAME = "欧阳·买买提"
OWN = "先倾听，客户的情绪平复了，解释才听得进去；听完整也才能弄清事实。"
OTHERS = "先安抚客户，再记录诉求。"
FULL, NOTHING = ("1", "1"), ("3", "3")


@pytest.fixture
def room(site) -> ExamRoom:
    """Two candidates, one of whom has handed in; every short answer is for two markers, twenty points apart at most."""
    room = site.room(items=SHORT_ANSWERS, release_policy="two_persons", bands=[["60", "合格"]])
    MarkingScheme.objects.create(component=room.component, is_double=True, tolerance=Decimal(20))
    other = make_user(fresh_name("other"), full_name="阿依古丽·热合曼")
    second = ExamRoom(room.exam, room.component, room.sitting, other, make_registration(room.sitting, other))
    began = timezone.now() - timedelta(minutes=30)
    mark_attempt(attempt=hand_in(second, {1: OTHERS, 2: False}, now=began), now=began + timedelta(minutes=2))
    return room


def sit(site, page: Page, room: ExamRoom) -> Attempt:
    """Written in the runner and handed in; then the sitting is over."""
    attempt = sheet.start(site, page, room.registration)
    sheet.go_to(page, attempt, 1).locator("textarea").fill(OWN)
    sheet.choose(page, attempt, 2, "true")
    sheet.expect_saved(page)
    page.locator("[data-review]").click()
    page.get_by_text("交卷…").click()
    page.get_by_role("button", name="确认交卷").click()
    page.wait_for_url(re.compile("/receipt/$"))
    Sitting.objects.filter(pk=room.sitting.pk).update(closes_at=timezone.now())
    return fresh(attempt)


def mark_all(page: Page, site, room: ExamRoom, own: tuple[str, str]) -> None:
    """Both scripts by keys alone, blind: the one by `own`, the other with all that there is."""
    begin(page, site, room, "评阅第 1 题")
    for left in (1, 0):
        text, here = page.locator("[data-answer]").inner_text(), page.url
        content = page.content()
        assert NAME not in content
        assert room.registration.number not in content
        assert page.locator(".marking-sealed").count() == 0
        for key in own if text == OWN else FULL:
            page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, here=here: url != here)
        if left:
            page.locator("[data-criterion]").first.wait_for()
    page.get_by_text("没有待您评阅的作答了").wait_for()


def decide(page: Page, site, room: ExamRoom) -> None:
    """The third marker sees both marks, and gives two thirds."""
    begin(page, site, room, "评阅第 1 题")
    expect(page.locator(".marking-sealed h3")).to_have_text(["阅卷员 1：60 分", "阅卷员 2：0 分"])
    assert NAME not in page.content()
    assert faults_of(page) == []
    for key in ("2", "1", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("没有待您评阅的作答了").wait_for()


def release(site, room: ExamRoom, open_device, note: str, sees_nothing) -> None:
    """One officer prepares and cannot approve; another approves."""
    path = f"{site.address}/admin/results/{room.sitting.pk}/"
    first, second = open_device(officer("first-officer")), open_device(officer("second-officer"))
    first.goto(path)
    first.get_by_label("审议说明").fill(note)
    first.get_by_role("button", name="编制发布").click()
    expect(first.get_by_text("须由另一人核准").first).to_be_visible()
    expect(first.get_by_role("button", name="核准发布")).to_have_count(0)
    sees_nothing()
    second.goto(path)
    expect(second.get_by_text(note)).to_be_visible()
    second.get_by_role("button", name="核准发布").click()
    expect(second.get_by_text("成绩已发布。")).to_be_visible()


def contest(page: Page) -> Appeal:
    """From the result to the appeal, filed."""
    page.get_by_role("link", name="申请成绩复核").click()
    page.get_by_label("请说明需要复核的内容和理由").fill("第 1 题两点理由都写到了。")
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", name="待复核")).to_be_visible()
    return Appeal.objects.latest("pk")


def review(page: Page, address: str) -> None:
    """A second person gives all marks, with the reasons."""
    page.goto(address)
    page.get_by_role("button", name="开始复核").click()
    field = page.get_by_label("新的得分，满分 60")
    expect(field).to_be_visible()
    assert NAME not in page.content()
    field.fill("60")
    page.get_by_label("给考生的答复").fill("两点理由齐全，按评分标准应得满分。")
    page.get_by_role("button", name="复核成立，采用新的得分").click()
    expect(page.get_by_text("已答复，并通知考生。")).to_be_visible()


def what_is_stored(room: ExamRoom, attempt: Attempt) -> tuple[list, list]:
    """Every mark of the short answer, and every result."""
    marks = Mark.objects.filter(attempt=attempt, slot=1).order_by("round")
    results = Result.objects.filter(registration=room.registration).order_by("pk")
    return list(marks.values_list("round", "credit_num", "credit_den", "marker")), list(
        results.values_list("state", "passed")
    )


def test_two_markers_an_adjudicator_two_officers_a_candidate_and_a_reviewer_do_their_work(site, open_device, room):
    candidate = open_device(room.candidate)
    attempt = sit(site, candidate, room)
    candidate.set_viewport_size(PHONE)
    ask = candidate.request.get
    missed = f"{site.address}/practice/book/exams/{attempt.pk}/1/"

    def sees_nothing():
        held = Result.objects.get(registration=room.registration, state="provisional")
        for page in ("", "transcript/"):
            assert ask(f"{site.address}/results/{held.pk}/{page}").status == 404

    first, second, third = (make_marker(fresh_name(name)) for name in ("甲", "乙", "丙"))
    one = open_device(first)
    mark_all(one, site, room, FULL)
    mark_all(open_device(second), site, room, NOTHING)
    assert Mark.objects.filter(attempt__component=room.component, slot=1).exclude(attempt=attempt).count() == 1
    assert not Mark.objects.filter(attempt=attempt, slot=1).exists()
    decide(open_device(third), site, room)
    assert Judgement.objects.filter(task__script__attempt=attempt).count() == 3
    sees_nothing()
    assert ask(missed).status == 404

    release(site, room, open_device, "第 1 题经仲裁。", sees_nothing)
    candidate.reload()
    candidate.get_by_role("link", name="查看成绩").click()
    expect(candidate.locator(".score-number").first).to_contain_text("40.00")
    former = candidate.url
    assert "解释才听得进去" in ask(missed).text()
    appeal = contest(candidate)

    # Who marked it reads the case, and is not the second person.
    case = f"{site.address}/admin/appeals/{appeal.pk}/"
    assert "开始复核" not in one.request.get(case).text()
    reviewer = make_marker(fresh_name("复核"))
    review(open_device(reviewer), case)
    candidate.reload()
    expect(candidate.get_by_text("两点理由齐全，按评分标准应得满分。")).to_be_visible()
    expect(candidate.get_by_text("新成绩由考务发布后可以查看。")).to_be_visible()
    release(site, room, open_device, "复核后第 1 题得满分。", sees_nothing)
    candidate.reload()
    candidate.get_by_role("link", name="查看新成绩").click()
    expect(candidate.locator(".score-number").first).to_contain_text("60.00")
    assert "这份成绩已被后来的成绩取代" in ask(former).text()
    assert ask(missed).status == 404
    assert what_is_stored(room, attempt) == (
        [(1, 2, 3, third.pk), (2, 1, 1, reviewer.pk)],
        [("superseded", False), ("released", True)],
    )
