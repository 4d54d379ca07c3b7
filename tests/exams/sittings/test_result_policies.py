"""The exam's form: bands, feedback by date, further parts; what is wrong is told at its field."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.roles import Role
from exams.sittings.models import ComponentKind
from tests.factories.sittings import make_paper, make_room
from tests.personas import browser_of

pytestmark = pytest.mark.django_db


def form_of(room, **changed):
    """What a browser sends of the exam's form, with some fields changed."""
    page = browser_of(Role.EXAM_OFFICER.value).get(reverse("exam_rules:edit", args=[room.exam.pk]))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    plain = {name: "" if value is None else value for name, value in data.items() if value is not False}
    return plain | changed


def save(room, **changed):
    client = browser_of(Role.EXAM_OFFICER.value)
    return client.post(reverse("exam_rules:edit", args=[room.exam.pk]), form_of(room, **changed))


def test_bands_are_lines_and_come_back_sorted():
    room = make_room()
    assert save(room, bands="80 良好\n60.5  合格\n").status_code == 302
    room.exam.refresh_from_db()
    assert room.exam.bands == [["60.5", "合格"], ["80", "良好"]]
    assert form_of(room)["bands"] == "60.5 合格\n80 良好"


@pytest.mark.parametrize("bands", ["合格 60", "101 优", "60", "60 合格\n60.0 良好", "60 " + "字" * 21])
def test_lines_that_are_no_bands_are_refused(bands):
    room = make_room()
    answer = save(room, bands=bands)
    assert (answer.status_code, "bands" in answer.context["form"].errors) == (200, True)
    room.exam.refresh_from_db()
    assert room.exam.bands == []


def test_a_part_of_the_feedback_that_is_shown_from_a_date_needs_it():
    room = make_room()
    assert "keys_from" in save(room, shows_keys="date").context["form"].errors
    assert save(room, shows_keys="date", keys_from="2027-01-01 08:00").status_code == 302
    room.exam.refresh_from_db()
    assert (room.exam.shows_keys, room.exam.keys_from.year) == ("date", 2027)


def test_further_parts_come_and_go_until_somebody_has_begun_them():
    room = make_room()
    paper = make_paper()
    assert save(room, skills_paper=paper.pk, skills_minutes=45, skills_weight="2.5").status_code == 302
    skills = room.exam.components.get(kind=ComponentKind.SKILLS)
    assert (skills.paper, skills.minutes, skills.pass_mark, skills.weight) == (paper, 45, 60, Decimal("2.50"))
    assert "review_minutes" in save(room, review_paper=paper.pk, review_minutes="").context["form"].errors
    room.component = skills
    room.start()
    assert "skills_paper" in save(room, skills_paper="").context["form"].errors
    assert room.exam.components.count() == 2
    other = make_room()
    save(other, skills_paper=paper.pk)
    save(other, skills_paper="")
    assert [one.kind for one in other.exam.components.all()] == [ComponentKind.THEORY]


def test_an_exam_without_theory_is_changed_and_stays_without_it():
    room = make_room()
    room.component.kind = ComponentKind.SKILLS
    room.component.save(update_fields=["kind"])
    assert save(room, paper="", skills_paper=room.component.paper_id, shows_keys="never").status_code == 302
    room.exam.refresh_from_db()
    assert (room.exam.shows_keys, room.exam.components.get().kind) == ("never", ComponentKind.SKILLS)


def test_an_exam_with_theory_keeps_its_paper():
    room = make_room()
    assert "paper" in save(room, paper="").context["form"].errors
    assert room.exam.components.get().paper == room.component.paper


def test_no_field_of_the_form_stands_without_its_label():
    room = make_room()
    page = BeautifulSoup(
        browser_of("exam_officer").get(f"/admin/exam_rules/edit/{room.exam.pk}/").content, "html.parser"
    )
    labelled = {label.get("for") for label in page.select("label")}
    fields = page.select("form [name]:is(input, select, textarea):not([type=hidden], [type=checkbox], [type=radio])")
    assert [field["name"] for field in fields if field.get("id") not in labelled] == []
    assert {"weight", "minimum"} <= {field["name"] for field in fields}
