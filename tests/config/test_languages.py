"""Three languages of the interface: chosen on every page, whole on every page, and `lang` says what is what."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import trans_real

from accounts.models import Person, User
from certificates.masking import masked_name
from certificates.models import CorrectionRequest
from courses.models import LessonPage, LessonProgress
from courses.traditional import taught_words
from courses.traditional.pages import ATTRIBUTES, VOID
from exams.sittings.models import Attempt
from tests.architecture.access_world import make_world
from tests.architecture.test_access import LOGOUTS, ROUTES
from tests.factories.courses import LessonPageFactory
from tests.personas import ANONYMOUS, SUPERUSER, browser_of

LANGUAGES = ["zh-hans", "zh-hant", "en"]
HAN = re.compile(r"[\u3400-\u9fff]")


# The choice


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choice_is_kept_and_leads_back_to_the_page(client, db, language):
    lesson = LessonPageFactory()
    answer = client.post("/language/", {"language": language, "next": lesson.get_parent().url})
    assert (answer.status_code, answer["Location"]) == (302, lesson.get_parent().url)
    cookie = client.cookies["django_language"]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == (language, 365 * 24 * 3600, "Lax")
    assert f'<html lang="{language}"' in client.get("/").content.decode()


def test_the_choice_leads_nowhere_outside(client, db):
    assert client.post("/language/", {"language": "en", "next": "//evil.example/"})["Location"] == "/"


@pytest.mark.parametrize("language", ["fr", "", "zh-hant;"])
def test_a_language_that_we_do_not_have_changes_nothing(client, db, language):
    LessonPageFactory()
    client.post("/language/", {"language": language, "next": "/"})
    assert '<html lang="zh-hans"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "zh-hans"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-TW,zh;q=0.9,en;q=0.5", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("en-GB", "en"),
        ("fr-FR", "zh-hans"),
    ],
)
def test_without_a_choice_the_browser_is_asked(client, db, asked, given):
    LessonPageFactory()
    assert f'<html lang="{given}"' in client.get("/", headers={"Accept-Language": asked}).content.decode()


def test_every_page_offers_each_language_in_its_own_name(client, db):
    page = client.get("/accounts/login/?next=/me/", headers={"Cookie": "django_language=zh-hant"}).content.decode()
    # In the menu and in the footer.
    assert page.count('<form class="languages" method="post" action="/language/"') == 2
    assert page.count('<input type="hidden" name="next" value="/accounts/login/?next=/me/">') == 3
    for code, name in [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]:
        here = ' aria-current="true"' if code == "zh-hant" else ""
        button = (
            f'<button type="submit" name="language" value="{code}" lang="{code}" translate="no"{here}>{name}</button>'
        )
        assert page.count(button) == 2


def test_a_page_that_may_hold_no_form_has_none(client, db):
    assert "<form" not in client.get(reverse("certificates:verify", args=["WRONG"])).content.decode()


def test_the_answer_path_asks_for_no_language():
    assert settings.MIDDLEWARE[:2] == [
        "config.middleware.RouteMiddleware",
        "exams.sittings.middleware.AnswerPathMiddleware",
    ]


# Every page


class Texts(HTMLParser):
    """Every text of a page that a person reads or hears, with its language and whether it stays as written."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self._open = [("", "", False)]
        self.feed(page)
        self.close()

    def handle_starttag(self, name, attributes):
        given = dict(attributes)
        _name, language, stays = self._open[-1]
        language = given.get("lang", language)
        stays = given["translate"] == "no" if "translate" in given else stays
        self.found += [(given[key], language, stays) for key in ATTRIBUTES if given.get(key)]
        if name not in VOID:
            self._open.append((name, language, stays))

    def handle_startendtag(self, name, attributes):
        self.handle_starttag(name, attributes)
        if name not in VOID:
            self._open.pop()

    def handle_endtag(self, name):
        assert name == self._open[-1][0], f"</{name}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, text):
        name, language, stays = self._open[-1]
        if text.strip() and name not in {"script", "style", "code"}:
            self.found.append((" ".join(text.split()), language, stays))


@pytest.fixture
def world(db):
    world = make_world()
    # The desk and the front page then have a place to go on.
    LessonProgress.objects.create(
        lesson_id=world["study/"]["lesson_id"],
        trainee=User.objects.get(username="trainee"),
        opened_at=datetime(2026, 11, 26, tzinfo=UTC),
        anchor="five-kinds",
    )
    return world


def pages(world, language):
    """(path, page) of everything that a stranger, a trainee and for the rest the superuser get to read."""
    tree = LessonPage.objects.get(pk=world["study/"]["lesson_id"])
    own = [page.get_url() for page in (tree, tree.get_parent(), tree.get_parent().get_parent())]
    receipts = [reverse("sittings:receipt", args=[done.pk]) for done in Attempt.objects.exclude(closed_at=None)]
    takeover = reverse("sittings:takeover", args=[world["attempts/"]["attempt_id"]])
    routes = [
        route.path(world) for route in ROUTES if not route.route.startswith("admin/") and route.name not in LOGOUTS
    ]
    for persona in (ANONYMOUS, "trainee", SUPERUSER):
        client = browser_of(persona)
        client.raise_request_exception = False
        client.cookies["django_language"] = language
        if persona == "trainee":
            yield f"{takeover} ({persona})", client.get(takeover.replace("takeover/", "")).content.decode()
            # From here on this browser holds the lease: it sees the exam itself.
            client.post(takeover)
        for path in [*routes, *own, *receipts, "/no/such/page/"]:
            answer = client.get(path)
            # Read to the end, a file closes itself.
            page = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
            if answer.headers.get("Content-Type", "").startswith("text/html") and "<html" in page:
                yield f"{path} ({persona})", page


def names():
    """What people typed of themselves; it has no language."""
    wrong = CorrectionRequest.objects.values_list("text", flat=True)
    typed = {*Person.objects.values_list("full_name", flat=True), *wrong} - {""}
    return sorted(typed | {masked_name(name) for name in typed}, key=len, reverse=True)


def texts(page, typed):
    for text, language, stays in Texts(page).found:
        for name in typed:
            text = text.replace(name, "")  # noqa: PLW2901 -- without names
        yield text, language.lower(), stays


# What language a page's words are in no engine changes.
@pytest.mark.once
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_marks_what_is_in_another(world, language):
    typed = names()
    wrong, seen = [], 0
    said_in_english = english() if language != "en" else set()
    logins = set(User.objects.values_list("username", flat=True))
    for path, page in pages(world, language):
        seen += 1
        # The specimen is Chinese whatever the interface.
        spoken = language if "/styleguide/" not in path or path.startswith("/styleguide/ ") else None
        html = re.search(r'<html lang="([^"]*)"', page)[1].lower()
        if spoken and html != spoken:
            wrong.append((path, f"lang={html}"))
        for text, lang, stays in texts(page, typed):
            if HAN.search(text) and not lang.startswith("zh"):
                wrong.append((path, f"{lang}: {text}"))
            elif language == "zh-hant" and not stays and lang == "zh-hans":
                wrong.append((path, f"not converted: {text}"))
            elif language == "zh-hant" and lang == "zh-hant" and taught_words(text) != text:
                wrong.append((path, f"simplified: {text}"))
            elif text in said_in_english - logins and lang.startswith("zh"):
                wrong.append((path, f"English: {text}"))
    assert seen > 60
    assert wrong == [], "\n".join(f"{path} {what}" for path, what in wrong)


def english():
    """What the catalogues say otherwise in Chinese: none of it may stand on a Chinese page."""
    entries = [entry for part in trans_real.translation("zh-hans")._catalog._catalogs for entry in part.items()]
    asked = {(key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2] for key, _words in entries}
    # Cookie is Cookie.
    return {text for text in asked if re.search("[A-Za-z]{2}", text)} - {words for _key, words in entries}


# Dates and numbers


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("zh-hans", "2026年11月26日", "2026年11月26日 09:05"),
        ("zh-hant", "2026年11月26日", "2026年11月26日 09:05"),
        ("en", "Nov. 26, 2026", "Nov. 26, 2026, 9:05 a.m."),
    ],
)
def test_dates_and_numbers(language, day, moment):
    with translation.override(language):
        assert date_format(date(2026, 11, 26)) == day
        assert date_format(datetime(2026, 11, 26, 9, 5), "DATETIME_FORMAT") == moment  # noqa: DTZ001 -- as printed
        assert floatformat(Decimal("86.50"), 2) == "86.50"


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "星期四"), ("zh-hant", "星期四"), ("en", "Thursday")])
def test_days_of_the_week(language, day):
    with translation.override(language):
        assert date_format(date(2026, 11, 26), "l") == day


# The back office


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "近期考试"), ("zh-hant", "近期考試"), ("en", "Exams now and next")]
)
def test_the_back_office_speaks_the_chosen_language(client_of, language, words):
    client = client_of(SUPERUSER)
    client.cookies["django_language"] = language
    page = client.get("/admin/").content.decode()
    assert f'<html lang="{language}"' in page
    assert words in page


def test_scripts_of_the_back_office_read_traditional_characters(client_of):
    client = client_of(SUPERUSER)
    client.cookies["django_language"] = "zh-hant"
    catalogue = client.get("/admin/jsi18n/").content
    assert "修改已自動儲存。".encode("ascii", "backslashreplace") in catalogue
    assert "页面".encode("ascii", "backslashreplace") not in catalogue
