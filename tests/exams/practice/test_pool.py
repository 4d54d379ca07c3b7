"""What may be practised, and what a round is drawn from."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from courses.models import ChapterPage
from exams.bank.models import Bank, BankAct, BankEvent, Item, ItemVersion
from exams.bank.services import PracticeRefused as GivingRefused
from exams.bank.services import give_to_practice
from exams.papers.models import PaperItem, PaperSet, SetKind
from exams.papers.services import pool_of
from exams.papers.services.checks import breaches, rows_of, rules_of
from exams.practice.models import Mode, ReviewCard
from exams.practice.queries.pool import (
    Wish,
    chapters_to_practise,
    draw_versions,
    may_be_practised,
    needs_no_person,
    practicable,
    similar_to,
    types_to_practise,
    weakest_points,
)
from exams.practice.services.sessions import PracticeRefused, start_session
from tests.factories.bank import UserFactory, make_point, make_version
from tests.factories.papers import CellFactory, make_draft, make_published
from tests.factories.practice import DAY, NOW, answer, make_practice, make_round, make_trainee, practice_bank

pytestmark = pytest.mark.django_db


def drawn(trainee, mode, *, count=10, seed=1, **wish):
    return draw_versions(trainee=trainee, wish=Wish(mode, **wish), count=count, seed=seed, now=NOW)


# No item of an exam leaks


def test_only_what_is_given_to_practice_is_practised():
    own = make_practice()
    make_version(state="approved")
    assert list(practicable()) == [own]


@pytest.mark.parametrize("state", ["draft", "in_review", "suspended", "retired"])
def test_only_what_is_approved_is_practised(state):
    version = make_version(state=state)
    Item.objects.filter(pk=version.item_id).update(practice_since=NOW)
    assert not may_be_practised(version.pk)


def test_nothing_of_a_restricted_bank_is_practised():
    version = make_practice()
    Bank.objects.update(is_restricted=True)
    assert not may_be_practised(version.pk)


def test_nothing_of_an_unpublished_chapter_is_practised():
    version = make_practice()
    ChapterPage.objects.update(live=False)
    assert not may_be_practised(version.pk)


def test_what_people_mark_comes_last_unless_its_type_is_asked_for():
    trainee = make_trainee()
    essay, case = make_practice("essay"), make_practice("case")
    quick = [make_practice() for _number in range(3)]
    assert (needs_no_person(essay), needs_no_person(case), needs_no_person(quick[0])) == (False, False, True)
    for mode in (Mode.RANDOM, Mode.WEAKEST):
        found = [one.pk for one in drawn(trainee, mode, count=4)]
        assert set(found[:3]) == {one.pk for one in quick}
        assert found[3] in {essay.pk, case.pk}
    assert [one.pk for one in drawn(trainee, Mode.TYPE, item_type="essay")] == [essay.pk]
    assert [one.pk for one in drawn(trainee, Mode.RANDOM, item_type="case")] == [case.pk]
    assert [one.item.item_type for one in similar_to(essay.item)][-1] == "case"


@pytest.mark.parametrize("make", [make_draft, make_published])
def test_what_stands_on_a_paper_is_not_given_to_practice(make):
    item = make().paper_items.first().version.item
    with pytest.raises(GivingRefused, match=item.key):
        give_to_practice(items=[item], actor=UserFactory(), now=NOW)
    item.refresh_from_db()
    assert item.practice_since is None
    assert not BankEvent.objects.filter(act=BankAct.FOR_PRACTICE).exists()


def test_the_database_itself_keeps_what_stands_on_a_paper_from_practice():
    item = make_draft().paper_items.first().version.item
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(practice_since=NOW)


def test_the_database_itself_keeps_practice_items_off_the_papers_of_exams():
    paper, version = make_draft(), make_practice()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperItem.objects.create(paper=paper, slot=9, version=version, marks=1)


def test_the_database_itself_keeps_exam_items_off_mock_papers():
    paper_set = PaperSet.objects.create(
        blueprint=CellFactory().blueprint, title="模拟", kind=SetKind.PRACTICE, created_by=UserFactory(), created_at=NOW
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        make_draft(paper_set=paper_set)


def test_nothing_given_to_practice_is_ever_taken_back():
    version = make_practice()
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=version.item_id).update(practice_since=None)
    assert give_to_practice(items=[version.item], actor=UserFactory(), now=NOW) == []
    version.item.refresh_from_db()
    assert version.item.practice_since == NOW - DAY


def test_exams_are_assembled_without_practice_items():
    practised, own = make_practice(), make_version(state="approved")
    blueprint = CellFactory(count=1, marks_each=100).blueprint
    pool = pool_of(blueprint, now=NOW)
    assert [item.id for item in pool.items] == [own.pk]
    assert practised.pk not in pool.versions


def test_a_paper_with_a_practice_item_is_not_right():
    """Should one stand there all the same: the check of a paper says so."""
    rows = rows_of(make_draft())
    rows[0].version.item.practice_since = NOW
    said = [str(one) for one in breaches(rules_of(None, now=NOW), rows)]
    assert said == [f"第 1 题（{rows[0].version.item.key}）已用于练习：学员知道其答案。"]


# Rounds


def test_a_round_of_a_chapter_puts_what_was_never_answered_first():
    trainee = make_trainee()
    versions = [make_practice() for _number in range(4)]
    answer(versions[0], trainee, right=True, now=NOW - 2 * DAY)
    answer(versions[1], trainee, right=False, now=NOW - 3 * DAY)
    chapter = versions[0].item.bank.chapter
    found = [one.pk for one in drawn(trainee, Mode.CHAPTER, chapter=chapter)]
    assert set(found[:2]) == {versions[2].pk, versions[3].pk}
    assert found[2:] == [versions[1].pk, versions[0].pk]


def test_a_round_keeps_to_its_chapter_point_and_type():
    trainee, bank = make_trainee(), practice_bank()
    other = make_practice(bank=practice_bank("C001.1", "客户服务环境"), on=make_point(bank.chapter, 1))
    first, second = make_practice(point=1), make_practice(point=2)
    true_false = make_practice("true_false", point=2)
    assert {one.pk for one in drawn(trainee, Mode.CHAPTER, chapter=bank.chapter)} == {
        first.pk,
        second.pk,
        true_false.pk,
    }
    assert {one.pk for one in drawn(trainee, Mode.POINT, point=second.point)} == {second.pk, true_false.pk}
    assert [one.pk for one in drawn(trainee, Mode.TYPE, item_type="true_false")] == [true_false.pk]
    assert len(drawn(trainee, Mode.RANDOM)) == 4
    assert other.pk in {one.pk for one in drawn(trainee, Mode.RANDOM)}


def test_the_same_seed_draws_the_same_and_another_one_another():
    trainee = make_trainee()
    for _number in range(12):
        make_practice()
    first = [one.pk for one in drawn(trainee, Mode.RANDOM, seed=1)]
    assert first == [one.pk for one in drawn(trainee, Mode.RANDOM, seed=1)]
    assert first != [one.pk for one in drawn(trainee, Mode.RANDOM, seed=2)]
    assert len(first) == 10


def test_the_weakest_point_comes_first_and_the_unknown_last():
    trainee = make_trainee()
    strong, weak, unknown = (make_practice(point=number) for number in (1, 2, 3))
    answer(strong, trainee, right=True)
    answer(weak, trainee, right=False)
    points = [strong.point_id, weak.point_id, unknown.point_id]
    assert weakest_points(trainee, points) == [weak.point_id, strong.point_id, unknown.point_id]
    more = make_practice(point=2)
    assert [one.pk for one in drawn(trainee, Mode.WEAKEST, count=2)] == [more.pk, strong.pk]


def test_a_review_puts_what_is_due_the_longest_due_first():
    trainee = make_trainee()
    late, later, future = (make_practice() for _number in range(3))
    for version, hours in ((late, 5), (later, 3)):
        answer(version, trainee, right=False, now=NOW - timedelta(hours=hours))
    answer(future, trainee, right=False, now=NOW)
    assert [one.pk for one in drawn(trainee, Mode.REVIEW)] == [late.pk, later.pk]
    ReviewCard.objects.filter(item=late.item).update(streak=2, graduated_at=NOW)
    assert [one.pk for one in drawn(trainee, Mode.REVIEW)] == [later.pk]


def test_similar_questions_are_of_the_same_point_and_the_same_type_first():
    asked = make_practice(point=1)
    same, other_type, elsewhere = make_practice(point=1), make_practice("true_false", point=1), make_practice(point=2)
    assert [one.pk for one in similar_to(asked.item)] == [same.pk, other_type.pk]
    assert elsewhere.pk in {one.pk for one in practicable()}


def test_where_nothing_can_be_practised_the_reason_is_said():
    with pytest.raises(PracticeRefused, match="还没有练习题"):
        start_session(trainee=make_trainee(), mode=Mode.RANDOM, now=NOW)
    with pytest.raises(PracticeRefused, match="没有到期的题"):
        start_session(trainee=make_trainee(), mode=Mode.REVIEW, now=NOW)


def test_chapters_say_how_much_there_is_and_how_much_was_answered():
    trainee = make_trainee()
    first, _second = make_practice(), make_practice("true_false")
    answer(first, trainee, right=False)
    answer(first, trainee, right=True)
    (supply,) = chapters_to_practise(trainee)
    assert (supply.chapter.pk, supply.items, supply.answered) == (first.item.bank.chapter_id, 2, 1)
    assert types_to_practise() == ["single_choice", "true_false"]


def test_a_round_of_one_puts_no_more_than_asked(django_assert_max_num_queries):
    trainee = make_trainee()
    for _number in range(6):
        make_practice()
    with django_assert_max_num_queries(8):
        session = make_round(trainee, count=3)
    assert [one.position for one in session.questions.all()] == [1, 2, 3]
    assert ItemVersion.objects.count() == 6
