import pytest
from wagtail.models import Page

from courses.models import EntryKind, SearchEntry, SearchToken
from courses.services.search import count_entries, rebuild_all, rebuild_entries, rebuild_missing
from tests.factories.courses import ChapterPageFactory, LessonPageFactory, lesson_blocks

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson():
    lesson = LessonPageFactory(title="客户满意的内涵", slug="inner-meaning", live=False)
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson


def rows(page):
    return [(entry.kind, entry.title, entry.anchor) for entry in page.search_entries.order_by("position")]


def words():
    return set(SearchToken.objects.values_list("token", flat=True))


def publish(page, **values):
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_publishing_a_lesson_writes_an_entry_for_every_place_in_it(lesson):
    assert rows(lesson) == [
        ("lesson", "客户满意的内涵", ""),
        ("heading", "五个满意", "five-kinds"),
        ("term", "客户满意", "five-kinds"),
        ("figure", "两个方向", "five-kinds"),
        ("heading", "", "pitfalls"),
        ("heading", "", "key-points"),
        ("heading", "", "checks"),
    ]


def test_entry_keeps_what_is_shown_and_what_is_compared(lesson):
    heading = lesson.search_entries.get(title="五个满意")
    assert heading.text.split("\n")[:5] == ["横着看，五个满意。", "五个满意", "理念满意", "理念使人满意。", "说话算数"]
    assert (heading.head, heading.body[:11]) == (" 五个满意 ", " 横着看 五个满意 五")
    assert heading.names == (
        "| 五个满意 | 理念满意 | 行为满意 | 怎样查 | 看 | 三种结果 | 回头率 再次消费 消费过 | 隔夜面包 |"
    )
    assert heading.initials.startswith(" wgmy | wgmy | lnmy | xwmy |")
    term = lesson.search_entries.get(kind=EntryKind.TERM)
    assert (term.text, set(term.tokens.values_list("token", flat=True)) & {"客户", "感受", "^kh"}) == (
        "比较之后的感受。",
        {"客户", "感受", "^kh"},
    )
    figure = lesson.search_entries.get(kind=EntryKind.FIGURE)
    assert figure.text == "一横一竖两条线\n横的并列，竖的递进。"


def test_of_a_check_only_the_question_is_found(lesson):
    assert lesson.search_entries.get(anchor="checks").text == "退一笔押金要盖四个章，没有做到的是哪一种满意？"


def test_ids_facts_and_drawings_are_not_found(lesson):
    assert not words() & {"c", "000", "svg", "rect", "five", "var"}


def test_publishing_again_writes_it_anew(lesson):
    publish(lesson, title="新的题目", body=lesson_blocks(anchor="renamed"))
    assert rows(lesson)[:2] == [("lesson", "新的题目", ""), ("heading", "五个满意", "renamed")]
    assert SearchEntry.objects.filter(page=lesson).count() == 7
    assert "内涵" not in words()


def test_a_draft_changes_nothing(lesson):
    lesson.title = "草稿"
    lesson.save_revision()
    assert rows(lesson)[0] == ("lesson", "客户满意的内涵", "")


def test_course_and_chapter_are_found_by_title_and_summary(lesson):
    chapter = lesson.get_parent().specific
    publish(chapter, title="第四章 客户服务改进")
    publish(chapter.get_parent().specific, subtitle="二级")
    assert [
        (entry.kind, entry.title, entry.text) for entry in SearchEntry.objects.exclude(page=lesson).order_by("kind")
    ] == [
        ("chapter", "第四章 客户服务改进", "先测量，再纠正。"),
        ("course", "客户服务管理师（二级）", "二级\n从一个真实的服务场面开始。"),
    ]


def test_unpublished_lesson_leaves_nothing_and_comes_back(lesson):
    lesson.unpublish()
    assert (SearchEntry.objects.count(), SearchToken.objects.count()) == (0, 0)
    lesson.get_latest_revision().publish()
    assert len(rows(lesson)) == 7


@pytest.mark.parametrize("above", [0, 1, 2])
def test_deleting_a_page_or_what_it_is_in_leaves_nothing(lesson, above):
    page = Page.objects.get(pk=lesson.pk)
    for _step in range(above):
        page = page.get_parent()
    page.specific.delete()
    assert (SearchEntry.objects.count(), SearchToken.objects.count()) == (0, 0)


def test_moved_lesson_keeps_its_entries(lesson):
    before = list(SearchEntry.objects.values_list("pk", "page_id"))
    lesson.move(ChapterPageFactory(), pos="last-child")
    assert list(SearchEntry.objects.values_list("pk", "page_id")) == before


def test_rebuilding_twice_is_rebuilding_once(lesson):
    before = (rows(lesson), SearchToken.objects.count())
    assert rebuild_entries(page=lesson) == 7
    assert (rows(lesson), SearchToken.objects.count()) == before


def test_everything_is_rebuilt_from_what_is_published(lesson):
    other = LessonPageFactory(parent=lesson.get_parent(), title="未发布", live=False)
    rebuild_entries(page=other)
    SearchEntry.objects.create(page=other, kind=EntryKind.LESSON, position=0)
    # Two lessons' pages above were made without publishing.
    assert count_entries() == 9
    assert SearchEntry.objects.count() == 8
    assert rebuild_all() == 9
    assert (len(rows(lesson)), rows(other)) == (7, [])


def test_what_is_missing_is_written_and_the_rest_left_alone(lesson):
    before = SearchEntry.objects.get(page=lesson, position=0).pk
    assert rebuild_missing() == 2
    assert rebuild_missing() == 0
    assert SearchEntry.objects.get(page=lesson, position=0).pk == before


def test_one_lesson_is_written_with_few_statements(lesson, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        rebuild_entries(page=lesson)
