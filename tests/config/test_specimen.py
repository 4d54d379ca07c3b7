"""The style guide shows what is published, and items that are in no bank."""

import pytest

from config.specimen import lesson_blocks, sample_items
from courses.models import LessonPage
from exams.bank.item_types import ITEM_TYPES
from tests.factories.sittings import make_chapter

pytestmark = pytest.mark.django_db


def lesson(title, *blocks):
    page = LessonPage(title=title, slug=title, body=[("prose", {"text": f"<p>{text}</p>"}) for text in blocks])
    return make_chapter().add_child(instance=page)


def test_every_item_type_has_a_sample():
    items = sample_items()
    shown = [name for name in ITEM_TYPES if any(f'data-type="{name}"' in item for item in items)]
    assert (shown, len(items)) == (list(ITEM_TYPES), len(ITEM_TYPES))


def test_samples_hold_no_key_and_no_explanation():
    assert [item for item in sample_items() if "先倾听并确认问题" in item or "correct" in item] == []


def test_the_first_published_block_of_a_type_is_shown():
    lesson("甲", "一", "二")
    lesson("乙", "三")
    (specimen,) = lesson_blocks()
    assert (specimen.block.block_type, str(specimen.block.value["text"]), specimen.page.title) == (
        "prose",
        "<p>一</p>",
        "甲",
    )


def test_a_draft_is_not_shown():
    lesson("甲", "一").unpublish()
    assert lesson_blocks() == []
