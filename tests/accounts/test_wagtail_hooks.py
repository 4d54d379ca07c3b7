"""A page is open to strangers when its class says so, and only then."""

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry, Page, Site

from accounts.services import name_person
from courses.models import ChapterPage, CoursePage, HomePage, LessonPage
from tests.factories.accounts import NOW
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="front"))
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    course = home.add_child(instance=CoursePage(title="Course", slug="c"))
    chapter = course.add_child(instance=ChapterPage(title="Chapter", slug="ch"))
    chapter.add_child(instance=LessonPage(title="Lesson", slug="le"))
    home.add_child(instance=Page(title="Of no class", slug="plain"))


def answers(client):
    return {path: client.get(path).status_code for path in ("/", "/c/", "/c/ch/", "/c/ch/le/")}


def test_a_stranger_reads_the_public_pages_and_is_asked_to_sign_in_for_a_lesson(tree):
    assert answers(Client()) == {"/": 200, "/c/": 200, "/c/ch/": 200, "/c/ch/le/": 302}
    assert Client().get("/c/ch/le/?page=2")["Location"] == "/accounts/login/?next=/c/ch/le/%3Fpage%3D2"


def test_whoever_is_signed_in_reads_the_lesson(tree):
    assert answers(browser_of("stranger")) == {"/": 200, "/c/": 200, "/c/ch/": 200, "/c/ch/le/": 200}


def test_a_page_whose_class_says_nothing_asks_for_a_login(tree):
    assert Client().get("/plain/")["Location"] == "/accounts/login/?next=/plain/"


def test_other_methods_tell_a_stranger_no_more(tree):
    client = Client()
    assert [client.head("/c/ch/le/").status_code, client.options("/c/ch/le/").status_code] == [302, 302]


def test_acts_on_persons_are_named_in_the_site_history(trainee):
    name_person(user=trainee, full_name="张小明", actor=make_persona("superuser"), now=NOW)
    entry = ModelLogEntry.objects.get(action="accounts.name")
    assert entry.message == "填写或修改了姓名"
