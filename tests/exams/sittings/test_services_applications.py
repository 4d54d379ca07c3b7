"""Applying for a place: the steps there are, who takes them, and that a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.roles import Role
from exams.sittings.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationState,
    EligibilityRule,
    Exam,
    Registration,
    Sitting,
)
from exams.sittings.services import (
    ApplicationRefused,
    Declared,
    Proof,
    RegistrationRefused,
    add_document,
    decide_application,
    register_candidate,
    remove_document,
    save_application,
    submit_application,
)
from exams.sittings.services.applications import MOST_DOCUMENTS
from tests.factories.accounts import UserFactory
from tests.factories.sittings import NOW, make_room, make_user

pytestmark = pytest.mark.django_db

COLLEGE = Declared(schooling="college", work_years=3, employer="某公司")
DIPLOMA = Proof("schooling", "毕业证.jpg", "image/jpeg", b"\xff\xd8\xff diploma")


@pytest.fixture
def sitting():
    sitting = make_room().sitting
    sitting.open_registration = True
    sitting.save()
    EligibilityRule.objects.create(exam=sitting.exam, title="大专毕业，从业两年", schooling="college", work_years=2)
    return sitting


@pytest.fixture
def applicant():
    return make_user("applicant", full_name="阿依古丽·买买提")


@pytest.fixture
def officer():
    return UserFactory(roles=[Role.EXAM_OFFICER])


def saved(sitting, applicant, declared=COLLEGE):
    return save_application(sitting=sitting, candidate=applicant, declared=declared, actor=applicant, now=NOW)


def submitted(sitting, applicant):
    return submit_application(application=saved(sitting, applicant), actor=applicant, now=NOW)


def decide(application, verdict, officer, reason=""):
    return decide_application(
        application=application, verdict=ApplicationState(verdict), reason=reason, actor=officer, now=NOW
    )


def test_from_the_draft_to_the_place(sitting, applicant, officer):
    application = saved(sitting, applicant)
    add_document(application=application, proof=DIPLOMA, actor=applicant, now=NOW)
    submit_application(application=application, actor=applicant, now=NOW)
    decide(application, "approved", officer)
    assert application.state == "approved"
    assert application.registration == Registration.objects.get(sitting=sitting, candidate=applicant)
    assert [(one.state, one.actor_id) for one in ApplicationEvent.objects.all()] == [
        ("draft", applicant.pk),
        ("submitted", applicant.pk),
        ("approved", officer.pk),
    ]
    document = ApplicationDocument.objects.get()
    assert ApplicationEvent.objects.last().said == {
        "schooling": "college",
        "work_years": 3,
        "employer": "某公司",
        "certificate": "",
        "language": "zh-Hans",
        "documents": [["schooling", "毕业证.jpg", document.sha256]],
    }
    with document.file.open() as file:
        assert file.read() == DIPLOMA.data


def test_what_meets_no_rule_is_not_submitted(sitting, applicant):
    application = saved(sitting, applicant, Declared(schooling="senior", work_years=9))
    with pytest.raises(ApplicationRefused, match="大专"):
        submit_application(application=application, actor=applicant, now=NOW)
    application.refresh_from_db()
    assert (application.state, ApplicationEvent.objects.count()) == ("draft", 1)


def test_returned_it_is_mended_and_submitted_again(sitting, applicant, officer):
    application = submitted(sitting, applicant)
    with pytest.raises(ApplicationRefused):
        saved(sitting, applicant, Declared(schooling="master"))
    decide(application, "returned", officer, "请补毕业证")
    assert saved(sitting, applicant, Declared(schooling="bachelor", work_years=2)).schooling == "bachelor"
    submit_application(application=application, actor=applicant, now=NOW + timedelta(hours=1))
    assert (application.state, application.submitted_at) == ("submitted", NOW + timedelta(hours=1))


def test_what_is_with_the_office_keeps_its_documents_and_is_not_submitted_again(sitting, applicant):
    application = saved(sitting, applicant)
    document = add_document(application=application, proof=DIPLOMA, actor=applicant, now=NOW)
    submit_application(application=application, actor=applicant, now=NOW)
    more = Proof("other", "简历.jpg", "image/jpeg", b"more")
    for act in (
        lambda: add_document(application=application, proof=more, actor=applicant, now=NOW),
        lambda: remove_document(document=document, actor=applicant),
        lambda: submit_application(application=application, actor=applicant, now=NOW + timedelta(hours=1)),
    ):
        with pytest.raises(ApplicationRefused):
            act()
    application.refresh_from_db()
    assert (application.state, application.submitted_at) == ("submitted", NOW)
    assert (list(application.documents.all()), application.events.count()) == ([document], 2)


def test_who_may_not_sit_the_exam_again_is_given_no_place(sitting, officer):
    earlier = make_room()
    earlier.start()
    Sitting.objects.filter(pk=earlier.sitting.pk).update(exam=sitting.exam)
    Exam.objects.filter(pk=sitting.exam_id).update(resits_allowed=0)
    application = submitted(Sitting.objects.select_related("exam").get(pk=sitting.pk), earlier.candidate)
    with pytest.raises(ApplicationRefused, match="已达到"):
        decide(application, "approved", officer)
    application.refresh_from_db()
    assert (application.state, application.registration, application.events.count()) == ("submitted", None, 2)


@pytest.mark.parametrize(
    ("verdict", "reason"), [("returned", " "), ("rejected", ""), ("draft", "x"), ("submitted", "x")]
)
def test_a_decision_without_reason_or_sense_changes_nothing(sitting, applicant, officer, verdict, reason):
    application = submitted(sitting, applicant)
    with pytest.raises(ApplicationRefused):
        decide(application, verdict, officer, reason)
    application.refresh_from_db()
    assert (application.state, ApplicationEvent.objects.count()) == ("submitted", 2)


def test_a_decision_is_made_once(sitting, applicant, officer):
    application = submitted(sitting, applicant)
    decide(application, "rejected", officer, "材料不实")
    for verdict in ("approved", "returned"):
        with pytest.raises(ApplicationRefused):
            decide(application, verdict, officer, "改主意")
    with pytest.raises(ApplicationRefused):
        saved(sitting, applicant)
    assert not Registration.objects.filter(candidate=applicant).exists()
    assert ApplicationEvent.objects.count() == 3


def test_others_neither_write_nor_decide(sitting, applicant, officer):
    other = UserFactory(roles=[Role.INVIGILATOR])
    with pytest.raises(PermissionDenied):
        save_application(sitting=sitting, candidate=applicant, declared=COLLEGE, actor=other, now=NOW)
    application = saved(sitting, applicant)
    document = add_document(application=application, proof=DIPLOMA, actor=applicant, now=NOW)
    for refused in (
        lambda: submit_application(application=application, actor=other, now=NOW),
        lambda: add_document(application=application, proof=DIPLOMA, actor=other, now=NOW),
        lambda: remove_document(document=document, actor=officer),
        lambda: decide(application, "approved", other),
        lambda: decide(application, "approved", applicant),
    ):
        with pytest.raises(PermissionDenied):
            refused()
    application.refresh_from_db()
    assert (application.state, ApplicationDocument.objects.count()) == ("draft", 1)


def test_an_officer_does_not_approve_their_own(sitting, officer):
    application = submitted(sitting, officer)
    with pytest.raises(PermissionDenied):
        decide(application, "approved", officer)
    assert Application.objects.get().state == "submitted"


@pytest.mark.parametrize(
    "change",
    [
        {"open_registration": False},
        {"closes_at": NOW},
        {"applications_close_at": NOW},
    ],
)
def test_too_late_or_not_open(sitting, applicant, change):
    for name, value in change.items():
        setattr(sitting, name, value)
    with pytest.raises(ApplicationRefused):
        saved(sitting, applicant)
    assert not Application.objects.exists()


def test_a_place_is_not_applied_for_twice(sitting, applicant, officer):
    register_candidate(sitting=sitting, candidate=applicant, actor=officer, now=NOW)
    with pytest.raises(ApplicationRefused):
        saved(sitting, applicant)


def test_nobody_registers_round_the_application(sitting, applicant):
    with pytest.raises(RegistrationRefused):
        register_candidate(sitting=sitting, candidate=applicant, actor=applicant, now=NOW)
    EligibilityRule.objects.all().delete()
    sitting.needs_application = True
    with pytest.raises(RegistrationRefused):
        register_candidate(sitting=sitting, candidate=applicant, actor=applicant, now=NOW)
    assert not Registration.objects.filter(candidate=applicant).exists()


def test_the_place_has_the_language_that_was_applied_for(sitting, applicant, officer):
    bad = Declared(schooling="college", work_years=3, language="bo")
    with pytest.raises(ApplicationRefused, match="不提供这种作答语言"):
        saved(sitting, applicant, bad)
    assert not Application.objects.exists()
    sitting.exam.languages = ["zh-Hans", "bo"]
    sitting.exam.save()
    saved(sitting, applicant, bad)
    decided = decide(
        submit_application(application=Application.objects.get(), actor=applicant, now=NOW), "approved", officer
    )
    assert decided.registration.language == "bo"
    assert [event.said["language"] for event in decided.events.all()] == ["bo"] * 3


def test_nobody_registers_themselves_in_a_language_that_is_not_offered_but_an_officer_may(applicant, officer):
    sitting = make_room().sitting
    sitting.open_registration = True
    with pytest.raises(RegistrationRefused, match="不提供这种作答语言"):
        register_candidate(sitting=sitting, candidate=applicant, language="bo", actor=applicant, now=NOW)
    assert not Registration.objects.filter(candidate=applicant).exists()
    place = register_candidate(sitting=sitting, candidate=applicant, language="bo", actor=officer, now=NOW)
    assert place.language == "bo"


def test_documents_are_few_and_not_the_same_twice(sitting, applicant):
    application = saved(sitting, applicant)
    for number in range(MOST_DOCUMENTS):
        proof = Proof("other", f"{number}.jpg", "image/jpeg", b"%d" % number)
        add_document(application=application, proof=proof, actor=applicant, now=NOW)
    with pytest.raises(ApplicationRefused):
        add_document(application=application, proof=DIPLOMA, actor=applicant, now=NOW)
    remove_document(document=ApplicationDocument.objects.first(), actor=applicant)
    with pytest.raises(ApplicationRefused):
        add_document(
            application=application, proof=Proof("other", "9.jpg", "image/jpeg", b"9"), actor=applicant, now=NOW
        )
    assert ApplicationDocument.objects.count() == MOST_DOCUMENTS - 1


def test_a_removed_document_leaves_no_file(sitting, applicant, django_capture_on_commit_callbacks):
    document = add_document(application=saved(sitting, applicant), proof=DIPLOMA, actor=applicant, now=NOW)
    storage, name = document.file.storage, document.file.name
    with django_capture_on_commit_callbacks(execute=True):
        remove_document(document=document, actor=applicant)
    assert not storage.exists(name)


def test_the_database_knows_the_steps_and_keeps_the_history(sitting, applicant):
    saved(sitting, applicant)
    for state in ("approved", "returned", "rejected"):
        with pytest.raises(DatabaseError), transaction.atomic():
            Application.objects.update(state=state, submitted_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApplicationEvent.objects.update(reason="别的")
