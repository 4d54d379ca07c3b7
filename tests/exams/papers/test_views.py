from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.search.index import class_is_indexed

from exams.bank.models import ItemMedia
from exams.bank.services import stored_body
from exams.papers.models import Blueprint, BlueprintCell, Paper, PaperItem
from exams.papers.services import submit_paper
from tests.accounts.uploads import png
from tests.factories.bank import BODIES, NOW, BankFactory, make_point, make_version
from tests.factories.papers import BlueprintFactory, CellFactory, PaperFactory, make_draft, make_published
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db

READERS = {"paper_maker", "auditor", "superuser"}
MAKERS = {"paper_maker", "superuser"}


def _page(response):
    return BeautifulSoup(response.content, "html.parser")


def _is_refused(response):
    if response.status_code == 403:
        return True
    return response.status_code == 302 and response["Location"].split("?")[0] in {"/admin/", "/accounts/login/"}


def _sent(blueprint=None, rows=(), **head):
    """What a browser sends of the blueprint's form."""
    fields = {
        "code": "theory",
        "title": "理论",
        "banks": BankFactory().pk,
        "multiple_policy": "ripkey",
        "minutes": 90,
        **head,
    }
    stood = blueprint.cells.count() if blueprint else 0
    fields |= {"cells-TOTAL_FORMS": len(rows), "cells-INITIAL_FORMS": stood}
    fields |= {"ranges-TOTAL_FORMS": 0, "ranges-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        fields |= {f"cells-{number}-{name}": value for name, value in row.items()}
    return fields


ROW = {
    "point_prefix": "B-D-A",
    "item_type": "single_choice",
    "difficulty_from": 1,
    "difficulty_to": 3,
    "count": 4,
    "marks_each": "25",
}


def _full_bank(count=4):
    bank = BankFactory()
    for number in range(1, count + 1):
        make_version(state="approved", bank=bank, point=make_point(bank.chapter, number))


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_those_who_see_papers_see_blueprints_and_papers(name):
    cell = CellFactory()
    paper = make_draft()
    urls = [
        reverse("blueprints:index"),
        reverse("blueprints:matrix", args=[cell.blueprint.code]),
        reverse("papers:index"),
        reverse("papers:paper", args=[paper.pk]),
    ]
    browser = browser_of(name)

    answers = [browser.get(url) for url in urls]

    if name in READERS:
        assert [answer.status_code for answer in answers] == [200] * 4
    else:
        assert all(_is_refused(answer) for answer in answers)


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_makers_write_assemble_and_publish(name):
    _full_bank()
    blueprint = CellFactory(blueprint=BlueprintFactory(code="ready")).blueprint
    paper = make_draft(form="Z")
    submit_paper(paper=paper, actor=paper.created_by, now=NOW)
    browser = browser_of(name)

    written = browser.post(reverse("blueprints:add"), _sent(rows=[ROW]))
    made = browser.post(
        reverse("blueprints:assemble", args=["ready"]), {"title": "理论", "form": "A", "seed": "7", "fresh": "on"}
    )
    published = browser.post(reverse("papers:publish", args=[paper.pk]))
    page = browser.get(reverse("blueprints:edit", args=["ready"]))

    paper.refresh_from_db()
    if name in MAKERS:
        assert page.status_code == 200
        assert Blueprint.objects.filter(code="theory").count() == 1
        assert blueprint.papers.get().created_by.username == name
        assert paper.state == "published"
    else:
        assert all(_is_refused(answer) for answer in (written, made, published, page))
        assert list(Blueprint.objects.values_list("code", flat=True)) == ["ready"]
        assert list(Paper.objects.values_list("form", "state")) == [("Z", "draft")]


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_blueprints_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    for number in range(size):
        CellFactory(blueprint=BlueprintFactory(code=f"theory-{number}"))
    browser = browser_of("paper_maker")
    browser.get(reverse("blueprints:index"))

    with django_assert_num_queries(10):
        answer = browser.get(reverse("blueprints:index"))

    assert len(_page(answer).select("table.listing tbody tr")) == size


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_papers_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    for _ in range(size):
        make_draft()
    browser = browser_of("paper_maker")
    browser.get(reverse("papers:index"))

    with django_assert_num_queries(10):
        answer = browser.get(reverse("papers:index"))

    assert len(_page(answer).select("table.listing tbody tr")) == size


@pytest.mark.parametrize("size", [1, 3])
def test_a_blueprint_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    _full_bank(size)
    blueprint = BlueprintFactory()
    for _ in range(size):
        CellFactory(blueprint=blueprint)
        PaperFactory(blueprint=blueprint)
    browser = browser_of("paper_maker")
    browser.get(reverse("blueprints:matrix", args=["theory"]))

    with django_assert_num_queries(18):
        answer = browser.get(reverse("blueprints:matrix", args=["theory"]))

    assert len(_page(answer).select(".papers-cell")) == size
    assert len(_page(answer).select(".papers-list a")) == size


@pytest.mark.parametrize("size", [1, 3])
def test_a_paper_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    paper = make_draft(item_types=("single_choice",) * (2 * size))
    browser = browser_of("paper_maker")
    url = reverse("papers:paper", args=[paper.pk]) + "?view=key"
    browser.get(url)

    with django_assert_num_queries(16):
        answer = browser.get(url)

    assert len(_page(answer).select(".papers-questions > li")) == 2 * size


def test_the_matrix_sets_demand_against_supply():
    _full_bank(3)
    blueprint = CellFactory(count=2, marks_each=Decimal("1.50"), point_prefix="B-D-A", position=1).blueprint
    CellFactory(blueprint=blueprint, count=2, item_type="fill_in", position=2, difficulty_from=2, difficulty_to=3)

    page = _page(browser_of("auditor").get(reverse("blueprints:matrix", args=["theory"])))

    rows = [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.select(".papers-matrix tr")]
    assert rows == [
        ["鉴定点范围", "单项选择题", "填空题", "合计"],
        ["B-D-A 客户服务改进", "1 难度 1–5 2 × 1.50 可用 3 题 足够", "–", "2 题，3 分"],
        ["全部鉴定点", "–", "2 难度 2–3 2 × 25 可用 0 题 缺 2 题", "2 题，50 分"],
        ["合计", "2 题，3 分", "2 题，50 分", "4 题，53 分"],
    ]
    assert [item.text for item in page.select(".help-critical li")] == [
        "第 2 格（全部鉴定点 · 填空题 · 难度 2–3）需要 2 题，符合条件的有 0 题，还缺 2 题。"
    ]
    assert page.select_one(".help-warning").text.strip() == "总分不是 100 分，按此细目表组出的试卷不能发布。"
    assert page.select("form.papers-make") == []


def test_a_new_blueprint_is_written_with_its_cells_in_order():
    answer = browser_of("paper_maker").post(
        reverse("blueprints:add"),
        _sent(
            rows=[
                ROW,
                {**ROW, "item_type": "fill_in", "point_prefix": ""},
                {"item_type": "single_choice", "difficulty_from": 1, "difficulty_to": 5},
            ]
        ),
    )

    assert answer["Location"] == reverse("blueprints:matrix", args=["theory"])
    assert Blueprint.objects.get().multiple_policy == "ripkey"
    assert list(BlueprintCell.objects.values_list("position", "point_prefix", "item_type", "count")) == [
        (1, "B-D-A", "single_choice", 4),
        (2, "", "fill_in", 4),
    ]


def test_a_blueprint_is_changed_whole():
    blueprint = CellFactory(count=9, blueprint__code="theory").blueprint
    CellFactory(blueprint=blueprint, count=8)

    browser_of("paper_maker").post(
        reverse("blueprints:edit", args=["theory"]),
        _sent(blueprint, rows=[{**ROW, "DELETE": "on"}, {**ROW, "count": 5}, {**ROW, "count": 6}], title="新名"),
    )

    assert Blueprint.objects.get().title == "新名"
    assert list(BlueprintCell.objects.values_list("position", "count")) == [(1, 5), (2, 6)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({**ROW, "difficulty_from": 4}, "难度范围应从小到大。"),
        ({**ROW, "count": ""}, "请填写这一项。"),
        ({**ROW, "count": 0}, "请输入不小于 1 的数。"),
        ({**ROW, "marks_each": "0"}, "请输入不小于 0.01 的数。"),
        ({**ROW, "difficulty_to": 6}, "请输入不大于 5 的数。"),
    ],
)
def test_a_mistake_in_a_cell_is_said_there_and_saves_nothing(row, reason):
    answer = browser_of("paper_maker").post(reverse("blueprints:add"), _sent(rows=[row]))

    assert [error.text for error in _page(answer).select(".papers-cells .error-message")] == [reason]
    assert Blueprint.objects.count() == 0


def test_a_code_in_use_is_refused():
    CellFactory()

    answer = browser_of("paper_maker").post(reverse("blueprints:add"), _sent(rows=[ROW]))

    assert answer.status_code == 200
    assert BlueprintCell.objects.count() == 1


def test_a_paper_is_made_from_its_seed_avoiding_what_is_used():
    _full_bank(8)
    CellFactory(count=4)
    browser = browser_of("paper_maker")
    sent = {"title": "理论", "form": "A", "seed": "7", "fresh": "on"}

    for form in "AB":
        answer = browser.post(reverse("blueprints:assemble", args=["theory"]), {**sent, "form": form})

    papers = list(Paper.objects.order_by("form"))
    assert answer["Location"] == reverse("papers:paper", args=[papers[1].pk])
    assert [(paper.title, paper.form, paper.seed) for paper in papers] == [("理论", "A", 7), ("理论", "B", 7)]
    versions = [set(paper.paper_items.values_list("version_id", flat=True)) for paper in papers]
    assert versions[0] & versions[1] == set()


def test_a_bank_that_is_short_makes_no_paper_and_says_what_is_missing():
    _full_bank(3)
    CellFactory(count=4)

    answer = browser_of("paper_maker").post(
        reverse("blueprints:assemble", args=["theory"]), {"title": "理论", "form": "A", "seed": "7"}
    )

    page = _page(answer)
    assert "没有组成试卷：题库题量不足。" in page.select_one(".papers-make").text
    assert [item.text for item in page.select(".papers-page > .help-critical li")] == [
        "第 1 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 4 题，符合条件的有 3 题，还缺 1 题。",
        "再通过 1 道试题（全部鉴定点 · 单项选择题 · 难度 1–5）即可组卷。",
    ]
    assert page.select_one("[name=seed]")["value"] == "7"
    assert Paper.objects.count() == 0


def test_a_form_that_is_incomplete_makes_no_paper():
    _full_bank()
    CellFactory()

    answer = browser_of("paper_maker").post(
        reverse("blueprints:assemble", args=["theory"]), {"title": "理论", "form": "A", "seed": "-1"}
    )

    assert answer.status_code == 200
    assert Paper.objects.count() == 0


def test_a_paper_shows_the_candidates_view_and_on_request_its_keys():
    paper = make_draft(item_types=("single_choice", "true_false"))
    browser = browser_of("paper_maker")
    url = reverse("papers:paper", args=[paper.pk])

    plain, with_keys = _page(browser.get(url)), _page(browser.get(url + "?view=key"))

    assert [section["data-slot"] for section in plain.select("section.item")] == ["1", "2"]
    assert plain.select(".papers-key") == []
    assert [key.text for key in with_keys.select(".bank-key")] == ["客户对企业的褒扬程度", "错误"]


def test_a_calculation_is_shown_and_keyed_with_one_sample_of_numbers():
    paper = make_draft(item_types=("calculation",))

    page = _page(browser_of("paper_maker").get(reverse("papers:paper", args=[paper.pk]) + "?view=key"))

    assert [place.text for place in page.select("section.item [data-value]")] == ["240", "162"]
    assert page.select_one(".bank-key").text == "67.5%（±0.05）"
    assert "美誉度 = 162 ÷ 240 × 100%。" in page.text


def test_rubrics_stand_in_the_column_of_keys():
    paper = make_draft(item_types=("short_answer", "case"))
    browser = browser_of("paper_maker")
    url = reverse("papers:paper", args=[paper.pk])

    plain, with_keys = _page(browser.get(url)), _page(browser.get(url + "?view=key"))

    assert plain.select(".bank-rubric, .bank-model") == []
    short, case = with_keys.select(".papers-key")
    assert "先倾听能让情绪平复" in short.select_one(".bank-model").text
    assert short.select_one(".bank-rubric caption").text == "评分标准，共 6 分"
    assert case.select_one(".bank-key").text.startswith("（1）75%")
    assert len(case.select(".bank-rubric")) == 1


def test_keys_are_not_shown_to_those_who_may_not_read_items():
    paper = make_draft()

    answer = browser_of("auditor").get(reverse("papers:paper", args=[paper.pk]) + "?view=key")

    page = _page(answer)
    assert len(page.select("section.item")) == 4
    assert page.select(".papers-key") == []
    assert "美誉度是褒扬程度。" not in answer.content.decode()
    assert page.select(".papers-acts a, .papers-acts button") == []


ASKED, EXPLAINED = "0123456789abcdef.png", "fedcba9876543210.png"


@pytest.fixture
def illustrated(monkeypatch, tmp_path):
    """A draft whose item shows one picture in its stem and another in its explanation."""
    monkeypatch.setattr(ItemMedia._meta.get_field("file"), "storage", FileSystemStorage(location=tmp_path))
    body = stored_body(
        "single_choice",
        {
            **BODIES["single_choice"],
            "stem": f"图中是什么？\n\n![图]({ASKED})",
            "explanation": f"见图。\n\n![图]({EXPLAINED})",
        },
    )
    version = make_version(state="approved", body=body)
    for key in (ASKED, EXPLAINED):
        media = ItemMedia(bank=version.item.bank, key=key, width=8, height=8, added_by=version.author, added_at=NOW)
        media.file.save(key, ContentFile(png(8, 8)))
    paper = PaperFactory()
    PaperItem.objects.create(paper=paper, slot=1, version=version, marks=Decimal(100))
    return paper


def test_a_paper_shows_the_pictures_of_its_items(illustrated):
    browser = browser_of("paper_maker")

    page = _page(browser.get(reverse("papers:paper", args=[illustrated.pk]) + "?view=key"))

    addresses = [image["src"] for image in page.select("img.item-picture")]
    assert addresses == [reverse("papers:media", args=[illustrated.pk, key]) for key in (ASKED, EXPLAINED)]
    for address in addresses:
        answer = browser.get(address)
        assert (answer.status_code, answer["Content-Type"], answer.getvalue()) == (200, "image/png", png(8, 8))


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_picture_of_a_paper_is_for_those_who_see_what_it_belongs_to(illustrated, name):
    browser = browser_of(name)

    found = [browser.get(reverse("papers:media", args=[illustrated.pk, key])) for key in (ASKED, EXPLAINED)]

    # The auditor sees papers, and no keys.
    expected = {"paper_maker": [True, True], "superuser": [True, True], "auditor": [True, False]}
    assert [answer.status_code == 200 for answer in found] == expected.get(name, [False, False])
    for answer in found:
        if answer.streaming:
            answer.getvalue()


def test_a_paper_gives_no_picture_of_another(illustrated):
    other = make_draft()

    answer = browser_of("paper_maker").get(reverse("papers:media", args=[other.pk, ASKED]))

    assert answer.status_code == 404


def test_two_persons_publish_a_paper():
    paper = make_draft(created_by=make_persona("paper_maker"))
    url = reverse("papers:publish", args=[paper.pk])
    maker, second = browser_of("paper_maker"), browser_of("superuser")

    handed_in = _page(maker.post(reverse("papers:submit", args=[paper.pk]), follow=True))
    refused = _page(maker.post(url))
    published = _page(second.post(url, follow=True))

    paper.refresh_from_db()
    assert "这份试卷由您组卷，须由另一人发布。" in handed_in.select_one(".papers-acts").text
    assert handed_in.select(f'form[action="{url}"]') == []
    assert [item.text for item in refused.select(".help-critical li")] == ["这份试卷由您组卷，须由另一人发布。"]
    assert (paper.state, paper.published_by.username) == ("published", "superuser")
    assert published.select_one(".bank-digest").text == paper.digest
    assert published.select(".papers-acts button") == []


def test_a_paper_goes_back_with_its_reason():
    paper = make_draft(created_by=make_persona("paper_maker"))
    browser_of("paper_maker").post(reverse("papers:submit", args=[paper.pk]))

    page = _page(
        browser_of("superuser").post(reverse("papers:return", args=[paper.pk]), {"reason": "第 2 题有误"}, follow=True)
    )

    paper.refresh_from_db()
    assert paper.submitted_at is None
    assert "退回试卷" in page.text or "试卷已退回" in page.text
    assert "第 2 题有误" in page.text


def test_what_stands_in_the_way_of_handing_in_is_said():
    paper = make_draft()
    paper.paper_items.first().delete()

    answer = browser_of("paper_maker").post(reverse("papers:submit", args=[paper.pk]))

    assert [item.text for item in _page(answer).select(".help-critical li")] == ["试卷总分为 75 分，应为 100 分。"]
    paper.refresh_from_db()
    assert paper.submitted_at is None


def test_a_published_paper_is_not_published_again():
    paper = make_published()

    answer = browser_of("paper_maker").post(reverse("papers:publish", args=[paper.pk]))

    assert [item.text for item in _page(answer).select(".help-critical li")] == ["试卷已经发布。"]


@pytest.mark.parametrize("url", ["/admin/blueprints/of/nothing/", "/admin/papers/9999/"])
def test_what_does_not_exist_is_not_found(url):
    assert browser_of("superuser").get(url).status_code == 404


@pytest.mark.parametrize(("name", "shown"), [("paper_maker", True), ("item_writer", False), ("content_editor", False)])
def test_the_menu_leads_to_papers_for_those_who_see_them(name, shown):
    page = browser_of(name).get("/admin/").content.decode()

    assert ("/admin/papers/" in page, "/admin/blueprints/" in page) == (shown, shown)


def test_nothing_of_a_paper_reaches_the_cms_indexes():
    make_published()

    models = (Blueprint, BlueprintCell, Paper, PaperItem)
    assert [model for model in models if class_is_indexed(model)] == []
    assert [model for model in models if ReferenceIndex.model_is_indexable(model)] == []
