"""The pictures of the manual, taken of the served demonstration: `make screenshots`.

Every run opens each page and holds its words against those of the day its picture was taken, so that none goes stale.
With SCREENSHOTS=1 pictures and words are written anew.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page

from accounts.models import User
from bench.serving import SHAPES, AppServer, environment, free_port
from config.demo.stages import Demo, Stage, build
from exams.bank.models import VersionState
from exams.marking.models import ResultState
from tests import database
from tests.architecture.tree import ROOT
from tests.e2e import sheet
from tests.e2e.conftest import Site
from tests.personas import SUPERUSER, make_persona

pytestmark = [pytest.mark.e2e, pytest.mark.once]

FOLDER = ROOT / "docs/screenshots"
WORDS = ROOT / "tests/e2e/screenshots.json"
SIZE = {"width": 1280, "height": 860}
COLOURS, LARGEST = 128, 150_000
# What one sees and presses; numbers and times change from day to day, the order of options from candidate to candidate.
SEEN = """() => [...document.querySelectorAll("h1, h2, h3, thead th, label, legend, button, main a.button")]
  .filter((element) => element.checkVisibility() && !element.closest("[data-items] label"))
  .map((element) => element.innerText.replace(/[\\d\\s:：.,/%()（）-]+/g, " ").trim())
  .filter(Boolean)"""
PASTED = """一、单项选择题
1. 客户满意度调查中，能当场追问原因的方式是（ ）
A. 邮寄问卷
B. 电话访问
C. 意见箱
D. 网页弹窗
答案：B
解析：电话访问是双向的，可以随即追问。
2. 下列各项中属于纠正措施的是（ ）
A. 更换有缺陷的产品
B. 分析原因并修订流程
C. 向客户致歉
答案：E
二、判断题
1. 预防措施针对的是已经发生的不合格。
答案：看情况
三、填空题
1. 满意是客户对其____被满足程度的感受。
答案：期望
"""


@dataclass(frozen=True)
class Stand:
    """The served demonstration and who is in front of the screen."""

    site: Site
    demo: Demo
    page: Page
    user: User

    def goto(self, name: str, *arguments: object) -> None:
        self.page.goto(self.site.address + reverse(name, args=arguments))


def lesson(stand: Stand) -> None:
    stand.page.goto(stand.site.address + stand.demo.lessons[1].url)


def runner(stand: Stand) -> None:
    place = stand.demo.places["trainee"]
    if place.attempts.exists():  # the test was run again
        stand.page.goto(stand.site.runner(place.attempts.get()))
        return
    stand.page.goto(stand.site.place(place))
    stand.page.get_by_role("checkbox").check()
    stand.page.locator("form[action$='/pledge/'] button").click()
    attempt = sheet.start(stand.site, stand.page, place)
    sheet.go_to(stand.page, attempt, 1)


def result(stand: Stand) -> None:
    own = stand.user.registrations.filter(sitting=stand.demo.closed.sitting).get()
    stand.goto("marking:result", own.results.get(state=ResultState.RELEASED).pk)


def certificate(stand: Stand) -> None:
    stand.goto("certificates:certificate", stand.demo.certificate.number)


def bank_editor(stand: Stand) -> None:
    bank = stand.demo.bank
    item = bank.items.filter(item_type="single_choice", versions__state=VersionState.APPROVED).order_by("key").first()
    stand.goto("bank:edit", bank.code, item.key)


def import_dry_run(stand: Stand) -> None:
    stand.goto("bank:import", stand.demo.bank.code)
    stand.page.get_by_label("在此粘贴试题").fill(PASTED)
    stand.page.get_by_role("button", name="读取").click()
    stand.page.locator(".bank-card").first.wait_for()


def blueprint(stand: Stand) -> None:
    stand.goto("blueprints:matrix", "c001-4-theory")


def marking_desk(stand: Stand) -> None:
    stand.goto("marking_desk:index")
    stand.page.locator("#main form").get_by_role("button").first.click()
    stand.page.locator("[data-criterion]").first.wait_for()


def analysis(stand: Stand) -> None:
    stand.goto("exam_analysis:report", stand.demo.closed.component.pk)
    stand.page.locator("#table-scores").scroll_into_view_if_needed()


def board(stand: Stand) -> None:
    stand.goto("sittings_admin:day", stand.demo.sitting.pk)


def registration(stand: Stand) -> None:
    stand.goto("sittings_admin:roster", stand.demo.sitting.pk)


def release(stand: Stand) -> None:
    stand.goto("results_desk:sitting", stand.demo.closed.sitting.pk)


def operations(stand: Stand) -> None:
    # What other tests of this process logged is no error of the demonstration.
    Path(settings.ERROR_LOG).write_text("")
    stand.goto("operations")


# Picture, whose screen it is, and how they come to it.
PICTURES: dict[str, tuple[str, Callable[[Stand], None]]] = {
    "lesson": ("trainee", lesson),
    "runner": ("trainee", runner),
    "result": ("graduate", result),
    "certificate": ("graduate", certificate),
    "bank-editor": ("item_writer", bank_editor),
    "import-dry-run": ("item_writer", import_dry_run),
    "blueprint": ("paper_maker", blueprint),
    "marking-desk": ("marker", marking_desk),
    "analysis": ("exam_officer", analysis),
    "board": ("invigilator", board),
    "registration": ("exam_officer", registration),
    "release": ("exam_officer", release),
    "operations": (SUPERUSER, operations),
}


@pytest.fixture(scope="module")
def shown(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[Site, object, Demo]]:
    """The demonstration as `make demo` builds it, served on a copy of its own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's driver keeps an event loop in this thread
    folder = tmp_path_factory.mktemp("demonstration")
    with django_db_blocker.unblock(), database.published():
        demo = build(Stage.CERTIFIED, now=timezone.now())
        demo.people[SUPERUSER] = make_persona(SUPERUSER)
        with database.on_disk(folder, name="demonstration") as (url, connection):
            port = free_port()
            address = f"http://127.0.0.1:{port}"
            # Portraits and keys stand where the demonstration was built.
            env = environment(database_url=url, data_dir=settings.DATA_DIR, DEBUG="1", SITE_URL=address)
            server = AppServer(port=port, shape=SHAPES[connection.vendor], env=env, log=folder / "server.log")
            server.wait_ready()
            yield Site(address, folder), connection, demo
            server.kill()
            connection.close()


@pytest.fixture
def site(shown, django_db_blocker) -> Iterator[Site]:
    site, connection, _demo = shown
    suite = connections["default"]
    with django_db_blocker.unblock():
        connections["default"] = connection
        yield site
        connections["default"] = suite


def kept() -> dict[str, list[str]]:
    """Picture → the words that stood on its page."""
    return json.loads(WORDS.read_text(encoding="utf-8")) if WORDS.exists() else {}


def keep(name: str, page: Page, words: list[str]) -> None:
    """Write the picture in few colours, and its words."""
    picture = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
    told = {one: known for one, known in {**kept(), name: words}.items() if one in PICTURES}
    WORDS.write_text(json.dumps(dict(sorted(told.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", PICTURES)
def test_the_picture_shows_the_page_as_it_is(name, shown, site, open_device):
    account, come_to = PICTURES[name]
    demo = shown[2]
    page = open_device(demo.people[account], viewport=SIZE)
    come_to(Stand(site, demo, page, demo.people[account]))
    page.wait_for_load_state("networkidle")
    words = sorted(set(page.evaluate(SEEN)))
    if os.environ.get("SCREENSHOTS"):
        keep(name, page, words)
    assert words == kept().get(name), "The page has changed since its picture was taken: make screenshots"
    assert (FOLDER / f"{name}.png").stat().st_size < LARGEST


def test_no_words_are_kept_of_a_picture_that_is_taken_no_more():
    assert set(kept()) == set(PICTURES)
