"""The handout's download, a page's copy, the worker and the manifest, as they are answered."""

import json
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils import timezone
from PIL import Image
from wagtail.models import PageViewRestriction

from accounts.models import private_storage
from courses.models import Handout, HandoutState, LessonProgress
from courses.services.handouts import make_handout
from courses.takeaway.copies import site_routes
from tests.factories.courses import ChapterPageFactory, LessonPageFactory, LessonProgressFactory
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def lesson(chapter):
    return LessonPageFactory(parent=chapter, slug="inner", title="内涵")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


@pytest.fixture
def made(chapter, lesson):
    make_handout(chapter=chapter, now=timezone.now())
    handout = Handout.objects.get()
    yield handout
    private_storage().delete(handout.file.name)


def close_to_a_group(page):
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="付费班"))


# The handout


def test_handout_is_downloaded_under_the_chapters_name(reader, chapter, made):
    answer = reader.get(f"/study/chapters/{chapter.pk}/handout/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%AE%A2%E6%88%B7%E6%9C%8D%E5%8A%A1%E6%94%B9%E8%BF%9B-%E8%AE%B2%E4%B9%89.pdf"
    )
    assert answer.getvalue().startswith(b"%PDF-")


@pytest.mark.parametrize("state", [HandoutState.WAITING, HandoutState.MAKING, HandoutState.FAILED])
def test_old_handout_is_to_be_had_while_the_new_one_is_not_there(reader, chapter, made, state):
    Handout.objects.update(state=state)
    answer = reader.get(f"/study/chapters/{chapter.pk}/handout/")
    assert answer.getvalue().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("state", "minutes_ago", "answered"),
    [
        ("waiting", 1, (202, "正在制作讲义。")),
        ("making", 1, (202, "正在制作讲义。")),
        ("waiting", 16, (404, "本章还没有讲义。")),
        ("making", 16, (404, "本章还没有讲义。")),
        ("failed", 1, (404, "讲义没有做成，原因已记下。")),
    ],
)
def test_without_a_file_the_page_says_how_it_stands(reader, lesson, state, minutes_ago, answered):
    chapter = lesson.get_parent().specific
    status, words = answered
    then = timezone.now() - timedelta(minutes=minutes_ago)
    Handout.objects.create(chapter=chapter, asked_at=then, begun_at=then, state=state, fault="RenderingError: x")
    answer = reader.get(f"/study/chapters/{chapter.pk}/handout/")
    html = answer.content.decode()
    assert (answer.status_code, words in html) == (status, True)
    assert (f'action="/study/chapters/{chapter.pk}/handout/ask/"' in html) is (status == 404)
    assert "RenderingError" not in html


def test_asking_makes_one_request(reader, chapter, lesson):
    url = f"/study/chapters/{chapter.pk}/handout/ask/"
    for _ in range(2):
        assert reader.post(url)["Location"] == f"/study/chapters/{chapter.pk}/handout/"
    asked = Handout.objects.get()
    assert asked.state == HandoutState.WAITING
    Handout.objects.update(state=HandoutState.MAKING, begun_at=timezone.now())
    reader.post(url)
    assert Handout.objects.get().state == HandoutState.MAKING


def test_get_of_the_request_asks_nothing(reader, chapter, lesson):
    reader.get(f"/study/chapters/{chapter.pk}/handout/ask/")
    assert Handout.objects.count() == 0


@pytest.mark.parametrize("name", ["handout", "handout/ask"])
def test_strangers_are_asked_for_a_login_and_ask_nothing(client_of, chapter, lesson, name):
    url = f"/study/chapters/{chapter.pk}/{name}/"
    assert client_of(ANONYMOUS).post(url)["Location"] == f"/accounts/login/?next={url}"
    assert Handout.objects.count() == 0


def test_a_chapter_kept_for_a_group_has_no_handout_for_others(reader, chapter, made):
    close_to_a_group(chapter)
    assert reader.get(f"/study/chapters/{chapter.pk}/handout/").status_code == 404
    assert reader.post(f"/study/chapters/{chapter.pk}/handout/ask/").status_code == 404


def test_chapter_page_offers_the_handout_with_pages_and_size(reader, chapter, made):
    html = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", reader.get(chapter.url).content.decode()))
    assert re.search(r"下载讲义 PDF · 7 页 · [\d.]+\s\wB · \d{4}年\d+月\d+日 制作", html)


# A page's copy


@pytest.mark.parametrize("page", ["lesson", "chapter", "course"])
def test_copy_is_the_page_without_anything_of_the_readers(reader, persona, chapter, lesson, page):
    LessonProgressFactory(lesson=lesson, trainee=persona("trainee"), anchor="five-kinds")
    target = {"lesson": lesson, "chapter": chapter, "course": chapter.get_parent()}[page]
    html = reader.get(f"/study/copies/{target.pk}/").content.decode()
    assert f'<h1 lang="zh-Hans">{target.title}</h1>' in html
    assert "csrfmiddlewaretoken" not in html
    assert persona("trainee").display_name not in html
    assert 'name="account"' not in html
    assert not re.search(r"在学|接着上次|学完了这一课|登录|下载讲义|报读本课程", html)
    assert re.search(r'离线副本，存于 <time datetime="20\d\d-[^"]+">20\d\d年\d+月\d+日 \d+:\d\d</time>', html)
    assert html.count('action="/accounts/') == 0


def test_asking_for_a_copy_is_not_opening_the_lesson(reader, lesson):
    reader.get(f"/study/copies/{lesson.pk}/")
    assert LessonProgress.objects.count() == 0


def test_page_itself_has_no_bar(reader, lesson):
    assert "data-offline-bar" not in reader.get(lesson.url).content.decode()


@pytest.mark.parametrize("hide", ["unpublish", "restrict"])
def test_no_copy_of_a_page_that_the_reader_may_not_see(reader, chapter, lesson, hide):
    lesson.unpublish() if hide == "unpublish" else close_to_a_group(chapter)
    assert reader.get(f"/study/copies/{lesson.pk}/").status_code == 404


def test_no_copy_of_other_kinds_of_pages(reader, chapter):
    home = chapter.get_parent().get_parent()
    assert reader.get(f"/study/copies/{home.pk}/").status_code == 404


def test_copy_for_a_script_of_a_stranger_is_401(client_of, lesson):
    headers = {"X-Requested-With": "XMLHttpRequest"}
    assert client_of(ANONYMOUS).get(f"/study/copies/{lesson.pk}/", headers=headers).status_code == 401


def test_list_of_copies_knows_nobody_when_it_is_kept(reader, persona):
    assert persona("trainee").display_name in reader.get("/offline/").content.decode()
    kept = reader.get("/offline/?copy").content.decode()
    assert persona("trainee").display_name not in kept
    assert "csrfmiddlewaretoken" not in kept


# The worker and the manifest


def test_worker_may_speak_for_the_whole_site(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == ("/", "no-cache")
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    rules = json.loads(re.search(r"const RULES = (.*);", answer.content.decode())[1])
    assert rules["routes"] == list(site_routes())
    assert {"exams", "attempts", "results", "certificates", "verify", "admin", "accounts", "study", "me"} <= set(
        rules["routes"]
    )
    assert rules["sign_outs"] == ["/accounts/logout/", "/admin/logout/"]


def test_worker_never_writes_into_a_cache(client):
    script = client.get("/service-worker.js").content.decode()
    assert not re.search(r"\.put\(|\.add\(|\.addAll\(", script)


def test_manifest_names_icons_of_its_sizes(client):
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    manifest = json.loads(answer.content)
    assert (manifest["lang"], manifest["display"], manifest["scope"]) == ("zh-hans", "standalone", "/")
    assert manifest["name"] == settings.WAGTAIL_SITE_NAME
    for icon in manifest["icons"]:
        path = Path(settings.BASE_DIR) / "config/static" / icon["src"].removeprefix("/static/")
        with Image.open(BytesIO(path.read_bytes())) as image:
            assert (f"{image.width}x{image.height}", image.format) == (icon["sizes"], "PNG")
    assert [icon.get("purpose") for icon in manifest["icons"]] == [None, None, "maskable"]


def test_colours_of_the_app_are_the_papers(client):
    css = (Path(settings.BASE_DIR) / "config/static/css/tokens.css").read_text(encoding="utf-8")
    light, dark = re.search(r"--paper: light-dark\((#\w+), (#\w+)\)", css).groups()
    assert json.loads(client.get("/manifest.webmanifest").content)["theme_color"] == light
    assert re.findall(r'name="theme-color" content="(#\w+)"', client.get("/accounts/login/").content.decode()) == [
        light,
        dark,
    ]


def test_page_of_the_signed_in_carries_the_account_and_of_strangers_none(client_of, reader):
    pattern = re.compile(r'<meta name="account" content="([0-9a-f]{16})">')
    assert len(pattern.findall(reader.get("/me/").content.decode())) == 1
    assert pattern.findall(client_of(ANONYMOUS).get("/accounts/login/").content.decode()) == []
