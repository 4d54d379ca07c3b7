"""Notes, bookmarks and the chapter map as their owner gets them, and as others do not."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.models import Bookmark, LessonProgress, Note
from courses.services.headings import refresh_heading_points
from tests.factories.courses import (
    BookmarkFactory,
    ChapterPageFactory,
    CheckAnswerFactory,
    KnowledgePointFactory,
    LessonPageFactory,
    LessonProgressFactory,
    NoteFactory,
)
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db

SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture
def chapter():
    return ChapterPageFactory(slug="improvement", parent__slug="level-2")


@pytest.fixture
def lesson(chapter):
    return LessonPageFactory(parent=chapter, slug="inner-meaning", title="内涵")


@pytest.fixture
def trainee(persona):
    return persona("trainee")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def url_of(name, *args):
    return reverse(f"courses:{name}", args=args)


# At a heading


def test_note_is_written_at_its_heading_and_shown_there(reader, trainee, lesson):
    response = reader.post(url_of("add_note", lesson.pk), {"anchor": "five-kinds", "text": "  <b>横向</b>五个\n两行  "})
    assert response["Location"] == "/level-2/improvement/inner-meaning/#five-kinds"
    note = Note.objects.get()
    assert (note.trainee, note.lesson, note.anchor, note.heading) == (trainee, lesson, "five-kinds", "五个满意")
    assert note.text == "<b>横向</b>五个\n两行"
    html = reader.get(lesson.url).content.decode()
    assert (
        '<div class="part-note" lang="zh-Hans" translate="no"><p>&lt;b&gt;横向&lt;/b&gt;五个<br>两行</p></div>' in html
    )


def test_script_gets_the_piece_of_the_page_that_changed(reader, lesson):
    url, data = url_of("bookmark", lesson.pk), {"anchor": "five-kinds", "is_on": "1"}
    piece = reader.post(url, data, headers=SCRIPT).content.decode().strip()
    assert piece.startswith('<div class="part-tools" data-part>')
    assert "已收藏" in piece
    assert "is_on" not in piece
    piece = reader.post(url, {"anchor": "five-kinds"}, headers=SCRIPT).content.decode()
    assert 'name="is_on" value="1"' in piece
    assert Bookmark.objects.count() == 0


def test_bookmark_without_script_leads_back_to_the_heading(reader, trainee, lesson):
    response = reader.post(url_of("bookmark", lesson.pk), {"anchor": "pitfalls", "is_on": "1"})
    assert response["Location"] == "/level-2/improvement/inner-meaning/#pitfalls"
    assert list(Bookmark.objects.values_list("trainee", "anchor", "heading")) == [(trainee.pk, "pitfalls", "易错点")]
    assert reader.get(lesson.url).content.decode().count("已收藏") == 2  # the word and its label


def test_note_keeps_the_place_for_those_without_script(reader, lesson):
    reader.get(lesson.url)
    reader.post(url_of("add_note", lesson.pk), {"anchor": "five-kinds", "text": "记住。"})
    assert LessonProgress.objects.get().anchor == "five-kinds"


@pytest.mark.parametrize("anchor", ["gone", "", "<b>"])
@pytest.mark.parametrize("act", ["add_note", "bookmark"])
def test_heading_that_is_not_there_is_not_found(reader, lesson, act, anchor):
    data = {"anchor": anchor, "text": "记住。", "is_on": "1"}
    assert reader.post(url_of(act, lesson.pk), data).status_code == 404
    assert (Note.objects.count(), Bookmark.objects.count()) == (0, 0)


@pytest.mark.parametrize(("text", "error"), [("  ", "请填写这一项。"), ("长" * 4001, "4000")])
def test_note_that_is_not_accepted_is_shown_again_as_written(reader, lesson, text, error):
    response = reader.post(url_of("add_note", lesson.pk), {"anchor": "five-kinds", "text": text})
    page = response.content.decode()
    assert (response.status_code, Note.objects.count()) == (422, 0)
    assert error in page
    assert '<input type="hidden" name="anchor" value="five-kinds"' in page
    assert text.strip() in page


def test_others_notes_are_not_on_the_page(reader, lesson):
    NoteFactory(lesson=lesson, text="别人的笔记")
    BookmarkFactory(lesson=lesson)
    page = reader.get(lesson.url).content.decode()
    assert "别人的笔记" not in page
    assert "已收藏" not in page


# One's own note


def test_note_is_changed_and_leads_back_to_its_heading(reader, trainee, lesson):
    note = NoteFactory(lesson=lesson, trainee=trainee)
    url = url_of("note", note.pk)
    assert "横向五个，纵向三层。" in text_of(reader.get(url))
    response = reader.post(url, {"text": "换一句。"})
    assert response["Location"] == "/level-2/improvement/inner-meaning/#five-kinds"
    note.refresh_from_db()
    assert note.text == "换一句。"


def test_change_to_nothing_is_refused(reader, trainee):
    note = NoteFactory(trainee=trainee)
    assert reader.post(url_of("note", note.pk), {"text": " "}).status_code == 422
    note.refresh_from_db()
    assert note.text == "横向五个，纵向三层。"


def test_note_is_deleted(reader, trainee, lesson):
    note = NoteFactory(lesson=lesson, trainee=trainee)
    response = reader.post(url_of("delete_note", note.pk))
    assert response["Location"] == "/level-2/improvement/inner-meaning/#five-kinds"
    assert Note.objects.count() == 0


def test_note_in_a_lesson_that_is_closed_now_leads_to_the_list(reader, trainee, lesson):
    note = NoteFactory(lesson=lesson, trainee=trainee)
    lesson.unpublish()
    assert reader.post(url_of("note", note.pk), {"text": "换一句。"})["Location"] == url_of("notes")


def test_bookmark_is_taken_off_the_list_also_where_its_heading_is_gone(reader, trainee, lesson):
    bookmark = BookmarkFactory(lesson=lesson, trainee=trainee, anchor="gone")
    assert reader.post(url_of("delete_bookmark", bookmark.pk))["Location"] == url_of("bookmarks")
    assert Bookmark.objects.count() == 0


@pytest.mark.parametrize("name", ["stranger", "superuser", "content_editor"])
def test_anybody_elses_do_not_exist_and_stay_as_they_are(client_of, name):
    note, bookmark = NoteFactory(), BookmarkFactory()
    client = client_of(name)
    answers = [
        client.get(url_of("note", note.pk)),
        client.post(url_of("note", note.pk), {"text": "改"}),
        client.post(url_of("delete_note", note.pk)),
        client.post(url_of("delete_bookmark", bookmark.pk)),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert (Note.objects.get().text, Bookmark.objects.get()) == ("横向五个，纵向三层。", bookmark)


# Lists


def test_empty_lists_say_what_to_do_first(reader):
    assert "还没有笔记。学课时，在每一部分的末尾按“写笔记”" in text_of(reader.get(url_of("notes")))
    assert "还没有收藏。学课时，在每一部分的末尾按“收藏”" in text_of(reader.get(url_of("bookmarks")))


def test_lists_lead_to_the_heading(reader, trainee, lesson):
    NoteFactory(lesson=lesson, trainee=trainee)
    BookmarkFactory(lesson=lesson, trainee=trainee)
    NoteFactory(text="别人的笔记")
    link = '<a href="/level-2/improvement/inner-meaning/#five-kinds">五个满意</a>'
    notes, bookmarks = reader.get(url_of("notes")), reader.get(url_of("bookmarks"))
    assert link in notes.content.decode()
    assert link in bookmarks.content.decode()
    assert "共 1 条笔记，只有您自己看得到。" in text_of(notes)
    assert "别人的笔记" not in notes.content.decode()


def test_long_list_is_paged(reader, trainee, lesson):
    for number in range(51):
        NoteFactory(lesson=lesson, trainee=trainee, text=f"笔记 {number:02}")
    first, second = reader.get(url_of("notes")), reader.get(url_of("notes"), {"page": 2})
    assert ("第 1 页，共 2 页" in text_of(first), "笔记 50" in text_of(first)) == (True, False)
    assert re.findall(r"笔记 \d\d", second.content.decode()) == ["笔记 50"]


def test_text_file_holds_all_notes_unescaped(reader, trainee, lesson):
    NoteFactory(lesson=lesson, trainee=trainee, text="a < b & “c”")
    NoteFactory(text="别人的笔记")
    response = reader.get(url_of("notes_text"))
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="notes-\d{8}\.txt"', response["Content-Disposition"])
    lines = [line for line in response.content.decode().splitlines() if line]
    assert lines[1:] == ["客户服务管理师（二级）", "内涵", "[五个满意] 2026年11月23日", "a < b & “c”"]


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("name", ["notes", "bookmarks", "notes_text"])
def test_lists_cost_the_same_whatever_their_length(client_of, persona, name, size, django_assert_num_queries):
    reader, trainee, chapter = client_of("trainee"), persona("trainee"), ChapterPageFactory()
    for number in range(size):
        lesson = LessonPageFactory(parent=chapter, title=f"第 {number} 课")
        NoteFactory(lesson=lesson, trainee=trainee)
        BookmarkFactory(lesson=lesson, trainee=trainee)
    reader.get(url_of(name))
    with django_assert_num_queries({"notes": 5, "bookmarks": 5, "notes_text": 4}[name]):
        reader.get(url_of(name))


# The chapter map


def soup_of(page):
    return BeautifulSoup(page.content.decode(), "html.parser")


def test_map_says_the_level_by_word_and_leads_to_the_heading(reader, trainee, chapter, lesson):
    point = KnowledgePointFactory(
        chapter=chapter, code="B-D-A-009", syllabus_id="C000.1.2.1", importance="X", title="五个满意面"
    )
    KnowledgePointFactory(chapter=chapter, code="B-D-A-010", syllabus_id="C000.1.2.2", title="没有课文的点")
    refresh_heading_points(lesson=lesson)
    CheckAnswerFactory(lesson=lesson, trainee=trainee, point=point)
    page = reader.get(url_of("chapter_map", chapter.pk))
    text = text_of(page)
    assert "共 2 个鉴定点。 掌握 0 · 熟悉 1 · 接触 0 · 未学 1" in text
    assert "建议接着学 五个满意面 X 核心 · 熟悉" in text
    tree = soup_of(page).select_one(".map-tree")
    assert [
        [branch.h3.get_text(strip=True), branch.select_one(".map-ring text").string, leaves_of(branch)]
        for branch in tree.select(".map-branch")
    ] == [
        [
            "第一节 客户满意测量",
            "0/1",
            [("五个满意面 X 核心 熟悉", "#mastery-familiar", "/level-2/improvement/inner-meaning/#five-kinds")],
        ],
        ["暂无课文讲到", "0/1", [("没有课文的点 未学", "#mastery-new", None)]],
    ]
    marks = {symbol["id"] for symbol in soup_of(page).select("symbol")}
    assert {use["href"][1:] for use in soup_of(page).select("use")} == marks


def leaves_of(branch):
    """Each leaf's words, mark and address."""
    return [
        (" ".join(leaf.get_text(" ").split()), leaf.use["href"], leaf.a["href"] if leaf.a else None)
        for leaf in branch.select(".map-leaf")
    ]


def test_map_has_a_table_that_says_the_same(reader, trainee, chapter, lesson):
    point = KnowledgePointFactory(chapter=chapter, code="B-D-A-009", syllabus_id="C000.1.2.1", title="五个满意面")
    KnowledgePointFactory(chapter=chapter, code="B-D-A-010", syllabus_id="C000.1.2.2", title="没有课文的点")
    refresh_heading_points(lesson=lesson)
    CheckAnswerFactory(lesson=lesson, trainee=trainee, point=point)
    rows = soup_of(reader.get(url_of("chapter_map", chapter.pk))).select(".map-twin tr")
    assert [[" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")] for row in rows] == [
        ["鉴定点", "掌握程度", "答对情况", "讲授处"],
        ["第一节 客户满意测量"],
        ["五个满意面 B-D-A-009 · Y 一般", "熟悉", "1 次作答，答对 1 次", "五个满意"],
        ["暂无课文讲到"],
        ["没有课文的点 B-D-A-010 · Y 一般", "未学", "还没答过", "—"],
    ]


def test_ring_shows_each_level_where_the_better_ones_end(reader, trainee, chapter):
    points = [
        KnowledgePointFactory(chapter=chapter, code=f"B-D-A-{number:03}", syllabus_id=f"C000.1.2.{number}")
        for number in (1, 2, 3, 4)
    ]
    lesson = LessonPageFactory(parent=chapter, points=("C000.1.2.1", "C000.1.2.2", "C000.1.2.3"))
    LessonProgressFactory(lesson=lesson, trainee=trainee)
    CheckAnswerFactory(lesson=lesson, trainee=trainee, point=points[0])
    ring = soup_of(reader.get(url_of("chapter_map", chapter.pk))).select_one(".map-root .map-ring")
    arcs = [
        (*arc["class"], arc["stroke-dasharray"], arc["stroke-dashoffset"]) for arc in ring.select("circle + circle")
    ]
    assert arcs == [("ring-familiar", "1 4", "-0"), ("ring-met", "2 4", "-1")]
    assert ring.select_one("text").string == "0/4"


def test_map_of_a_chapter_without_points_says_so(reader, chapter):
    assert "本章还没有列出鉴定点，课文可以照常学习。" in text_of(reader.get(url_of("chapter_map", chapter.pk)))


def test_map_is_for_those_who_signed_in_and_of_published_chapters(client_of, reader, chapter):
    url = url_of("chapter_map", chapter.pk)
    assert client_of(ANONYMOUS).get(url)["Location"] == f"/accounts/login/?next={url}"
    chapter.unpublish()
    assert reader.get(url).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_map_costs_the_same_whatever_its_length(reader, trainee, chapter, size, django_assert_num_queries):
    for number in range(1, size + 1):
        point = KnowledgePointFactory(chapter=chapter, syllabus_id=f"C000.1.2.{number}")
        lesson = LessonPageFactory(parent=chapter, points=(point.syllabus_id,))
        LessonProgressFactory(lesson=lesson, trainee=trainee)
        CheckAnswerFactory(lesson=lesson, trainee=trainee, point=point)
    url = url_of("chapter_map", chapter.pk)
    reader.get(url)
    with django_assert_num_queries(14):
        reader.get(url)
