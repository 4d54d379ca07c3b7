"""The exam office's pages of results: who acts, what is refused, and what each page costs."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from exams.marking.models import Moderation, OutcomeRuling, Release, Result
from exams.marking.services import mark_attempt
from exams.sittings.models import Standing
from tests.exams.marking.held import officer, room_for
from tests.exams.marking.test_services import hand_in
from tests.factories.sittings import ALL_RIGHT, make_registration, make_room, make_user
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """Held, over by the real clock, with one result; a second attempt is allowed."""
    began = timezone.now() - timedelta(hours=9)
    room = make_room(opens_at=began, release_policy="two_persons", attempts_allowed=2)
    mark_attempt(attempt=hand_in(room, ALL_RIGHT, now=began), now=began + timedelta(hours=1))
    return room


def desk_of(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, room, *more):
    return reverse(f"results_desk:{name}", args=[room.sitting.pk, *more])


def post(user, path, **data):
    return desk_of(user).post(path, data, follow=True)


def test_two_officers_release_and_the_pages_say_what_comes_next(room):
    assert "编制发布" in desk_of(officer(1)).get(url("sitting", room)).content.decode()
    said = post(officer(1), url("prepare", room), release_at="2026-01-01T08:00", note="难度正常").content.decode()
    assert "本次发布由您编制，须由另一人核准。" in said
    assert "核准发布" not in said.replace("待第二人核准", "")
    release = Release.objects.get()
    # The first person cannot, whatever they post.
    post(officer(1), url("approve", room, release.pk))
    assert Result.objects.get().state == "provisional"
    page = desk_of(officer(2)).get(url("sitting", room)).content.decode()
    assert ("难度正常" in page, "核准发布" in page) == (True, True)
    said = post(officer(2), url("approve", room, release.pk)).content.decode()
    assert "成绩已发布。" in said
    assert Result.objects.get().state == "released"


def test_a_release_is_withdrawn_with_a_reason(room):
    post(officer(1), url("prepare", room), release_at="2026-01-01T08:00")
    release = Release.objects.get()
    refused = desk_of(officer(2)).post(url("withdraw", room, release.pk), {"reason": ""})
    assert (refused.status_code, Release.objects.get().state) == (422, "prepared")
    post(officer(2), url("withdraw", room, release.pk), reason="漏评一题")
    assert Release.objects.get().state == "withdrawn"


def test_bad_input_is_told_where_it_was_written_and_loses_nothing(room):
    answer = desk_of(officer()).post(url("prepare", room), {"release_at": "明天", "note": "已核对"})
    assert (answer.status_code, Release.objects.count()) == (422, 0)
    assert "已核对" in answer.content.decode()
    answer = desk_of(officer()).post(
        url("moderate", room), {"component": room.component.pk, "points": "abc", "reason": "有歧义"}
    )
    assert (answer.status_code, Moderation.objects.count()) == (422, 0)
    assert "有歧义" in answer.content.decode()


def test_moderation_and_ruling_by_form(room):
    post(officer(), url("moderate", room), component=room.component.pk, points="-2.5", reason="第 3 题有歧义")
    assert Moderation.objects.get().points == -2.5
    path = url("rule", room, room.registration.pk)
    assert "提交认定" in desk_of(officer()).get(path).content.decode()
    post(officer(), path, outcome="misconduct", reason="夹带")
    assert OutcomeRuling.objects.get().outcome == "misconduct"
    again = desk_of(officer()).post(path, {"outcome": "misconduct", "reason": "夹带"})
    assert (again.status_code, OutcomeRuling.objects.count()) == (422, 1)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.MARKER, Role.TRAINEE, Role.CERTIFICATE_OFFICER])
def test_who_may_not_act_changes_nothing(room, role):
    post(officer(1), url("prepare", room), release_at="2026-01-01T08:00")
    release, person = Release.objects.get(), make_persona(role.value)
    for path, data in (
        (url("approve", room, release.pk), {}),
        (url("withdraw", room, release.pk), {"reason": "x"}),
        (url("moderate", room), {"component": room.component.pk, "points": "1", "reason": "x"}),
        (url("rule", room, room.registration.pk), {"outcome": "void", "reason": "x"}),
        (url("prepare", room), {"release_at": "2026-01-01T08:00"}),
    ):
        assert desk_of(person).post(path, data).status_code in {302, 403, 404}
    assert (Release.objects.get().state, Result.objects.get().state) == ("prepared", "provisional")
    assert (Moderation.objects.count(), OutcomeRuling.objects.count()) == (0, 0)


def test_releases_stand_in_a_table_with_their_time_both_persons_and_their_words(room):
    post(officer(1), url("prepare", room), release_at="2026-01-01T08:00", note="难度正常")
    post(officer(1), url("withdraw", room, Release.objects.get().pk), reason="漏评一题")
    post(officer(1), url("prepare", room), release_at="2026-01-01T08:00", note="已补评")
    post(officer(2), url("approve", room, Release.objects.latest("pk").pk))
    page = BeautifulSoup(desk_of(officer(2)).get(url("sitting", room)).content, "html.parser")
    rows = page.select("section[aria-labelledby=releases] tbody tr")
    told = [[" ".join(cell.text.split()) for cell in row.select("td")] for row in rows]
    first, second = (officer(number).display_name for number in (1, 2))
    out, back = Release.objects.order_by("-pk")
    came, prepared, approved = (
        f"{timezone.localtime(at):%Y-%m-%d %H:%M}" for at in (out.release_at, out.prepared_at, out.approved_at)
    )
    assert told[0] == ["已发布", "1", came, f"{first} {prepared}", f"{second} {approved}", "已补评"]
    assert (told[1][0], told[1][2], told[1][4:]) == ("已撤回", "–", ["–", f"{first}撤回：漏评一题"])
    assert [cell["data-label"] for cell in rows[0].select("td[data-label]")] == ["成绩份数", "发布时间", "编制", "核准"]
    assert back.state == "withdrawn"


def test_what_waits_stands_before_what_is_out_and_says_what_it_takes_the_place_of(room):
    post(officer(1), url("prepare", room), release_at="2026-01-01T08:00")
    post(officer(2), url("approve", room, Release.objects.get().pk))
    later = room_for(make_registration(room.sitting, make_user("z", full_name="后来")), room)
    for seat in (later, room):
        attempt = hand_in(seat, {}, now=room.sitting.opens_at + timedelta(hours=2))
        mark_attempt(attempt=attempt, now=room.sitting.opens_at + timedelta(hours=3))
    page = BeautifulSoup(desk_of(officer()).get(url("sitting", room)).content, "html.parser")
    rows = page.select("table.results-table")[0].select("tbody tr")
    told = [(row.select("td")[0].text, " ".join(row.select("td")[-1].text.split())) for row in rows]
    number, other = room.registration.number, later.registration.number
    assert told == [(number, "待发布 · 将取代已发布的成绩"), (other, "待发布"), (number, "已发布")]


def test_a_release_of_another_sitting_is_not_found(room):
    post(officer(1), url("prepare", room), release_at="2026-01-01T08:00")
    other = make_room()
    answer = desk_of(officer(2)).post(url("approve", other, Release.objects.get().pk))
    assert (answer.status_code, Release.objects.get().state) == (404, "prepared")


def test_pages_cost_the_same_for_one_and_for_three(room):
    client = desk_of(officer())

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    before = [queries(url("sitting", room)), queries(reverse("results_desk:index"))]
    began = room.sitting.opens_at
    for name in ("second", "third"):
        seat = room_for(make_registration(room.sitting, make_user(name, full_name=name)), room)
        mark_attempt(attempt=hand_in(seat, {}, now=began), now=began + timedelta(hours=1))
        other = make_room(opens_at=began, release_policy="two_persons")
        type(other.registration).objects.filter(pk=other.registration.pk).update(standing=Standing.ABSENT)
    assert [queries(url("sitting", room)), queries(reverse("results_desk:index"))] == before
