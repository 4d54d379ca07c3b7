"""Three thousand scripts on the pile: the next answer costs what it costs with a handful."""

from copy import copy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from exams.marking.models import Judgement, MarkingTask, Script
from exams.sittings.models import Attempt, PaperSnapshot, Registration
from tests.exams.marking.desk_world import live_tasks, make_pile
from tests.personas import browser_of

pytestmark = pytest.mark.django_db

SCRIPTS = 3_000


def _anew(rows, **fields):
    """Copies of stored rows, with these columns: each a list as long as the rows."""
    copies = [copy(row) for row in rows]
    for place, one in enumerate(copies):
        one.pk, one._state = None, copy(one._state)
        one._state.adding = True
        for name, values in fields.items():
            setattr(one, name, values[place])
    return type(rows[0]).objects.bulk_create(copies, batch_size=500)


def _pile_up(*, first, last):
    """Scripts of these numbers, like the last one that waits."""
    count = last - first + 1
    waiting = live_tasks().select_related("script__attempt__snapshot", "script__attempt__registration")
    task = waiting.order_by("pk").last()
    script = task.script
    names = [f"p{number:05}" for number in range(first, last + 1)]
    people = User.objects.bulk_create([User(username=name, password="!") for name in names])
    places = _anew([script.attempt.registration] * count, candidate=people, number=names)
    attempts = _anew([Attempt.objects.get(pk=script.attempt_id)] * count, registration=places)
    _anew([PaperSnapshot.objects.get(attempt=script.attempt_id)] * count, attempt=attempts)
    serials = range(100_000 + first, 100_001 + last)
    scripts = _anew([Script.objects.get(pk=script.pk)] * count, attempt=attempts, serial=serials)
    _anew([MarkingTask.objects.get(pk=task.pk)] * count, script=scripts)


def _questions(browser, component, answers):
    """What each answer asks the database: the mark given by its form, and the page with the next one."""
    page = browser.post(
        reverse("marking_desk:claim"),
        {"component": component.pk, "way": "question", "version": live_tasks().first().version_id},
        follow=True,
    )
    asked = []
    for _answer in range(answers):
        form = page.context["form"]
        fields = {name: field.choices[0][0] for name, field in form.fields.items() if "criterion" in name}
        with CaptureQueriesContext(connection) as queries:
            page = browser.post(page.request["PATH_INFO"], fields, follow=True)
        asked.append(len(queries))
    return asked


def test_three_thousand_scripts_ask_what_a_handful_asks():
    room = make_pile(1)
    _pile_up(first=2, last=8)
    browser = browser_of("marker")
    few = _questions(browser, room.component, 3)
    _pile_up(first=9, last=SCRIPTS)
    assert Registration.objects.count() == SCRIPTS

    many = _questions(browser, room.component, 4)

    assert many == [few[-1]] * 4
    assert Judgement.objects.count() == 7
    assert f"{SCRIPTS - 8} 份待评" in browser.get(reverse("marking_desk:index")).content.decode()
