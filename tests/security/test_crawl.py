"""A walk through the demonstration by every role, link by link: no error, no stranger's secret, nothing from outside."""

import re
from collections import deque
from html.parser import HTMLParser
from pprint import pformat
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services import IdDocument, set_id_number
from config.demo.stages import Stage, build
from exams.bank.models import ItemVersion, VersionState

pytestmark = pytest.mark.django_db

HOST = "testserver"
BEGINNINGS = (
    "/",
    "/me/",
    "/admin/",
    "/exams/",
    "/certificates/",
    "/practice/",
    "/study/reports/",
    "/verify/",
    "/accounts/profile/",
    "/notices/",
)
# Of one address with other numbers in it, so many are looked at.
OF_A_KIND = 2
PAGES = 90
# Leads out of the session, or changes something by being opened; a handout that the worker has yet to print, and acts on
# many rows, whose addresses the page's script completes.
LEFT_ALONE = re.compile(
    r"/logout/|^/language/|^/admin/jsi18n|^/admin/sprite|/download|\.pdf$|/media/|^/static/|/handout/$|^/admin/bulk/"
)
# Of an invented person's ID card; pages show its last four digits.
NUMBER = "11010519491231002X"
MAY_READ_KEYS = {Role.ITEM_WRITER, Role.REVIEWER, Role.PAPER_MAKER}
LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "audio": "src",
    "video": "src",
    "source": "src",
    "embed": "src",
    "object": "data",
}


class Links(HTMLParser):
    """Where a page leads (`led`), what it loads (`loaded`) and where it sends forms (`sent`)."""

    def __init__(self):
        super().__init__()
        self.led, self.loaded, self.sent = [], [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "a" and found.get("href"):
            self.led.append(found["href"])
        elif tag == "link" and found.get("href") and found.get("rel") not in {"canonical", "alternate"}:
            self.loaded.append(found["href"])
        elif tag in LOADED and found.get(LOADED[tag]):
            self.loaded.append(found[LOADED[tag]])
        elif tag == "form" and found.get("action"):
            self.sent.append(found["action"])
        for name in ("srcset", "poster", "background"):
            self.loaded += [part.split()[0] for part in (found.get(name) or "").split(",") if part.strip()]


@pytest.fixture(scope="module")
def demo(shipped_content, django_db_blocker):
    """Built once, where the course is there already; every walk begins from it."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = build(Stage.CERTIFIED, now=timezone.now())
        person = built.people["graduate"].person
        set_id_number(person=person, document=IdDocument.RESIDENT, number=NUMBER, actor=person.user, now=timezone.now())
        yield built
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def secrets(demo, django_db_blocker):
    """What only those see who read keys, before an exam and elsewhere: the explanations of approved items."""
    with django_db_blocker.unblock():
        bodies = list(ItemVersion.objects.filter(state=VersionState.APPROVED).values_list("body", flat=True)[:400])
    plain = {re.sub(r"<[^>]+>|\*\*", "", str(body.get("explanation", ""))).strip() for body in bodies}
    found = {text[:30] for text in plain if len(text) >= 15}
    assert len(found) >= 10, bodies[:1]
    return found


def kind_of(path, query):
    try:
        match = resolve(path)
    except Resolver404:
        return path, ()
    return match.view_name or match.route, tuple(sorted(name for name, _value in query))


def walk(client):
    """Every page that can be reached, as (path, answer), each kind of address at most OF_A_KIND times."""
    waiting, seen, kinds = deque((path, "a door") for path in BEGINNINGS), set(BEGINNINGS), {}
    looked = 0
    while waiting and looked < PAGES:
        path, came_from = waiting.popleft()
        with transaction.atomic():
            answer = client.get(path)
        looked += 1
        links = Links()
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            links.feed(answer.content.decode())
        yield path, came_from, answer, links
        further = [*links.led, *([answer["Location"]] if answer.status_code in {301, 302} else [])]
        for target in further:
            parts = urlsplit(urljoin(path, target))
            if (
                parts.scheme not in {"", "http", "https"}
                or (parts.netloc not in {"", HOST})
                or LEFT_ALONE.search(parts.path)
            ):
                continue
            address = parts._replace(scheme="", netloc="", fragment="").geturl()
            kind = kind_of(parts.path, parse_qsl(parts.query))
            if address not in seen and kinds.get(kind, 0) < OF_A_KIND:
                seen.add(address)
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append((address, path))


def is_outside(address):
    parts = urlsplit(address)
    return (parts.scheme in {"http", "https"} and parts.netloc != HOST) or address.startswith("//")


@pytest.mark.parametrize("name", ["anonymous", "superuser", *Role.values])
def test_a_walk_meets_no_error_no_secret_and_nothing_from_outside(demo, secrets, db, name):
    cache.clear()
    client = Client()
    client.raise_request_exception = False
    user = None
    if name == "superuser":
        user = User.objects.create(username="walker", is_superuser=True)
    elif name != "anonymous":
        user = User.objects.filter(groups__name=name).order_by("pk").first()
    if user:
        client.force_login(user)
    reads_keys = name == "superuser" or name in MAY_READ_KEYS
    wrong, looked = {}, 0
    for path, came_from, answer, links in walk(client):
        looked += 1
        if answer.status_code >= 500 or (answer.status_code == 404 and came_from != "a door"):
            wrong[path] = (answer.status_code, f"from {came_from}")
        outside = [address for address in [*links.loaded, *links.sent] if is_outside(address)]
        if outside:
            wrong[path] = outside
        page = b"" if answer.streaming else answer.content
        text = page.decode(errors="replace")
        if not reads_keys and not path.startswith("/practice") and any(secret in text for secret in secrets):
            wrong[path] = "shows what an item explains"
        if NUMBER in text:
            wrong[path] = "shows the number of somebody's document"
    assert not wrong, pformat(wrong)
    assert looked >= 8, looked
