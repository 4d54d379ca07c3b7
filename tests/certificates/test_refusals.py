"""What the services of certificates refuse, heal and leave alone, and what another process does in between."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from certificates import tasks
from certificates.access import Limit, address_of
from certificates.apps import fonts_are_installed
from certificates.badges.check import _says_what_the_record_says
from certificates.badges.store import NoBadge, place_of
from certificates.interchange import lists, workbook_process
from certificates.interchange.archives import zip_of
from certificates.interchange.lists import ListRefused, read_workbook
from certificates.interchange.print_runs import print_run
from certificates.models import (
    Approval,
    Award,
    BatchAct,
    BatchEvent,
    BatchRow,
    Certificate,
    CertificateEvent,
    CorrectionRequest,
    DesignVersion,
    RowState,
)
from certificates.payload import payload_digest
from certificates.queries import reminder_due
from certificates.queries.certificates import Claim
from certificates.rendering.artwork import ArtworkRefused, artwork
from certificates.rules import reason_without_portrait
from certificates.services import (
    ApprovalRefused,
    BatchRefused,
    CorrectionRefused,
    IssueRefused,
    answer_correction,
    batches,
    decide_award,
    issue_certificate,
    request_correction,
    revoke_certificate,
    start_batch,
    work_on_batch,
)
from certificates.services.batches import finish_batch, log_download
from certificates.services.certificates import CertificateDamaged, looks_of, print_record
from certificates.services.designs import DesignDamaged, printed_design, save_design
from certificates.services.reminders import remind_holder
from certificates.signing.check import Finding
from certificates.verification import verify_file
from certificates.views.holder import signed_in
from exams.marking.models import Result
from tests.accounts.uploads import png
from tests.certificates.signing.samples import SIGNED, make_key, signed
from tests.certificates.test_designs import SPEC
from tests.exams.bank.interchange.files import xlsx
from tests.factories.batches import make_batch, make_class, ticking
from tests.factories.certificates import ISSUED, make_award, make_certificate, make_officer, passed_room
from tests.factories.sittings import make_room, make_user
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db

LATER = ISSUED + timedelta(days=10)


@pytest.fixture
def officer():
    return make_officer()


# Issuing: what happens between reading and the lock


def test_two_who_issue_at_once_get_one_certificate():
    award, result = passed_room()
    candidate = result.registration.candidate
    own = {"award": award, "candidate": candidate, "actor": candidate, "now": ISSUED}
    with meanwhile('UPDATE "certificates_numberseries"', lambda: issue_certificate(**own)):
        certificate = issue_certificate(**own)
    assert list(Certificate.objects.all()) == [certificate]


def test_what_is_taken_back_in_between_is_not_issued_again(officer):
    award, result = passed_room()
    candidate = result.registration.candidate
    own = {"award": award, "candidate": candidate, "actor": candidate, "now": ISSUED}

    def taken_back():
        revoke_certificate(certificate=issue_certificate(**own), reason="误发", actor=officer, now=ISSUED)

    with meanwhile('UPDATE "certificates_numberseries"', taken_back), pytest.raises(IssueRefused):
        issue_certificate(**own)
    assert not Certificate.objects.filter(state="valid").exists()


def test_a_result_that_is_replaced_in_between_counts_no_more():
    award, result = passed_room()
    candidate = result.registration.candidate

    def replaced():
        Result.objects.filter(pk=result.pk).update(state="superseded")

    with meanwhile('UPDATE "certificates_numberseries"', replaced), pytest.raises(IssueRefused, match="后来的成绩"):
        issue_certificate(award=award, candidate=candidate, actor=candidate, now=ISSUED)
    assert Certificate.objects.count() == 0


def test_a_look_with_a_portrait_needs_one():
    with pytest.raises(IssueRefused) as refused:
        looks_of(make_award(make_room().exam), has_portrait=False)
    assert refused.value.reasons == [reason_without_portrait()]


def test_a_design_that_was_touched_prints_nothing(officer):
    version = save_design(design=None, name="样式", spec=SPEC, actor=officer, now=ISSUED)
    certificate = make_certificate(design=version.design)
    forged = DesignVersion.objects.create(
        design=version.design, number=9, spec=version.spec, sha256="0" * 64, made_by=officer, made_at=ISSUED
    )
    with pytest.raises(DesignDamaged):
        printed_design(forged.sha256)
    certificate.payload["design"] = "f" * 64
    certificate.payload_sha256 = payload_digest(certificate.payload)
    with pytest.raises(CertificateDamaged):
        print_record(certificate)


# Corrections, approvals


def test_a_correction_is_of_a_valid_certificate_says_what_and_is_answered_with_a_reason(officer):
    certificate = make_certificate()
    own = {"certificate": certificate, "actor": certificate.person.user, "now": ISSUED}
    with pytest.raises(CorrectionRefused):
        request_correction(text=" ", **own)
    asked = request_correction(text="少一个字", **own)
    with pytest.raises(CorrectionRefused):
        answer_correction(request=asked, code="", answer=" ", actor=officer, now=ISSUED)
    asked.refresh_from_db()
    assert (CorrectionRequest.objects.count(), asked.state) == (1, "open")
    revoke_certificate(certificate=certificate, reason="误发", actor=officer, now=ISSUED)
    with pytest.raises(CorrectionRefused):
        request_correction(text="再改", **own)
    assert CorrectionRequest.objects.count() == 1


def test_an_award_that_asks_for_no_approval_takes_none(officer):
    award, result = passed_room()
    word = {"verdict": "approved", "reason": "材料齐全", "actor": officer, "now": ISSUED}
    with pytest.raises(ApprovalRefused):
        decide_award(award=award, person=result.registration.candidate.person, **word)
    assert Approval.objects.count() == 0


# Batches


def states(batch):
    return list(batch.rows.order_by("place").values_list("state", flat=True))


def test_a_batch_has_an_end_and_its_files_a_reader(officer, monkeypatch):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    assert finish_batch(batch=batch, now=ISSUED) is False
    with pytest.raises(PermissionDenied):
        log_download(batch=batch, act=BatchAct.LIST, actor=make_user("stranger"), now=ISSUED)
    assert list(BatchEvent.objects.values_list("act", flat=True)) == ["checked"]
    monkeypatch.setattr(batches, "LARGEST_BATCH", 1)
    with pytest.raises(BatchRefused, match="2"):
        make_batch(award, sitting, actor=officer)


def test_what_there_was_no_time_for_is_given_back_at_once(officer, settings):
    settings.BATCH_PATIENCE_SECONDS = 0
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    assert work_on_batch(batch=batch, clock=ticking()) is True
    assert states(batch) == ["done", "waiting"]
    assert set(batch.rows.values_list("claim", flat=True)) == {""}


def test_a_row_without_a_person_is_refused_and_one_that_cannot_be_printed_fails_alone(officer):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    candidates = [row.person.user for row in batch.rows.order_by("place").select_related("person__user")]
    held = issue_certificate(award=award, candidate=candidates[0], actor=officer, now=ISSUED)
    held.photo.storage.delete(held.photo.name)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    batch.rows.filter(place=2).update(person=None)
    while work_on_batch(batch=batch, clock=ticking()):
        pass
    assert states(batch) == ["failed", "refused"]
    first, second = batch.rows.order_by("place")
    assert ("FileNotFoundError" in first.reasons[0], second.reasons) == (True, ["尚未填写姓名。"])
    assert Certificate.objects.count() == 1


def test_rows_without_a_certificate_are_on_no_paper():
    assert b"%PDF" in print_run([BatchRow()], now=ISSUED)
    assert b"".join(zip_of([BatchRow()], now=ISSUED)).count(b"PK\x03\x04") == 1


def test_with_a_queue_in_the_database_the_next_chunk_and_a_later_look_are_tasks(officer, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    award, sitting = make_class(1)
    batch = make_batch(award, sitting)
    tasks.start(batch=batch, actor=officer, now=timezone.now())
    waiting = DBTaskResult.objects.filter(task_path__startswith="certificates.").values_list("task_path", flat=True)
    assert sorted(waiting) == ["certificates.tasks.issue_chunk", "certificates.tasks.look_in"]
    assert tasks.look_in.call(batch.pk) is False
    assert tasks.issue_chunk.call(batch.pk) is True
    assert states(batch) == ["done"]
    assert sorted(waiting.all()) == ["certificates.tasks.issue_chunk"] * 2 + ["certificates.tasks.look_in"] * 2
    batch.rows.update(state=RowState.WORKING, claim="dead", claimed_at=ISSUED)
    type(batch).objects.update(beat_at=ISSUED)
    assert tasks.look_in.call(batch.pk) is True
    assert waiting.all().count() == 6


# Lists


def test_the_child_reads_a_sheet_and_gives_up_what_it_does_not_need(monkeypatch):
    data = xlsx(["准考证号", "姓名"], [26110001.0, None], [1.5, "甲"], ["x", "y"])
    assert workbook_process.rows_of(data, most_rows=3, columns=2) == [
        ["准考证号", "姓名"],
        ["26110001", ""],
        ["1.5", "甲"],
    ]
    # As Excel keeps long ones: 2.611E7.
    assert workbook_process._text(26110001.0) == "26110001"
    limits = {}
    monkeypatch.setattr(workbook_process.resource, "setrlimit", lambda what, limit: limits.update({what: limit}))
    workbook_process.limit_resources()
    resource = workbook_process.resource
    assert limits.pop(resource.RLIMIT_AS)[0] > workbook_process.MEMORY
    assert limits == {
        resource.RLIMIT_CPU: (20, 20),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NPROC: (0, 0),
    }


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(lists, "SECONDS", 0)
    with pytest.raises(ListRefused, match="另存为"):
        read_workbook(xlsx(["x"]))


# Reminders


@pytest.fixture
def ending():
    """Ends in a month."""
    certificate = make_certificate(valid_months=12)
    certificate.person.user.email = "holder@example.cn"
    certificate.person.user.save()
    return certificate, certificate.expires_on - timedelta(days=30)


def test_nobody_is_reminded_of_what_does_not_end_or_without_an_address(ending):
    certificate, today = ending
    assert reminder_due(Certificate(), today=today) is None
    assert remind_holder(certificate=certificate, today=today - timedelta(days=200), now=LATER) is None
    certificate.person.user.email = ""
    assert remind_holder(certificate=certificate, today=today, now=LATER) is None
    assert (mail.outbox, certificate.events.filter(kind="reminded").count()) == ([], 0)


def test_nobody_is_reminded_of_what_was_taken_back_meanwhile(ending, officer):
    certificate, today = ending
    stale = Certificate.objects.select_related("person__user").get()
    revoke_certificate(certificate=certificate, reason="误发", actor=officer, now=LATER)
    assert remind_holder(certificate=stale, today=today, now=LATER) is None
    assert (mail.outbox, certificate.events.filter(kind="reminded").count()) == ([], 0)


def test_of_two_who_remind_one_writes(ending):
    certificate, today = ending

    def other():
        CertificateEvent.objects.create(certificate=certificate, kind="reminded", code="30", at=LATER)

    with meanwhile("certificates_certificateevent", other):
        assert remind_holder(certificate=certificate, today=today, now=LATER) is None
    assert (mail.outbox, certificate.events.filter(kind="reminded").count()) == ([], 1)


# Strangers


def test_a_window_that_ended_in_between_begins_anew(monkeypatch):
    cache.clear()
    gone = Limit("gone", allowed=1, seconds=0)
    assert [gone.spend("x"), gone.spend("x")] == [True, True]


def test_of_ipv6_the_network_counts_and_without_an_address_nobody_asks():
    asked = RequestFactory().get
    assert [address_of(asked("/", REMOTE_ADDR=one)) for one in ("2001:db8::7", "203.0.113.7")] == [
        "2001:db8::/64",
        "203.0.113.7",
    ]
    with pytest.raises(PermissionDenied):
        address_of(asked("/", REMOTE_ADDR="unix:"))


def test_behind_the_login_wall_is_nobody_unknown():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(Http404):
        signed_in(request)


def test_a_certificate_without_a_place_in_a_list_has_no_badge():
    placeless = Certificate(pk=10**6, payload={}, payload_sha256=payload_digest({}))
    with pytest.raises(NoBadge):
        place_of(placeless)
    assert _says_what_the_record_says({}, placeless) is False


def test_a_font_that_is_not_there_is_said_before_a_candidate_hears_of_it(monkeypatch):
    assert fonts_are_installed(None) == []
    font = SimpleNamespace(file_name="Song.ttc", package="fonts-song")
    monkeypatch.setattr("certificates.apps.missing_fonts", lambda: [font])
    (warning,) = fonts_are_installed(None)
    assert (warning.id, "Song.ttc" in warning.msg, "fonts-song" in warning.hint) == ("certificates.W001", True, True)


def test_a_picture_whose_head_alone_is_whole_is_no_artwork():
    whole = png(200, 200)
    with pytest.raises(ArtworkRefused):
        artwork(whole[: len(whole) // 2])


def test_who_is_on_the_way_by_a_course_is_led_to_it():
    assert Claim(Award(), None, [], needs_details=False, is_earned=False, was_revoked=False).course_url == ""


def test_a_signature_of_ours_on_what_was_never_handed_out_is_not_genuine(settings, tmp_path):
    settings.SIGNING_KEY_FOLDER = tmp_path / "keys"
    assert verify_file(signed(make_key()), now=SIGNED).finding == Finding.ALTERED
