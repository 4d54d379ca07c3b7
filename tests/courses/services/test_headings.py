import pytest

from courses.models import HeadingPoint
from courses.services.headings import refresh_heading_points
from tests.factories.courses import KnowledgePointFactory, LessonPageFactory, lesson_blocks

pytestmark = pytest.mark.django_db


def rows():
    return list(HeadingPoint.objects.order_by("position", "point__code").values_list("anchor", "point__syllabus_id"))


def test_publishing_writes_the_index_anew():
    KnowledgePointFactory(syllabus_id="C000.1.2.1")
    KnowledgePointFactory(syllabus_id="C000.1.2.2")
    lesson = LessonPageFactory(points=("C000.1.2.1", "C000.1.2.2"))
    assert rows() == [("five-kinds", "C000.1.2.1"), ("five-kinds", "C000.1.2.2")]
    lesson.body = lesson_blocks(anchor="renamed", points=("C000.1.2.2",))
    lesson.save_revision()
    assert rows() == [("five-kinds", "C000.1.2.1"), ("five-kinds", "C000.1.2.2")]
    lesson.get_latest_revision().publish()
    assert rows() == [("renamed", "C000.1.2.2")]


def test_points_that_nobody_knows_and_points_named_twice_are_left_out():
    KnowledgePointFactory(syllabus_id="C000.1.2.1")
    lesson = LessonPageFactory(points=("C000.1.2.1", "C000.1.2.1", "C000.9.9.9"))
    assert refresh_heading_points(lesson=lesson) == 1
    assert rows() == [("five-kinds", "C000.1.2.1")]
