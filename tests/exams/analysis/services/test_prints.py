"""A printed report is asked for, made once by the worker, safe to be killed, and made anew where it shows what has changed."""

from datetime import timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.models import private_storage
from exams.analysis.models import PrintKind, PrintState, ReportPrint, Subject
from exams.analysis.queries.points import answers_of_class
from exams.analysis.queries.reports import latest_analysis
from exams.analysis.rendering.reports import stamp_of
from exams.analysis.services import analyse_exam, prints
from exams.analysis.services.card_tables import card_of
from exams.analysis.services.point_tables import points_report
from exams.analysis.services.prints import PrintFailed, ask_for_print, is_there, make_print, stamp_of_analysis
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
    room = sat_exam(mixed(40))
    analysed(room)
    return room


def analysed(room, now=NOW):
    return analyse_exam(component=room.component, actor=make_persona("exam_officer"), now=now)


def subjects(room):
    version = room.component.paper.paper_items.select_related("version__item__bank").get(slot=1).version
    return {
        "exam": Subject(PrintKind.EXAM, component=room.component),
        "points": Subject(PrintKind.POINTS, component=room.component),
        "class": Subject(PrintKind.POINTS, component=room.component, sitting=room.sitting),
        "card": Subject(PrintKind.CARD, version=version),
    }


def stamp_now(subject):
    if subject.kind == PrintKind.EXAM:
        return stamp_of_analysis(latest_analysis(subject.component))
    if subject.kind == PrintKind.CARD:
        return stamp_of(card_of(subject.version))
    return stamp_of(points_report(answers_of_class(subject.component, subject.sitting)))


@pytest.fixture(params=["exam", "points", "class", "card"])
def subject(request, room):
    return subjects(room)[request.param]


def files(storage):
    folders = storage.listdir("analysis_reports")[0] if storage.exists("analysis_reports") else []
    return {f"{folder}/{name}" for folder in folders for name in storage.listdir(f"analysis_reports/{folder}")[1]}


def asked(subject, now=NOW):
    return ask_for_print(subject=subject, stamp=stamp_now(subject), language=LANGUAGE, now=now)


def made(subject, now=NOW):
    printed, _is_wanted = asked(subject, now)
    make_print(printed=printed, now=now)
    printed.refresh_from_db()
    return printed


def test_asking_twice_leaves_one_request(subject):
    printed, is_wanted = asked(subject)
    assert (is_wanted, asked(subject, LATER)) == (True, (printed, False))
    printed.refresh_from_db()
    assert (printed.state, printed.asked_at) == (PrintState.WAITING, NOW)


def test_it_is_made_once_and_is_there(subject, storage):
    printed, _is_wanted = asked(subject)
    assert make_print(printed=printed, now=LATER)
    printed.refresh_from_db()
    assert (printed.state, printed.made_at, printed.stamp) == (PrintState.READY, LATER, stamp_now(subject))
    assert (is_there(printed), files(storage)) == (True, {f"{printed.pk}/{printed.stamp}.pdf"})
    assert not make_print(printed=printed, now=MUCH_LATER)
    assert asked(subject, MUCH_LATER) == (printed, False)
    printed.refresh_from_db()
    assert printed.made_at == LATER


def test_each_subject_and_each_language_has_its_own(room, storage):
    for subject in subjects(room).values():
        for language in ("zh-hans", "en"):
            ask_for_print(subject=subject, stamp="", language=language, now=NOW)
    for printed in ReportPrint.objects.all():
        make_print(printed=printed, now=NOW)
    assert len(files(storage)) == 8
    english = ReportPrint.objects.get(kind=PrintKind.CARD, language="en")
    with english.file.open("rb") as file, pikepdf.open(file) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo["/Title"])[:9]) == ("en", "Item card")


@pytest.mark.parametrize("state", [PrintState.WAITING, PrintState.MAKING])
def test_what_a_dead_worker_left_is_made_anew_over_what_it_wrote(subject, storage, state):
    """It had written its file, of this and of what it showed before, and not yet said so."""
    printed, _is_wanted = asked(subject)
    ReportPrint.objects.update(state=state, begun_at=NOW)
    for stamp in (stamp_now(subject), "0" * 64):
        storage.save(f"analysis_reports/{printed.pk}/{stamp}.pdf", ContentFile(b"%PDF-half"))
    assert asked(subject, LATER) == (printed, False)
    assert asked(subject, MUCH_LATER) == (printed, True)
    assert make_print(printed=printed, now=MUCH_LATER)
    assert files(storage) == {f"{printed.pk}/{stamp_now(subject)}.pdf"}
    printed.refresh_from_db()
    with printed.file.open() as file:
        assert file.read().endswith(b"%%EOF\n")


def test_a_maker_that_was_overtaken_says_nothing(subject, storage, monkeypatch):
    printed, _is_wanted = asked(subject)
    report_pdf = prints.report_pdf

    def overtaken(report):
        monkeypatch.setattr(prints, "report_pdf", report_pdf)
        assert make_print(printed=printed, now=LATER)
        return report_pdf(report)

    monkeypatch.setattr(prints, "report_pdf", overtaken)
    assert not make_print(printed=printed, now=NOW)
    printed.refresh_from_db()
    assert (printed.made_at, is_there(printed), len(files(storage))) == (LATER, True, 1)


def test_a_maker_that_was_overtaken_by_one_who_knew_more_takes_its_own_away(room, storage, monkeypatch):
    subject = subjects(room)["exam"]
    printed, _is_wanted = asked(subject)
    report_pdf = prints.report_pdf

    def overtaken(report):
        monkeypatch.setattr(prints, "report_pdf", report_pdf)
        analysed(room, LATER)
        assert make_print(printed=printed, now=LATER)
        return report_pdf(report)

    monkeypatch.setattr(prints, "report_pdf", overtaken)
    assert not make_print(printed=printed, now=NOW)
    printed.refresh_from_db()
    assert (printed.stamp, files(storage)) == (stamp_now(subject), {f"{printed.pk}/{stamp_now(subject)}.pdf"})
    assert is_there(printed)


def test_one_that_fails_says_so_and_may_be_asked_for_again(subject, storage, monkeypatch, caplog):
    printed, _is_wanted = asked(subject)

    def fail(_report):
        raise ValueError("no such glyph")

    with monkeypatch.context() as broken:
        broken.setattr(prints, "report_pdf", fail)
        with pytest.raises(PrintFailed, match="no such glyph"):
            make_print(printed=printed, now=NOW)
    printed.refresh_from_db()
    assert (printed.state, printed.fault, files(storage)) == (PrintState.FAILED, "ValueError: no such glyph", set())
    assert f"report {printed.pk} was not printed" in caplog.text
    assert asked(subject, LATER) == (printed, True)
    assert make_print(printed=printed, now=LATER)


def test_a_file_that_was_lost_is_made_again(subject, storage):
    printed = made(subject)
    storage.delete(printed.file.name)
    assert asked(subject, LATER)[1]
    assert make_print(printed=printed, now=LATER)
    assert len(files(storage)) == 1


def test_what_shows_something_else_by_now_is_made_anew_in_its_place(room, subject, storage):
    """Another analysis; two more answers of the class; a card with a second analysis."""
    before = made(subject)
    sat_exam(mixed(2), room=room)
    analysed(room, LATER)
    assert stamp_now(subject) != before.stamp
    printed, is_wanted = asked(subject, LATER)
    assert (printed, is_wanted) == (before, True)
    assert make_print(printed=printed, now=LATER)
    assert files(storage) == {f"{printed.pk}/{stamp_now(subject)}.pdf"}


def test_the_worker_has_its_task_once(subject, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for _time in range(2):
            print_later(subject=subject, stamp=stamp_now(subject), language=LANGUAGE, now=NOW)
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
        {"state": "waiting", "stamp": "x"},
        {"state": "failed", "made_at": NOW},
        {"state": "ready", "file": "analysis_reports/x.pdf", "made_at": NOW},
        {"kind": "card"},
        {"kind": "photo"},
        {"component": None},
    ],
)
def test_what_must_hold_holds_in_the_database(room, fields):
    whole = {"kind": "exam", "component": room.component, "language": LANGUAGE, "asked_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportPrint.objects.create(**whole | fields)
    ReportPrint.objects.create(**whole)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportPrint.objects.create(**whole)
