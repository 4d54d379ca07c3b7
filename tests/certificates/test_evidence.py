"""Awards that ask for a course, for hours, for an officer's word; issued by event and by command."""

import json
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.db.utils import DatabaseError, IntegrityError
from django.utils import translation

from certificates.models import Approval, Award, Certificate, Design
from certificates.payload import CertificatePayload
from certificates.queries import claims_of, due_candidates, evidence_for, evidence_of
from certificates.rendering.design import DesignSpec
from certificates.rules import reasons_against
from certificates.services import (
    ApprovalRefused,
    IssueRefused,
    decide_award,
    issue_certificate,
    open_pdf,
    supersede_certificate,
)
from certificates.services.designs import SHIPPED, save_design
from certificates.tasks import evaluate_candidate
from courses.services.learning import finish_lesson
from exams.marking.models import ResultState
from tests.certificates.samples import text_of
from tests.factories.certificates import ISSUED, give_portrait, make_award, make_officer, make_result, passed_room
from tests.factories.courses import (
    ChapterPageFactory,
    CoursePageFactory,
    EnrolmentFactory,
    LessonPageFactory,
    LessonProgressFactory,
)
from tests.factories.sittings import make_registration, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    """Two lessons, and one that is not published."""
    course = CoursePageFactory(title="客户服务改进")
    chapter = ChapterPageFactory(parent=course)
    LessonPageFactory(parent=chapter)
    LessonPageFactory(parent=chapter)
    LessonPageFactory(parent=chapter, live=False)
    return course


def lessons_of(course):
    return [lesson.specific for lesson in course.get_descendants().live() if lesson.depth == course.depth + 2]


@pytest.fixture
def trainee(course):
    user = make_user("trainee", full_name="张三")
    give_portrait(user)
    EnrolmentFactory(course=course, trainee=user)
    return user


def study(trainee, course, *, lessons, seconds=0):
    for number, lesson in enumerate(lessons_of(course)[:lessons]):
        LessonProgressFactory(
            lesson=lesson, trainee=trainee, finished_at=ISSUED - timedelta(days=3 - number), active_seconds=seconds
        )


def missing(award, user, since=None):
    with translation.override("en"):
        return reasons_against(award=award, evidence=evidence_of(award, user), since=since)


def test_a_course_is_finished_lesson_by_lesson(course, trainee):
    award = make_award(None, course=course)
    assert missing(award, trainee) == ["“客户服务改进”: 2 lessons of 2 are still to be studied."]
    study(trainee, course, lessons=1)
    assert missing(award, trainee) == ["“客户服务改进”: 1 lesson of 2 is still to be studied."]
    LessonProgressFactory(lesson=lessons_of(course)[1], trainee=trainee, finished_at=ISSUED)
    assert missing(award, trainee) == []


def test_a_course_without_lessons_is_nobodys(trainee):
    award = make_award(None, course=CoursePageFactory(title="空课程"))
    assert missing(award, trainee) == ["“空课程” has no published lesson yet."]


@pytest.mark.parametrize(
    ("seconds", "reasons"),
    [
        (7200, []),
        (7199, ["Study time: 4 hours are asked for, 0 h 1 min are missing."]),
        (60, ["Study time: 4 hours are asked for, 3 h 58 min are missing."]),
    ],
)
def test_hours_are_those_measured(course, trainee, seconds, reasons):
    award = make_award(None, course=course, min_hours=4)
    study(trainee, course, lessons=2, seconds=seconds)
    assert missing(award, trainee) == reasons


def test_everything_that_is_missing_is_said_at_once(course, trainee):
    award, _ = passed_room(score="40")
    Award.objects.filter(pk=award.pk).update(course=course, min_hours=1, needs_approval=True)
    award.refresh_from_db()
    assert missing(award, trainee) == [
        "The result has not been released yet.",
        "“客户服务改进”: 2 lessons of 2 are still to be studied.",
        "Study time: 1 hours are asked for, 1 h 0 min are missing.",
        "The certificate office has not approved it yet.",
    ]


def test_a_certificate_of_a_course_says_so_on_paper(course, trainee):
    award = make_award(None, course=course, title="结业证书")
    study(trainee, course, lessons=2)
    certificate = issue_certificate(award=award, candidate=trainee, actor=None, now=ISSUED)
    payload = CertificatePayload.from_json(certificate.payload)
    assert (certificate.result, payload.exam_title, payload.components, payload.total) == (None, "", (), None)
    assert payload.completed_on == (ISSUED - timedelta(days=2)).date()
    with open_pdf(certificate, now=ISSUED) as file:
        text = text_of(file.read()).replace("\n", "")
    assert "学完全部内容，准予结业" in text
    assert "考核" not in text


# Approval


def decide(award, person, verdict, *, reason="材料齐全", actor=None, now=ISSUED):
    return decide_award(award=award, person=person, verdict=verdict, reason=reason, actor=actor, now=now)


def test_the_latest_word_of_an_officer_counts(trainee):
    award, officer = make_award(None, needs_approval=True), make_officer()
    assert missing(award, trainee) == ["The certificate office has not approved it yet."]
    decide(award, trainee.person, "declined", reason="缺证明", actor=officer)
    assert missing(award, trainee) == ["The certificate office has declined it: 缺证明"]
    decide(award, trainee.person, "approved", actor=officer, now=ISSUED + timedelta(days=1))
    assert missing(award, trainee) == []
    assert missing(award, trainee, since=ISSUED + timedelta(days=1)) == [
        "The certificate office has not approved it yet."
    ]


def test_nobody_approves_without_the_right_a_reason_or_for_themselves(trainee):
    award, officer = make_award(None, needs_approval=True), make_officer()
    with pytest.raises(PermissionDenied):
        decide(award, officer.person, "approved", actor=trainee)
    for person, fields in [
        (officer.person, {}),
        (trainee.person, {"reason": " "}),
        (trainee.person, {"verdict": "maybe"}),
    ]:
        with pytest.raises(ApprovalRefused):
            decide(award, person, actor=officer, **{"verdict": "approved", **fields})
    assert Approval.objects.count() == 0


def test_approvals_are_append_only(trainee):
    approval = decide(make_award(None, needs_approval=True), trainee.person, "approved", actor=make_officer())
    for act in (lambda: Approval.objects.update(verdict="declined"), Approval.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    approval.refresh_from_db()
    assert approval.verdict == "approved"


@pytest.mark.parametrize(
    "fields",
    [{}, {"min_hours": 1, "needs_approval": True}, {"needs_approval": True, "renewal": "extension"}],
)
def test_the_database_refuses_rules_that_say_nothing(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_award(None, **fields)
    assert Award.objects.count() == 0


# Many at once


@pytest.mark.parametrize("people", [1, 3])
def test_evidence_of_many_costs_no_more_queries(course, trainee, people, django_assert_num_queries):
    awards = [make_award(None, course=course, needs_approval=True), make_award(None, needs_approval=True)]
    users = [trainee, *(make_user(f"more{number}", full_name="李四") for number in range(people - 1))]
    for user in users:
        study(user, course, lessons=2)
    with django_assert_num_queries(3):
        evidence = evidence_for(awards, users)
    assert [evidence[awards[0].pk, user.pk].completion.is_complete for user in users] == [True] * people


def test_due_are_those_who_take_the_course(course, trainee):
    award = make_award(None, course=course)
    make_user("elsewhere", full_name="李四")
    reader = make_user("reader", full_name="王五")
    study(reader, course, lessons=1)
    assert [user for user, _evidence in due_candidates(award)] == [trainee, reader]


def test_a_course_award_stands_on_the_holders_list(course, trainee):
    award = make_award(None, course=course)
    assert [(claim.award, claim.is_earned) for claim in claims_of(trainee)] == [(award, False)]
    study(trainee, course, lessons=2)
    assert [(claim.is_open, claim.is_earned) for claim in claims_of(trainee)] == [(True, True)]


def test_the_command_issues_courses_and_approvals(course, trainee):
    study(trainee, course, lessons=2)
    finished = make_award(None, course=course)
    approved = make_award(None, needs_approval=True)
    decide(approved, trainee.person, "approved", actor=make_officer())
    out = StringIO()
    call_command("issue_certificates", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert [(one["award"], one["candidate"]) for one in report["issued"]] == [
        (finished.code, "trainee"),
        (approved.code, "trainee"),
    ]
    assert report["refused"] == []


# By event


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run what waits for the commit, as the worker would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_finishing_the_last_lesson_issues(course, trainee, committed, settings):
    award = make_award(None, course=course)
    study(trainee, course, lessons=1)
    last = lessons_of(course)[1]
    last.body = []
    last.save_revision().publish()
    with committed():
        finish_lesson(lesson=last, trainee=trainee, now=ISSUED)
    assert Certificate.objects.get().award == award


def test_a_released_result_issues_and_a_failed_one_does_not(committed):
    award, failed = passed_room(score="40")
    candidate = failed.registration.candidate
    sitting = failed.registration.sitting
    sitting.pk = None
    sitting.save()
    registration = make_registration(sitting, candidate)
    with committed():
        make_result(registration, score="40")
    assert Certificate.objects.count() == 0
    failed.registration.results.update(state=ResultState.SUPERSEDED)
    registration.results.update(state=ResultState.SUPERSEDED)
    with committed():
        make_result(registration, score="80")
    certificate = Certificate.objects.get()
    assert (certificate.award, certificate.events.get().actor) == (award, None)


def test_an_approval_issues(trainee, committed):
    award, officer = make_award(None, needs_approval=True), make_officer()
    with committed():
        decide(award, trainee.person, "approved", actor=officer)
    assert Certificate.objects.get().person == trainee.person


def test_an_award_that_waits_to_be_asked_is_not_issued_by_event(trainee, committed):
    award = make_award(None, needs_approval=True, is_automatic=False)
    with committed():
        decide(award, trainee.person, "approved", actor=make_officer())
    assert evaluate_candidate.call(trainee.pk) == []
    assert Certificate.objects.count() == 0


def test_evaluating_again_gives_nothing_twice(trainee):
    award = make_award(None, needs_approval=True)
    decide(award, trainee.person, "approved", actor=make_officer())
    assert evaluate_candidate.call(trainee.pk) == [Certificate.objects.get().number]
    assert evaluate_candidate.call(trainee.pk) == []
    assert evaluate_candidate.call(999_999) == []
    assert Certificate.objects.count() == 1


def design_with(*, portrait, name="清素"):
    """A design whose latest version shows the portrait or not."""
    spec = DesignSpec.from_json(json.loads(SHIPPED.joinpath("calm.json").read_text())["spec"])
    design = Design.objects.filter(name=name).first()
    version = save_design(design=design, name=name, spec=replace(spec, shows_photo=portrait), actor=None, now=ISSUED)
    return version.design


def test_a_portrait_is_asked_for_only_where_the_certificate_shows_one():
    officer = make_officer()
    user = make_user("trainee", full_name="张三")
    design = design_with(portrait=True)
    design_with(portrait=False)
    award = make_award(None, needs_approval=True, design=design)
    decide_award(award=award, person=user.person, verdict="approved", reason="考核合格", actor=officer, now=ISSUED)
    assert missing(award, user) == []
    assert [(claim.reasons, claim.needs_details) for claim in claims_of(user)] == [([], False)]
    certificate = issue_certificate(award=award, candidate=user, actor=user, now=ISSUED)
    assert (certificate.payload["photo_sha256"], certificate.photo.name) == ("", "")
    with open_pdf(certificate, now=ISSUED) as file:
        assert "张三" in text_of(file.read())

    # The design shows it again: what is frozen stays, and the next certificate asks for it.
    design_with(portrait=True)
    assert missing(award, user) == ["The portrait is missing."]
    with pytest.raises(IssueRefused) as refused, translation.override("en"):
        supersede_certificate(
            certificate=certificate, code="reissue", reason="改版", actor=officer, now=ISSUED + timedelta(days=1)
        )
    assert refused.value.reasons == ["The portrait is missing."]
    certificate.refresh_from_db()
    assert (certificate.state, Certificate.objects.count()) == ("valid", 1)

    give_portrait(user)
    newer = supersede_certificate(
        certificate=certificate, code="reissue", reason="改版", actor=officer, now=ISSUED + timedelta(days=1)
    )
    assert newer.payload["photo_sha256"] == user.person.photo_sha256
    with open_pdf(newer, now=ISSUED) as file:
        assert "张三" in text_of(file.read())


def test_what_cannot_be_issued_or_renewed_yet_waits_and_stops_nothing(trainee):
    officer = make_officer()
    anew = {"valid_months": 12, "renewal": "recertification", "renew_before_days": 370}
    unset, renewed = (make_award(None, needs_approval=True, **anew) for _award in range(2))
    decide(renewed, trainee.person, "approved", actor=officer)
    assert len(evaluate_candidate.call(trainee.pk)) == 1
    decide(unset, trainee.person, "approved", actor=officer)
    trainee.person.full_name = "\ue000"
    trainee.person.save()
    certificate = Certificate.objects.get()
    assert evaluate_candidate.call(trainee.pk) == []
    assert list(Certificate.objects.values_list("pk", "state")) == [(certificate.pk, "valid")]
