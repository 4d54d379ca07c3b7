"""One object of every kind that a URL can name, most of them the trainee's own."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services import set_photo, sync_roles
from certificates.badges.keys import create_badge_key
from certificates.models import Batch, BatchSource, Certificate, CertificateReview
from certificates.queries import Listed
from certificates.services import (
    issue_certificate,
    prepare_batch,
    request_correction,
    start_batch,
    work_on_batch,
)
from certificates.services.designs import load_shipped_designs
from courses.models import LessonPage
from exams.analysis.models import ItemFinding, JudgeRound, StandardPanel
from exams.analysis.services import analyse_exam
from exams.analysis.statistics.findings import Kind
from exams.bank.models import ItemComment
from exams.marking.services import mark_attempt, prepare_release
from exams.marking.services.allocations import Share, allocate, declare_conflict, set_scheme
from exams.marking.services.appeals import file_appeal
from exams.marking.services.claims import Pick, claim_next
from exams.marking.services.judgements import keep_comment
from exams.marking.services.regrades import propose_correction
from exams.practice.models import ReviewCard
from exams.sittings.models import ActKind, Application, Attempt, EligibilityRule, IncidentKind, Room, Sitting, Standing
from exams.sittings.services import (
    Declared,
    IncomingEvent,
    Order,
    Proof,
    Report,
    add_document,
    order_act,
    record_events,
    record_incident,
    save_application,
    submit_application,
    submit_attempt,
)
from tests.accounts.uploads import jpeg
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_award
from tests.factories.courses import (
    CHECK_ID,
    FIGURE_ID,
    BookmarkFactory,
    LessonPageFactory,
    MistakeReportFactory,
    NoteFactory,
)
from tests.factories.papers import BlueprintFactory, CellFactory, EnemyPairFactory, make_draft, make_set
from tests.factories.practice import answer, make_practice
from tests.factories.sittings import ALL_RIGHT, WRITTEN_TYPES, ExamRoom, make_room
from tests.factories.systems import make_access_token, put_down_delivery
from tests.personas import EVERYBODY, make_persona

# Words in URLs of Wagtail's, and arguments of what is not there.
FIXED: dict[str, Any] = {
    "revision_id_a": "earliest",
    "revision_id_b": "latest",
    "content_type_app_name": "courses",
    "content_type_model_name": "lessonpage",
    "app_label": "wagtailcore",
    "app_name": "taggit",
    "model_name": "page",
    "filter_spec": "original",
    "action": "delete",
    "action_name": "delete",
    "uidb64": "MQ",
    "token": "no-token",
    "session_id": 1,
}


def make_world() -> dict[str, dict[str, Any]]:
    """Arguments of URLs by the beginning of the route: the longest beginning that names an argument gives it."""
    trainee = {name: make_persona(name) for name in EVERYBODY if name != "anonymous"}[Role.TRAINEE.value]
    set_photo(person=trainee.person, data=jpeg(600, 800), actor=trainee, now=timezone.now())
    lesson = LessonPageFactory()
    lesson.save_revision().publish()
    # The factory moves the site to its new home by an update, which tells nobody.
    sync_roles()
    chapter = lesson.get_parent()
    running = _room_of(trainee)
    attempt = running.start(timezone.now())
    passed = _room_of(trainee)
    result = mark_attempt(attempt=_hand_in(passed), now=timezone.now())
    award = make_award(passed.exam)
    create_badge_key(now=timezone.now())
    certificate = issue_certificate(
        award=award, candidate=result.registration.candidate, actor=trainee, now=timezone.now()
    )
    return {
        "": {"theme": "light", "size": "medium"},
        "accounts/": {"person_id": trainee.person.pk, "pk": 1, "key": "no-such-key", "uidb36": "1"},
        "study/": {
            "course_id": chapter.get_parent().pk,
            "chapter_id": chapter.pk,
            "lesson_id": lesson.pk,
            "block_id": CHECK_ID,
            "note_id": NoteFactory(lesson=lesson, trainee=trainee).pk,
            "bookmark_id": BookmarkFactory(lesson=lesson, trainee=trainee).pk,
        },
        "study/lessons/<int:lesson_id>/figures/": {"block_id": FIGURE_ID},
        "study/copies/": {"page_id": lesson.pk},
        "exams/": {"sitting_id": running.sitting.pk, "number": running.registration.number},
        "exams/apply/": {"sitting_id": (applied := _applied_by(trainee)).sitting_id},
        "exams/documents/": {"document_id": applied.documents.get().pk},
        "attempts/": {"attempt_id": attempt.pk},
        "papers/": {"digest": running.component.paper.digest, "key": "0123456789abcdef.png"},
        "practice/": _practised_by(trainee),
        "results/": {"result_id": result.pk, "key": "0123456789abcdef.png"},
        "admin/marking/": _on_the_markers_desk(trainee),
        "certificates/": {"award_code": award.code, "number": certificate.number, "kind": "json"},
        "badges/": {
            "award_id": award.pk,
            "code": certificate.code,
            "list_id": certificate.badge_status.status_list_id,
        },
        "verify/": {"code": certificate.code},
        "_util/": {"page_view_restriction_id": 1, "page_id": lesson.pk},
        **(_in_the_office(trainee, lesson, running, certificate) | _analysed(passed, trainee)),
        **_other_systems(running, certificate),
    }


def _analysed(room: ExamRoom, actor: User) -> dict[str, dict[str, Any]]:
    """The part with its analysis, and something to act on in an item of its paper."""
    analysis = analyse_exam(component=room.component, actor=actor, now=timezone.now())
    version = room.component.paper.paper_items.get(slot=1).version
    figure = {"value": 0.02, "low": 0.0, "high": 0.1, "n": 1}
    finding = ItemFinding.objects.create(
        analysis=analysis, version=version, kind=Kind.UNCHOSEN.value, option="B", figure=figure
    )
    panel = StandardPanel.objects.create(component=room.component, made_by=actor, made_at=timezone.now())
    for judge in ("item_writer", "reviewer", "superuser"):
        JudgeRound.objects.create(panel=panel, judge=make_persona(judge))
    return {
        "admin/exam_analysis/": {"pk": room.component.pk, "kind": "xlsx"},
        "admin/item_findings/": {"pk": finding.pk, "version_id": version.pk, "kind": "xlsx"},
        "admin/standards/": {"pk": panel.pk, "component_id": room.component.pk},
    }


def _in_the_office(
    trainee: User, lesson: LessonPage, running: ExamRoom, certificate: Certificate
) -> dict[str, dict[str, Any]]:
    chapter = lesson.get_parent()
    blueprint = CellFactory(blueprint=BlueprintFactory()).blueprint
    draft = make_draft()
    paper_set = make_set(blueprint=blueprint)
    version = draft.paper_items.first().version
    return {
        "admin/": {
            **FIXED,
            "page_id": lesson.pk,
            "parent_page_id": chapter.pk,
            "page_pk": lesson.pk,
            "page_to_move_id": lesson.pk,
            "destination_id": chapter.get_parent().pk,
            "revision_id": lesson.latest_revision_id,
            "object_id": str(lesson.pk),
        },
        "admin/api/main/": {"pk": lesson.pk},
        "admin/pages/": {"pk": lesson.pk, "action_name": "approve"},
        "admin/workflows/tasks/add/": {"app_label": "wagtailcore", "model_name": "groupapprovaltask"},
        "admin/tag-autocomplete/": {"app_name": "taggit", "model_name": "tag"},
        "admin/collections/": {"pk": 1, "collection_id": 1},
        "admin/bank/": {
            "code": version.item.bank.code,
            "key": version.item.key,
            "item_type": "single_choice",
            "number": version.number,
            "verb": "submit",
            "pk": ItemComment.objects.create(version=version, text="题干再短些", author=trainee, at=timezone.now()).pk,
            "media_key": "0123456789abcdef.png",
        },
        "admin/blueprints/": {"code": blueprint.code},
        "admin/papers/": {"pk": draft.pk, "key": "0123456789abcdef.png", "slot": 1, "set_id": paper_set.pk},
        "admin/enemies/": {"pk": EnemyPairFactory().pk},
        "admin/mistake_reports/": {"pk": MistakeReportFactory(lesson=lesson).pk},
        **_in_the_exam_office(running),
        "admin/certificate-office/": {"certificate_id": certificate.pk},
        "admin/certificate_batches/": {"pk": _batch_of(certificate).pk},
        "admin/certificate_records/": {"pk": certificate.pk},
        "admin/certificate_awards/": {"pk": certificate.award_id},
        "admin/certificate_designs/": {"pk": load_shipped_designs(now=timezone.now())[0].pk},
        "admin/certificate_corrections/": {
            "pk": request_correction(certificate=certificate, text="姓名有误", actor=trainee, now=timezone.now()).pk
        },
        "admin/certificate_reviews/": {"pk": _review_of(certificate).pk},
        "admin/users/": {"pk": trainee.pk},
        "admin/groups/": {"pk": trainee.groups.get().pk},
    }


def _other_systems(running: ExamRoom, certificate: Certificate) -> dict[str, dict[str, Any]]:
    """A token, and a message that waits for a webhook."""
    officer = make_persona(Role.EXAM_OFFICER.value)
    delivery = put_down_delivery(officer)
    return {
        "api/v1/": {"code": running.exam.code, "sitting_id": running.sitting.pk, "result_id": 1},
        "api/v1/registrations/": {"number": running.registration.number},
        "api/v1/certificates/": {"number": certificate.number},
        "admin/access-tokens/": {"token_id": make_access_token(officer).token.pk},
        "admin/webhooks/": {"webhook_id": delivery.webhook_id, "delivery_id": delivery.pk},
    }


def _practised_by(trainee: User) -> dict[str, Any]:
    """A question missed in a round of practice, in the book since; and one missed in an exam."""
    attempt = _hand_in(_room_of(trainee), {2: ["a"]})
    mark_attempt(attempt=attempt, now=timezone.now())
    missed = answer(make_practice(), trainee, right=False, now=timezone.now())
    question = missed.question
    return {
        "attempt_id": attempt.pk,
        "slot": 2,
        "session_id": question.session_id,
        "position": question.position,
        "answer_id": missed.pk,
        "card_id": ReviewCard.objects.get(missed=missed).pk,
        "version_id": question.version_id,
        "blueprint_id": 1,
        "key": "0123456789abcdef.png",
    }


def _on_the_board(running: ExamRoom) -> dict[str, Any]:
    """A candidate, a request that waits for a second person, and an entry of the incident book."""
    officer, now = make_persona(Role.EXAM_OFFICER.value), timezone.now()
    order = Order(kind=ActKind.MESSAGE, sitting=running.sitting, reason="按时开考", text="请安静")
    report = Report(kind=IncidentKind.OTHER, what="空调故障", happened_at=now)
    return {
        "sitting_id": running.sitting.pk,
        "registration_id": running.registration.pk,
        "pending_id": order_act(order=order, actor=officer, now=now).pk,
        "incident_id": record_incident(sitting=running.sitting, report=report, actor=officer, now=now).pk,
    }


def _in_the_exam_office(running: ExamRoom) -> dict[str, dict[str, Any]]:
    return {
        **_contested(running.candidate),
        "admin/exam-day/": {
            **_on_the_board(running),
            "room_id": Room.objects.create(sitting=running.sitting, name="机房一").pk,
            "paper": "door",
        },
        "admin/results/": _in_the_results(),
        "admin/exam_applications/": {"pk": Application.objects.get().pk},
        "admin/exam_eligibility/": {
            "pk": EligibilityRule.objects.create(exam=make_room().exam, title="从业一年", work_years=1).pk
        },
        "admin/exam_sittings/": {"pk": running.sitting.pk},
        "admin/exam_rules/": {"pk": running.exam.pk},
    }


def _in_the_results() -> dict[str, Any]:
    """A sitting that is over, with a release that one officer has prepared and another may approve."""
    over = make_room(opens_at=timezone.now() - timedelta(hours=9))
    absent = over.registration
    type(absent).objects.filter(pk=absent.pk).update(standing=Standing.ABSENT)
    first, now = UserFactory(username="first_officer", roles=[Role.EXAM_OFFICER]), timezone.now()
    release = prepare_release(sitting=over.sitting, release_at=now, note="", actor=first, now=now)
    return {"sitting_id": over.sitting.pk, "release_id": release.pk, "registration_id": absent.pk}


def _applied_by(candidate: User) -> Application:
    """An application with a document that waits for the office, in a sitting that is open for it."""
    sitting = make_room(opens_at=timezone.now()).sitting
    Sitting.objects.filter(pk=sitting.pk).update(open_registration=True, needs_application=True)
    sitting.refresh_from_db()
    now = timezone.now()
    application = save_application(
        sitting=sitting, candidate=candidate, declared=Declared(work_years=3), actor=candidate, now=now
    )
    proof = Proof("work", "证明.png", "image/png", b"\x89PNG")
    add_document(application=application, proof=proof, actor=candidate, now=now)
    return submit_application(application=application, actor=candidate, now=now)


def _batch_of(certificate: Certificate) -> Batch:
    """A batch that has ended with this certificate."""
    batch = prepare_batch(
        award=certificate.award,
        listed=[Listed(certificate.person.user.username, certificate.person.user, "一班")],
        source=BatchSource.LIST,
        actor=None,
        now=timezone.now(),
    )
    start_batch(batch=batch, actor=None, now=timezone.now())
    while work_on_batch(batch=batch, clock=timezone.now):
        pass
    return batch


def _room_of(candidate: User, **fields: Any) -> ExamRoom:
    """A sitting that is open now, with this candidate's place in it."""
    room = make_room(opens_at=timezone.now() - timedelta(hours=1), **fields)
    room.registration.candidate = room.candidate = candidate
    room.registration.save()
    return room


def _review_of(certificate: Certificate) -> CertificateReview:
    """A question to the officer about a certificate."""
    result = certificate.result
    return CertificateReview.objects.create(certificate=certificate, result=result, opened_at=timezone.now())


def _contested(candidate: User) -> dict[str, dict[str, Any]]:
    """A result that its candidate contests, and a correction of a key on its paper."""
    room, now = _room_of(candidate), timezone.now()
    result = mark_attempt(attempt=_hand_in(room), now=now)
    appeal = file_appeal(result=result, reason="请复核第一题。", actor=candidate, now=now)
    version = room.component.paper.paper_items.get(slot=1).version
    correction = propose_correction(
        version=version, sitting=None, kind="full", keys=[], reason="题干有误", actor=make_persona("reviewer"), now=now
    )
    attempt = result.components.get().attempt_id
    return {
        "admin/regrades/": {"pk": correction.pk, "version_id": version.pk},
        "admin/appeals/": {
            "pk": appeal.pk,
            "exam_id": room.exam.pk,
            "attempt_id": attempt,
            "slot": 1,
            "key": "0123456789abcdef.png",
        },
    }


def _written_by(candidate: User) -> Attempt:
    """Handed in, with an essay that waits for a marker."""
    return _hand_in(_room_of(candidate, items=WRITTEN_TYPES), {1: "投诉少，也可能是客户不再开口。"})


def _on_the_markers_desk(candidate: User) -> dict[str, Any]:
    """An answer that two markers have in hand, a saved comment, a share and a conflict of interest."""
    now, officer, marker = timezone.now(), make_persona(Role.EXAM_OFFICER.value), make_persona(Role.MARKER.value)
    attempt = _written_by(candidate)
    component = attempt.component
    scheme = {"is_double": True, "tolerance": Decimal(0), "check_percent": 0}
    set_scheme(component=component, version=None, actor=officer, now=now, **scheme)
    mark_attempt(attempt=attempt, now=now)
    for one in (marker, make_persona("superuser")):
        claim = claim_next(marker=one, pick=Pick(component.pk), now=now)
    due = {"due_at": now + timedelta(days=1), "actor": officer, "now": now}
    return {
        "task_id": claim.task_id,
        "key": "0123456789abcdef.png",
        "comment_id": keep_comment(marker=marker, text="理由充分", now=now).pk,
        "component_id": component.pk,
        "version_id": claim.task.version_id,
        "allocation_id": allocate(component=component, marker=marker, share=Share(), **due).pk,
        "conflict_id": declare_conflict(marker=marker, centre="城南考点", reason="亲属", actor=officer, now=now).pk,
    }


def _hand_in(room: ExamRoom, answers: dict[int, Any] = ALL_RIGHT) -> Attempt:
    """Everything right, or these answers."""
    attempt = room.start(timezone.now())
    events = [IncomingEvent(seq, "answer", slot, value, 1000) for seq, (slot, value) in enumerate(answers.items(), 1)]
    lease = attempt.lease_token
    record_events(
        attempt_id=attempt.pk, lease_token=lease, client_id="client0000000001", events=events, now=timezone.now()
    )
    return submit_attempt(attempt_id=attempt.pk, actor=room.candidate, lease_token=lease, now=timezone.now())


def arguments(world: dict[str, dict[str, Any]], route: str, names: set[str]) -> dict[str, Any]:
    """What the world has for these arguments of the route; 1 where it has nothing."""
    found: dict[str, Any] = dict.fromkeys(names, 1)
    for beginning in sorted(world, key=len):
        if route.startswith(beginning):
            found.update({name: value for name, value in world[beginning].items() if name in names})
    return found
