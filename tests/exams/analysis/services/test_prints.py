"""A printed report is asked for, made once by the worker, safe to be killed, and cleared away by the next."""

from datetime import timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.models import private_storage
from exams.analysis.models import ExamAnalysis, PrintState, ReportPrint
from exams.analysis.services import analyse_exam, prints
from exams.analysis.services.prints import PrintFailed, ask_for_print, is_there, make_print
from exams.analysis.tasks import print_later, print_report
from tests.exams.analysis.exams import mixed, sat_exam
from tests.factories.sittings import NOW
from tests.personas import make_persona

pytestmark = pytest.mark.django_db

LATER, MUCH_LATER = NOW + timedelta(minutes=1), NOW + timedelta(minutes=16)
LANGUAGE = "zh-hans"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"private": backend}
    field = ReportPrint._meta.get_field("file")
    before, field.storage = field.storage, private_storage()
    yield field.storage
    field.storage = before


@pytest.fixture
def room():
    return sat_exam(mixed(40))


@pytest.fixture
def analysis(room):
    return analysed(room)


def analysed(room, now=NOW):
    return analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=now)


def files(storage):
    return set(storage.listdir("analysis_reports")[1]) if storage.exists("analysis_reports") else set()


def asked(analysis, now=NOW):
    return ask_for_print(analysis=analysis, language=LANGUAGE, now=now)


def test_asking_twice_leaves_one_request(analysis):
    printed, is_wanted = asked(analysis)
    assert (is_wanted, asked(analysis, LATER)) == (True, (printed, False))
    printed.refresh_from_db()
    assert (printed.state, printed.asked_at) == (PrintState.WAITING, NOW)


def test_it_is_made_once_and_is_there(analysis, storage):
    printed, _is_wanted = asked(analysis)
    assert make_print(printed=printed, now=LATER)
    printed.refresh_from_db()
    assert (printed.state, printed.made_at, is_there(printed)) == (PrintState.READY, LATER, True)
    assert files(storage) == {f"{analysis.pk}-zh-hans.pdf"}
    assert not make_print(printed=printed, now=MUCH_LATER)
    assert asked(analysis, MUCH_LATER) == (printed, False)
    printed.refresh_from_db()
    assert printed.made_at == LATER


def test_each_language_has_its_own(analysis, storage):
    for language in ("zh-hans", "en"):
        printed, _is_wanted = ask_for_print(analysis=analysis, language=language, now=NOW)
        make_print(printed=printed, now=NOW)
    with storage.open(f"analysis_reports/{analysis.pk}-en.pdf") as file, pikepdf.open(file) as english:
        assert str(english.Root.Lang) == "en"
    assert len(files(storage)) == 2


@pytest.mark.parametrize("state", [PrintState.WAITING, PrintState.MAKING])
def test_what_a_dead_worker_left_is_made_anew_over_what_it_wrote(analysis, storage, state):
    """It had written its file and not yet said so."""
    printed, _is_wanted = asked(analysis)
    ReportPrint.objects.update(state=state, begun_at=NOW)
    storage.save(f"analysis_reports/{analysis.pk}-zh-hans.pdf", ContentFile(b"%PDF-half"))
    assert asked(analysis, LATER) == (printed, False)
    assert asked(analysis, MUCH_LATER) == (printed, True)
    assert make_print(printed=printed, now=MUCH_LATER)
    assert files(storage) == {f"{analysis.pk}-zh-hans.pdf"}
    printed.refresh_from_db()
    with printed.file.open() as file:
        assert file.read().endswith(b"%%EOF\n")


def test_a_maker_that_was_overtaken_says_nothing(analysis, storage, monkeypatch):
    printed, _is_wanted = asked(analysis)
    report_pdf = prints.report_pdf

    def overtaken(report):
        monkeypatch.setattr(prints, "report_pdf", report_pdf)
        assert make_print(printed=printed, now=LATER)
        return report_pdf(report)

    monkeypatch.setattr(prints, "report_pdf", overtaken)
    assert not make_print(printed=printed, now=NOW)
    printed.refresh_from_db()
    assert (printed.made_at, is_there(printed), len(files(storage))) == (LATER, True, 1)


def test_one_that_fails_says_so_and_may_be_asked_for_again(analysis, storage, monkeypatch, caplog):
    printed, _is_wanted = asked(analysis)

    def fail(_report):
        raise ValueError("no such glyph")

    with monkeypatch.context() as broken:
        broken.setattr(prints, "report_pdf", fail)
        with pytest.raises(PrintFailed, match="no such glyph"):
            make_print(printed=printed, now=NOW)
    printed.refresh_from_db()
    assert (printed.state, printed.fault, files(storage)) == (PrintState.FAILED, "ValueError: no such glyph", set())
    assert f"the report of analysis {analysis.pk} was not printed" in caplog.text
    assert asked(analysis, LATER) == (printed, True)
    assert make_print(printed=printed, now=LATER)


def test_a_file_that_was_lost_is_made_again(analysis, storage):
    printed, _is_wanted = asked(analysis)
    make_print(printed=printed, now=NOW)
    storage.delete(f"analysis_reports/{analysis.pk}-zh-hans.pdf")
    assert asked(analysis, LATER)[1]
    assert make_print(printed=printed, now=LATER)
    assert len(files(storage)) == 1


def test_the_next_analysis_clears_the_older_ones_away(room, analysis, storage):
    make_print(printed=asked(analysis)[0], now=NOW)
    newer = analysed(room, LATER)
    make_print(printed=asked(newer, LATER)[0], now=LATER)
    assert files(storage) == {f"{newer.pk}-zh-hans.pdf"}
    assert ReportPrint.objects.get().analysis == newer
    assert ExamAnalysis.objects.count() == 2


def test_the_worker_has_its_task_once(analysis, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _time in range(2):
            print_later(analysis=analysis, language=LANGUAGE, now=NOW)
    printed = ReportPrint.objects.get()
    assert (printed.state, len(callbacks)) == (PrintState.READY, 1)
    assert print_report.call(printed.pk) is False
    assert print_report.call(printed.pk + 1) is False


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "ready"},
        {"state": "making"},
        {"state": "lost"},
        {"state": "waiting", "file": "analysis_reports/x.pdf"},
        {"state": "failed", "made_at": NOW},
    ],
)
def test_what_must_hold_holds_in_the_database(analysis, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportPrint.objects.create(analysis=analysis, language=LANGUAGE, asked_at=NOW, **fields)
