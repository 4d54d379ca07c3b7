"""What the desk shows, case by case."""

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.models import Person
from certificates.models import Award, Certificate
from config.queries import (
    Step,
    awards_to_claim,
    exam_places,
    mastery_of,
    missing_details,
    newest_results,
    sittings_now_and_next,
    study_place,
)
from courses.models import CheckAnswer, HeadingPoint, KnowledgePoint, LessonPage, LessonProgress
from exams.marking.models import Result
from exams.sittings.services import submit_attempt
from tests.factories.sittings import NOW, make_chapter, make_registration, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lessons():
    chapter = make_chapter()
    return [chapter.add_child(instance=LessonPage(title=title, slug=f"l{title}")) for title in ("甲", "乙", "丙")]


@pytest.fixture
def room():
    return make_room()


def read(lesson, trainee, *, minutes_ago, finished=False):
    at = NOW - timedelta(minutes=minutes_ago)
    LessonProgress.objects.create(lesson=lesson, trainee=trainee, opened_at=at, finished_at=NOW if finished else None)


def test_nobody_who_has_not_read_is_led_on():
    assert study_place(make_user("new")) is None


def test_study_goes_on_where_it_stopped(lessons):
    trainee = make_user("reader")
    read(lessons[2], trainee, minutes_ago=60, finished=True)
    read(lessons[0], trainee, minutes_ago=5)
    place = study_place(trainee)
    assert (place.lesson, place.is_next, place.finished, place.lessons) == (lessons[0], False, 1, 3)
    assert place.chapter.title == "客户服务改进"


def test_study_goes_on_at_the_heading_last_read(lessons):
    trainee = make_user("reader")
    read(lessons[0], trainee, minutes_ago=5)
    LessonProgress.objects.update(anchor="four-steps")
    assert study_place(trainee).anchor == "four-steps"
    LessonProgress.objects.update(finished_at=NOW)
    assert study_place(trainee).anchor == ""


def test_a_finished_lesson_leads_to_the_next(lessons):
    trainee = make_user("reader")
    read(lessons[0], trainee, minutes_ago=5, finished=True)
    place = study_place(trainee)
    assert (place.lesson, place.is_next) == (lessons[1], True)


def test_the_last_lesson_stays_when_it_is_finished(lessons):
    trainee = make_user("reader")
    read(lessons[2], trainee, minutes_ago=5, finished=True)
    place = study_place(trainee)
    assert (place.lesson, place.is_next) == (lessons[2], False)


def test_a_withdrawn_lesson_is_not_offered(lessons):
    trainee = make_user("reader")
    read(lessons[0], trainee, minutes_ago=5)
    lessons[0].unpublish()
    assert study_place(trainee) is None


def test_another_trainees_reading_counts_for_nobody_else(lessons):
    trainee, other = make_user("reader"), make_user("other")
    read(lessons[0], trainee, minutes_ago=5)
    read(lessons[1], other, minutes_ago=1, finished=True)
    assert study_place(trainee).finished == 0


def step_of(room, now=NOW):
    return exam_places(room.candidate, now=now)[0].step


def test_before_the_window_one_waits(room):
    assert step_of(room, now=room.sitting.opens_at - timedelta(seconds=1)) == Step.WAIT


def test_the_window_opens_and_closes(room):
    assert step_of(room, now=room.sitting.opens_at) == Step.START
    assert step_of(room, now=room.sitting.closes_at - timedelta(seconds=1)) == Step.START
    assert step_of(room, now=room.sitting.closes_at) == Step.MISSED


def test_an_open_attempt_comes_before_everything(room):
    attempt = room.start()
    place = exam_places(room.candidate, now=NOW)[0]
    assert (place.step, place.attempt) == (Step.RESUME, attempt)


def released(room, *, passed):
    attempt = room.start()
    submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=attempt.lease_token, now=NOW)
    Result.objects.filter(registration=room.registration).delete()
    return Result.objects.create(
        registration=room.registration, state="released", passed=passed, created_at=NOW, released_at=NOW
    )


@pytest.mark.parametrize(("passed", "step"), [(True, Step.PASSED), (False, Step.FAILED)])
def test_a_result_says_how_it_ended(room, passed, step):
    result = released(room, passed=passed)
    place = exam_places(room.candidate, now=NOW)[0]
    assert (place.step, place.result) == (step, result)


def test_a_failed_exam_with_a_try_left_can_be_started_again():
    room = make_room(attempts_allowed=2)
    released(room, passed=False)
    assert step_of(room) == Step.START


def test_what_can_be_done_now_comes_first(room):
    later = make_room(opens_at=NOW + timedelta(days=1))
    make_registration(later.sitting, room.candidate)
    gone = make_room(opens_at=NOW - timedelta(days=9))
    make_registration(gone.sitting, room.candidate)
    steps = [place.step for place in exam_places(room.candidate, now=NOW)]
    assert steps == [Step.START, Step.WAIT, Step.MISSED]


def certificate(person, result, award):
    return Certificate.objects.create(
        award=award,
        person=person,
        result=result,
        number="N-1",
        code="A" * 26,
        payload={},
        payload_sha256="0" * 64,
        issued_at=NOW,
    )


def award_of(room):
    return Award.objects.create(code="csm", title="培训合格证书", course_title="客户服务改进", exam=room.exam)


def test_a_passed_exam_has_its_award_to_claim_until_it_is_given(room):
    award = award_of(room)
    result = released(room, passed=True)
    assert awards_to_claim(room.candidate) == [award]
    certificate(room.candidate.person, result, award)
    assert awards_to_claim(room.candidate) == []


def test_a_failed_exam_gives_nothing_to_claim(room):
    award_of(room)
    released(room, passed=False)
    assert awards_to_claim(room.candidate) == []


def test_anothers_pass_gives_nothing_to_claim(room):
    award_of(room)
    released(room, passed=True)
    assert awards_to_claim(make_user("other")) == []


def test_missing_details():
    user = make_user("new")
    assert missing_details(user) == ["name", "portrait"]
    person = Person.objects.create(user=user, full_name="张晓梅")
    assert missing_details(user) == ["portrait"]
    person.photo = "portraits/1.jpg"
    assert missing_details(user) == []


def test_office_sees_what_is_on_and_what_is_near(room):
    room.start()
    make_registration(room.sitting, make_user("second"))
    make_room(opens_at=NOW + timedelta(days=8))
    make_room(opens_at=NOW - timedelta(days=1))
    near = make_room(opens_at=NOW + timedelta(days=6))
    shown = [(s.pk, s.registered, s.writing) for s in sittings_now_and_next(now=NOW)]
    assert shown == [(room.sitting.pk, 2, 1), (near.sitting.pk, 1, 0)]


def test_weak_points_are_what_was_met_and_is_not_mastered(lessons):
    trainee = make_user("reader")
    read(lessons[0], trainee, minutes_ago=5)
    first, second = KnowledgePoint.objects.order_by("code")
    for point in (first, second):
        HeadingPoint.objects.create(lesson=lessons[0], point=point, anchor="a", text="指标", position=1)
    CheckAnswer.objects.create(
        trainee=trainee,
        lesson=lessons[0],
        point=second,
        block_id=UUID(int=1),
        question="q",
        option=1,
        is_right=False,
        answered_at=NOW,
    )
    mastery = mastery_of(trainee, study_place(trainee))
    # What was answered wrong stands before what was only read.
    assert [(one.point, one.answers, one.right) for one in mastery.weakest] == [(second, 1, 0), (first, 0, 0)]
    assert [(each.level.name, each.count) for each in mastery.map.counts if each.count] == [("MET", 2)]


def test_who_has_not_begun_has_no_weak_points(lessons):
    assert mastery_of(make_user("new"), None) is None
    trainee = make_user("reader")
    read(lessons[0], trainee, minutes_ago=5)
    # Points that no lesson teaches are nobody's weakness.
    assert mastery_of(trainee, study_place(trainee)).weakest == []


def test_newest_results_are_released_ones_that_stand(room):
    result = released(room, passed=True)
    other = make_room(opens_at=NOW - timedelta(hours=2))
    Result.objects.create(registration=other.registration, state="provisional", passed=True, created_at=NOW)
    assert newest_results(room.candidate) == [result]
    assert newest_results(other.candidate) == []
