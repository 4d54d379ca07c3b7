"""Three thousand scripts on the pile: the next answer comes as fast as from a handful."""

from copy import copy
from statistics import median
from time import process_time

import pytest
from django.urls import reverse

from accounts.models import User
from exams.marking.models import Judgement, MarkingTask, Script
from exams.sittings.models import Attempt, PaperSnapshot, Registration
from tests.exams.marking.desk_world import live_tasks, make_pile
from tests.personas import browser_of

# Processor time of this process: with SQLite the database's share is in it, and a busy machine does not count.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

SCRIPTS = 3_000
# Of one answer given and the next one shown: a page that a person waits for without noticing.
MOST_SECONDS = 0.5


def _anew(rows, **fields):
    """Copies of stored rows, with these columns: each a list as long as the rows."""
    copies = [copy(row) for row in rows]
    for place, one in enumerate(copies):
        one.pk, one._state = None, copy(one._state)
        one._state.adding = True
        for name, values in fields.items():
            setattr(one, name, values[place])
    return type(rows[0]).objects.bulk_create(copies, batch_size=500)


def _pile_up(count):
    """So many scripts like the one that waits."""
    task = live_tasks().select_related("script__attempt__snapshot", "script__attempt__registration").get()
    script = task.script
    names = [f"p{number:05}" for number in range(count)]
    people = User.objects.bulk_create([User(username=name, password="!") for name in names])
    places = _anew([script.attempt.registration] * count, candidate=people, number=names)
    attempts = _anew([Attempt.objects.get(pk=script.attempt_id)] * count, registration=places)
    _anew([PaperSnapshot.objects.get(attempt=script.attempt_id)] * count, attempt=attempts)
    serials = range(100_000, 100_000 + count)
    scripts = _anew([Script.objects.get(pk=script.pk)] * count, attempt=attempts, serial=serials)
    _anew([MarkingTask.objects.get(pk=task.pk)] * count, script=scripts)


def _pace(browser, component, answers):
    """Seconds for each answer: the mark given by its form, and the page with the next one."""
    page = browser.post(
        reverse("marking_desk:claim"),
        {"component": component.pk, "way": "question", "version": live_tasks().first().version_id},
        follow=True,
    )
    spent = []
    for _answer in range(answers):
        form = page.context["form"]
        fields = {name: field.choices[0][0] for name, field in form.fields.items() if "criterion" in name}
        began = process_time()
        page = browser.post(page.request["PATH_INFO"], fields, follow=True)
        spent.append(process_time() - began)
    return median(spent)


def test_three_thousand_scripts_do_not_slow_the_desk():
    room = make_pile(1)
    _pile_up(SCRIPTS - 1)
    assert Registration.objects.count() == SCRIPTS
    browser = browser_of("marker")

    assert _pace(browser, room.component, 7) < MOST_SECONDS
    assert Judgement.objects.count() == 7
    began = process_time()
    assert f"{SCRIPTS - 8} 份待评" in browser.get(reverse("marking_desk:index")).content.decode()
    assert process_time() - began < MOST_SECONDS
