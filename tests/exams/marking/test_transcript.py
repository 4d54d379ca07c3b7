"""The transcript: the released result on one sheet, by the feedback policy, for its owner only."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exams.marking.models import Outcome
from exams.marking.queries import own_result
from exams.marking.queries.releases import digest_of
from exams.marking.queries.transcript import transcript_of
from exams.marking.rendering.transcript import transcript_pdf
from exams.marking.services import rule_outcome
from tests.certificates.samples import text_of
from tests.exams.marking.held import officer, sit
from tests.factories.sittings import ALL_RIGHT, NOW, make_room, make_user

pytestmark = pytest.mark.django_db


def sheet(room, result):
    return transcript_of(own_result(room.candidate, result.pk), now=timezone.now())


def test_the_sheet_says_what_the_result_says_with_its_number_and_digest():
    room = make_room(bands=[["60", "合格"], ["90", "优秀"]])
    result = sit(room, ALL_RIGHT)
    printed = sheet(room, result)
    assert (printed.number, printed.digest) == (f"{room.registration.number}-{result.pk}", digest_of(result))
    assert [(one.name, one.score, one.passed) for one in printed.components] == [("理论知识", Decimal("100.00"), True)]
    pdf = transcript_pdf(printed)
    text = text_of(pdf)
    for words in ("成绩单", "欧阳·买买提", printed.number, "100.00", "优秀", "不是国家职业资格"):
        assert words in text, words
    assert transcript_pdf(printed) == pdf


def test_the_sheet_of_a_result_that_does_not_count_has_the_reason_and_no_score():
    room = make_room()
    sit(room, ALL_RIGHT)
    rule_outcome(
        registration=room.registration,
        outcome=Outcome.MISCONDUCT,
        reason="夹带",
        actor=officer(),
        now=NOW + timedelta(1),
    )
    text = text_of(transcript_pdf(sheet(room, room.registration.results.first())))
    assert ("违纪" in text, "夹带" in text, "100.00" in text) == (True, True, False)


def test_no_score_is_printed_that_is_not_shown():
    room = make_room(shows_score="never", bands=[["60", "优秀"]])
    text = text_of(transcript_pdf(sheet(room, sit(room, ALL_RIGHT))))
    assert ("100.00" in text, "优秀" in text, "已达到" in text) == (False, False, True)


def test_nobody_else_gets_it():
    room = make_room()
    path = reverse("marking:transcript", args=[sit(room, ALL_RIGHT).pk])
    client = Client()
    client.force_login(room.candidate)
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")
    client.force_login(make_user("stranger"))
    assert client.get(path).status_code == 404
