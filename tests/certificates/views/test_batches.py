"""The pages of batches: check, start, watch, cancel, try again, downloads for officers alone and on record."""

import io
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certificates.models import Batch, BatchEvent, BatchState, Certificate, RowState
from certificates.services import start_batch
from tests.factories.batches import make_batch, make_class, run_batch
from tests.factories.certificates import ISSUED, make_officer

pytestmark = pytest.mark.django_db

LIST = "/admin/certificate_batches/"


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def office(client, officer):
    client.force_login(officer)
    return client


def read(response):
    return response.content.decode()


def test_a_sitting_is_checked_and_started(office, officer, django_capture_on_commit_callbacks):
    award, sitting = make_class(3)
    answer = office.post(
        f"{LIST}check/", {"award": award.pk, "source": "sitting", "sitting": sitting.pk, "room": "1班"}
    )
    batch = Batch.objects.get()
    assert (answer.url, batch.created_by, batch.rows.count()) == (f"{LIST}{batch.pk}/", officer, 2)
    page = read(office.get(answer.url))
    assert "尚未生成任何证书" in page
    assert (Certificate.objects.count(), "certificates.zip" in page) == (0, False)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"{LIST}{batch.pk}/start/")
    batch.refresh_from_db()
    assert (batch.state, Certificate.objects.count()) == (BatchState.DONE, 2)
    page = read(office.get(answer.url))
    assert ("已处理 2 / 2 行" in page, "certificates.zip" in page, "print.pdf?part=1" in page) == (True, True, True)


def test_a_list_is_pasted_or_uploaded(office):
    award, sitting = make_class(2)
    numbers = list(sitting.registrations.order_by("number").values_list("number", flat=True))
    office.post(f"{LIST}check/", {"award": award.pk, "source": "list", "pasted": "\n".join([*numbers, "nobody"])})
    assert list(Batch.objects.get().rows.values_list("state", flat=True)) == ["waiting", "waiting", "refused"]
    file = SimpleUploadedFile("班级.xlsx", b"no workbook")
    answer = office.post(f"{LIST}check/", {"award": award.pk, "source": "list", "file": file})
    assert (answer.status_code, Batch.objects.count()) == (422, 1)
    assert "这不是 .xlsx 格式的 Excel 工作簿。" in read(answer)


@pytest.mark.parametrize("said", [{"source": "sitting"}, {"source": "list"}, {"source": "due", "award": "0"}])
def test_what_is_missing_is_said_and_nothing_is_kept(office, said):
    award, _sitting = make_class(1)
    answer = office.post(f"{LIST}check/", {"award": award.pk, **said})
    assert (answer.status_code, Batch.objects.count()) == (422, 0)


def test_a_sitting_of_another_exam_is_refused(office):
    award, _sitting = make_class(1)
    _other, sitting = make_class(1)
    answer = office.post(f"{LIST}check/", {"award": award.pk, "source": "sitting", "sitting": sitting.pk})
    assert (answer.status_code, Batch.objects.count()) == (422, 0)


def test_names_the_fonts_cannot_set_are_shown_with_their_code_points(office):
    award, sitting = make_class(1)
    person = sitting.registrations.get().candidate.person
    person.full_name = "王\ue000<b>"
    person.save()
    page = read(office.get(f"{LIST}{make_batch(award, sitting).pk}/"))
    assert ("字体无法显示的姓名用字" in page, "<td>U+E000</td>" in page, "<b>" in page) == (True, True, False)


def test_progress_for_the_script_and_a_reload_without_it(office, officer):
    award, sitting = make_class(2)
    batch = make_batch(award, sitting)
    start_batch(batch=batch, actor=officer, now=ISSUED)
    batch.rows.filter(place=1).update(state=RowState.REFUSED)
    assert office.get(f"{LIST}{batch.pk}/progress.json").json() == {
        "state": "running",
        "settled": 1,
        "total": 2,
        "text": "已处理 1 / 2 行",
    }
    assert '<meta http-equiv="refresh" content="10">' in read(office.get(f"{LIST}{batch.pk}/"))
    office.post(f"{LIST}{batch.pk}/cancel/")
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED
    assert "http-equiv" not in read(office.get(f"{LIST}{batch.pk}/"))


def test_what_did_not_succeed_is_tried_again(office, officer, django_capture_on_commit_callbacks):
    award, sitting = make_class(2)
    batch = run_batch(make_batch(award, sitting), actor=officer)
    batch.rows.filter(place=2).update(state=RowState.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(f"{LIST}{batch.pk}/retry/")
    assert set(batch.rows.values_list("state", flat=True)) == {"done"}
    assert Certificate.objects.count() == 2


def test_files_by_class_a_print_run_and_the_list_are_put_on_record(office, officer):
    award, sitting = make_class(3)
    batch = run_batch(make_batch(award, sitting), actor=officer)
    answer = office.get(f"{LIST}{batch.pk}/certificates.zip", {"group": "1班"})
    assert answer.streaming
    with ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert len(archive.namelist()) == 3
    assert office.get(f"{LIST}{batch.pk}/print.pdf?part=1").content.startswith(b"%PDF-")
    assert office.get(f"{LIST}{batch.pk}/list.xlsx").content.startswith(b"PK")
    events = BatchEvent.objects.filter(batch=batch, actor=officer).order_by("pk").values_list("act", "details")
    assert list(events)[-3:] == [
        ("zip", {"group": "1班", "certificates": 2}),
        ("print", {"part": 1, "certificates": 3}),
        ("list", {}),
    ]


@pytest.mark.parametrize(
    "query", ["print.pdf?part=2", "print.pdf?part=x", "print.pdf?part=0", "certificates.zip?group=9"]
)
def test_what_is_not_there_is_not_found_and_not_logged(office, officer, query):
    award, sitting = make_class(1)
    batch = run_batch(make_batch(award, sitting), actor=officer)
    events = BatchEvent.objects.count()
    assert (office.get(f"{LIST}{batch.pk}/{query}").status_code, BatchEvent.objects.count()) == (404, events)


@pytest.mark.parametrize("path", ["start/", "cancel/", "retry/", "certificates.zip", "print.pdf", "list.xlsx"])
def test_an_auditor_looks_on_and_takes_nothing(client_of, officer, path):
    award, sitting = make_class(1)
    batch = make_batch(award, sitting)
    browser = client_of("auditor")
    assert browser.get(f"{LIST}{batch.pk}/").status_code == 200
    for method in (browser.get, browser.post):
        assert method(f"{LIST}{batch.pk}/{path}").status_code == 302
    batch.refresh_from_db()
    assert (batch.state, BatchEvent.objects.count()) == (BatchState.CHECKED, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_the_page_ask_as_often_for_many_as_for_one(office, officer, django_assert_num_queries, count):
    award, sitting = make_class(count)
    for _ in range(count):
        batch = run_batch(make_batch(award, sitting), actor=officer)
    for path, queries in ((LIST, 11), (f"{LIST}{batch.pk}/", 18)):
        office.get(path)
        with django_assert_num_queries(queries):
            office.get(path)


def test_who_is_due_is_checked_and_nobody_is_no_batch(office, officer):
    assert 'value="sitting"' in read(office.get(f"{LIST}check/"))
    award, _sitting = make_class(2)
    office.post(f"{LIST}check/", {"award": award.pk, "source": "due"})
    batch = Batch.objects.get()
    assert (batch.source, batch.rows.count()) == ("due", 2)
    run_batch(batch, actor=officer)
    nobody = office.post(f"{LIST}check/", {"award": award.pk, "source": "due"})
    assert (nobody.status_code, Batch.objects.count()) == (422, 1)
    page = read(office.get(f"{LIST}{batch.pk}/?state=refused"))
    assert all(row.reference not in page for row in batch.rows.all())
    answer = office.post(f"{LIST}{batch.pk}/start/", follow=True)
    assert "该批次已开始或已取消，未作任何改动。" in read(answer)
