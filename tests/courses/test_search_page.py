"""The page of results, and the ways to it."""

import re

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from courses.models import SearchEntry
from courses.services.search import rebuild_entries
from courses.services.terms import refresh_terms
from tests.factories.courses import ChapterPageFactory, LessonPageFactory
from tests.personas import ANONYMOUS

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(title="第四章", slug="four", parent__title="课程", parent__slug="course")


@pytest.fixture
def lesson(chapter):
    return add(chapter, title="客户满意的内涵", slug="inner")


@pytest.fixture
def reader(client_of):
    return client_of("trainee")


@pytest.fixture
def anybody(client_of):
    return client_of(ANONYMOUS)


def add(chapter, **values):
    lesson = LessonPageFactory(parent=chapter, **values)
    rebuild_entries(page=lesson)
    return lesson


def ask(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response


def text_of(response):
    main = re.search(r"<main.*</main>", response.content.decode(), flags=re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", re.sub("</?mark>", "", main)))


def test_signed_in_reader_sees_the_passage_with_the_words_marked(reader, lesson):
    response = ask(reader, "理念滿意")
    html = response.content.decode()
    assert "找到 1 篇 课程 › 第四章 客户满意的内涵 五个满意" in text_of(response)
    assert '<a href="/course/four/inner/#five-kinds">五个满意</a>' in html
    assert "<mark>理念满意</mark> · 理念使人满意。" in html


def test_stranger_sees_where_it_stands_and_is_asked_to_sign_in(anybody, lesson):
    response = ask(anybody, "理念满意")
    text = text_of(response)
    assert "这里只列出所在的位置。要看正文，请先 登录 。" in text
    assert "客户满意的内涵 五个满意" in text
    assert "理念使人满意" not in text
    assert 'href="/accounts/login/?next=/search/%3Fq%3D' in response.content.decode()


def test_where_nothing_is_found_there_is_advice(reader, lesson):
    text = text_of(ask(reader, "量子纠缠"))
    for words in ("没有找到“量子纠缠”", "少输几个字", "简体、繁体都认得", "拼音首字母"):
        assert words in text


def test_what_comes_near_is_called_so(reader, lesson):
    assert "没有完全一致的内容，下面这些比较接近： 课程 › 第四章 客户满意的内涵" in text_of(
        ask(reader, "客户满易的内涵")
    )


@pytest.mark.parametrize("query", ["", "   "])
def test_empty_query_shows_what_can_be_searched(anybody, query):
    text = text_of(ask(anybody, query))
    assert "可以查课文、标题、术语和图。" in text
    assert "请至少输入" not in text


@pytest.mark.parametrize("query", ["、。！？", "——", "☆"])
def test_punctuation_alone_is_asked_for_a_letter(anybody, query):
    assert "请至少输入一个汉字、字母或数字。" in text_of(ask(anybody, query))


@pytest.mark.parametrize("query", ["客户\0满意", "\x07客户\n满意\t", "客户\u202e满意"])
def test_what_nobody_can_see_separates(reader, lesson, query):
    response = ask(reader, query)
    assert 'value="客户 满意"' in response.content.decode()
    assert "找到 1 篇" in text_of(response)


def test_a_thousand_characters_are_cut_and_that_is_said(reader, lesson):
    text = text_of(ask(reader, "客户满意。" * 200))
    assert "内容较长，只按前 100 个字查找。" in text
    assert "找到 1 篇" in text


def test_what_was_typed_is_escaped(anybody, lesson):
    html = ask(anybody, '<script>"客户').content.decode()
    assert "<script>&quot;" not in html.replace("&lt;script&gt;", "")
    assert 'value="&lt;script&gt;&quot;客户"' in html
    assert '<script>"' not in html


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "\0", "1" * 400])
def test_a_sheet_that_is_not_there_leads_to_one_that_is(reader, lesson, page):
    assert "找到 1 篇" in text_of(ask(reader, "客户满意", page=page))


def test_results_are_leafed_through(reader, chapter):
    for number in range(1, 13):
        add(chapter, title=f"投诉&处理 {number}")
    first = ask(reader, "投诉&处理")
    assert "投诉&amp;处理 10 " in text_of(first)
    assert "投诉&amp;处理 11 " not in text_of(first)
    assert "第 1 页，共 2 页" in text_of(first)
    assert 'rel="next" href="?q=%E6%8A%95%E8%AF%89%26%E5%A4%84%E7%90%86&amp;page=2"' in first.content.decode()
    second = ask(reader, "投诉&处理", page=2)
    assert "投诉&amp;处理 11 " in text_of(second)
    assert "第 2 页，共 2 页" in text_of(second)


@pytest.mark.parametrize(("name", "count"), [(ANONYMOUS, 0), ("stranger", 0), ("trainee", 1), ("superuser", 1)])
def test_what_is_kept_for_a_group_is_found_by_its_members_only(  # noqa: PLR0917 -- fixtures
    client_of, persona, chapter, lesson, name, count
):
    group = Group.objects.create(name="付费班")
    persona("trainee").groups.add(group)
    restriction = PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(group)
    response = ask(client_of(name), "客户满意")
    assert response.content.decode().count('class="search-result"') == count
    assert ("客户满意的内涵" in text_of(response)) is bool(count)


def test_unpublished_lesson_is_not_found(reader, lesson):
    lesson.unpublish()
    assert "没有找到" in text_of(ask(reader, "客户满意"))
    assert SearchEntry.objects.count() == 0


def test_only_reading_is_answered(reader, lesson):
    assert reader.post("/search/", {"q": "客户"}).status_code == 405


def test_every_page_has_a_field_and_a_link_to_search(anybody, chapter):
    html = anybody.get("/").content.decode()
    header = re.search(r"<header.*?</header>", html, flags=re.DOTALL)[0]
    assert '<form class="site-search" role="search" method="get" action="/search/">' in header
    assert '<a class="site-search-link" href="/search/">' in header


HOSTILE = {
    "ten thousand of one": "客" * 10_000,
    "ten thousand different": "".join(map(chr, range(0x4E00, 0x4E00 + 10_000))),
    "ten thousand words": "ab1 " * 2_500,
    "punctuation": "%_'\"\\;--/*()[]{}<>|&$#@!?~`^" * 300,
    "percent": "客%意",
    "underscore": "客_意",
    "quotes": "客户'满意\"",
    "statement": "客户'); DROP TABLE courses_searchentry; --",
    "nothing": "\0" * 100,
    "emoji": "😀👩‍👩‍👧客户🏳️‍🌈",
    "marks without letters": "\u0301" * 1_000,
    "wider than it looks": "\ufdfa" * 1_000,
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_is_answered_in_few_statements(reader, lesson, query, django_assert_max_num_queries):
    ask(reader, "客户")
    with django_assert_max_num_queries(9):
        text = text_of(ask(reader, query))
    assert any(answer in text for answer in ("找到 1 篇", "比较接近", "没有找到", "请至少输入", "可以查课文"))
    assert SearchEntry.objects.exists()


@pytest.mark.parametrize("typed", ["%ED%A0%80", "%ED%B0%80%ED%A0%80", "%FF%FE", "%00", "%E5%AE"])
def test_what_is_no_text_at_all_only_separates(reader, lesson, typed):
    response = reader.get(f"/search/?q=%E5%AE%A2%E6%88%B7{typed}%E6%BB%A1%E6%84%8F")
    assert response.status_code == 200
    assert "找到 1 篇" in text_of(response)


@pytest.mark.parametrize("query", ["客%意", "客_意", "%", "满%"])
def test_signs_with_a_meaning_in_statements_mean_nothing_here(reader, lesson, query):
    assert "<mark>客户满意</mark>" not in ask(reader, query).content.decode()


def test_where_nothing_is_found_the_glossary_and_the_nearest_terms_are_offered(reader, lesson):
    refresh_terms(lesson=lesson)
    response = ask(reader, "可户曼怡")
    assert "没有找到“可户曼怡” 您要找的是不是： 客户满意 不妨试试：" in text_of(response)
    assert '<a href="?q=%E5%AE%A2%E6%88%B7%E6%BB%A1%E6%84%8F">客户满意</a>' in response.content.decode()
    assert '<a class="button" href="/glossary/">翻看术语表</a>' in response.content.decode()
    assert "您要找的是不是" not in text_of(ask(reader, "量子纠缠"))
    assert "您要找的是不是" not in text_of(ask(reader, "客户满意"))


@pytest.mark.parametrize(("query", "statements"), [("客户满意", 5), ("客户满易了", 7), ("可户曼怡", 3)])
@pytest.mark.parametrize("name", [ANONYMOUS, "trainee"])
@pytest.mark.parametrize("count", [1, 3])
def test_statements_do_not_grow_with_the_results(  # noqa: PLR0917 -- fixtures
    client_of, chapter, name, count, query, statements, django_assert_num_queries
):
    for number in range(count):
        refresh_terms(lesson=add(chapter, title=f"客户满意 {number}"))
    client = client_of(name)
    ask(client, "客户")  # the site's root is kept in the cache
    with django_assert_num_queries(statements + (0 if name == ANONYMOUS else 3)):
        ask(client, query)
