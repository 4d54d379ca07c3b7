"""The back office's own search finds pages by any part of a Chinese title."""

import pytest

from tests.factories.courses import ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    chapter = ChapterPageFactory(title="第四章 客户服务改进", parent__title="客户服务管理师（二级）")
    lesson = LessonPageFactory(parent=chapter, title="建立投诉处理系统的主要内容")
    for page in (chapter.get_parent().specific, chapter, lesson):
        # What is saved comes into the index.
        page.save()
    return chapter


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("投诉", ["建立投诉处理系统的主要内容"]),
        ("投诉处理系统", ["建立投诉处理系统的主要内容"]),
        ("服务改进", ["第四章 客户服务改进"]),
        ("二级", ["客户服务管理师（二级）"]),
        ("投系", []),
    ],
)
def test_pages_are_found_by_a_part_of_the_title(client_of, chapter, query, titles):
    response = client_of("superuser").get("/admin/pages/search/", {"q": query})
    assert [page.title for page in response.context["object_list"]] == titles
