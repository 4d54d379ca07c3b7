"""Issuing all that is due by command."""

import json
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from certificates.models import Batch, Certificate, NumberSeries
from certificates.services import start_batch
from tests.factories.batches import make_batch, make_class
from tests.factories.certificates import ISSUED, make_award, make_candidate, make_result, passed_room
from tests.factories.sittings import make_registration, make_user

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    with translation.override("en"):
        call_command("issue_certificates", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def award():
    """Two are due; one of them has no portrait."""
    award, result = passed_room()
    sitting = result.registration.sitting
    make_result(make_candidate(sitting, "second"))
    make_result(make_registration(sitting, make_user("faceless", full_name="李四")))
    return award


def test_everybody_due_is_issued_and_the_rest_are_refused_with_reasons(award):
    report = json.loads(run("--json"))
    numbers = list(Certificate.objects.order_by("number").values_list("number", flat=True))
    assert report == {
        "dry_run": False,
        "issued": [
            {"award": award.code, "candidate": "261100001", "number": numbers[0]},
            {"award": award.code, "candidate": "261100002", "number": numbers[1]},
        ],
        "refused": [{"award": award.code, "candidate": "261100003", "reasons": ["The portrait is missing."]}],
    }


def test_running_again_issues_nothing_more(award):
    run()
    assert run().splitlines()[-1] == "issued 0, refused 1"
    assert Certificate.objects.count() == 2


def test_a_dry_run_says_the_same_and_changes_nothing(award):
    report = json.loads(run("--json", "--dry-run"))
    assert [(one["candidate"], one["number"]) for one in report["issued"]] == [("261100001", None), ("261100002", None)]
    assert [one["reasons"] for one in report["refused"]] == [["The portrait is missing."]]
    assert (Certificate.objects.count(), NumberSeries.objects.count()) == (0, 0)


def test_one_award_alone(award):
    other = make_award(award.exam)
    run("--award", other.code)
    assert {certificate.award for certificate in Certificate.objects.select_related("award")} == {other}


def test_an_unknown_award_is_an_error(award):
    with pytest.raises(CommandError, match="no award with the code nowhere"):
        run("--award", "nowhere")
    assert Certificate.objects.count() == 0


def test_words_for_people(award):
    lines = run().splitlines()
    assert lines[-2:] == [f"refused {award.code} 261100003: The portrait is missing.", "issued 2, refused 1"]


# Of a sitting, of a list, of what was broken off


def test_only_the_named_candidates_are_issued(tmp_path):
    award, sitting = make_class(3)
    first, second, third = sitting.registrations.order_by("number")
    own = ("--json", f"--award={award.code}")
    assert numbers_of(run(*own, f"--sitting={sitting.pk}", "--room=2班")) == [second.number]
    file = tmp_path / "班级.txt"
    file.write_text(f"{first.number}\nnobody", encoding="utf-8")
    report = json.loads(run(*own, f"--list={file}"))
    assert ([one["candidate"] for one in report["issued"]], len(report["refused"])) == ([first.number], 1)
    assert numbers_of(run(*own, f"--sitting={sitting.pk}", "--dry-run")) == [third.number]
    assert Certificate.objects.count() == 2


def numbers_of(report):
    return [one["candidate"] for one in json.loads(report)["issued"]]


def test_what_names_nobody_is_refused_and_issues_nothing(tmp_path):
    award, sitting = make_class(1)
    empty = tmp_path / "list.xlsx"
    empty.write_bytes(b"no workbook")
    for words in (
        ("--sitting=1",),
        (f"--award={award.code}", "--sitting=999999"),
        (f"--award={award.code}", f"--list={empty}"),
        (f"--award={award.code}", f"--list={tmp_path / 'absent.txt'}"),
    ):
        with pytest.raises(CommandError):
            run(*words)
    sitting.registrations.update(room=None)
    assert numbers_of(run("--json", f"--award={award.code}", f"--sitting={sitting.pk}", "--room=9班")) == []
    assert Certificate.objects.count() == 0


def test_what_was_broken_off_is_finished_first(monkeypatch, capsys):
    award, sitting = make_class(2)
    start_batch(batch=make_batch(award, sitting), actor=None, now=timezone.now())
    # Somebody works on it.
    assert json.loads(run("--json", f"--award={award.code}", f"--sitting={sitting.pk}", "--room=9班"))["issued"] == []
    Batch.objects.update(beat_at=ISSUED)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    said = run(f"--award={award.code}")
    assert (Certificate.objects.count(), Batch.objects.get().state) == (2, "done")
    assert all(certificate.number in said for certificate in Certificate.objects.all())
    assert "2/2" in capsys.readouterr().err
