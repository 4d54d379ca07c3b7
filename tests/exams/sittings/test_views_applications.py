"""Applying on the public site, proofs that only their readers see, and the officer's queue."""

import re
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exams.sittings.interchange.documents import MAX_BYTES
from exams.sittings.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    EligibilityRule,
    Registration,
    Sitting,
)
from exams.sittings.services import Declared, Proof, add_document, save_application, submit_application
from tests.accounts.uploads import jpeg
from tests.factories.sittings import make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    sitting = make_room(opens_at=timezone.now() + timedelta(days=3)).sitting
    Sitting.objects.filter(pk=sitting.pk).update(open_registration=True)
    EligibilityRule.objects.create(exam=sitting.exam, title="从业两年", work_years=2)
    sitting.refresh_from_db()
    return sitting


@pytest.fixture
def page(sitting):
    return f"/exams/apply/{sitting.pk}/"


def applied(sitting, applicant, *, submit=False):
    now = timezone.now()
    application = save_application(
        sitting=sitting, candidate=applicant, declared=Declared(work_years=3), actor=applicant, now=now
    )
    if submit:
        submit_application(application=application, actor=applicant, now=now)
    return application


def plain_pdf(**root):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    for name, value in root.items():
        pdf.Root[f"/{name}"] = value
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def upload(client, page, data, name="证明.pdf"):
    file = SimpleUploadedFile(name, data)
    return client.post(f"{page}documents/", {"kind": "work", "file": file})


def test_from_the_list_to_the_office(client_of, trainee, sitting, page):
    client = client_of("trainee")
    assert f'href="{page}"' in client.get("/exams/").content.decode()
    assert client.post(f"/exams/register/{sitting.pk}/")["Location"] == page
    assert client.post(page, {"work_years": 3, "save": "1"}).status_code == 302
    assert upload(client, page, plain_pdf()).status_code == 302
    assert client.post(page, {"work_years": 3, "submit": "1"}).status_code == 302
    application = Application.objects.get()
    assert (application.candidate, application.state) == (trainee, "submitted")
    assert ApplicationDocument.objects.get().content_type == "application/pdf"
    listed = client.get("/exams/").content.decode()
    assert listed.count(f'href="{page}"') == 1
    assert 'name="submit"' not in client.get(page).content.decode()


def test_what_meets_no_rule_stays_a_draft_and_says_what_is_missing(client_of, sitting, page):
    refused = client_of("trainee").post(page, {"work_years": 1, "submit": "1"})
    assert refused.status_code == 422
    assert "还差 1 年" in refused.content.decode()
    assert Application.objects.get().state == "draft"
    assert not Registration.objects.exclude(candidate__username__startswith="candidate").exists()


def test_pictures_are_encoded_anew(client_of, page):
    client = client_of("trainee")
    client.post(page, {"work_years": 3, "save": "1"})
    data = jpeg(300, 400, comment=b"secret place")
    assert upload(client, page, data, name="x.pdf").status_code == 302
    document = ApplicationDocument.objects.get()
    with document.file.open() as file:
        kept = file.read()
    assert document.content_type in {"image/jpeg", "image/png"}
    assert b"secret place" in data
    assert b"secret place" not in kept


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7 nothing",
        b"%PDF-" + b"x" * MAX_BYTES,
        plain_pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))),
        plain_pdf(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array()))),
    ],
    ids=["empty", "text", "svg", "damaged", "large", "script", "attachment"],
)
def test_what_is_no_proof_is_refused_and_not_kept(client_of, page, data):
    client = client_of("trainee")
    client.post(page, {"work_years": 3, "save": "1"})
    assert upload(client, page, data).status_code == 422
    assert not ApplicationDocument.objects.exists()


def test_a_pdf_with_a_password_is_refused(client_of, page):
    client = client_of("trainee")
    client.post(page, {"work_years": 3, "save": "1"})
    buffer = BytesIO()
    with pikepdf.open(BytesIO(plain_pdf())) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(user="a", owner="b"))
    assert upload(client, page, buffer.getvalue()).status_code == 422
    assert not ApplicationDocument.objects.exists()


def test_a_proof_is_read_by_its_candidate_and_by_officers_alone(client_of, trainee, sitting):
    application = applied(sitting, trainee)
    proof = Proof("work", "证明.pdf", "application/pdf", plain_pdf())
    document = add_document(application=application, proof=proof, actor=trainee, now=timezone.now())
    path = f"/exams/documents/{document.pk}/"
    for name in ("trainee", "exam_officer"):
        answer = client_of(name).get(path)
        assert b"".join(answer.streaming_content) == proof.data
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer["Cache-Control"]
    for name in ("stranger", "invigilator", "auditor", "marker"):
        assert client_of(name).get(path).status_code == 404
        assert client_of(name).post(f"{path}remove/").status_code == 404
    assert client_of("exam_officer").post(f"{path}remove/").status_code == 404
    assert ApplicationDocument.objects.count() == 1
    assert client_of("trainee").post(f"{path}remove/").status_code == 302
    assert not ApplicationDocument.objects.exists()


def test_the_queue_is_oldest_first_and_a_decision_is_told(client_of, trainee, sitting):
    first, second = make_user("first", full_name="先交"), make_user("second", full_name="后交")
    late, early = applied(sitting, second, submit=True), applied(sitting, first, submit=True)
    Application.objects.filter(pk=early.pk).update(submitted_at=timezone.now() - timedelta(days=1))
    client = client_of("exam_officer")
    listed = client.get("/admin/exam_applications/").content.decode()
    assert 0 < listed.index("先交") < listed.index("后交")
    assert client.get(f"/admin/exam_applications/{early.pk}/").status_code == 200
    bare = client.post(f"/admin/exam_applications/{early.pk}/", {"verdict": "returned"})
    assert bare.status_code == 422
    assert Application.objects.get(pk=early.pk).state == "submitted"
    decided = {"verdict": "returned", "reason": "请补工作证明"}
    assert client.post(f"/admin/exam_applications/{early.pk}/", decided).status_code == 302
    assert client.post(f"/admin/exam_applications/{late.pk}/", {"verdict": "approved"}).status_code == 302
    assert Registration.objects.filter(candidate=second, sitting=sitting).count() == 1
    browser = client_of("trainee")
    browser.force_login(first)
    assert "请补工作证明" in browser.get(f"/exams/apply/{sitting.pk}/").content.decode()
    assert "请补工作证明" in browser.get("/exams/").content.decode()


def word_in(page):
    """What the exam office's last word says on the applicant's page."""
    found = re.search(r"<section[^>]*data-last-word>(.*?)</section>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_what_is_to_be_mended_stands_on_top_until_it_is_submitted_again(client_of, sitting, trainee, page):
    application = applied(sitting, trainee, submit=True)
    office, browser = client_of("exam_officer"), client_of("trainee")
    decided = {"verdict": "returned", "reason": "工作证明无公章\n请重拍"}
    office.post(f"/admin/exam_applications/{application.pk}/", decided)
    EligibilityRule.objects.update(work_years=4)
    shown = browser.get(page).content.decode()
    word = word_in(shown)
    assert word.startswith("您的报名被退回，请补正 工作证明无公章 请重拍 按您填写的内容，尚未满足任何一条报名条件")
    assert ("从业两年" in word, "重新点“提交报名”" in word) == (True, True)
    assert shown.index("data-last-word") < shown.index('id="about-title"') < shown.index('id="history-title"')

    EligibilityRule.objects.update(work_years=2)
    browser.post(page, {"schooling": "", "work_years": "3", "employer": "", "submit": "1"})
    assert Application.objects.get().state == "submitted"
    assert word_in(browser.get(page).content.decode()) == ""

    office.post(f"/admin/exam_applications/{application.pk}/", {"verdict": "rejected", "reason": "不符合条件"})
    assert word_in(browser.get(page).content.decode()).startswith("您的报名未通过审核 不符合条件")


@pytest.mark.parametrize("name", ["invigilator", "auditor", "certificate_officer"])
def test_others_do_not_decide(client_of, trainee, sitting, name):
    application = applied(sitting, trainee, submit=True)
    answer = client_of(name).post(f"/admin/exam_applications/{application.pk}/", {"verdict": "approved"})
    assert answer.status_code == 302
    assert Application.objects.get().state == "submitted"
    assert ApplicationEvent.objects.count() == 2


@pytest.mark.parametrize("size", [1, 3])
def test_the_queue_takes_the_same_queries_for_any_number(client_of, sitting, size, django_assert_num_queries):
    for serial in range(size):
        applied(sitting, make_user(f"a{serial}", full_name="张三"), submit=True)
    client = client_of("exam_officer")
    client.get("/admin/exam_applications/")
    with django_assert_num_queries(QUEUE_QUERIES):
        page = client.get("/admin/exam_applications/").content.decode()
    assert page.count("张三") >= size


QUEUE_QUERIES = 12


def test_an_application_asks_for_the_language_where_there_are_several(client_of, sitting, page):
    client = client_of("trainee")
    asked = '<select name="language"'
    assert asked not in client.get(page).content.decode()
    sitting.exam.languages = ["zh-Hans", "en"]
    sitting.exam.save()
    assert asked in client.get(page).content.decode()
    refused = client.post(page, {"work_years": 3, "language": "bo", "save": "1"})
    assert (refused.status_code, Application.objects.count()) == (422, 0)
    client.post(page, {"work_years": 3, "language": "en", "save": "1"})
    assert Application.objects.get().language == "en"
    assert 'value="en" selected' in client.get(page).content.decode()
