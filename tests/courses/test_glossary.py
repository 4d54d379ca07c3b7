"""The glossary and the marking of terms in lessons."""

import re
import string

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from courses.glossary import mark_terms, term_index, terms_pattern
from courses.models import Term, term_anchor
from tests.factories.courses import ChapterPageFactory, EnrolmentFactory, LessonPageFactory, lesson_blocks
from tests.personas import ANONYMOUS

LINK = re.compile(r'<a class="term" href="/glossary/#([^"]+)">([^<]*)</a>')


def marked(html, *terms, wants=lambda _term: True):
    return LINK.sub(r"[\2]", mark_terms(html, terms_pattern(terms), wants))


# The marking itself


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>客户满意度高。</p>", "<p>[客户满意度]高。</p>"),
        ("<p>客户满意，不是度。</p>", "<p>[客户满意]，不是度。</p>"),
        ("<p>名字<b>客户满意</b>，再说客户满意</p>", "<p>名字<b>客户满意</b>，再说[客户满意]</p>"),
        ('<p><a href="/客户满意">客户满意</a></p>', '<p><a href="/客户满意">客户满意</a></p>'),
        ("<h3>客户满意</h3>客户满意", "<h3>客户满意</h3>[客户满意]"),
        ('<p title="a > 客户满意">无</p>', '<p title="a > 客户满意">无</p>'),
        ("<p>用 CRM 系统，不是 CRMS，也不是 xCRM。</p>", "<p>用 [CRM] 系统，不是 CRMS，也不是 xCRM。</p>"),
        ("<p>装CRM吧 &amp; Q&amp;A，&lt;b&gt;</p>", "<p>装[CRM]吧 &amp; [Q&amp;A]，&lt;b&gt;</p>"),
        ("<p>一字不标：客</p>", "<p>一字不标：客</p>"),
        ("<p>《客户满意手册》讲客户满意</p>", "<p>《客户满意手册》讲[客户满意]</p>"),
    ],
)
def test_longest_term_is_marked_outside_names_and_links(html, expected):
    assert marked(html, "客户满意", "客户满意度", "CRM", "Q&A", "客") == expected


def test_unwanted_longer_term_hides_the_shorter_one_inside_it():
    wants = {"客户满意"}.__contains__
    assert (
        marked("<p>客户满意度与客户满意</p>", "客户满意", "客户满意度", wants=wants) == "<p>客户满意度与[客户满意]</p>"
    )


def test_link_leads_to_the_term_and_is_escaped():
    html = mark_terms("<p>A&lt;b&gt; C</p>", terms_pattern(["A<b> C"]), lambda _term: True)
    assert html == '<p><a class="term" href="/glossary/#term:A%3Cb%3E-C">A&lt;b&gt; C</a></p>'


ALPHABET = "客户满意度投诉" + string.ascii_letters + " &<>\"'#;，。\n"
WORDS = st.text(ALPHABET, max_size=20)
TERMS = st.lists(st.text(ALPHABET, min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=5)


@st.composite
def rich_texts(draw):
    """Paragraphs as the editor stores them: escaped text, bold, links, entities."""
    soup = BeautifulSoup("", "html.parser")
    for pieces in draw(st.lists(st.lists(st.tuples(st.sampled_from(["", "b", "a"]), WORDS), max_size=5), max_size=3)):
        paragraph = soup.new_tag("p")
        for kind, words in pieces:
            if not kind:
                paragraph.append(words)
                continue
            tag = soup.new_tag(kind, href=words) if kind == "a" else soup.new_tag(kind)
            tag.append(words)
            paragraph.append(tag)
        soup.append(paragraph)
    return str(soup)


def without_marks(html):
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("a.term"):
        link.unwrap()
    soup.smooth()
    return str(soup)


@given(rich_texts(), TERMS)
def test_marking_never_changes_what_is_read(html, terms):
    result = mark_terms(html, terms_pattern(terms) or re.compile(r"(?!)"), lambda _term: True)
    assert BeautifulSoup(result, "html.parser").get_text() == BeautifulSoup(html, "html.parser").get_text()
    assert without_marks(result) == without_marks(html)


@given(rich_texts(), TERMS)
def test_every_mark_is_a_term_outside_other_marks(html, terms):
    soup = BeautifulSoup(mark_terms(html, terms_pattern(terms) or re.compile(r"(?!)"), lambda _: True), "html.parser")
    for link in soup.select("a.term"):
        assert link.get_text() in terms
        assert link.find_parent(["a", "b"]) is None


# Marks in a lesson


@pytest.fixture
def chapter(db):
    return ChapterPageFactory(title="第四章", slug="improvement", parent__slug="level-2", parent__title="二级")


def defining(chapter, term, text="<p>解释。</p>", **fields):
    body = [{"type": "definition", "value": {"term": term, "text": text}}]
    return LessonPageFactory(parent=chapter, body=body, **fields)


def reading(chapter, *texts):
    """A lesson with one headed part for each text."""
    body = []
    for number, text in enumerate(texts):
        body += [
            {"type": "heading", "value": {"text": f"第 {number} 部分", "anchor": f"part-{number}", "points": []}},
            {"type": "prose", "value": {"text": text}},
        ]
    return LessonPageFactory(parent=chapter, title="在读的课", body=body)


def shown(client, lesson):
    return BeautifulSoup(client.get(lesson.url).content.decode(), "html.parser")


def marks(soup):
    return [link.get_text() for link in soup.select("a.term")]


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


def test_first_occurrence_in_each_part_is_marked_and_told_once(reader, chapter):
    defining(chapter, "抱怨", "<p>说出口的<b>不满</b>。</p>", title="讲抱怨", slug="grievances")
    soup = shown(reader, reading(chapter, "<p>抱怨，又是抱怨。</p><p>抱怨</p>", "<p>还是抱怨</p>"))
    assert marks(soup) == ["抱怨", "抱怨"]
    (note,) = soup.select("template[data-term]")
    assert note["data-term"] == "term:抱怨"
    assert [link["href"] for link in note.select("a")] == [
        "/level-2/improvement/grievances/#term:%E6%8A%B1%E6%80%A8",
        "/glossary/#term:%E6%8A%B1%E6%80%A8",
    ]
    assert "说出口的<b>不满</b>" in str(note)
    assert note.select_one(".meta").string == "第四章 · 二级"


def test_term_is_not_marked_where_it_is_defined(reader, chapter):
    defining(chapter, "抱怨")
    defining(chapter, "投诉")
    lesson = defining(chapter, "抱怨", "<p>抱怨不是投诉。</p>")
    soup = shown(reader, lesson)
    assert marks(soup) == ["投诉"]
    assert soup.select_one("dl.definition")["id"] == "term:抱怨"


def test_nearest_definition_is_told_first(reader, chapter):
    other_course = ChapterPageFactory()
    other_chapter = ChapterPageFactory(parent=chapter.get_parent())
    lesson = reading(chapter, "<p>抱怨</p>")
    for place, text in [(other_course, "甲"), (other_chapter, "乙"), (chapter, "丙")]:
        defining(place, "抱怨", f"<p>{text}</p>")
    (note,) = shown(reader, lesson).select("template[data-term]")
    assert [tag.string for tag in (note.select("p")[1], note.select("a")[1])] == ["丙", "其他课的定义"]


def test_definition_of_another_course_says_whose_it_is_where_ones_own_has_none(reader, chapter):
    lesson = reading(chapter, "<p>抱怨与投诉</p>")
    other = ChapterPageFactory(title="第二章", parent__title="三级", parent__slug="level-3")
    own = ChapterPageFactory(title="第五章", parent=chapter.get_parent())
    defining(other, "抱怨", "<p>甲</p>")
    defining(other, "投诉", "<p>乙</p>")
    defining(own, "投诉", "<p>丙</p>")
    told = {
        note["data-term"]: [note.select("p")[1].string, note.select_one(".meta").string]
        for note in shown(reader, lesson).select("template[data-term]")
    }
    assert told == {"term:抱怨": ["甲", "第二章 · 三级"], "term:投诉": ["丙", "第五章 · 二级"]}


def test_headings_tables_and_figures_are_left_alone(reader, chapter):
    for term in ("五个满意", "低于期望", "一横一竖", "理念满意"):
        defining(chapter, term)
    body = [block for block in lesson_blocks() if block["type"] not in {"prose", "elements"}]
    assert marks(shown(reader, LessonPageFactory(parent=chapter, body=body))) == []


def test_term_defined_twice_in_a_lesson_has_one_anchor(reader, chapter):
    lesson = defining(chapter, "抱怨")
    lesson.body = [*lesson.body.raw_data, *lesson.body.raw_data]
    lesson.save_revision().publish()
    ids = [tag.get("id") for tag in shown(reader, lesson).select("dl.definition")]
    assert ids == ["term:抱怨", None]


def test_index_follows_publishing_unpublishing_and_deleting(reader, chapter):
    lesson, source = reading(chapter, "<p>抱怨与投诉</p>"), defining(chapter, "抱怨")
    assert marks(shown(reader, lesson)) == ["抱怨"]
    source.body = [{"type": "definition", "value": {"term": "投诉", "text": "<p>甲</p>"}}]
    source.save_revision().publish()
    assert marks(shown(reader, lesson)) == ["投诉"]
    source.unpublish()
    assert marks(shown(reader, lesson)) == []
    defining(chapter, "抱怨").delete()
    assert marks(shown(reader, lesson)) == []


def test_index_is_compiled_once_and_again_when_another_process_changed_the_terms(chapter, django_assert_num_queries):
    source = defining(chapter, "抱怨")
    first = term_index()
    with django_assert_num_queries(1):
        assert term_index() is first
    # As another process would: by the table alone.
    Term.objects.create(lesson=source, term="投诉", reading="tou su", definition="", position=1)
    assert sorted(term_index().paths) == ["投诉", "抱怨"]
    Term.objects.filter(term="抱怨").delete()
    assert sorted(term_index().paths) == ["投诉"]


@pytest.mark.parametrize("count", [1, 3])
def test_marked_lesson_that_is_kept_costs_no_query_more_however_many_terms(reader, chapter, count):
    lesson = reading(chapter, "<p>" + "，".join(f"术语{number}" for number in range(count)) + "</p>")
    reader.get(lesson.url)
    with CaptureQueriesContext(
        connection,
    ) as plain:
        reader.get(lesson.url)
    for number in range(count):
        defining(chapter, f"术语{number}")
    reader.get(lesson.url)
    with CaptureQueriesContext(connection) as with_terms:
        assert len(marks(shown(reader, lesson))) == count
    assert len(with_terms) == len(plain)


def test_preview_in_the_style_guide_shows_blocks_without_marks(client_of, chapter):
    defining(chapter, "满意")
    html = client_of("content_editor").get("/styleguide/light/medium/").content.decode()
    assert 'class="definition"' in html
    assert 'class="term"' not in html


# What is closed to the reader


@pytest.fixture
def closed(chapter):
    """A lesson about 抱怨 that only a paying class may open."""
    lesson = defining(chapter, "抱怨", "<p>付费内容</p>")
    restriction = PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="付费班"))
    return lesson


def test_terms_of_closed_lessons_are_neither_listed_nor_marked(reader, chapter, closed):
    lesson = reading(chapter, "<p>抱怨</p>")
    assert marks(shown(reader, lesson)) == []
    assert "付费内容" not in reader.get(lesson.url).content.decode()
    assert "抱怨" not in reader.get("/glossary/").content.decode()


def test_definition_that_is_open_is_told_instead(reader, chapter, closed):
    defining(chapter, "抱怨", "<p>公开内容</p>")
    html = reader.get(reading(chapter, "<p>抱怨</p>").url).content.decode()
    assert ("公开内容" in html, "付费内容" in html) == (True, False)


def test_who_may_open_the_lesson_reads_its_terms(client_of, persona, closed):
    persona("trainee").groups.add(Group.objects.get(name="付费班"))
    assert "付费内容" in client_of("trainee").get("/glossary/").content.decode()


# The page


def test_glossary_asks_a_stranger_for_a_login(client_of):
    assert client_of(ANONYMOUS).get("/glossary/")["Location"] == "/accounts/login/?next=/glossary/"


def test_empty_glossary_says_so(reader, chapter):
    assert "还没有术语" in reader.get("/glossary/").content.decode()


def letters(soup):
    return {
        section.h2.get_text(): [entry.get_text() for entry in section.select("dt")]
        for section in soup.select(".glossary-text section")
    }


def test_terms_stand_by_pinyin_initial_with_numbers_last(reader, chapter):
    for term in ("投诉", "CRM", "5S 管理", "抱怨", "差距模型", "重复购买"):
        defining(chapter, term)
    soup = BeautifulSoup(reader.get("/glossary/").content.decode(), "html.parser")
    assert letters(soup) == {
        "B": ["抱怨"],
        "C": ["差距模型", "重复购买", "CRM"],
        "T": ["投诉"],
        "#": ["5S 管理"],
    }
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert sorted(set(ids)) == sorted(ids)
    assert {link["href"][1:] for link in soup.select(".letters a")} <= set(ids)
    assert term_anchor("5S 管理") in ids


def test_term_of_several_lessons_stands_once_with_each_chapter(reader, chapter):
    defining(chapter, "抱怨", "<p>甲</p>", title="一课")
    other = ChapterPageFactory(title="第二章", parent__title="三级", parent__slug="level-3")
    defining(other, "抱怨", "<p>乙</p>", title="二课")
    soup = BeautifulSoup(reader.get("/glossary/").content.decode(), "html.parser")
    (entry,) = soup.select(".glossary-entry")
    told = [re.sub(r"\s+", " ", definition.get_text(" ")).strip() for definition in entry.select("dd")]
    assert told == ["甲 一课 第四章 · 二级", "乙 二课 第二章 · 三级"]


def test_courses_that_the_reader_takes_are_told_first(reader, persona, chapter):
    other = ChapterPageFactory(title="第二章", parent__title="三级", parent__slug="level-3")
    for place, text in [(chapter, "甲"), (other, "乙")]:
        defining(place, "抱怨", f"<p>{text}</p>")

    def told():
        soup = BeautifulSoup(reader.get("/glossary/").content.decode(), "html.parser")
        return [[dd.p.string, dd.select_one(".meta").get_text(" ").split(" · ")[1]] for dd in soup.select("dd")]

    assert told() == [["甲", "二级"], ["乙", "三级"]]
    EnrolmentFactory(course=other.get_parent().specific)  # somebody else's
    assert told() == [["甲", "二级"], ["乙", "三级"]]
    EnrolmentFactory(course=other.get_parent().specific, trainee=persona("trainee"))
    assert told() == [["乙", "三级"], ["甲", "二级"]]
    EnrolmentFactory(course=chapter.get_parent().specific, trainee=persona("trainee"))
    assert told() == [["甲", "二级"], ["乙", "三级"]]


def test_one_course_alone(reader, chapter):
    defining(chapter, "抱怨")
    defining(ChapterPageFactory(parent__slug="level-3"), "投诉")
    page = reader.get("/glossary/?course=level-3")
    soup = BeautifulSoup(page.content.decode(), "html.parser")
    assert letters(soup) == {"T": ["投诉"]}
    assert soup.select_one(".glossary-courses [aria-current]")["href"] == "/glossary/?course=level-3"
    assert "共 1 条术语" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("客户", ["抱怨客户"]),
        ("tousu", ["投诉"]),
        ("ts", ["投诉"]),
        ("ＣＲ", ["CRM"]),
        ("投訴", ["投诉"]),
        ("", ["抱怨客户", "CRM", "投诉"]),
        ("%", ["抱怨客户", "CRM", "投诉"]),
        ("没有", []),
    ],
)
def test_terms_are_found_by_a_piece_of_the_name_or_by_pinyin(reader, chapter, typed, found):
    for term in ("投诉", "CRM", "抱怨客户"):
        defining(chapter, term)
    soup = BeautifulSoup(reader.get("/glossary/", {"q": typed}).content.decode(), "html.parser")
    assert [dt.get_text() for dt in soup.select("dt")] == found
    assert soup.select_one("#glossary-wanted")["value"] == typed
    assert ("没有符合“没有”的术语。" in soup.get_text()) == (not found)


def test_unknown_course_shows_all(reader, chapter):
    defining(chapter, "抱怨")
    assert "抱怨" in reader.get("/glossary/?course=no-such").content.decode()


@pytest.mark.parametrize("count", [1, 3, 600])
def test_glossary_costs_the_same_whatever_its_length(reader, chapter, count, django_assert_num_queries):
    body = [
        {"type": "definition", "value": {"term": f"术语{number}", "text": "<p>解释。</p>"}} for number in range(count)
    ]
    LessonPageFactory(parent=chapter, body=body)
    reader.get("/glossary/")
    with django_assert_num_queries(7):
        assert f"共 {count} 条术语" in reader.get("/glossary/").content.decode()


def test_glossary_is_written_anew_by_command(chapter, capsys):
    defining(chapter, "抱怨")
    Term.objects.all().delete()
    call_command("refresh_terms", "--dry-run", "--json")
    assert (capsys.readouterr().out, Term.objects.count()) == ('{"dry_run": true, "lessons": 1, "terms": 1}\n', 0)
    call_command("refresh_terms")
    assert (capsys.readouterr().out, Term.objects.get().term) == ("共 1 条术语，来自 1 课。\n", "抱怨")
