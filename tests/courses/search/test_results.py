"""Passages and marks."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.search.finding import find
from courses.search.results import LEAD, PASSAGE, marked, passage_of, results_of
from courses.services.search import rebuild_entries
from tests.factories.courses import ChapterPageFactory, LessonPageFactory

TEXTS = st.text(st.sampled_from("客户满意投诉<>&\"'。、\n ab"), max_size=300)


def test_marks_are_put_around_what_was_found_and_the_rest_is_escaped():
    assert marked("<b>客戶滿意</b> & CRM", ["客户满意", " crm"]) == (
        "&lt;b&gt;<mark>客戶滿意</mark>&lt;/b&gt; &amp; <mark>CRM</mark>"
    )


def test_marks_that_touch_are_one():
    assert marked("客户满意度", ["客户", "户满", "满意"]) == "<mark>客户满意</mark>度"


@given(TEXTS, st.lists(st.sampled_from(["客户", "满意", "投诉", " ab", "意"]), max_size=3))
def test_marking_changes_no_letter(text, phrases):
    html = marked(text, phrases)
    assert unescape(re.sub("</?mark>", "", html)) == text
    assert set(re.findall("<[^>]*>", html)) <= {"<mark>", "</mark>"}


@given(TEXTS, st.lists(st.sampled_from(["客户", "满意", "投诉", " ab", "意"]), max_size=3))
def test_a_passage_is_a_piece_of_its_text_and_shows_what_was_found(text, phrases):
    html = passage_of(text, phrases)
    shown = unescape(re.sub("</?mark>", "", html)).removeprefix("…").removesuffix("…")
    said = shown.replace(" · ", "")
    assert said in text.replace("\n", "")
    assert len(said) <= PASSAGE + 4
    assert ("<mark>" in html) == ("<mark>" in marked(text, phrases))


def test_passage_begins_with_its_sentence_where_that_is_near():
    text = f"{'前' * 100}。这一句里有投诉二字。{'后' * 200}"
    assert passage_of(text, ["投诉"]).startswith("这一句里有<mark>投诉</mark>二字。后")
    assert passage_of(text, ["投诉"]).endswith("后…")


def test_passage_begins_in_a_long_sentence_where_it_must():
    text = f"{'前' * 100}投诉"
    assert passage_of(text, ["投诉"]) == f"…{'前' * LEAD}<mark>投诉</mark>"


def test_passage_is_where_most_of_the_query_stands():
    text = f"投诉。{'无' * 100}。投诉的流程。"
    assert "<mark>投诉</mark>的<mark>流程</mark>。" in passage_of(text, ["投诉", "流程"])


def test_passage_without_anything_to_mark_is_the_beginning():
    assert passage_of("字" * 200, ["投诉"]) == f"{'字' * PASSAGE}…"


@pytest.fixture
def lesson(db):
    chapter = ChapterPageFactory(title="第四章", slug="four", parent__title="课程", parent__slug="course")
    rebuild_entries(page=chapter)
    lesson = LessonPageFactory(parent=chapter, title="客户满意的内涵", slug="inner")
    rebuild_entries(page=lesson)
    return lesson


def test_result_leads_to_the_place_and_says_where_it_is(lesson):
    (result,) = results_of(find("理念"), with_passages=True)
    assert (result.title, result.url, result.trail) == ("客户满意的内涵", "/course/four/inner/", ["课程", "第四章"])
    (hit,) = result.hits
    assert (hit.kind, hit.title, hit.url) == ("heading", "五个满意", "/course/four/inner/#five-kinds")
    assert "<mark>理念</mark>满意 · <mark>理念</mark>使人满意。" in hit.passage


def test_parts_that_end_every_lesson_have_their_titles(lesson):
    (result,) = results_of(find("分母"), with_passages=True)
    assert [(hit.title, hit.url) for hit in result.hits] == [("易错点", "/course/four/inner/#pitfalls")]


def test_initials_mark_the_characters_that_they_mean(lesson):
    (result,) = results_of(find("khmy"), with_passages=True)
    assert result.title == "<mark>客户满意</mark>的内涵"
    assert [hit.title for hit in result.hits] == ["<mark>客户满意</mark>"]


def test_the_first_places_are_shown_and_the_others_kept_behind(lesson):
    (result,) = results_of(find("满意"), with_passages=True)
    assert (len(result.shown), len(result.more)) == (3, len(result.hits) - 3)
    assert len(result.more) > 0


def test_without_passages_only_public_pages_show_their_text(lesson):
    (chapter,) = results_of(find("纠正"), with_passages=False)
    assert "<mark>纠正</mark>" in chapter.passage
    (result,) = results_of(find("满意"), with_passages=False)
    assert {result.passage, *(hit.passage for hit in result.hits)} == {""}


def test_what_comes_near_has_its_tokens_marked(lesson):
    (result,) = results_of(find("客户满易的内涵"), with_passages=True)
    assert result.title == "<mark>客户满</mark>意<mark>的内涵</mark>"


@pytest.mark.parametrize("count", [1, 3])
def test_showing_results_is_one_statement(lesson, count, django_assert_num_queries):
    for number in range(1, count):
        rebuild_entries(page=LessonPageFactory(parent=lesson.get_parent(), title=f"客户满意 {number}"))
    found = find("客户满意")
    lesson.get_url()  # the site's root is kept in the cache
    with django_assert_num_queries(1):
        assert len(results_of(found, with_passages=True)) == count
