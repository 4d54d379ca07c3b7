import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.roles import Role
from exams.bank.coverage import coverage_board, fact_shares
from exams.bank.interchange.syllabus_facts import syllabus_facts
from exams.bank.models import Item
from exams.bank.services import give_access, restrict_bank
from tests.factories.accounts import UserFactory
from tests.factories.bank import NOW, BankFactory, make_point, make_version
from tests.factories.papers import BlueprintFactory, CellFactory
from tests.personas import browser_of, make_persona

pytestmark = pytest.mark.django_db


def _point_with_facts():
    """A point of the real syllabus that has facts, and these."""
    syllabus_id, facts = next((id_, facts) for id_, facts in syllabus_facts().items() if len(facts) > 1)
    bank = BankFactory()
    return bank, make_point(bank.chapter, 1, syllabus_id=syllabus_id), facts


def _approve(bank, point, fact, *item_types):
    for number, item_type in enumerate(item_types):
        make_version(item_type, bank=bank, key=f"F-{number}", point=point, facts=[fact], state="approved")


def test_a_fact_wants_three_items_of_two_types():
    bank, point, facts = _point_with_facts()
    _approve(bank, point, facts[0], "single_choice", "single_choice", "single_choice")
    alike = coverage_board(bank)
    Item.objects.filter(key="F-0").update(item_type="true_false")
    met = coverage_board(bank)

    first = next(one for one in alike.wanted if one.fact == facts[0])
    assert (first.missing, first.item_type, first.point) == (1, "multiple_choice", point)
    other = next(one for one in alike.wanted if one.fact == facts[1])
    assert (other.missing, other.item_type) == (3, "single_choice")
    assert (alike.facts_met, met.facts_met, met.facts) == (0, 1, len(facts))
    assert fact_shares([bank]) == {bank.pk: (len(facts), 1)}
    assert facts[0] not in [one.fact for one in met.wanted]


def _could(bank):
    wanted = coverage_board(bank).wanted[0]
    return [(one.person.username, one.written) for one in wanted.writers]


def test_who_could_write_is_who_may_in_this_bank_first_who_knows_the_section():
    bank, point, _facts = _point_with_facts()
    writer, listed = make_persona("item_writer"), UserFactory(username="another-writer", roles=[Role.ITEM_WRITER])
    gone, admin = make_persona("trainee"), make_persona("superuser")
    for number, author in enumerate((listed, listed, gone)):
        make_version(bank=bank, key=f"S-00{number}", point=point, author=author)
    without = _could(bank)
    make_version(bank=bank, key="S-009", point=point, author=admin)
    with_admin = _could(bank)
    restrict_bank(bank=bank, is_restricted=True, actor=admin, now=NOW)
    give_access(bank=bank, to=writer, level="write", actor=admin, now=NOW)
    give_access(bank=bank, to=listed, level="read", actor=admin, now=NOW)

    assert without == [("another-writer", 2), ("item_writer", 0)]
    assert with_admin == [("another-writer", 2), ("superuser", 1), ("item_writer", 0)]
    assert _could(bank) == [("item_writer", 0)]


def test_the_board_says_who_could():
    bank, point, _facts = _point_with_facts()
    browser = browser_of("item_writer")
    make_version(bank=bank, key="S-001", point=point, author=make_persona("item_writer"))
    url = reverse("bank:coverage", args=[bank.code])
    told = browser.get(url).content.decode()
    restrict_bank(bank=bank, is_restricted=True, actor=make_persona("superuser"), now=NOW)
    give_access(bank=bank, to=make_persona("item_writer"), level="read", actor=make_persona("superuser"), now=NOW)

    assert "（本节已命 1 题）" in told
    assert "本题库还没有人可以命题。" in browser.get(url).content.decode()


def test_a_blueprint_short_of_items_comes_first_with_the_thinnest_point_and_difficulty():
    bank = BankFactory()
    make_version(bank=bank, key="S-001", state="approved", difficulty=2)
    thin = make_point(bank.chapter, 2)
    CellFactory(
        count=9, point_prefix="B-D-A", difficulty_from=2, difficulty_to=3, blueprint=BlueprintFactory(banks=[bank])
    )

    board = coverage_board(bank)

    first = board.wanted[0]
    assert (first.missing, first.point, first.item_type, first.difficulty) == (8, thin, "single_choice", 3)
    (need,) = board.needs
    assert (need.needed, need.found, need.missing) == (9, 1, 8)


def test_the_stock_counts_approved_and_all_that_are_not_retired():
    bank = BankFactory()
    make_version(bank=bank, key="S-001", state="approved", difficulty=2)
    make_version(bank=bank, key="S-002", state="draft", difficulty=3)
    make_version(bank=bank, key="S-003", state="retired", difficulty=4)

    (row,) = coverage_board(bank).sections[0].rows

    stock = row.stocks["single_choice"]
    assert (stock.approved, stock.have, stock.by_difficulty) == (1, 2, {2: 1})


def test_the_board_links_to_a_form_that_is_filled_in():
    bank = BankFactory()
    point = make_point(bank.chapter, 2)
    CellFactory(count=1, difficulty_from=4, difficulty_to=4, blueprint=BlueprintFactory(banks=[bank]))
    writer, reader = browser_of("item_writer"), browser_of("paper_maker")

    page = BeautifulSoup(writer.get(reverse("bank:coverage", args=[bank.code])).content, "html.parser")
    (link,) = page.select(".bank-wanted a")
    form = BeautifulSoup(writer.get(link["href"]).content, "html.parser")

    assert form.select_one("#id_point option[selected]")["value"] == str(point.pk)
    assert form.select_one("#id_difficulty option[selected]")["value"] == "4"
    seen = BeautifulSoup(reader.get(reverse("bank:coverage", args=[bank.code])).content, "html.parser")
    assert seen.select(".bank-wanted li")
    assert not seen.select(".bank-wanted a")


@pytest.mark.parametrize("size", [1, 3])
def test_the_board_costs_the_same_whatever_it_holds(size, django_assert_num_queries):
    bank = BankFactory()
    for number in range(1, size + 1):
        make_version(bank=bank, key=f"S-{number:03d}", point=make_point(bank.chapter, number), state="approved")
    browser = browser_of("item_writer")
    url = reverse("bank:coverage", args=[bank.code])
    browser.get(url)

    with django_assert_num_queries(15):
        page = BeautifulSoup(browser.get(url).content, "html.parser")

    assert len(page.select(".bank-stock tbody tr")) == size
