import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.search.index import class_is_indexed

from exams.bank.item_types import ITEM_TYPES, get_item_type
from exams.bank.models import Bank, Item, ItemReview, ItemVersion
from exams.bank.services import TRANSITIONS
from exams.bank.views.items import SAMPLE_SEED
from tests.exams.bank.forms.test_items import filled
from tests.factories.bank import BODIES, BankFactory, make_point, make_version
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

READERS = {"item_writer", "reviewer", "paper_maker", "superuser"}
WRITERS = {"item_writer", "superuser"}
REVIEWERS = {"reviewer", "superuser"}


def _url(name, *arguments):
    return reverse(f"bank:{name}", args=arguments)


def _page(response):
    return BeautifulSoup(response.content, "html.parser")


def _is_refused(response):
    """Strangers to the back office get 403 or the login; staff of other roles are sent to the admin's home."""
    if response.status_code == 403:
        return True
    return response.status_code == 302 and response["Location"].split("?")[0] in {"/admin/", "/accounts/login/"}


@pytest.fixture
def version():
    return make_version(state="in_review", key="S-001", point=make_point(BankFactory().chapter))


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_readers_of_keys_see_anything_of_the_bank(version, name):
    urls = [
        _url("index"),
        _url("items", "C001.4"),
        _url("items_results", "C001.4"),
        _url("item", "C001.4", "S-001"),
    ]
    browser = browser_of(name)

    answers = [browser.get(url) for url in urls]

    if name in READERS:
        assert [answer.status_code for answer in answers] == [200] * 4
    else:
        assert all(_is_refused(answer) for answer in answers)


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_writers_write(version, name):
    browser = browser_of(name)

    pages = [browser.get(_url("add", "C001.4", "true_false")), browser.get(_url("edit", "C001.4", "S-001"))]
    saved = browser.post(_url("add", "C001.4", "true_false"), filled("true_false"))
    preview = browser.post(_url("preview", "C001.4", "true_false"), filled("true_false"))

    if name in WRITERS:
        assert [page.status_code for page in pages] == [200, 200]
        assert saved["Location"] == _url("item", "C001.4", "T-001")
        assert preview.status_code == 200
    else:
        assert all(_is_refused(answer) for answer in (*pages, saved, preview))
        assert list(Item.objects.values_list("key", flat=True)) == ["S-001"]
        assert ItemVersion.objects.count() == 1


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("verb", ["approve", "reject", "suspend", "retire"])
def test_only_reviewers_decide(version, name, verb):
    state = "approved" if verb == "suspend" else "in_review"
    if verb == "suspend":
        version = make_version(state="approved", key="S-002")

    answer = browser_of(name).post(
        _url("move", "C001.4", version.item.key, 1, verb), {"comment": "说明", "confirmed": "1"}
    )

    version.refresh_from_db()
    if name in REVIEWERS:
        assert answer["Location"] == _url("item", "C001.4", version.item.key) + "?version=1"
        assert version.state == TRANSITIONS[verb].target
        assert version.reviews.get().actor.username == name
    else:
        assert _is_refused(answer)
        assert version.state == state
        assert ItemReview.objects.count() == 0


def test_an_author_who_may_review_still_does_not_approve_their_own():
    author = make_persona("superuser")
    version = make_version(state="in_review", key="S-001", author=author)
    browser = browser_of("superuser")

    page = _page(browser.get(_url("item", "C001.4", "S-001")))
    answer = browser.post(_url("move", "C001.4", "S-001", 1, "approve"))

    assert [button.text for button in page.select(".bank-moves button")] == ["退回命题员", "退役"]
    assert _is_refused(answer)
    version.refresh_from_db()
    assert version.state == "in_review"


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_banks_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    for number in range(size):
        make_version(bank=BankFactory(code=f"C002.{number}"), point=make_point(BankFactory().chapter))
    browser = browser_of("item_writer")
    browser.get(_url("index"))

    with django_assert_num_queries(11):
        answer = browser.get(_url("index"))

    assert len(_page(answer).select("table.listing tbody tr")) == Bank.objects.count() == size + 1


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_items_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    bank = BankFactory()
    for number in range(1, size + 1):
        version = make_version(bank=bank, key=f"S-{number:03d}", point=make_point(bank.chapter, number))
        make_version(item=version.item, point=version.point)
    browser = browser_of("item_writer")
    browser.get(_url("items", "C001.4"))

    with django_assert_num_queries(19):
        answer = browser.get(_url("items", "C001.4"))

    assert len(_page(answer).select("table.listing tbody tr")) == size


@pytest.mark.parametrize("size", [1, 3])
def test_an_item_costs_the_same_however_long_its_life(size, django_assert_num_queries):
    version = make_version(key="S-001", state="retired")
    for _ in range(size):
        version = make_version(item=version.item, state="retired")
        ItemReview.objects.create(
            version=version,
            actor=make_persona("reviewer"),
            from_state="draft",
            to_state="retired",
            at=version.created_at,
        )
    browser = browser_of("reviewer")
    browser.get(_url("item", "C001.4", "S-001"))

    with django_assert_num_queries(19):
        answer = browser.get(_url("item", "C001.4", "S-001"))

    assert len(_page(answer).select(".bank-versions li")) == size + 1


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["M-001", "S-001", "S-002"]),
        ("?item_type=multiple_choice", ["M-001"]),
        ("?state=approved", ["S-002"]),
        ("?difficulty=5", ["S-001"]),
        ("?q=纵向", ["M-001"]),
        ("?q=S-00", ["S-001", "S-002"]),
        ("?q=鉴定点A2", ["S-002"]),
        ("?ordering=-difficulty", ["S-001", "M-001", "S-002"]),
    ],
)
def test_items_are_filtered_searched_and_sorted(query, keys):
    bank = BankFactory()
    make_version(bank=bank, key="S-001", difficulty=5)
    make_version(bank=bank, key="S-002", difficulty=1, state="approved", point=make_point(bank.chapter, 2))
    make_version("multiple_choice", bank=bank, key="M-001", difficulty=3)

    page = _page(browser_of("item_writer").get(_url("items_results", "C001.4") + query))

    assert [row.select("td")[1].text.strip() for row in page.select("table.listing tbody tr")] == keys


def test_items_are_filtered_by_point():
    bank = BankFactory()
    make_version(bank=bank, key="S-001")
    there = make_version(bank=bank, key="S-002", point=make_point(bank.chapter, 2))

    page = _page(browser_of("item_writer").get(_url("items", "C001.4") + f"?point={there.point.pk}"))

    assert [row.select("td")[1].text.strip() for row in page.select("table.listing tbody tr")] == ["S-002"]


def test_the_list_shows_the_newest_version_of_an_item():
    version = make_version(key="S-001", state="approved")
    make_version(item=version.item, difficulty=5)

    page = _page(browser_of("item_writer").get(_url("items", "C001.4")))

    (row,) = page.select("table.listing tbody tr")
    assert [cell.text.strip() for cell in row.select("td")][3:] == ["B-D-A-001 鉴定点A1", "5", "应用", "", "草稿"]


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_an_item_shows_the_candidates_view_its_key_and_its_explanation(name):
    make_version(name, key="X-001", state="approved")

    page = _page(browser_of("paper_maker").get(_url("item", "C001.4", "X-001")))

    assert page.select_one(".bank-preview section.item")["data-type"] == name
    kind = get_item_type(name)
    body = kind.parse(BODIES[name])
    words = kind.machine_key(body, kind.draw(body, SAMPLE_SEED))
    assert [one.text for one in page.select(".bank-key")] == ([words] if words else [])
    assert [one.caption.text for one in page.select(".bank-rubric")] == [
        f"评分标准，共 {guide.rubric.total} 分" for guide in kind.guides(body)
    ]
    assert page.select_one(".bank-explanation").text.endswith("。")
    assert page.select(".bank-moves") == []


def test_an_older_version_can_be_looked_at():
    first = make_version(key="S-001", state="retired", difficulty=5)
    make_version(item=first.item, difficulty=1)
    browser = browser_of("reviewer")

    page = _page(browser.get(_url("item", "C001.4", "S-001") + "?version=1"))

    assert page.select_one(".bank-versions [aria-current]").text == "第 1 版"
    assert "5" in [cell.text for cell in page.select(".bank-facts dd")]
    assert browser.get(_url("item", "C001.4", "S-001") + "?version=7").status_code == 404


def test_returning_needs_a_reason_and_keeps_what_was_written(version):
    browser = browser_of("reviewer")

    answer = browser.post(_url("move", "C001.4", "S-001", 1, "reject"), {"comment": ""})

    assert _page(answer).select_one(".error-message").text.strip() == "请写明原因，命题员才知道要改什么。"
    version.refresh_from_db()
    assert version.state == "in_review"


def test_a_step_that_came_too_late_is_explained(version):
    ItemVersion.objects.filter(pk=version.pk).update(state="draft")

    answer = browser_of("reviewer").post(_url("move", "C001.4", "S-001", 1, "approve"), follow=True)

    assert "“草稿”的版本不能进行这一步。" in answer.content.decode()
    assert ItemReview.objects.count() == 0


@pytest.mark.parametrize("name", ITEM_TYPES)
def test_a_new_item_is_a_draft_with_the_next_key_of_its_type(name):
    answer = browser_of("item_writer").post(_url("add", "C001.4", name), filled(name), follow=True)

    version = ItemVersion.objects.get()
    prefix = get_item_type(name).key_prefix
    assert (version.item.key, version.item.item_type, version.state) == (f"{prefix}-001", name, "draft")
    assert version.author.username == "item_writer"
    assert f"{prefix}-001 已保存为第 1 版。" in answer.content.decode()


def test_editing_ones_own_draft_changes_it():
    version = make_version("true_false", key="T-001", author=make_persona("item_writer"))

    browser_of("item_writer").post(_url("edit", "C001.4", "T-001"), filled("true_false", stem="抱怨率越低越好。"))

    assert list(ItemVersion.objects.values_list("pk", "number", "stem_text")) == [(version.pk, 1, "抱怨率越低越好。")]


def test_editing_anything_else_makes_the_next_version():
    make_version("true_false", key="T-001", state="approved")

    browser_of("item_writer").post(_url("edit", "C001.4", "T-001"), filled("true_false", stem="抱怨率越低越好。"))

    assert list(ItemVersion.objects.order_by("number").values_list("number", "state", "stem_text")) == [
        (1, "approved", "抱怨率越高，满意度越高。"),
        (2, "draft", "抱怨率越低越好。"),
    ]


def test_a_form_with_a_mistake_keeps_what_was_typed_and_saves_nothing():
    answer = browser_of("item_writer").post(
        _url("add", "C001.4", "single_choice"), filled("single_choice", **{"options-mark": ""})
    )

    page = _page(answer)
    assert page.select_one(".bank-rows .error-message").text.strip() == "必须恰有一个选项标为正确。"
    assert page.select_one("[name=options-1-text]")["value"] == "客户指名消费的程度"
    assert Item.objects.count() == 0


def test_the_preview_button_shows_the_candidates_view_and_saves_nothing():
    answer = browser_of("item_writer").post(
        _url("add", "C001.4", "single_choice"), filled("single_choice", preview="1")
    )

    assert _page(answer).select_one(".bank-preview section.item")["data-type"] == "single_choice"
    assert Item.objects.count() == 0


def test_the_live_preview_shows_the_candidates_view_alone():
    answer = browser_of("item_writer").post(_url("preview", "C001.4", "fill_in"), filled("fill_in", point=""))

    page = _page(answer)
    assert [field["name"] for field in page.select("section.item input")] == ["slot-1-1", "slot-1-2"]
    assert "其余四项越高越好" not in answer.content.decode()


def test_the_live_preview_waits_for_a_whole_body():
    BankFactory()
    answer = browser_of("item_writer").post(_url("preview", "C001.4", "fill_in"), {"stem": "未完"})

    assert _page(answer).text.strip() == "题干和答案写全后，这里会显示考生看到的样子。"


@pytest.mark.parametrize(
    "url",
    [
        "/admin/bank/C009.9/",
        "/admin/bank/C001.4/S-999/",
        "/admin/bank/C001.4/add/riddle/",
        "/admin/bank/C001.4/S-999/edit/",
    ],
)
def test_what_does_not_exist_is_not_found(version, url):
    assert browser_of("superuser").get(url).status_code == 404


def test_a_step_or_a_type_that_does_not_exist_is_not_found(version):
    browser = browser_of("superuser")

    assert browser.post(_url("move", "C001.4", "S-001", 1, "delete")).status_code == 404
    assert browser.post(_url("preview", "C001.4", "riddle")).status_code == 404


@pytest.mark.parametrize(("name", "shown"), [("item_writer", True), ("content_editor", False), ("auditor", False)])
def test_the_menu_leads_to_the_bank_for_readers_only(name, shown):
    page = browser_of(name).get("/admin/").content.decode()

    assert ('href="/admin/bank/"' in page or '"url": "/admin/bank/"' in page) is shown


def test_nothing_of_the_bank_reaches_the_cms_indexes():
    make_version(key="S-001", state="approved")

    models = (Bank, Item, ItemVersion, ItemReview)
    assert [model for model in models if class_is_indexed(model)] == []
    assert [model for model in models if ReferenceIndex.model_is_indexable(model)] == []
    assert ReferenceIndex.objects.filter(base_content_type__app_label="bank").count() == 0
    assert ModelLogEntry.objects.filter(content_type__app_label="bank").count() == 0
