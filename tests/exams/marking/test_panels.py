"""What of marking waits for whom on the first page: what the pages behind it really offer, and nothing that is done."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.panels import work_of
from exams.marking.models import Appeal, AppealTerms, Result
from exams.marking.services import mark_attempt
from exams.marking.services.allocations import set_scheme
from exams.marking.services.appeals import file_appeal, reject_appeal, take_appeal
from exams.sittings.models import Exam, Registration, Standing
from tests.exams.marking.desk_world import judge, make_marker, make_pile, take, take_and_judge
from tests.exams.marking.held import AFTER, let_out, make_held_room, officer, prepare, room_for, sit
from tests.exams.marking.test_appeal_views import filed, upheld
from tests.exams.marking.test_appeal_views import result as _result
from tests.exams.marking.test_appeals import second_marker
from tests.exams.marking.test_office import give
from tests.exams.marking.test_services import LATER, hand_in
from tests.factories.sittings import ALL_RIGHT, ExamRoom, make_registration, make_user
from tests.personas import make_persona

pytestmark = pytest.mark.django_db
result = _result


def waiting(user, now=LATER):
    return {str(work.label): work.count for work in work_of(user, now=now)}


def links(user, now=AFTER):
    return {str(work.label): work.url for work in work_of(user, now=now)}


def test_a_marker_is_told_of_no_more_than_the_desk_offers():
    room = make_pile(3)
    first, second = make_marker("甲"), make_marker("乙")
    assert waiting(second) == {"等待评分的作答": 3}
    give(room, first, quota=2)
    assert (waiting(first), waiting(second)) == ({"等待评分的作答": 3}, {})
    claim = take(first, room)
    assert waiting(first) == {"您手中未评完的作答": 1, "等待评分的作答": 2}
    judge(first, claim.task)
    take_and_judge(first, room)
    # The share is done: what is left of the pile is others' to be given.
    assert waiting(first) == {}


def test_a_share_that_is_late_is_told_to_its_marker_and_to_the_office():
    room, marker = make_pile(), make_marker("甲")
    give(room, marker, due_at=LATER + timedelta(hours=1))
    late = LATER + timedelta(hours=2)
    assert waiting(marker, late) == {"您逾期未评完的阅卷任务": 1, "等待评分的作答": 1}
    assert waiting(make_persona("exam_officer"), late) == {"逾期未完成的阅卷任务": 1}


def test_the_third_marker_is_told_what_waits_for_adjudication():
    room = make_pile()
    scheme = {"is_double": True, "tolerance": Decimal(0), "check_percent": 0, "version": None}
    set_scheme(component=room.component, actor=make_persona("exam_officer"), now=LATER, **scheme)
    for name, place in (("甲", 0), ("乙", 2)):
        take_and_judge(make_marker(name), room, place)
    assert waiting(make_marker("丙")) == {"等待仲裁的作答": 1}
    assert waiting(make_marker("甲")) == {}


def test_an_appeal_waits_for_who_may_take_it_and_then_for_its_reviewer_alone(result):
    appeal, reviewer, third = filed(result), second_marker(), make_marker("丙")

    def told():
        return [waiting(one).get("可由您复核的申请", 0) for one in (reviewer, third)]

    assert told() == [1, 1]
    take_appeal(appeal=appeal, actor=reviewer, now=appeal.filed_at)
    assert told() == [1, 0]
    reject_appeal(appeal=appeal, reply="评分无误。", actor=reviewer, now=appeal.filed_at)
    assert told() == [0, 0]


def test_an_officer_is_told_of_a_fee_that_nobody_noted(result):
    AppealTerms.objects.create(exam=result.registration.sitting.exam, fee=Decimal(50))
    file_appeal(
        result=result,
        reason="请重看。",
        actor=result.registration.candidate,
        now=result.released_at + timedelta(days=1),
    )
    assert Appeal.objects.get().state == "fee_due"
    assert waiting(officer()) == {"待登记费用的成绩复核": 1}


def test_officers_are_told_when_results_are_ready_and_then_the_second_one_alone():
    room = make_held_room()
    ready, second = "成绩已可编制发布的场次", "等待第二人核准的成绩发布"
    desk = f"/admin/results/{room.sitting.pk}/"
    other = room_for(make_registration(room.sitting, make_user("other")), room)
    sit(room, ALL_RIGHT)
    attempt = hand_in(other, {})
    assert waiting(officer(), AFTER) == {}  # one of the two is not marked
    mark_attempt(attempt=attempt, now=AFTER)
    assert links(officer()) == {ready: desk}
    assert waiting(officer(), room.sitting.closes_at - timedelta(seconds=1)) == {}
    prepare(room)
    assert (links(officer(1)), links(officer(2))) == ({}, {second: desk})


def test_a_result_that_takes_a_released_ones_place_waits_though_others_are_not_marked(result):
    sitting = result.registration.sitting
    Exam.objects.filter(pk=sitting.exam_id).update(release_policy="two_persons")
    late = make_user("late")
    hand_in(
        ExamRoom(sitting.exam, sitting.exam.components.get(), sitting, late, make_registration(sitting, late)),
        {},
        now=sitting.opens_at + timedelta(minutes=1),
    )
    assert waiting(officer(), sitting.closes_at) == {}
    upheld(result)
    assert waiting(officer(), sitting.closes_at) == {"成绩已可编制发布的场次": 1}
    assert Result.objects.filter(state="provisional").count() == 1


def test_what_was_noted_of_a_candidate_waits_for_a_ruling_once_the_sitting_is_over():
    room, again = make_held_room(), make_held_room()
    for one in (room, again):
        sit(one, ALL_RIGHT)
        let_out(one)
        Registration.objects.filter(pk=one.registration.pk).update(standing=Standing.MISCONDUCT)
    noted = "已记违纪、尚未认定的考生"
    assert links(officer()) == {noted: "/admin/results/"}
    Registration.objects.filter(pk=again.registration.pk).update(standing="")
    assert links(officer()) == {noted: f"/admin/results/{room.sitting.pk}/"}
    assert waiting(officer(), room.sitting.closes_at - timedelta(seconds=1)) == {}
