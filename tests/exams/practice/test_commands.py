"""Giving a share of a bank to practice."""

import json
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from exams.bank.models import BankAct, BankEvent, Item
from exams.bank.services import PracticeRefused, reserve_share
from tests.factories.bank import UserFactory, make_version
from tests.factories.papers import make_draft
from tests.factories.practice import NOW, practice_bank

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("reserve_practice_items", "--actor", UserFactory(username="giver").username, *arguments, stdout=out)
    return out.getvalue()


def bank_with(count, *, difficulties=(1, 2, 3)):
    bank = practice_bank()
    for number in range(count):
        make_version(bank=bank, state="approved", difficulty=difficulties[number % len(difficulties)])
    return bank


def test_a_share_is_spread_over_the_difficulties_and_noted_in_the_log():
    bank = bank_with(12)
    given = reserve_share(bank=bank, share=Fraction(1, 2), actor=UserFactory(), now=NOW)
    difficulties = [item.versions.get().difficulty for item in given]
    assert {level: difficulties.count(level) for level in (1, 2, 3)} == {1: 2, 2: 2, 3: 2}
    assert BankEvent.objects.filter(act=BankAct.FOR_PRACTICE).count() == 6


def test_the_same_share_again_gives_nothing_more():
    bank = bank_with(10)
    first = reserve_share(bank=bank, share=Fraction(2, 5), actor=UserFactory(), now=NOW)
    assert len(first) == 4
    assert reserve_share(bank=bank, share=Fraction(2, 5), actor=UserFactory(), now=NOW) == []
    assert len(reserve_share(bank=bank, share=Fraction(3, 5), actor=UserFactory(), now=NOW)) == 2


def test_what_stands_on_a_paper_is_passed_over():
    practice_bank()
    held = {row.version.item_id for row in make_draft().paper_items.all()}
    bank = bank_with(4)
    given = reserve_share(bank=bank, share=Fraction(3, 4), actor=UserFactory(), now=NOW)
    assert len(given) == 4
    assert held & {item.pk for item in given} == set()


@pytest.mark.parametrize("share", [Fraction(0), Fraction(1), Fraction(3, 2)])
def test_a_share_is_a_part(share):
    with pytest.raises(PracticeRefused):
        reserve_share(bank=bank_with(2), share=share, actor=UserFactory(), now=NOW)


def test_the_command_says_what_it_gave():
    bank_with(5)
    said = json.loads(run("--json"))
    assert {code: len(keys) for code, keys in said["given"].items()} == {"C001.4": 2}
    assert Item.objects.filter(practice_since__isnull=False).count() == 2


def test_a_dry_run_gives_nothing():
    bank_with(5)
    assert len(json.loads(run("--json", "--dry-run"))["given"]["C001.4"]) == 2
    assert not Item.objects.filter(practice_since__isnull=False).exists()


def test_an_unknown_bank_is_named():
    with pytest.raises(CommandError, match=r"C999\.9"):
        run("--bank", "C999.9")


def test_catching_up_says_how_much_there_was():
    out = StringIO()
    call_command("catch_up_practice", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"mocks": 0, "forecasts": 0}
