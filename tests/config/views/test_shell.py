"""The shell's own pages: who sees what, and how many queries it takes."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.panels import register_desk_panel
from courses.models import LessonPage, LessonProgress
from tests.factories.sittings import make_chapter, make_registration, make_room, make_user
from tests.personas import ANONYMOUS, EVERYBODY, STAFF, SUPERUSER

pytestmark = pytest.mark.django_db


@pytest.fixture
def fill(client):
    """A signed-in candidate with `size` sittings and as many lessons read."""

    def filled(size):
        candidate = make_user(f"reader-{size}", full_name="张晓梅")
        now = timezone.now()
        for number in range(size):
            make_registration(make_room(opens_at=now - timedelta(hours=1)).sitting, candidate)
            lesson = make_chapter().add_child(instance=LessonPage(title=f"第{number}课", slug=f"l-{number}"))
            LessonProgress.objects.create(lesson=lesson, trainee=candidate, opened_at=now, finished_at=now)
        client.force_login(candidate)
        return client

    return filled


# Session, user, person; registrations, components, attempts, results; sittings to join; progress, chapter, next
# lesson, counts; time and courses; site root; awards to claim; certificates; back office rights (own,
# of groups); newest results; six for the chapter's mastery: points, places, headings, met, checks, exams.
DESK_QUERIES = 29


@pytest.mark.parametrize("size", [1, 3])
def test_desk_costs_the_same_for_one_and_for_three(fill, size, django_assert_num_queries):
    client = fill(size)
    client.get("/me/")
    with django_assert_num_queries(DESK_QUERIES):
        response = client.get("/me/")
    assert response.content.decode().count("进入考试") == size


def test_desk_says_what_to_do_first(client):
    client.force_login(make_user("new"))
    page = client.get("/me/").content.decode()
    for sentence in ("您还没有开始学习", "您还没有报名考试", "还没有证书", "还缺姓名和证件照"):
        assert sentence in page


def test_desk_shows_a_running_exam_first(client):
    room = make_room(opens_at=timezone.now() - timedelta(minutes=1))
    attempt = room.start(now=timezone.now())
    client.force_login(room.candidate)
    page = client.get("/me/").content.decode()
    assert f'<a class="button button-primary" href="/attempts/{attempt.pk}/">继续作答</a>' in page
    # One act is the primary one.
    assert page.count("button-primary") == 1


def test_desk_draws_the_chapters_mastery_and_says_it_in_a_table(fill):
    page = fill(1).get("/me/").content.decode()
    # Two points of the chapter, which no lesson teaches.
    assert '<rect class="bar-new" x="0" y="0" width="2" height="1"/>' in page
    assert '<span class="bar-key bar-key-new" aria-hidden="true"></span>未学</th><td>2</td>' in page
    assert "还没有发现薄弱点" in page


def test_desk_shows_what_other_apps_register(client, monkeypatch):
    monkeypatch.setattr("accounts.panels._desk_panels", [])
    register_desk_panel(lambda request: SafeString(f"<p>{request.user} 今日复习</p>"))
    register_desk_panel(lambda _request: SafeString(""))
    client.force_login(make_user("new"))
    assert "<p>new 今日复习</p>" in client.get("/me/").content.decode()


def test_desk_is_kept_in_no_cache(client):
    client.force_login(make_user("new"))
    assert "no-store" in client.get("/me/")["Cache-Control"]


def test_desk_asks_a_stranger_to_sign_in(client):
    response = client.get("/me/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/me/")


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != ANONYMOUS])
def test_only_staff_are_shown_the_back_office(client_of, name):
    page = client_of(name).get("/me/").content.decode()
    assert ("管理后台" in page) == (name in {*STAFF, SUPERUSER})


@pytest.mark.parametrize("path", ["/styleguide/", "/styleguide/dark/large/"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_style_guide_is_for_staff(client_of, name, path):
    expected = 302 if name == ANONYMOUS else 200 if name in {*STAFF, SUPERUSER} else 403
    assert client_of(name).get(path).status_code == expected


def test_style_guide_shows_two_themes_in_three_sizes(client_of):
    page = client_of(SUPERUSER).get("/styleguide/").content.decode()
    for theme in ("light", "dark"):
        for size in ("small", "medium", "large"):
            assert f'<iframe src="/styleguide/{theme}/{size}/"' in page


@pytest.mark.parametrize("path", ["/styleguide/blue/large/", "/styleguide/dark/huge/"])
def test_style_guide_knows_only_its_sheets(client_of, path):
    assert client_of(SUPERUSER).get(path).status_code == 404


def test_health_is_plain_and_public(client):
    response = client.get("/livez")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok", "text/plain")


def test_health_asks_nothing_of_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/livez")


def test_robots_keep_out_of_what_is_personal(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines()[:5] == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /me/",
        "Disallow: /notices/",
    ]


def test_every_page_says_what_the_certificates_are_not(client):
    assert "它不是国家职业资格证书或职业技能等级证书" in client.get("/accounts/login/").content.decode()


def test_admin_takes_the_seal_and_the_panel(client_of):
    page = client_of(SUPERUSER).get("/admin/").content.decode()
    assert 'class="admin-brand"' in page
    assert "css/admin.css" in page
    assert "近期考试" in page


def test_panel_is_for_those_who_may_see_sittings(client_of):
    assert "近期考试" in client_of("invigilator").get("/admin/").content.decode()
    assert "近期考试" not in client_of("content_editor").get("/admin/").content.decode()


def test_system_checks_pass():
    call_command("check", fail_level="WARNING")


def test_help_of_the_back_office_leads_nowhere_outside(client_of):
    page = client_of(SUPERUSER).get("/admin/pages/").content.decode()
    assert "guide.wagtail.org" not in page
    assert "keyboard-shortcuts-trigger" in page
