"""The paper maker's pages beyond lists and papers: the editor, hand work, sets, pairs, each also without a script."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from exams.papers.models import Blueprint, BlueprintRange, EnemyPair, PaperItem, PaperSet
from exams.papers.services import lock_blueprint, submit_paper
from tests.exams.papers.services.test_checks import make_theory
from tests.exams.papers.test_views import ROW, _full_bank, _page, _sent
from tests.factories.bank import NOW, BankFactory, UserFactory, make_point, make_version
from tests.factories.papers import BlueprintFactory, CellFactory, EnemyPairFactory, make_draft, make_set
from tests.personas import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return browser_of("paper_maker")


def told(page, selector=".help-critical li, .help-warning li"):
    return [item.text.strip() for item in page.select(selector)]


def ranged(**weights):
    """What a browser sends of ranges."""
    sent = {"ranges-TOTAL_FORMS": len(weights), "ranges-INITIAL_FORMS": 0}
    for number, (prefix, weight) in enumerate(weights.items()):
        sent |= {f"ranges-{number}-point_prefix": prefix.replace("_", "-"), f"ranges-{number}-weight": weight}
    return sent


def test_a_shape_is_proposed_over_the_chapters_of_the_banks(maker):
    _full_bank(4)
    bank = BankFactory()

    page = _page(
        maker.get(reverse("blueprints:add"), {"shape": "80-20", "banks": [bank.pk], "level": "section"}, follow=True)
    )

    def values(name):
        return [field["value"] for field in page.select(f"[name^=ranges-][name$=-{name}]") if field.has_attr("value")]

    assert (values("point_prefix"), values("weight")) == (["B-D-A"], ["100"])
    counts = [field.get("value") for field in page.select("[name^=cells-][name$=-count]")]
    assert counts[:2] == ["80", "20"]
    assert page.select_one("[data-supply=cells-0]").text.split() == ["缺", "76", "题", "可用", "4", "题"]
    assert page.select_one("[data-sum]").text.strip() == "100 题，100 / 100 分"
    assert Blueprint.objects.count() == 0


def test_an_unknown_shape_leads_back_to_the_choice(maker):
    answer = maker.get(reverse("blueprints:add"), {"shape": "99"})

    assert answer["Location"] == reverse("blueprints:start")


@pytest.mark.parametrize("sent_from", ["button", "script"])
def test_a_check_says_what_it_comes_to_and_saves_nothing(maker, sent_from):
    _full_bank(3)
    sent = {**_sent(rows=[ROW, {**ROW, "count": ""}]), **ranged(B_D_A=60, B_D_B=30)}

    if sent_from == "button":
        page = _page(maker.post(reverse("blueprints:add"), {**sent, "check": "1"}))
        supply = page.select_one("[data-supply=cells-0]").text
    else:
        answer = maker.post(reverse("blueprints:check_new"), sent)
        page = BeautifulSoup(answer.content, "html.parser")
        supply = page.select_one("[data-supply-for=cells-0]").text

    assert told(page) == [
        "各范围权重合计为 90%，应为 100%。",
        "范围 B-D-A 的权重为 60%，但其各格合计 100 分。",
        "范围 B-D-B 的权重为 30%，但其各格合计 0 分。",
        "第 1 格（B-D-A · 单项选择题 · 难度 1–3）需要 4 题，符合条件的有 3 题，还缺 1 题。",
    ]
    assert supply.split() == ["缺", "1", "题", "可用", "3", "题"]
    assert Blueprint.objects.count() == 0


def test_a_blueprint_whose_weights_do_not_add_up_is_kept_in_the_form_and_not_saved(maker):
    answer = maker.post(reverse("blueprints:add"), {**_sent(rows=[ROW]), **ranged(B_D_A=90)})

    page = _page(answer)
    assert page.select_one("[name=ranges-0-weight]")["value"] == "90"
    assert len(told(page, "ul[role=alert] li")) == 2
    assert Blueprint.objects.count() == 0


def test_ranges_levels_and_rules_are_saved(maker):
    rules = {"one_per_point": "on", "max_uses": 2, "target_difficulty": "2.5"}
    row = {**ROW, "cognitive": "apply", "importance": "X"}

    maker.post(reverse("blueprints:add"), {**_sent(rows=[row], **rules), **ranged(B_D=100)})

    blueprint = Blueprint.objects.get()
    assert (blueprint.one_per_point, blueprint.balance_keys, blueprint.max_uses) == (True, False, 2)
    assert blueprint.target_difficulty == Decimal("2.5")
    assert list(blueprint.ranges.values_list("point_prefix", "weight")) == [("B-D", 100)]
    assert list(blueprint.cells.values_list("cognitive", "importance")) == [("apply", "X")]


def test_a_locked_blueprint_is_copied_and_never_changed(maker):
    blueprint = CellFactory().blueprint
    BlueprintRange.objects.create(blueprint=blueprint, point_prefix="", weight=100)

    maker.post(reverse("blueprints:lock", args=["theory"]))
    edit = maker.get(reverse("blueprints:edit", args=["theory"]))
    changed = maker.post(reverse("blueprints:edit", args=["theory"]), _sent(blueprint, rows=[ROW], title="新名"))
    form = _page(maker.get(reverse("blueprints:copy", args=["theory"])))
    copied = maker.post(
        reverse("blueprints:copy", args=["theory"]),
        {"title": "第二版", "code": form.select_one("[name=code]")["value"], "is_new_version": "on"},
    )

    blueprint.refresh_from_db()
    assert (blueprint.state, blueprint.title) == ("locked", "客户服务改进 理论")
    assert edit["Location"] == reverse("blueprints:matrix", args=["theory"])
    assert "锁定" in told(_page(changed), "ul[role=alert] li")[0]
    copy = Blueprint.objects.get(code="theory-v2")
    assert copied["Location"] == reverse("blueprints:edit", args=["theory-v2"])
    assert (copy.version, copy.replaces, copy.state, copy.cells.count()) == (2, blueprint, "draft", 1)


def test_a_blueprint_that_is_not_worth_100_is_not_locked(maker):
    CellFactory(count=3)

    page = _page(maker.post(reverse("blueprints:lock", args=["theory"]), follow=True))

    assert "75" in page.select_one(".messages").text
    assert Blueprint.objects.get().state == "draft"


def test_a_code_in_use_makes_no_copy(maker):
    CellFactory()

    answer = maker.post(reverse("blueprints:copy", args=["theory"]), {"title": "副本", "code": "theory"})

    assert "这个代码已被使用，请换一个。" in answer.content.decode()
    assert Blueprint.objects.count() == 1


def acts(paper, maker, act, slot):
    return maker.post(reverse("papers:work", args=[paper.pk]), {"act": act, "slot": slot}, follow=True)


def test_questions_are_moved_pinned_and_excluded_without_a_script(maker):
    paper = make_theory()
    bank = BankFactory()
    make_version(state="approved", bank=bank, point=make_point(bank.chapter, 40), key="X-900")
    keys = [row.version.item.key for row in paper.paper_items.select_related("version__item")]

    moved = acts(paper, maker, "down", 1)
    acts(paper, maker, "pin", 1)
    refused = _page(acts(paper, maker, "exclude", 1))
    excluded = _page(acts(paper, maker, "exclude", 2))
    maker.post(reverse("papers:readmit", args=[paper.pk]), {"item": paper.exclusions.get().item_id})

    assert moved.redirect_chain[0][0] == f"{reverse('papers:work', args=[paper.pk])}?at=2#slot-2"
    assert "没有更改。第 1 题已固定；请先取消固定。" in refused.select_one(".messages").text
    assert told(excluded, ".papers-list li")[0].startswith(f"C001.4 {keys[0]}")
    now = [row.version.item.key for row in paper.paper_items.select_related("version__item")]
    assert now == [keys[1], "X-900", keys[2], keys[3]]
    assert not paper.exclusions.exists()


def test_marks_that_break_the_blueprint_are_kept_and_said_beside_their_question(maker):
    paper = make_theory()
    sent = {f"marks-{slot}": "25" for slot in (2, 3, 4)}

    page = _page(maker.post(reverse("papers:marks", args=[paper.pk]), {**sent, "marks-1": "20"}, follow=True))
    bad = _page(maker.post(reverse("papers:marks", args=[paper.pk]), {**sent, "marks-1": "0"}))

    assert [row.marks for row in paper.paper_items.all()] == [20, 25, 25, 25]
    assert told(page, "#slot-1 .papers-breach") == ["第 1 题为 20 分；第 1 格规定每题 25 分。"]
    assert page.select_one("[name=marks-1]")["value"] == "20"
    assert page.select_one("[data-total]").text == "95 / 100 分"
    assert told(bad, "#slot-1 .error-message") == ["请输入不小于 0.01 的数。"]
    refused = _page(maker.post(reverse("papers:submit", args=[paper.pk])))
    assert told(refused)[0] == "试卷总分为 95 分，应为 100 分。"


def test_a_swap_offers_what_keeps_the_blueprint_and_on_request_the_rest(maker):
    paper = make_theory()
    bank = BankFactory()
    good = make_version(state="approved", bank=bank, point=make_point(bank.chapter, 40))
    foe = make_version(state="approved", bank=bank, point=make_point(bank.chapter, 41))
    first = paper.paper_items.get(slot=1).version.item
    EnemyPair.objects.create(first=first, second=foe.item, reason="互相提示")
    url = reverse("papers:swap", args=[paper.pk, 2])

    offered, everything = _page(maker.get(url)), _page(maker.get(url, {"all": "1"}))
    answer = maker.post(url, {"version": good.pk})

    def choices(page):
        return [int(field["value"]) for field in page.select(".papers-choice [name=version]")]

    assert (choices(offered), choices(everything)) == ([good.pk], [good.pk, foe.pk])
    assert told(everything, ".papers-choice .papers-breach") == ["第 1 题和第 2 题不可同卷：互相提示。"]
    assert answer["Location"].endswith("#slot-2")
    assert paper.paper_items.get(slot=2).version == good


@pytest.mark.parametrize("size", [1, 3])
def test_the_work_on_a_draft_costs_the_same_whatever_it_holds(maker, size, django_assert_num_queries):
    url = reverse("papers:work", args=[make_theory(count=4 * size).pk])
    maker.get(url)

    with django_assert_num_queries(22):
        page = _page(maker.get(url))

    assert len(page.select(".papers-work-row")) == 4 * size


def test_nonsense_is_not_found_and_changes_nothing(maker):
    paper = make_theory()
    before = list(paper.paper_items.values())

    statuses = [
        maker.post(reverse("papers:work", args=[paper.pk]), {"act": "burn", "slot": 1}).status_code,
        maker.get(reverse("papers:swap", args=[paper.pk, 9])).status_code,
        maker.post(reverse("papers:swap", args=[paper.pk, 1]), {"version": "x"}).status_code,
        maker.post(reverse("papers:swap", args=[paper.pk, 1]), {"version": 99999}).status_code,
        maker.post(reverse("papers:readmit", args=[paper.pk]), {"item": 1}).status_code,
    ]

    assert statuses == [404] * 5
    assert list(paper.paper_items.values()) == before


def test_what_is_handed_in_is_not_changed_by_hand(maker):
    paper = make_theory()
    submit_paper(paper=paper, actor=paper.created_by, now=NOW)

    page = _page(acts(paper, maker, "pin", 1))

    assert "试卷已提交待发布；请先撤回。" in page.select_one(".messages").text
    assert not paper.paper_items.filter(is_pinned=True).exists()


def test_parallel_forms_are_made_and_compared(maker):
    _full_bank(9)
    CellFactory()

    answer = maker.post(
        reverse("blueprints:parallel", args=["theory"]),
        {"title": "四月平行卷", "forms_wanted": 2, "max_overlap": 0, "seed": 7},
    )

    paper_set = PaperSet.objects.get()
    assert answer["Location"] == reverse("papers:set", args=[paper_set.pk])
    page = _page(maker.get(answer["Location"]))
    tables = [
        [" ".join(cell.text.strip() for cell in row.select("th, td")) for row in table.select("tr")]
        for table in page.select(".papers-page table")
    ]
    assert tables[0][1:] == ["A 草稿 4 100 2.00 0 75.00 21.65 3", "B 草稿 4 100 2.00 0 75.00 21.65 3"]
    assert tables[1] == ["鉴定点范围 A B", "全部鉴定点 100 100"]
    assert tables[2] == ["卷别 A B", "A – 0", "B 0 –"]
    assert [picture["role"] for picture in page.select("svg.papers-chart")] == ["img", "img"]


def test_forms_that_the_banks_cannot_give_are_explained(maker):
    _full_bank(5)
    CellFactory()

    page = _page(
        maker.post(
            reverse("blueprints:parallel", args=["theory"]),
            {"title": "平行卷", "forms_wanted": 2, "max_overlap": 0, "seed": 7},
        )
    )

    assert "没有组成平行卷：题库题量不足。" in page.text
    assert told(page)[0] == "第 1 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 8 题，符合条件的有 5 题，还缺 3 题。"
    assert PaperSet.objects.count() == 0


def test_a_paper_is_drawn_for_each_candidate_and_the_set_tells_how_often_items_come(maker):
    _full_bank(8)
    CellFactory()

    answer = maker.post(reverse("blueprints:draw", args=["theory"]), {"title": "抽卷", "papers_wanted": 5, "seed": 7})

    paper_set = PaperSet.objects.get()
    assert answer["Location"] == reverse("papers:set", args=[paper_set.pk])
    assert (paper_set.kind, paper_set.papers.count(), paper_set.title) == ("draws", 5, "抽卷")
    page = _page(maker.get(answer["Location"]))
    rows = page.select("#items-title + .papers-scroll tbody tr")
    assert sum(int(row.select("td")[2].text) for row in rows) == 20
    assert [link.text for link in page.select(".papers-draws a")] == ["0001", "0002", "0003", "0004", "0005"]
    assert f"共用到 {len(rows)} 道不同的试题。" in page.text
    assert page.select_one(f"form[action='{reverse('papers:submit_set', args=[paper_set.pk])}'] button") is not None


def test_what_cannot_be_drawn_is_explained_and_nothing_is_made(maker):
    _full_bank(2)
    CellFactory()

    page = _page(
        maker.post(reverse("blueprints:draw", args=["theory"]), {"title": "抽卷", "papers_wanted": 3, "seed": 7})
    )
    unfit = _page(
        maker.post(reverse("blueprints:draw", args=["theory"]), {"title": "抽卷", "papers_wanted": 0, "seed": 7})
    )

    assert "没有抽出试卷：题库满足不了这份细目表。" in page.text
    assert told(page)[0] == "第 1 格（全部鉴定点 · 单项选择题 · 难度 1–5）需要 4 题，符合条件的有 2 题，还缺 2 题。"
    assert unfit.select_one("#draw_papers_wanted")["aria-invalid"] == "true"
    assert (PaperSet.objects.count(), PaperItem.objects.count()) == (0, 0)


def test_a_trial_shows_how_often_items_come_and_writes_nothing(maker):
    _full_bank(8)
    CellFactory()

    page = _page(maker.get(reverse("blueprints:simulate", args=["theory"]), {"count": 10, "seed": 3}))

    rows = page.select("#items-title + .papers-scroll tbody tr")
    assert sum(int(row.select("td")[2].text) for row in rows) == 40
    assert PaperItem.objects.count() == 0
    short = _page(maker.get(reverse("blueprints:simulate", args=["theory"]), {"count": 1000, "seed": 3}))
    assert told(short, ".error-message, .w-field__errors") != []


def test_a_set_on_a_restricted_bank_is_shown_to_those_on_its_list(maker):
    paper_set = make_set(kind="draws")
    paper_set.blueprint.banks.update(is_restricted=True)

    refused = maker.get(reverse("papers:set", args=[paper_set.pk]))

    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("kind", ["forms", "draws"])
@pytest.mark.parametrize("size", ["A", "ABC"])
def test_a_set_costs_the_same_whatever_it_holds(maker, size, kind, django_assert_num_queries):
    queries, listed = {
        "forms": (17, "#forms-title + .papers-scroll tbody tr"),
        "draws": (13, ".papers-draws li"),
    }[kind]
    url = reverse("papers:set", args=[make_set(forms=size, kind=kind).pk])
    maker.get(url)

    with django_assert_num_queries(queries):
        page = _page(maker.get(url))

    assert len(page.select(listed)) == len(size)


def test_two_persons_publish_a_set():
    paper_set = make_set()
    maker, second = browser_of("paper_maker"), browser_of("superuser")

    maker.post(reverse("papers:submit_set", args=[paper_set.pk]))
    refused = _page(maker.post(reverse("papers:publish_set", args=[paper_set.pk])))
    second.post(reverse("papers:publish_set", args=[paper_set.pk]))

    assert told(refused) == [f"{form} 卷：这份试卷由您提交，须由另一人发布。" for form in "AB"]
    assert [paper.state for paper in paper_set.papers.all()] == ["published"] * 2


def test_pairs_are_named_listed_and_removed(maker):
    bank = BankFactory()
    first, second = (make_version(state="approved", bank=bank, key=key).item for key in ("S-801", "S-802"))
    sent = {"first": "C001.4/S-801", "second": "C001.4 S-802", "reason": "互相提示"}

    maker.post(reverse("enemies:add"), sent)
    again = _page(maker.post(reverse("enemies:add"), sent))
    wrong = _page(maker.post(reverse("enemies:add"), {**sent, "second": "C001.4/S-999"}))
    listed = _page(maker.get(reverse("enemies:index")))

    pair = EnemyPair.objects.get()
    assert {pair.first, pair.second} == {first, second}
    assert "这两题已经设为不可同卷。" in again.text
    assert "没有试题 C001.4/S-999" in wrong.text
    assert [row.select("td")[2].text for row in listed.select(".papers-page tbody tr")] == ["互相提示"]
    maker.post(reverse("enemies:remove", args=[pair.pk]))
    assert not EnemyPair.objects.exists()


def test_pairs_of_a_restricted_bank_are_for_those_on_its_list(maker):
    pair = EnemyPairFactory()
    bank = pair.first.bank
    bank.is_restricted = True
    bank.save()

    page = _page(maker.get(reverse("enemies:index")))
    removed = maker.post(reverse("enemies:remove", args=[pair.pk]))
    sent = {"first": f"{bank.code}/{pair.first.key}", "second": f"{bank.code}/{pair.second.key}", "reason": "互相提示"}
    named = _page(maker.post(reverse("enemies:add"), sent))

    assert page.select(".papers-page tbody tr") == []
    assert removed.status_code == 404
    assert f"没有试题 {sent['first']}" in named.text
    assert EnemyPair.objects.count() == 1


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_pairs_costs_the_same_whatever_it_holds(maker, size, django_assert_num_queries):
    for _number in range(size):
        EnemyPairFactory()
    maker.get(reverse("enemies:index"))

    with django_assert_num_queries(10):
        page = _page(maker.get(reverse("enemies:index")))

    assert len(page.select(".papers-page tbody tr")) == size


def test_an_auditor_sees_and_changes_nothing():
    paper = make_draft(blueprint=CellFactory(blueprint=BlueprintFactory(code="seen")).blueprint)
    lock_blueprint(
        blueprint=CellFactory(blueprint=BlueprintFactory(code="kept")).blueprint, actor=UserFactory(), now=NOW
    )
    auditor = browser_of("auditor")

    pages = [
        auditor.get(reverse("blueprints:matrix", args=["kept"])),
        auditor.get(reverse("papers:paper", args=[paper.pk])),
    ]
    refused = [
        auditor.post(reverse("papers:submit", args=[paper.pk])),
        auditor.post(reverse("papers:work", args=[paper.pk]), {"act": "pin", "slot": 1}),
        auditor.get(reverse("papers:swap", args=[paper.pk, 1])),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert all(_page(page).select(".papers-acts button, .papers-make") == [] for page in pages)
    assert [answer.status_code for answer in refused] == [302] * 3
    paper.refresh_from_db()
    assert (paper.submitted_at, paper.paper_items.filter(is_pinned=True).count()) == (None, 0)


def test_items_of_a_restricted_bank_are_offered_to_those_on_its_list(maker):
    """Also where none of them stands on the paper yet."""
    paper = make_theory()
    bank = make_version(state="approved", bank=BankFactory(code="C009.9", is_restricted=True)).item.bank
    paper.blueprint.banks.add(bank)

    answers = [
        maker.get(reverse("papers:work", args=[paper.pk])),
        maker.get(reverse("papers:swap", args=[paper.pk, 1])),
        acts(paper, maker, "exclude", 1),
    ]

    assert [answer.status_code for answer in answers[:2]] == [302, 302]
    assert answers[2].redirect_chain[0][0] == "/admin/"
    assert not paper.exclusions.exists()
