"""Pages of the factories are what Wagtail itself would have written."""

from django.db import transaction
from wagtail.models import Page

from courses.models import ChapterPage, CoursePage, HomePage, LessonPage
from tests.factories.courses import lesson_blocks
from tests.factories.tree import plant

# Given out anew, or no value to be compared.
OWN = {"id", "page_ptr_id", "translation_key", "body"}


def grown(add):
    """The rows of a tree that `add` puts below the root; then it is gone again."""
    with transaction.atomic():
        root = parent = Page.get_first_root_node()
        add(root, HomePage(title="另一首页", slug="other"))
        for page in (
            HomePage(title="首页", slug="front"),
            CoursePage(title="课程", slug="course", intro="<p>开头。</p>", hours=3),
            ChapterPage(title="章", slug="chapter", source_id="C9.1", number=1),
            LessonPage(title="课", slug="lesson", minutes=9, body=lesson_blocks()),
        ):
            child = add(parent, page)
            assert (child.pk, child.get_parent().pk) == (page.page_ptr_id, parent.pk)
            parent = child
        assert Page.find_problems() == ([], [], [], [], [])
        specific = [page.specific for page in Page.objects.order_by("path")]
        rows = [model.objects.filter(pk=page.pk).values().get() for page in specific for model in (Page, type(page))]
        blocks = [block.block_type for block in LessonPage.objects.get(slug="lesson").body]
        transaction.set_rollback(True)
    return [{name: row[name] for name in row.keys() - OWN} for row in rows], blocks


def test_a_planted_page_is_what_add_child_writes(db):
    assert grown(plant) == grown(lambda parent, page: parent.add_child(instance=page))
