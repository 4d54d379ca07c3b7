"""Who gets which page converted."""

import pytest
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import translation

from courses.middleware import TraditionalCharactersMiddleware
from tests.factories.courses import CHECK_ID, LessonPageFactory

MARKED = '<p lang="zh-Hans">客户</p>'
READ = '<p lang="zh-Hant">客戶</p>'


def through(response, *, path="/", language="zh-hant"):
    with translation.override(language):
        return TraditionalCharactersMiddleware(lambda _request: response)(RequestFactory().get(path))


def test_a_page_is_converted_for_a_reader_of_traditional_characters():
    assert through(HttpResponse(MARKED)).content.decode() == READ


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_other_readers_get_it_as_written(language):
    assert through(HttpResponse(MARKED), language=language).content.decode() == MARKED


def test_the_back_office_edits_what_is_written():
    assert through(HttpResponse(MARKED), path="/admin/pages/1/edit/").content.decode() == MARKED


@pytest.mark.parametrize("response", [JsonResponse({"html": MARKED}), HttpResponse(MARKED, content_type="text/plain")])
def test_only_pages_are_converted(response):
    before = response.content
    assert through(response).content == before


def test_a_stream_passes():
    assert through(StreamingHttpResponse([MARKED])).getvalue().decode() == MARKED


def test_another_encoding_is_kept():
    response = through(HttpResponse(MARKED, content_type="text/html; charset=gb18030"))
    assert response.content.decode("gb18030") == READ


@pytest.fixture
def reader(client_of, db):
    client = client_of("trainee")
    client.cookies["django_language"] = "zh-hant"
    return client


def test_a_lesson_reads_in_traditional_characters_throughout(reader):
    lesson = LessonPageFactory(title="客户满意的内涵")
    page = reader.get(lesson.url)
    html = page.content.decode()
    for words in (
        '<h1 lang="zh-Hant">客戶滿意的內涵</h1>',
        '<title lang="zh-Hant">客戶滿意的內涵 · 客戶服務管理師',
        "第一節 客戶滿意測量",
        "師傅裝好空調，二十分鐘收工。",
        "區分五個滿意",
        '<h2 id="five-kinds">五個滿意</h2>',
        "<dfn>客戶滿意</dfn>",
        'aria-label="三種結果"',
        'aria-label="一橫一豎兩條線"',
        "橫的並列，豎的遞進。",
        "退一筆押金要蓋四個章",
        "換再好的人來，章還是要蓋四個。",
        "學完這一課，您能",
    ):
        assert words in html
    assert int(page["Content-Length"]) == len(page.content)


def test_an_answer_to_a_check_goes_back_as_it_was(reader):
    lesson = LessonPageFactory()
    answered = reader.post(f"/study/lessons/{lesson.pk}/check/{CHECK_ID}/", {"option": "1"}).content.decode()
    assert '<input type="radio" name="option" value="1" required checked>' in answered
    assert "換再好的人來，章還是要蓋四個。" in answered


def test_the_simplified_page_is_untouched(client_of, db):
    html = client_of("trainee").get(LessonPageFactory(title="客户满意的内涵").url).content.decode()
    assert '<h1 lang="zh-Hans">客户满意的内涵</h1>' in html
    assert "zh-Hant" not in html
