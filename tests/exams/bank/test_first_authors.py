"""Who wrote an item approves no copy of it."""

import pytest
from django.db import IntegrityError, transaction

from exams.bank.models import FirstAuthor, ItemVersion
from exams.bank.queries import waiting_versions
from exams.bank.rules import banks_for, may_move, reviewers_for, wrote_part_of
from exams.bank.services import approve
from exams.bank.services.bulk import RowChange, bulk_edit
from exams.bank.services.comments import assign_reviewer
from exams.bank.services.lifecycle import TransitionRefused, submit_for_review
from exams.bank.services.transfer import copy_item
from tests.factories.bank import NOW, BankFactory, make_point, make_version
from tests.personas import make_persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def copier():
    return make_persona("superuser")


@pytest.fixture
def author():
    """Wrote the original and may review."""
    return make_persona("reviewer")


@pytest.fixture
def copy(author, copier):
    """A copy in review, of a version 2 by another whose version 1 is the author's."""
    first = make_version(key="S-007", author=author)
    other = make_persona("item_writer")
    second = make_version(item=first.item, number=2, author=other, bank=first.item.bank)
    there = BankFactory(code="C002.1")
    copy = copy_item(version=second, point=make_point(there.chapter, 9), actor=copier, now=NOW)
    return submit_for_review(version=copy, actor=copier, now=NOW)


def test_the_copy_remembers_all_who_wrote_a_part(copy, author):
    assert set(copy.item.first_authors.values_list("author__username", flat=True)) == {"reviewer", "item_writer"}
    assert wrote_part_of(author, copy)
    assert not may_move(author, copy, "approve")
    assert list(reviewers_for(copy)) == []
    assert list(waiting_versions(author, banks_for(author))) == []


def test_none_of_them_approves_or_is_named_to_review(copy, author, copier):
    with pytest.raises(TransitionRefused, match="复制自您编写的试题"):
        approve(version=copy, actor=author, now=NOW)
    with pytest.raises(TransitionRefused):
        assign_reviewer(version=copy, reviewer=author, actor=copier, now=NOW)
    change = RowChange(copy, verb="approve")
    (outcome,) = bulk_edit(bank=copy.item.bank, changes=[change], actor=author, now=NOW)

    assert "复制自您编写的试题" in outcome.refused
    copy.refresh_from_db()
    assert (copy.state, copy.reviewer) == ("in_review", None)


def test_the_database_refuses_it_too(copy, author):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.filter(pk=copy.pk).update(state="approved", approver=author, approved_at=NOW)
    rows = FirstAuthor.objects.filter(author=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(author=copy.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()

    copy.refresh_from_db()
    assert copy.state == "in_review"
    assert FirstAuthor.objects.filter(author=author).count() == 1


def test_a_copy_of_the_copy_remembers_them_as_well(copy, author):
    third = copy_item(
        version=copy,
        point=make_point(BankFactory(code="C003.1").chapter, 9),
        actor=make_persona("item_writer"),
        now=NOW,
    )

    names = set(third.item.first_authors.values_list("author__username", flat=True))
    assert names == {"reviewer", "item_writer", "superuser"}
    assert wrote_part_of(author, third)


def test_somebody_else_approves_the_copy(copy, django_user_model):
    other = django_user_model.objects.create_superuser("somebody-else", password=None)

    assert approve(version=copy, actor=other, now=NOW).state == "approved"


def test_an_item_that_is_no_copy_has_none():
    version = make_version()

    assert version.item.first_authors.count() == 0
