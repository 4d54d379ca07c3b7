"""Attempts and marks as a matrix."""

import numpy as np
import pytest

from exams.analysis.queries.exam_responses import responses_of
from exams.marking.models import Mark
from exams.papers.models import Paper, PaperItem
from exams.sittings.models import Attempt
from tests.exams.analysis.exams import sat_exam

pytestmark = pytest.mark.django_db

ANSWERS = [{1: "a", 2: "b", 3: False}, {1: "c", 3: True}, {}]


def test_marks_and_choices_by_item_version():
    room = sat_exam(ANSWERS)
    read = responses_of(room.component)
    assert [item.maximum for item in read.responses.items] == [40.0, 40.0, 20.0]
    assert [item.options for item in read.responses.items] == [("A", "B", "C", "D")] * 2 + [("TRUE", "FALSE")]
    assert [item.key for item in read.responses.items] == [frozenset("A"), frozenset("A"), frozenset({"FALSE"})]
    np.testing.assert_array_equal(read.responses.marks, [[40, 0, 20], [0, 0, 0], [0, 0, 0]])
    np.testing.assert_array_equal(read.responses.chosen, [[1, 2, 2], [4, 0, 1], [0, 0, 0]])
    assert [item.name for item in read.responses.items] == [
        f"C001.4/{version.item.key} v1" for version in read.versions
    ]
    assert read.periods == ("2026-11",) * 3
    assert read.responses.forms == ()


def test_an_attempt_that_waits_for_a_mark_is_left_out_and_counted():
    room = sat_exam(ANSWERS)
    Mark.objects.filter(slot=2).order_by("-attempt").first().delete()
    read = responses_of(room.component)
    assert (read.responses.candidates, read.unmarked) == (2, 1)


def test_a_later_mark_counts():
    room = sat_exam(ANSWERS)
    first = Mark.objects.filter(slot=2).order_by("attempt").first()
    Mark.objects.create(
        attempt=first.attempt, slot=2, round=2, credit_num=1, credit_den=4, marks=first.marks, at=first.at
    )
    assert responses_of(room.component).responses.marks[0].tolist() == [40.0, 10.0, 20.0]


def test_forms_are_called_by_their_letters_and_by_numbers_where_these_do_not_tell_them_apart():
    room = sat_exam(ANSWERS[:2])
    first = room.component.paper
    for letter, names in (("B", ("A", "B")), ("A", ("1", "2"))):
        paper = Paper.objects.create(title="另一卷", form=letter, created_by=first.created_by)
        PaperItem.objects.bulk_create(
            PaperItem(paper=paper, slot=row.slot, version=row.version, marks=row.marks)
            for row in first.paper_items.all()
        )
        Attempt.objects.filter(pk=Attempt.objects.latest("pk").pk).update(paper=paper)
        assert responses_of(room.component).responses.forms == names


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_many(django_assert_num_queries, count):
    room = sat_exam([{1: "a"}] * count)
    with django_assert_num_queries(5):
        responses_of(room.component)
