"""The exam office's part: shares with deadlines, reassignment, conflicts of interest; it reads no answer."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from exams.marking.models import Allocation, Claim, Conflict, MarkingScheme, MarkingTask, Way
from exams.marking.queries.desk import piles_of, shares_of
from exams.marking.queries.office import allocations_in, allocations_to_remind, overdue_allocations
from exams.marking.services.allocations import (
    AllocationRefused,
    Share,
    allocate,
    declare_conflict,
    end_conflict,
    reassign_allocation,
    withdraw_allocation,
)
from exams.marking.services.reminders import remind_markers
from exams.sittings.models import Registration, Room, Sitting
from tests.exams.marking.desk_world import judge, live_tasks, make_marker, make_pile, take, take_and_judge
from tests.exams.marking.test_services import LATER
from tests.factories.sittings import make_room
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db

DUE = LATER + timedelta(days=3)
OFFICE = "/admin/marking/office/"


def give(hall, marker, *, due_at=DUE, now=LATER, **share):
    officer = make_persona("exam_officer")
    return allocate(
        component=hall.component, marker=marker, share=Share(**share), due_at=due_at, actor=officer, now=now
    )


def by_officer():
    return {"actor": make_persona("exam_officer"), "now": LATER}


def seat(registration, *, name, address=""):
    room, _is_new = Room.objects.get_or_create(sitting=registration.sitting, name=name, defaults={"address": address})
    Registration.objects.filter(pk=registration.pk).update(room=room)
    return room


def test_a_part_is_open_to_all_until_the_first_share():
    room = make_pile()
    first, second = make_marker("甲"), make_marker("乙")
    assert len(piles_of(second)) == 1

    allocation = give(room, first)

    assert piles_of(second) == []
    assert take(second, room) is None
    assert take(first, room).allocation == allocation


def test_a_share_may_be_of_a_sitting_a_room_or_a_centre():
    room = make_pile(3)
    registrations = list(room.sitting.registrations.order_by("pk"))
    seat(registrations[0], name="一考场", address="城南考点")
    second = seat(registrations[1], name="二考场", address="城北考点")
    in_centre, in_room, elsewhere = make_marker("甲"), make_marker("乙"), make_marker("丙")
    give(room, in_centre, centre="城南考点")
    give(room, in_room, room=second)
    other = Sitting.objects.create(
        exam=room.exam, name="第二场", opens_at=room.sitting.opens_at, closes_at=room.sitting.closes_at
    )
    give(room, elsewhere, sitting=other)

    assert take(in_centre, room).task.script.attempt.registration == registrations[0]
    assert take(in_room, room).task.script.attempt.registration == registrations[1]
    assert [take(one, room) for one in (in_centre, in_room, elsewhere)] == [None, None, None]


def test_a_quota_ends_a_share():
    room = make_pile(3)
    marker = make_marker("甲")
    give(room, marker, quota=2)

    take_and_judge(marker, room)
    take_and_judge(marker, room)

    assert take(marker, room) is None
    assert piles_of(marker) == []
    assert overdue_allocations(now=DUE) == []


def test_adjudication_is_allocated_by_itself():
    room = make_pile()
    MarkingTask.objects.update(state="adjudication", wanted=3, given=2)
    marker, adjudicator = make_marker("甲"), make_marker("乙")
    give(room, adjudicator, is_adjudication=True)

    assert take(marker, room, way=Way.ADJUDICATE) is None
    assert take(adjudicator, room, way=Way.ADJUDICATE) is not None


def test_overdue_is_what_is_late_and_waits():
    room = make_pile(2)
    first, second = make_marker("甲"), make_marker("乙")
    late, later = give(room, first), give(room, second, due_at=DUE + timedelta(days=2))

    assert overdue_allocations(now=DUE - timedelta(seconds=1)) == []
    assert overdue_allocations(now=DUE) == [late]
    assert overdue_allocations(now=DUE, marker=second) == []
    assert allocations_to_remind(now=DUE - timedelta(days=1)) == [late]
    assert allocations_to_remind(now=DUE + timedelta(days=1)) == [late, later]
    for _one in range(2):
        take_and_judge(second, room)
    assert overdue_allocations(now=DUE + timedelta(days=9)) == []


def test_the_command_says_whom_to_remind(capsys):
    room = make_pile()
    now = timezone.now()
    give(room, make_marker("甲"), due_at=now + timedelta(hours=2), now=now)
    give(room, make_marker("乙"), due_at=now + timedelta(days=2), now=now)

    call_command("due_marking", "--json")

    (row,) = json.loads(capsys.readouterr().out)["due"]
    assert (row["marker"], row["part"], row["is_overdue"]) == ("甲", str(room.component), False)


def test_markers_are_reminded_once_before_and_once_after_the_deadline():
    room = make_pile(2)
    first, second = make_marker("甲"), make_marker("乙")
    give(room, first)
    give(room, second, due_at=DUE + timedelta(days=9))

    assert remind_markers(now=DUE - timedelta(days=2)) == 0
    assert [remind_markers(now=DUE - timedelta(hours=hours)) for hours in (20, 10)] == [1, 0]
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.url) == (first, "marking", "/admin/marking/")
    assert notice.subject == f"阅卷将在一天内到期：{room.exam.title}"
    assert [remind_markers(now=DUE + timedelta(hours=hours)) for hours in (0, 5)] == [1, 0]
    # The later one takes the place of the one that nobody has read.
    assert Notice.objects.get().subject == f"阅卷已逾期：{room.exam.title}"

    for _one in range(2):
        take_and_judge(second, room)
    assert remind_markers(now=DUE + timedelta(days=20)) == 0


def test_the_command_reminds_and_only_says_so_in_a_dry_run(capsys):
    room, now = make_pile(), timezone.now()
    give(room, make_marker("甲"), due_at=now + timedelta(hours=2), now=now)
    said = []
    for arguments in (["--dry-run"], [], []):
        call_command("remind_markers", "--json", *arguments)
        said.append(json.loads(capsys.readouterr().out))
    assert said == [{"shares": 1, "told": 0}, {"shares": 1, "told": 1}, {"shares": 1, "told": 0}]


def test_a_share_may_be_of_a_language():
    room = make_pile(2)
    english = live_tasks().order_by("pk").first()
    Registration.objects.filter(attempts__script__tasks=english).update(language="en")
    reader, other = make_marker("甲"), make_marker("乙")
    share = give(room, reader, language="en")
    give(room, other, language="zh-Hans")

    assert (sum(one.waiting for one in piles_of(reader)), sum(one.waiting for one in piles_of(other))) == (1, 1)
    assert take(reader, room).task == english
    judge(reader, english)
    assert take(reader, room) is None
    assert share not in overdue_allocations(now=DUE)
    fresh = reassign_allocation(
        allocation=share, to=make_marker("丙"), due_at=DUE, reason="请假", actor=make_persona("exam_officer"), now=LATER
    )
    assert fresh.language == "en"


def test_reassigning_gives_on_what_is_left():
    room = make_pile(3)
    first, second = make_marker("甲"), make_marker("乙")
    allocation = give(room, first, quota=3)
    take_and_judge(first, room)
    held = take(first, room)

    fresh = reassign_allocation(allocation=allocation, to=second, due_at=DUE, reason="病假", **by_officer())

    allocation.refresh_from_db()
    assert (allocation.withdrawn_at, allocation.successor, fresh.quota) == (LATER, fresh, 2)
    assert not Claim.objects.filter(pk=held.pk).exists()
    assert take(first, room) is None
    assert take(second, room).allocation == fresh


def test_what_cannot_be_allocated_changes_nothing():
    room, other = make_pile(), make_room()
    marker = make_marker("甲")
    allocation = give(room, marker, quota=1)
    take_and_judge(marker, room)
    strange = Room.objects.create(sitting=other.sitting, name="一考场")
    before = list(Allocation.objects.values())
    refused = [
        lambda: give(room, make_persona("exam_officer")),
        lambda: give(room, marker, due_at=LATER),
        lambda: give(room, marker, sitting=other.sitting),
        lambda: give(room, marker, room=strange),
        lambda: withdraw_allocation(allocation=allocation, reason="", **by_officer()),
        lambda: reassign_allocation(allocation=allocation, to=marker, due_at=DUE, reason="换人", **by_officer()),
        lambda: reassign_allocation(
            allocation=allocation, to=make_marker("乙"), due_at=DUE, reason="换人", **by_officer()
        ),
    ]

    reasons = []
    for act in refused:
        with pytest.raises(AllocationRefused) as problem:
            act()
        reasons.append(problem.value.reason)

    assert reasons == [
        "张晓明没有阅卷权限。",
        "截止时间已过。",
        "该场次属于其他考试。",
        "该考场属于其他场次。",
        "请填写理由。",
        "该阅卷员已负责这部分。",
        "这部分已全部评完。",
    ]
    assert list(Allocation.objects.values()) == before


def test_a_conflict_takes_the_answers_away_until_it_ends():
    room = make_pile(2)
    first, second = room.sitting.registrations.order_by("pk")
    seat(second, name="一考场", address="城南考点")
    marker = make_marker("甲")
    take(marker, room)
    take(marker, room)
    with_candidate = declare_conflict(marker=marker, candidate=first.candidate, reason="亲属", **by_officer())
    declare_conflict(marker=marker, centre="城南考点", reason="在该考点任职", **by_officer())

    assert Claim.objects.count() == 0
    assert take(marker, room) is None
    with pytest.raises(AllocationRefused) as again:
        declare_conflict(marker=marker, candidate=first.candidate, reason="亲属", **by_officer())
    assert again.value.reason == "这项回避已登记。"

    end_conflict(conflict=with_candidate, **by_officer())
    assert take(marker, room).task.script.attempt.registration == first
    with pytest.raises(AllocationRefused):
        end_conflict(conflict=with_candidate, **by_officer())


# Pages


def _page(answer):
    return BeautifulSoup(answer.content, "html.parser")


def _part(room, name="part", *more):
    return reverse(f"marking_desk:{name}", args=[room.component.pk, *more])


@pytest.fixture
def office(db):
    return browser_of("exam_officer")


@pytest.mark.parametrize("count", [1, 3])
def test_the_offices_pages_cost_the_same_for_many(django_assert_max_num_queries, office, count):
    for _number in range(count):
        room = make_pile(count)
        for name in "甲乙丙"[:count]:
            give(room, make_marker(name))
        take_and_judge(make_marker("甲"), room)
    for page, most in ((OFFICE, 15), (_part(room), 30)):
        office.get(page)
        with django_assert_max_num_queries(most) as queries:
            office.get(page)
        assert len(queries) == {OFFICE: 11}.get(page, 24)


def test_the_office_sees_figures_and_no_answer(office):
    room = make_pile(2)
    take_and_judge(make_marker("甲"), room)

    page = _page(office.get(_part(room)))

    assert [cell.text.strip() for cell in page.select(".marking-wide table")[0].select("tbody td")[2:6]] == [
        "1",
        "0",
        "0",
        "1",
    ]
    assert page.select(".marking-wide table")[1].select_one("td").text.strip() == "甲"
    assert {"场次", "考场"} <= {label.text.strip() for label in page.select("label")}
    assert "先安抚客户" not in page.text
    assert "简述客服代表" not in page.text
    assert "买买提" not in page.text


def test_a_share_is_given_on_the_page(office):
    room = make_pile()
    marker = make_marker("甲")
    version = live_tasks().get().version_id
    data = {"marker": marker.pk, "version": version, "quota": "", "language": "zh-Hans", "due_at": "2099-01-02 18:00"}

    assert office.post(_part(room), data)["Location"] == _part(room)

    allocation = Allocation.objects.get()
    assert (allocation.marker, allocation.version_id, allocation.quota) == (marker, version, None)
    assert allocation.language == "zh-Hans"
    refused = office.post(_part(room), {**data, "due_at": "2001-01-01 08:00", "quota": "0", "marker": ""})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"quota", "marker"}
    past = office.post(_part(room), {**data, "due_at": "2001-01-01 08:00"})
    assert "截止时间已过" in _page(past).text
    assert Allocation.objects.count() == 1


def test_the_office_sees_what_waits_of_each_share(office):
    room = make_pile(3)
    marker = make_marker("甲")
    give(room, marker)
    judge(marker, take(marker, room).task)
    seated, disputed = live_tasks().filter(state="waiting").select_related("script__attempt__registration")
    second = seat(seated.script.attempt.registration, name="二考场")
    MarkingTask.objects.filter(pk=disputed.pk).update(state="adjudication")
    give(room, make_marker("乙"), room=second, due_at=DUE + timedelta(days=1))
    give(room, make_marker("丙"), is_adjudication=True, due_at=DUE + timedelta(days=2))

    assert [(one.done, one.waiting) for one in allocations_in(room.component)] == [(1, 1), (0, 1), (0, 1)]

    rows = _page(office.get(_part(room))).select(".marking-wide table")[-1].select("tbody tr")
    assert [[cell.text.strip() for cell in row.select("td")[2:4]] for row in rows] == [
        ["1", "1"],
        ["0", "1"],
        ["0", "1"],
    ]


def test_a_scheme_is_set_on_the_page(office):
    room = make_pile()
    version = live_tasks().get().version_id
    scheme = {"is_double": "on", "tolerance": "2.5", "check_percent": "10"}

    office.post(_part(room, "scheme"), scheme)
    office.post(_part(room, "item_scheme", version), {**scheme, "tolerance": "4"})
    refused = office.post(_part(room, "scheme"), {**scheme, "tolerance": "-1", "check_percent": "51"})

    assert set(refused.context["form"].errors) == {"tolerance", "check_percent"}
    rows = MarkingScheme.objects.order_by("pk").values_list("version", "tolerance", "check_percent")
    assert list(rows) == [(None, Decimal("2.50"), 10), (version, Decimal("4.00"), 10)]
    assert live_tasks().get().wanted == 2
    assert office.get(_part(room, "item_scheme", 999_999)).status_code == 404


def test_check_answers_are_chosen_and_retired_on_the_page(office):
    room = make_pile()
    version = live_tasks().get().version_id
    nothing = office.post(_part(room, "checks", version), {"count": "3"})
    assert "还没有双评一致或经仲裁的作答。" in _page(nothing).text

    office.post(_part(room, "scheme"), {"is_double": "on", "tolerance": "0", "check_percent": "10"})
    for name in "甲乙":
        take_and_judge(make_marker(name), room)
    office.post(_part(room, "checks", version), {"count": "3"})
    assert MarkingTask.objects.filter(kind="check", state="waiting").count() == 1

    office.post(_part(room, "retire", version))
    assert MarkingTask.objects.filter(kind="check", state="waiting").count() == 0


def test_a_share_is_withdrawn_or_given_on_with_a_reason(office):
    room = make_pile()
    allocation = give(room, make_marker("甲"))
    page = reverse("marking_desk:share", args=[allocation.pk])
    second = make_marker("乙")

    assert office.post(page, {"marker": second.pk}).context["form"].errors.keys() == {"reason", "due_at"}
    office.post(page, {"marker": second.pk, "due_at": "2099-01-02 18:00", "reason": "病假"})

    allocation.refresh_from_db()
    assert (allocation.successor.marker, allocation.reason) == (second, "病假")
    assert office.get(page).status_code == 404


def test_conflicts_are_declared_and_ended_on_the_page(office):
    room = make_pile()
    marker = make_marker("甲")
    page = reverse("marking_desk:conflicts")
    for wrong, field in (
        ({"candidate": "无此人"}, "candidate"),
        ({}, "candidate"),
        ({"candidate": room.candidate.username, "centre": "城南考点"}, "candidate"),
    ):
        answer = office.post(page, {"marker": marker.pk, "reason": "亲属", **wrong})
        assert set(answer.context["form"].errors) == {field}

    office.post(page, {"marker": marker.pk, "reason": "亲属", "candidate": room.registration.number})
    conflict = Conflict.objects.get()
    assert (conflict.candidate, conflict.declared_by.username) == (room.candidate, "exam_officer")

    office.post(reverse("marking_desk:end_conflict", args=[conflict.pk]))
    conflict.refresh_from_db()
    assert conflict.ended_at is not None


def test_markers_see_what_is_overdue_and_their_shares():
    room = make_pile()
    marker = make_persona("marker")
    allocation = give(room, marker)
    Allocation.objects.filter(pk=allocation.pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = _page(browser_of("marker").get("/admin/marking/"))

    assert "以下评阅已超过截止时间" in page.text
    assert [cell.text.strip() for cell in page.select(".marking-wide td")][1] == "0"


def test_of_a_markers_shares_the_one_that_is_due_first_is_taken_from_first():
    room, marker = make_pile(2), make_marker("甲")
    later = give(room, marker, due_at=DUE + timedelta(days=2))
    first = give(room, marker, due_at=DUE, quota=5)
    assert shares_of(marker, room.component.pk, Way.QUESTION) == [first, later]
    assert take(marker, room).allocation == first


def test_judging_a_share_counts_for_it():
    room = make_pile()
    marker = make_marker("甲")
    allocation = give(room, marker)
    claim = take(marker, room)
    judge(marker, claim.task)

    assert allocation.judgements.count() == 1
