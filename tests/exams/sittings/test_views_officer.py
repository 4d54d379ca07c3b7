"""The exam office: registering candidates, planning exams."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from exams.papers.models import PaperSet
from exams.sittings.models import Exam, ExamComponent, ExamSection, Registration
from tests.factories.papers import make_published, make_set, publish_by_two
from tests.factories.sittings import make_paper, make_room, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    return make_room(opens_at=timezone.now() - timedelta(hours=1))


def staff(*codenames):
    user = make_user("staff")
    user.user_permissions.set(
        Permission.objects.filter(
            codename__in=["access_admin", *codenames], content_type__app_label__in=["sittings", "wagtailadmin"]
        )
    )
    return user


def test_who_may_only_look_registers_nobody(client, room):
    client.force_login(staff("view_registration"))
    data = {"usernames": make_user("li").username}
    assert client.post(f"/admin/exam-day/{room.sitting.pk}/register/", data).status_code == 302
    assert Registration.objects.count() == 1


def test_candidates_are_registered_by_name_all_or_none(client, room):
    for name in ("li", "wang"):
        make_user(name)
    client.force_login(staff("view_registration", "change_sitting"))
    url = f"/admin/exam-day/{room.sitting.pk}/register/"
    refused = client.post(url, {"usernames": "li\nnobody\nwang"})
    assert refused.status_code == 422
    assert Registration.objects.count() == 1
    assert "nobody" in refused.content.decode()
    assert client.post(url, {"usernames": "li\n\nwang\n", "room": "101"}).status_code == 302
    assert list(Registration.objects.order_by("pk").values_list("candidate__username", "room__name"))[1:] == [
        ("li", "101"),
        ("wang", "101"),
    ]


def test_candidates_are_registered_with_the_language_that_they_write_in(client, room):
    for name in ("li", "wang", "tashi"):
        make_user(name)
    client.force_login(staff("view_registration", "change_sitting"))
    url = f"/admin/exam-day/{room.sitting.pk}/register/"
    refused = client.post(url, {"usernames": "li", "language": "tlh"})
    assert refused.status_code == 422
    assert Registration.objects.count() == 1
    assert '<option value="bo">藏语</option>' in refused.content.decode()
    client.post(url, {"usernames": "tashi", "language": "bo"})
    client.post(url, {"usernames": "wang", "language": ""})
    assert list(Registration.objects.order_by("pk").values_list("candidate__username", "language"))[1:] == [
        ("tashi", "bo"),
        ("wang", "zh-Hans"),
    ]


def test_an_officer_plans_an_exam_with_its_component(client):
    paper = make_paper()
    client.force_login(staff("add_exam", "change_exam", "view_exam"))
    data = {
        "title": "理论考试",
        "code": "theory",
        "rules": "诚信应考。",
        "attempts_allowed": 1,
        "grace_seconds": 30,
        "outage_allowance_minutes": 20,
        "late_policy": "keep",
        "late_allowance_minutes": 60,
        "shuffle_items": "on",
        "paper": paper.pk,
        "minutes": 90,
        "pass_mark": "60",
        "screen_lock": "password",
        "allows_calculator": "on",
    }
    assert client.post("/admin/exam_rules/new/", data).status_code == 302
    component = ExamComponent.objects.get(exam=Exam.objects.get(code="theory"))
    exam = component.exam
    assert (exam.screen_lock, exam.allows_calculator, exam.allows_notes) == ("password", True, False)
    assert (component.paper, component.minutes, component.pass_mark, component.kind) == (paper, 90, 60, "theory")
    edit = client.get(f"/admin/exam_rules/edit/{component.exam_id}/")
    assert edit.status_code == 200


GOOD_SECTIONS = "选择题 | 2 | 30\n其他题 | 4 | 60\n"


@pytest.mark.parametrize(
    ("sections", "stored"),
    [
        (GOOD_SECTIONS, [("选择题", 2, 30), ("其他题", 4, 60)]),
        ("", []),
        ("选择题 | 2", None),
        ("选择题 | 2 | 30\n其他题 | 3 | 60", None),
        ("选择题 | 2 | 30\n其他题 | 4 | 30", None),
        ("甲 | 4 | 90\n乙 | 4 | 0", None),
        (" | 4 | 90", None),
    ],
)
def test_an_officer_gives_an_exam_sections(client, sections, stored):
    paper = make_paper()
    client.force_login(staff("add_exam", "change_exam", "view_exam"))
    data = {
        "title": "理论考试",
        "code": "theory",
        "attempts_allowed": 1,
        "grace_seconds": 30,
        "outage_allowance_minutes": 45,
        "late_policy": "keep",
        "late_allowance_minutes": 60,
        "screen_lock": "continue",
        "paper": paper.pk,
        "minutes": 90,
        "pass_mark": "60",
        "sections": sections,
    }
    answer = client.post("/admin/exam_rules/new/", data)
    assert answer.status_code == (302 if stored is not None else 200)
    found = list(ExamSection.objects.values_list("title", "last_slot", "minutes"))
    assert found == (stored or [])
    assert Exam.objects.exists() is (stored is not None)


def exam_data(paper, **fields):
    """What the exam's form sends."""
    return {
        "title": "理论考试",
        "code": "theory",
        "rules": "诚信应考。",
        "attempts_allowed": 1,
        "grace_seconds": 10,
        "outage_allowance_minutes": 30,
        "late_policy": "keep",
        "late_allowance_minutes": 60,
        "screen_lock": "continue",
        "paper": paper.pk,
        "minutes": 90,
        "pass_mark": "60",
        **fields,
    }


@pytest.mark.parametrize(
    ("ticked", "kept"), [(["en", "zh-Hans"], ["en", "zh-Hans"]), ([], ["zh-Hans"]), (["tlh"], None)]
)
def test_an_exam_says_in_which_languages_it_may_be_written(client_of, ticked, kept):
    answer = client_of("exam_officer").post("/admin/exam_rules/new/", exam_data(make_paper(), languages=ticked))
    assert answer.status_code == (302 if kept else 200)
    assert [exam.languages for exam in Exam.objects.all()] == ([kept] if kept else [])


def test_an_exam_takes_the_papers_of_a_set_and_gives_them_up_for_a_single_paper(client_of):
    paper_set = make_set()
    for paper in paper_set.papers.all():
        publish_by_two(paper)
    PaperSet.objects.filter(pk=paper_set.pk).update(published_at=timezone.now())
    single = make_published(form="Z")
    client = client_of("exam_officer")

    client.post("/admin/exam_rules/new/", exam_data(single, paper_set=paper_set.pk))

    component = ExamComponent.objects.get(exam__code="theory")
    forms = [component.paper, *(row.paper for row in component.parallel_papers.order_by("form"))]
    assert [(paper.form, paper.paper_set) for paper in forms] == [("A", paper_set), ("B", paper_set)]

    edit = f"/admin/exam_rules/edit/{component.exam_id}/"
    client.post(edit, exam_data(component.paper, title="新名"))
    assert component.parallel_papers.count() == 1
    client.post(edit, exam_data(single))
    component.refresh_from_db()
    assert (component.paper, component.parallel_papers.count()) == (single, 0)


def test_a_set_that_is_not_published_is_no_choice(client_of):
    paper_set = make_set()

    answer = client_of("exam_officer").post(
        "/admin/exam_rules/new/", exam_data(make_published(form="Z"), paper_set=paper_set.pk)
    )

    assert answer.status_code == 200
    assert not Exam.objects.exists()
