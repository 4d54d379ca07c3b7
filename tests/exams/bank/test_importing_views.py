"""The screen of an import: who may, what it shows, mending, confirming; all without a script."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from exams.bank.models import ImportBatch, Item, ItemVersion
from tests.exams.bank.interchange.files import docx, png
from tests.factories.bank import BankFactory, make_point
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

WRITERS = {"item_writer", "superuser"}
PAGE = """一、单选题
1. 第一题（ ）
A. 甲
B. 乙
C. 丙
答案：B
2. 第二题（ ）
A. 甲
B. 乙
C. 丙
答案：E
二、判断题
1. 第三题。
答案：看情况
三、填空题
1. 第四题____和____。
答案：只有一个
"""


@pytest.fixture
def point():
    return make_point(BankFactory().chapter)


def url(name, *arguments):
    return reverse(f"bank:{name}", args=["C001.4", *arguments])


def page(response):
    return BeautifulSoup(response.content, "html.parser")


def fields(response):
    """Everything that the page's form would send, as a browser without a script would."""
    sent = {}
    form = page(response).select_one("[data-import-form]")
    for control in form.select("input, select, textarea"):
        if control.find_parent("fieldset", disabled=True) or not control.get("name"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            sent[control["name"]] = chosen["value"]
        elif control.name == "textarea":
            # A browser drops the line break that begins a textarea.
            sent[control["name"]] = control.text.removeprefix("\n").replace("\n", "\r\n")
        elif control.get("type") != "checkbox" or control.has_attr("checked"):
            sent[control["name"]] = control.get("value", "on")
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def start(browser, text=PAGE, **options):
    answer = browser.post(url("import"), {"text": text, "format": "auto", **options})
    assert answer.status_code == 302, page(answer).select(".help-critical")
    return answer["Location"]


def verdicts(response):
    return [one.text.strip() for one in page(response).select(".bank-verdict")]


def is_refused(response):
    if response.status_code == 403:
        return True
    return response.status_code == 302 and response["Location"].split("?")[0] in {"/admin/", "/accounts/login/"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_writers_import(point, name):
    browser = browser_of(name)

    answers = [
        browser.get(url("import")),
        browser.get(url("import_template")),
        browser.post(url("import"), {"text": PAGE, "format": "auto"}),
    ]

    if name in WRITERS:
        assert [answer.status_code for answer in answers] == [200, 200, 302]
        assert ImportBatch.objects.get().actor == make_persona(name)
    else:
        assert all(is_refused(answer) for answer in answers)
        assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize("name", [one for one in EVERYBODY if one != "item_writer"])
def test_nobody_else_sees_or_touches_an_import(point, name):
    address = start(browser_of("item_writer"))
    batch = ImportBatch.objects.get()
    before = batch.payload
    browser = browser_of(name)

    answers = [
        browser.get(address),
        browser.post(address, {"confirm": "1", "all-point": point.pk, "all-difficulty": 3, "all-cognitive": "apply"}),
        browser.post(url("import_preview", batch.pk, 1), {"source": "1. 甲（√）"}),
        browser.get(url("import_media", batch.pk, "0123456789abcdef.png")),
    ]

    assert all(is_refused(answer) or answer.status_code == 404 for answer in answers)
    batch.refresh_from_db()
    assert (batch.payload, batch.confirmed_at, ItemVersion.objects.count()) == (before, None, 0)


def test_an_import_belongs_to_its_bank(point):
    browser = browser_of("item_writer")
    address = start(browser)
    BankFactory(code="C001.5")

    assert browser.get(address.replace("C001.4", "C001.5")).status_code == 404


def test_the_dry_run_shows_every_item_with_its_verdict_place_and_preview(point):
    browser = browser_of("item_writer")

    response = browser.get(start(browser))

    assert verdicts(response) == ["提示", "错误", "错误", "错误"]
    findings = [
        [one.text.split(maxsplit=1)[1].strip() for one in card.select(".bank-findings li")]
        for card in page(response).select(".bank-card")
    ]
    assert findings == [
        ["第 2 行：没有解析；草稿中先放占位文字，请补写。"],
        ["第 11 行：没有选项“E”。"],
        ["第 14 行：答案“看情况”没有说明对错。"],
        ["第 17 行：题干有 2 个空，答案有 1 部分；请用；隔开各空的答案。"],
    ]
    cards = page(response).select(".bank-card")
    assert [bool(card.select_one(".item-stem")) for card in cards] == [True, False, False, False]
    assert "第一题" in cards[0].select_one(".item-stem").text
    assert [card.select_one("details.bank-source").has_attr("open") for card in cards] == [False, True, True, True]
    assert Item.objects.count() == 0


def test_mend_choose_and_confirm_without_a_script(point):
    browser = browser_of("item_writer")
    address = start(browser)
    sent = fields(browser.get(address))
    sent["row-2-source"] = sent["row-2-source"].replace("答案：E", "答案：A")
    sent["row-3-source"] = sent["row-3-source"].replace("看情况", "错")
    sent["row-4-source"] = sent["row-4-source"].replace("只有一个", "一；二")
    sent.update({"all-point": point.pk, "all-difficulty": "4", "all-cognitive": "analyse", "row-3-difficulty": "1"})

    # What was changed is read and shown before anything is created.
    answer = browser.post(address, {**sent, "confirm": "1"}, follow=True)
    assert verdicts(answer) == ["提示"] * 4
    assert ItemVersion.objects.count() == 0

    sent = fields(browser.get(address))
    del sent["row-1-taken"]
    answer = browser.post(address, {**sent, "confirm": "1"}, follow=True)

    assert [link.text for link in page(answer).select(".bank-created a")] == ["S-001", "T-001", "F-001"]
    assert set(
        ItemVersion.objects.values_list("item__key", "state", "author__username", "difficulty", "cognitive")
    ) == {
        ("S-001", "draft", "item_writer", 4, "analyse"),
        ("T-001", "draft", "item_writer", 1, "analyse"),
        ("F-001", "draft", "item_writer", 4, "analyse"),
    }
    # Again the same page, and again the same form.
    browser.post(address, {**sent, "confirm": "1"})
    assert ItemVersion.objects.count() == 3


def test_what_is_left_with_errors_goes_on(point):
    browser = browser_of("item_writer")
    address = start(browser)
    sent = {**fields(browser.get(address)), "all-point": point.pk}

    answer = browser.post(address, {**sent, "confirm": "1"}, follow=True)

    rest = next(link["href"] for link in page(answer).select("a") if link.text == "继续修改")
    assert verdicts(browser.get(rest)) == ["错误"] * 3


def test_without_a_point_nothing_is_created_and_the_page_says_so(point):
    browser = browser_of("item_writer")
    address = start(browser, "判断题\n1. 甲（√）")

    answer = browser.post(address, {**fields(browser.get(address)), "confirm": "1"}, follow=True)

    assert "未创建试题" in answer.content.decode()
    assert "有 1 道题未注明鉴定点" in answer.content.decode()
    assert ItemVersion.objects.count() == 0


def test_a_refused_form_says_what_is_wrong_and_keeps_the_text(point):
    browser = browser_of("item_writer")

    both = browser.post(url("import"), {"text": PAGE, "file": SimpleUploadedFile("a.txt", b"x"), "format": "auto"})
    neither = browser.post(url("import"), {"text": " ", "format": "auto"})
    unread = browser.post(url("import"), {"text": "hello", "format": "auto"})

    assert "二者选一" in both.content.decode()
    assert "第一题" in both.content.decode()
    assert "二者选一" in neither.content.decode()
    assert "文字中没有找到试题" in unread.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_file_is_read_and_its_pictures_are_shown_to_its_owner(point):
    def fill(document):
        document.add_paragraph("1. 图（ ）").add_run().add_picture(BytesIO(png()))

    browser = browser_of("item_writer")
    file = SimpleUploadedFile("题目.docx", docx(fill, "A. 红", "B. 绿", "C. 蓝", "答案：A"))

    address = browser.post(url("import"), {"file": file, "format": "auto"})["Location"]

    shown = page(browser.get(address))
    assert "题目.docx" in shown.text
    picture = browser.get(shown.select_one(".item-picture")["src"])
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert "no-store" in picture["Cache-Control"]
    assert picture.content.startswith(b"\x89PNG")


def test_the_preview_shows_what_a_text_would_become_and_keeps_nothing(point):
    browser = browser_of("item_writer")
    start(browser)
    batch = ImportBatch.objects.get()

    told = browser.post(url("import_preview", batch.pk, 2), {"source": "判断题\n1. 改成判断（√）\n2. 又一题（×）"})

    assert [one.text for one in page(told).select(".item-stem")] == ["改成判断", "又一题"]
    assert "这是 2 道题" in told.content.decode()
    assert ImportBatch.objects.get().payload == batch.payload
    assert browser.post(url("import_preview", batch.pk, 99), {"source": "x"}).status_code == 404


def test_filters_and_pages(point):
    browser = browser_of("item_writer")
    text = "判断题\n" + "\n".join(f"{n}. 题目{n}" + ("（√）" if n % 2 else "") for n in range(1, 51))
    address = start(browser, text)

    assert len(page(browser.get(address)).select(".bank-card")) == 20
    assert len(page(browser.get(f"{address}?p=3")).select(".bank-card")) == 10
    assert set(verdicts(browser.get(f"{address}?show=errors"))) == {"错误"}
    assert verdicts(browser.get(f"{address}?show=left_out")) == []

    # A page sends only its own rows; the others stay as they are.
    sent = fields(browser.get(f"{address}?p=3"))
    del sent["row-41-taken"]
    browser.post(f"{address}?p=3", {**sent, "save": "1"})
    assert len(page(browser.get(f"{address}?show=left_out")).select(".bank-card")) == 1


def test_open_imports_are_listed_for_their_owner(point):
    browser = browser_of("item_writer")
    address = start(browser)

    assert address in {link["href"] for link in page(browser.get(url("import"))).select(".bank-imports a")}
    assert page(browser_of("superuser").get(url("import"))).select(".bank-imports a") == []


def test_the_template_holds_the_chapters_points(point):
    workbook = load_workbook(BytesIO(browser_of("item_writer").get(url("import_template")).content))

    assert [cell.value for cell in next(workbook["选项值"].iter_cols(4, 4)) if cell.value] == [str(point)]


def test_text_of_a_file_is_escaped(point):
    browser = browser_of("item_writer")
    attack = "<script>alert(1)</script>"

    shown = browser.get(start(browser, f"1. {attack}（√）\n答案：对\n解析：{attack}\n{attack}")).content.decode()

    assert attack not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_dry_run_takes_as_many_queries_however_many_items(point, count, django_assert_max_num_queries):
    browser = browser_of("item_writer")
    address = start(browser, "判断题\n" + "\n".join(f"{n}. 题目{n}（√）" for n in range(1, count + 1)))
    browser.get(address)

    with django_assert_max_num_queries(14):
        browser.get(address)
