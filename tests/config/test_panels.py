"""What waits for whom on the first page of the back office: their own work, and nobody else's."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from accounts.panels import Work, register_work, work_of
from accounts.roles import Role
from config.panels import pictures_for
from exams.bank.models import ItemComment, ItemReview, ItemVersion, VersionState
from exams.marking.services import mark_attempt
from exams.papers.models import Paper
from exams.sittings.models import ActKind, Application, ApplicationState, Room
from exams.sittings.services import Order, Terms, order_act, request_accommodation
from tests.exams.marking.desk_world import make_pile, take_and_judge
from tests.exams.marking.test_awarding import WRITTEN
from tests.exams.marking.test_services import hand_in
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.bank import VersionFactory
from tests.factories.papers import make_draft
from tests.factories.sittings import NOW, WRITTEN_TYPES, make_registration, make_room, make_user
from tests.personas import EVERYBODY, STAFF

pytestmark = pytest.mark.django_db


def waiting(user, now=NOW):
    return {str(work.label): (work.count, work.url) for work in work_of(user, now=now)}


def draft_of(writer):
    return VersionFactory(author=writer, state=VersionState.DRAFT)


def test_a_writer_sees_drafts_what_came_back_and_remarks(item_writer, reviewer):
    draft_of(item_writer)
    draft_of(reviewer)
    back = draft_of(item_writer)
    for step in ((VersionState.DRAFT, VersionState.IN_REVIEW), (VersionState.IN_REVIEW, VersionState.DRAFT)):
        ItemReview.objects.create(version=back, actor=reviewer, from_state=step[0], to_state=step[1], at=NOW)
    ItemComment.objects.create(version=back, text="题干再短些", author=reviewer, at=NOW)
    ItemComment.objects.create(version=back, text="好的", author=item_writer, at=NOW)
    ItemComment.objects.create(version=back, text="旧", author=reviewer, at=NOW, resolved_by=reviewer, resolved_at=NOW)
    assert waiting(item_writer) == {
        "被审题员退回的您的试题": (1, "/admin/bank/all/?mine=drafts"),
        "您的试题上未处理的意见": (1, "/admin/bank/all/?mine=all&comments=yes"),
        "您尚未提交的试题草稿": (1, "/admin/bank/all/?mine=drafts"),
    }


def test_a_reviewer_sees_what_others_wrote(item_writer, reviewer):
    VersionFactory(author=item_writer, state=VersionState.IN_REVIEW)
    VersionFactory(author=reviewer, state=VersionState.IN_REVIEW)
    assert waiting(reviewer) == {"等您审题的试题": (1, "/admin/bank/reviews/")}


def test_a_paper_maker_sees_own_drafts_and_what_others_handed_in(paper_maker):
    other = UserFactory(roles=[Role.PAPER_MAKER])
    own, theirs, mine_too = make_draft(), make_draft(), make_draft()
    Paper.objects.filter(pk=own.pk).update(created_by=paper_maker)
    Paper.objects.filter(pk=theirs.pk).update(created_by=other, submitted_by=other, submitted_at=NOW)
    Paper.objects.filter(pk=mine_too.pk).update(created_by=paper_maker, submitted_by=paper_maker, submitted_at=NOW)
    assert waiting(paper_maker) == {
        "等待第二人审定的试卷": (1, "/admin/papers/"),
        "您尚未提交的试卷草稿": (1, "/admin/papers/"),
    }


def test_a_marker_sees_answers(marker):
    attempt = hand_in(make_room(items=WRITTEN_TYPES), WRITTEN)
    assert waiting(marker) == {}
    mark_attempt(attempt=attempt, now=NOW)
    assert waiting(marker) == {"等待评分的作答": (3, "/admin/marking/")}  # the machine marks the fourth


def test_an_officer_sees_what_is_to_be_decided_and_made_ready(exam_officer, invigilator):
    room = make_room(opens_at=NOW + timedelta(days=2))
    Room.objects.create(sitting=room.sitting, name="机房一")
    Room.objects.create(sitting=room.sitting, name="机房二")
    make_registration(room.sitting, make_user("seated"), seat="01")
    make_registration(make_room(opens_at=NOW + timedelta(days=9)).sitting, make_user("far"))
    for state in (ApplicationState.SUBMITTED, ApplicationState.RETURNED):
        person = PersonFactory().user
        Application.objects.create(sitting=room.sitting, candidate=person, state=state, submitted_at=NOW)
    request_accommodation(
        registration=room.registration, terms=Terms(large_type=True), reason="视力", actor=room.candidate, now=NOW
    )
    order = Order(kind=ActKind.MESSAGE, sitting=room.sitting, reason="按时开考", text="请安静")
    order_act(order=order, actor=invigilator, now=NOW)
    assert waiting(exam_officer) == {
        "等待第二人确认的操作": (1, f"/admin/exam-day/{room.sitting.pk}/"),
        "待审核的报名申请": (1, "/admin/exam_applications/"),
        "待审批的便利申请": (1, "/admin/exam_accommodations/"),
        "未来一周未安排座位的考生": (1, f"/admin/exam-day/{room.sitting.pk}/seats/"),
    }
    # Nobody confirms what they asked for themselves, and a request ends.
    assert waiting(invigilator) == {}
    assert "等待第二人确认的操作" not in waiting(exam_officer, now=NOW + timedelta(days=1))


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != "anonymous"])
def test_nothing_waits_where_there_is_nothing(persona, name):
    assert waiting(persona(name)) == {}


@pytest.mark.parametrize("size", [1, 3])
def test_a_superuser_asks_every_source_in_the_same_queries(superuser, size, django_assert_num_queries):
    for _number in range(size):
        room = make_room(opens_at=NOW + timedelta(days=2))
        Room.objects.create(sitting=room.sitting, name="机房一")
        draft_of(superuser)
        person = PersonFactory().user
        Application.objects.create(sitting=room.sitting, candidate=person, state="submitted", submitted_at=NOW)
    # Writer 3, reviewer 1, paper maker 2, office 4, analysis 3, certificates 6; marking: markers 7, officers 6.
    with django_assert_num_queries(33):
        found = work_of(superuser, now=NOW)
    assert [work.count for work in found] == [size] * 3


def test_a_source_is_asked_once_however_often_it_is_registered(monkeypatch, trainee):
    monkeypatch.setattr("accounts.panels._work_sources", [])

    def source(user, now):
        return [Work(2, "甲", "/a/"), Work(0, "乙", "/b/")]

    register_work(source)
    register_work(source)
    assert [work.label for work in work_of(trainee, now=NOW)] == ["甲"]


def picture(client, name):
    """The lines of a picture's table: a name, its figures, and how long each piece of its bar is."""
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    section = page.select_one(f"section[aria-labelledby=admin-{name}]")
    return section and [
        (
            line.select_one("th a").text,
            [(cell["data-label"], cell.text) for cell in line.select("td")],
            [(piece["class"], piece["width"]) for piece in line.select("rect")],
        )
        for line in section.select("tbody tr")
    ]


def test_writers_and_reviewers_see_how_their_banks_stand(client_of, item_writer, reviewer):
    approved = VersionFactory(author=item_writer, state=VersionState.APPROVED, approver=reviewer)
    bank = approved.item.bank
    for state in (VersionState.DRAFT, VersionState.DRAFT, VersionState.IN_REVIEW):
        VersionFactory(author=item_writer, state=state, item__bank=bank)
    figures = [("已批准", "1"), ("待审", "1"), ("草稿", "2")]
    pieces = [(["admin-slice-1"], "1"), (["admin-slice-2"], "1"), (["admin-slice-3"], "2")]
    for name in ("item_writer", "reviewer"):
        assert picture(client_of(name), "banks") == [(bank.title, figures, pieces)]
    assert picture(client_of("exam_officer"), "banks") is None


def test_markers_and_officers_see_how_far_the_marking_is(client_of, marker):
    room = make_pile(4)
    take_and_judge(marker, room)
    name = str(room.component)
    own = [(name, [("我已评", "1"), ("待我评", "3")], [(["admin-slice-1"], "1"), (["admin-slice-2"], "3")])]
    assert picture(client_of("marker"), "own-marking") == own
    figures = [("已评", "1"), ("待评", "3"), ("待仲裁", "0")]
    assert picture(client_of("exam_officer"), "marking") == [(name, figures, own[0][2])]
    for _answer in range(3):
        take_and_judge(marker, room)
    assert picture(client_of("marker"), "own-marking") is None
    assert picture(client_of("exam_officer"), "marking") is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_picture_costs_the_same_for_one_and_for_three(count, marker, django_assert_num_queries):
    for _number in range(count):
        make_pile()
    panels = pictures_for(marker)
    with django_assert_num_queries(4):
        bars = [panel.bars() for panel in panels]
    assert [len(each) for each in bars] == [count]


@pytest.mark.parametrize("name", STAFF)
def test_the_first_page_says_that_nothing_waits(client_of, name):
    page = client_of(name).get("/admin/").content.decode()
    assert "目前没有等您处理的事项" in page


def test_the_first_page_leads_to_the_work(client_of, exam_officer):
    room = make_room(opens_at=timezone.now())
    applicant = PersonFactory().user
    Application.objects.create(
        sitting=room.sitting, candidate=applicant, state="submitted", submitted_at=timezone.now()
    )
    page = client_of("exam_officer").get("/admin/").content.decode()
    assert '<td class="admin-count">1</td>' in page
    assert '<a href="/admin/exam_applications/">待审核的报名申请</a>' in page
    assert ItemVersion.objects.exists()
    assert "等您审题的试题" not in page
