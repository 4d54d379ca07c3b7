"""Who may what in which bank."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import User
from exams.bank import services
from exams.bank.interchange.importing import Importer
from exams.bank.models import BankAccess, BankEvent, Item
from exams.bank.rules import (
    READ,
    REVIEW,
    WRITE,
    banks_for,
    may_read_bank,
    may_review_in,
    may_write_in,
    reviewers_for,
)
from tests.factories.bank import NOW, BankFactory, make_point, make_version
from tests.personas import EVERYBODY, browser_of, make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank():
    bank = BankFactory()
    return services.restrict_bank(bank=bank, is_restricted=True, actor=make_persona("superuser"), now=NOW)


def _rights(name, bank):
    """Asked of the database anew, as every request does."""
    user = User.objects.get(pk=make_persona(name).pk)
    return may_read_bank(user, bank), may_write_in(user, bank), may_review_in(user, bank)


@pytest.mark.parametrize(
    ("name", "rights"),
    [
        ("item_writer", (True, True, False)),
        ("reviewer", (True, False, True)),
        ("paper_maker", (True, False, False)),
        ("superuser", (True, True, True)),
        ("auditor", (False, False, False)),
        ("trainee", (False, False, False)),
    ],
)
def test_a_role_counts_in_every_bank_that_is_not_restricted(name, rights):
    assert _rights(name, BankFactory()) == rights


@pytest.mark.parametrize("name", ["item_writer", "reviewer", "paper_maker", "superuser"])
def test_a_restricted_bank_knows_nobody_who_is_not_listed(bank, name):
    assert _rights(name, bank) == (False, False, False)
    assert [banks_for(make_persona(name), right).count() for right in (READ, WRITE, REVIEW)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("name", "level", "rights"),
    [
        ("item_writer", "read", (True, False, False)),
        ("item_writer", "write", (True, True, False)),
        # The list gives nothing that the role does not.
        ("item_writer", "review", (True, False, False)),
        ("reviewer", "review", (True, False, True)),
        ("superuser", "review", (True, False, True)),
        ("trainee", "write", (False, False, False)),
        ("auditor", "read", (False, False, False)),
    ],
)
@pytest.mark.parametrize("through_group", [False, True])
def test_the_list_says_how_much_of_the_role_counts(bank, name, level, rights, through_group):
    user = make_persona(name)
    to = user
    if through_group:
        to = Group.objects.create(name="room-3")
        user.groups.add(to)

    services.give_access(bank=bank, to=to, level=level, actor=make_persona("superuser"), now=NOW)

    assert _rights(name, bank) == rights
    found = [banks_for(user, right).count() == 1 for right in (READ, WRITE, REVIEW)]
    assert tuple(found) == rights


def test_reviewers_of_a_restricted_bank_are_the_listed_ones(bank):
    listed, other = make_persona("reviewer"), make_persona("superuser")
    version = make_version(bank=bank, state="in_review")
    assert list(reviewers_for(version)) == []

    services.give_access(bank=bank, to=listed, level="review", actor=other, now=NOW)

    assert list(reviewers_for(version)) == [listed]


def test_lists_across_banks_leave_a_restricted_one_out(bank):
    make_version(bank=bank, key="S-001", state="in_review")
    make_version(bank=BankFactory(code="C002.1"), key="S-002", state="in_review", point=make_point(bank.chapter))

    index, queue = (browser_of("reviewer").get(reverse(f"bank:{name}")) for name in ("index", "reviews"))

    for page in (index, queue):
        text = page.content.decode()
        assert ("C002.1" in text, "C001.4" in text) == (True, False)


CONTENT = Path("content/banks/C001.4")


def test_a_file_is_not_imported_into_a_bank_that_does_not_list_its_author(bank):
    writer = make_persona("item_writer")
    path = next(iter(sorted(CONTENT.glob("*.yaml"))))

    (report,) = Importer(author=writer, approver=None, now=NOW).run([path], root=CONTENT)

    assert [problem.reason for problem in report.rejected] == ["题库 C001.4 已设限，名单不允许此作者在其中命题。"]
    assert Item.objects.count() == 0


# The page that keeps the list


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_operator_keeps_the_list(name):
    bank, other = BankFactory(), make_persona("item_writer")
    browser = browser_of(name)
    url = reverse("bank:access", args=[bank.code])

    shown = browser.get(url)
    for sent in ({"restrict": "1"}, {"username": other.username, "level": "write"}):
        browser.post(url, sent)

    bank.refresh_from_db()
    lines = list(BankAccess.objects.values_list("user__username", "level"))
    if name == "superuser":
        assert shown.status_code == 200
        assert (bank.is_restricted, lines) == (True, [("item_writer", "write")])
        assert list(BankEvent.objects.order_by("pk").values_list("details", flat=True)) == [
            {"restricted": True},
            {"given": "write", "to": f"user:{other.pk}"},
        ]
    else:
        assert shown.status_code in {302, 403}
        assert (bank.is_restricted, lines, BankEvent.objects.count()) == (False, [], 0)


def test_the_operator_strikes_a_line_off_and_opens_the_bank_again(bank):
    line = services.give_access(
        bank=bank, to=make_persona("reviewer"), level="read", actor=make_persona("superuser"), now=NOW
    )
    url = reverse("bank:access", args=[bank.code])
    browser = browser_of("superuser")

    browser.post(url, {"take": line.pk})
    browser.post(url, {"restrict": "0"})

    bank.refresh_from_db()
    assert (BankAccess.objects.count(), bank.is_restricted) == (0, False)
    assert BankEvent.objects.filter(act="access").count() == 4


@pytest.mark.parametrize(
    "sent", [{"level": "read"}, {"username": "nobody", "level": "read"}, {"username": "reviewer", "level": "all"}]
)
def test_a_line_that_names_nobody_or_nothing_is_refused(sent):
    make_persona("reviewer")
    answer = browser_of("superuser").post(reverse("bank:access", args=[BankFactory().code]), sent)

    assert answer.status_code == 200
    assert BankAccess.objects.count() == 0
