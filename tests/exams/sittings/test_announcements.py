"""Candidates are told of their place, of other times and seats, of time given and of the office's answers."""

from datetime import timedelta

import pytest

from accounts.models import Notice, NoticeMail, User
from accounts.roles import Role
from exams.sittings.models import ActKind, Application, ApplicationState, Registration, Room, Sitting
from exams.sittings.queries import RosterRow
from exams.sittings.services import (
    Order,
    Terms,
    approve_accommodation,
    change_room,
    decide_application,
    give_seat,
    order_act,
    refuse_accommodation,
    register_candidate,
    register_roster,
    request_accommodation,
    seat_candidates,
)
from tests.factories.accounts import PersonFactory, UserFactory
from tests.factories.sittings import NOW, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(roles=[Role.EXAM_OFFICER])


@pytest.fixture
def room():
    return make_room(opens_at=NOW + timedelta(days=3))


@pytest.fixture
def candidate(room):
    User.objects.filter(pk=room.candidate.pk).update(email="candidate@example.cn")
    return room.candidate


def told(user):
    return list(Notice.objects.filter(recipient=user).order_by("pk"))


def test_a_place_is_told_with_its_time_and_number(room, officer):
    candidate = make_user("new", full_name="张晓梅", email="new@example.cn")
    place = register_candidate(
        sitting=room.sitting, candidate=candidate, actor=officer, now=NOW, room="机房一", seat="07"
    )
    register_candidate(sitting=room.sitting, candidate=candidate, actor=officer, now=NOW)
    (notice,) = told(candidate)
    assert (notice.kind, notice.subject) == ("registration", "您已报名：客户服务改进 理论考试")
    assert notice.url == f"/exams/{place.number}/"
    for line in (
        "考试：客户服务改进 理论考试（第一场）",
        "时间：2026年11月26日 17:00 至 2026年11月27日 01:00",
        f"准考证号：{place.number}",
        "考场：机房一",
        "座位：07",
    ):
        assert line in notice.text.splitlines()
    assert NoticeMail.objects.get().due_at == NOW


def test_a_list_is_told_and_who_is_new_hears_how_to_sign_in(room, officer):
    rows = [RosterRow(2, "ayi-1", name="阿依古丽·买买提", email="new@example.cn")]
    register_roster(sitting=room.sitting, rows=rows, actor=officer, now=NOW, makes_accounts=True)
    user = User.objects.get(email="new@example.cn")
    account, place = told(user)
    assert (account.kind, account.url) == ("account", "/accounts/password/reset/")
    assert f"用户名为 {user.username}" in account.text
    assert place.kind == "registration"
    assert user.unread_notices == 2


def test_the_way_in_that_the_mail_tells_works(room, officer, client, mailoutbox):
    rows = [RosterRow(2, "ayi-1", name="阿依古丽·买买提", email="new@example.cn")]
    register_roster(sitting=room.sitting, rows=rows, actor=officer, now=NOW, makes_accounts=True)
    client.post(told(User.objects.get(email="new@example.cn"))[0].url, {"email": "new@example.cn"})
    assert [letter.to for letter in mailoutbox] == [["new@example.cn"]]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body


def edit(client_of, sitting, **changes):
    client = client_of("exam_officer")
    data = {
        "exam": sitting.exam_id,
        "name": sitting.name,
        "opens_at": f"{sitting.opens_at:%Y-%m-%d %H:%M}",
        "closes_at": f"{sitting.closes_at:%Y-%m-%d %H:%M}",
        **changes,
    }
    return client.post(f"/admin/exam_sittings/edit/{sitting.pk}/", data)


def test_other_times_are_told_once_to_everybody(client_of, candidate):
    # The page writes the notices at the clock's time.
    sitting = Sitting.objects.get()
    Sitting.objects.update(opens_at="2036-11-26 01:00Z", closes_at="2036-11-26 09:00Z")
    sitting.refresh_from_db()
    other = make_registration(sitting, make_user("other")).candidate
    assert edit(client_of, sitting, opens_at="2036-11-27 09:00", closes_at="2036-11-27 17:00").status_code == 302
    for user in (candidate, other):
        (notice,) = told(user)
        assert (notice.kind, notice.subject) == ("timetable", "您的考试安排有变动：客户服务改进 理论考试")
        assert "时间：2036年11月27日 09:00 至 2036年11月27日 17:00" in notice.text
    mail = NoticeMail.objects.get()
    assert mail.due_at - mail.notice.created_at == timedelta(minutes=10)


def test_another_name_of_the_sitting_is_no_news(client_of, candidate):
    Sitting.objects.update(opens_at="2036-11-26 01:00Z", closes_at="2036-11-26 09:00Z")
    sitting = Sitting.objects.get()
    times = {"opens_at": "2036-11-26 09:00", "closes_at": "2036-11-26 17:00"}
    assert edit(client_of, sitting, name="第二场", **times).status_code == 302
    assert told(candidate) == []


def test_seats_are_told_and_the_last_word_stands(room, candidate, officer):
    hall = Room.objects.create(sitting=room.sitting, name="机房一", address="北楼三层")
    seat_candidates(sitting=room.sitting, seed="s", actor=officer, now=NOW)
    place = Registration.objects.select_related("sitting").get()
    give_seat(registration=place, room=hall, seat=9, actor=officer, now=NOW + timedelta(minutes=1))
    (notice,) = told(candidate)
    assert "考场：机房一 (北楼三层)" in notice.text
    assert "座位：09" in notice.text
    assert NoticeMail.objects.get().due_at == NOW + timedelta(minutes=11)


def test_another_address_of_a_room_is_told_to_those_in_it(room, candidate, officer):
    hall = Room.objects.create(sitting=room.sitting, name="机房一")
    Registration.objects.update(room=hall)
    elsewhere = make_registration(room.sitting, make_user("other")).candidate
    hall.address = "南楼"
    change_room(room=hall, changed=["address"], actor=officer, now=NOW)
    change_room(room=hall, changed=["capacity"], actor=officer, now=NOW + timedelta(minutes=1))
    assert (len(told(candidate)), told(elsewhere)) == (1, [])


def test_what_is_over_is_not_told(room, candidate, officer):
    hall = Room.objects.create(sitting=room.sitting, name="机房一")
    late = room.sitting.closes_at
    give_seat(registration=room.registration, room=hall, seat=1, actor=officer, now=late)
    assert told(candidate) == []


def test_time_given_is_told_and_mailed_after_the_exam(officer):
    room = make_room()
    User.objects.filter(pk=room.candidate.pk).update(email="candidate@example.cn")
    room.start()
    order = Order(kind=ActKind.TIME, sitting=room.sitting, registration=room.registration, reason="停电", seconds=630)
    order_act(order=order, actor=officer, now=NOW)
    (notice,) = told(room.candidate)
    assert (notice.kind, notice.subject) == ("time", "已为您加时：客户服务改进 理论考试")
    assert "10 分 30 秒" in notice.text
    assert NoticeMail.objects.get().due_at == room.sitting.closes_at


@pytest.mark.parametrize(
    ("verdict", "subject"),
    [
        (ApplicationState.RETURNED, "请修改您的报名申请：客户服务改进 理论考试"),
        (ApplicationState.REJECTED, "您的报名申请未获批准：客户服务改进 理论考试"),
        (ApplicationState.APPROVED, "您已报名：客户服务改进 理论考试"),
    ],
)
def test_an_application_is_answered(room, officer, verdict, subject):
    applicant = PersonFactory().user
    application = Application.objects.create(
        sitting=room.sitting, candidate=applicant, state=ApplicationState.SUBMITTED, submitted_at=NOW
    )
    decide_application(application=application, verdict=verdict, reason="缺工作证明", actor=officer, now=NOW)
    (notice,) = told(applicant)
    assert (notice.kind, notice.subject) == ("registration", subject)
    # Why is nobody's to read in a mail.
    assert "缺工作证明" not in notice.text


def test_an_arrangement_is_answered_without_its_words(room, candidate, officer):
    terms = Terms(extra_minutes=30)
    asked = request_accommodation(registration=room.registration, terms=terms, reason="视力", actor=candidate, now=NOW)
    assert told(candidate) == []
    later = NOW + timedelta(minutes=1)
    approve_accommodation(registration=room.registration, terms=terms, reason="视力", actor=officer, now=later)
    refuse_accommodation(accommodation=asked, reason="撤回", actor=officer, now=later + timedelta(minutes=1))
    notices = told(candidate)
    assert [one.url for one in notices] == [f"/exams/{room.registration.number}/accommodation/"] * 2
    assert all("30" not in one.text and "视力" not in one.text for one in notices)
