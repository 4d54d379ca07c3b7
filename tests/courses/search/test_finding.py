"""What is found, in which order, and what is not."""

import pytest

from courses.search import finding
from courses.search.finding import find
from courses.services.search import rebuild_entries
from tests.factories.courses import ChapterPageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapter():
    return ChapterPageFactory(title="第四章", summary="", parent__intro="", parent__title="课程")


@pytest.fixture
def add(chapter):
    """A published lesson of one heading, with prose and whatever else."""

    def make(title, heading="小标题", text="", *blocks):
        body = [
            {"type": "heading", "value": {"text": heading, "anchor": "part", "points": []}},
            {"type": "prose", "value": {"text": f"<p>{text}</p>"}},
            *blocks,
        ]
        lesson = LessonPageFactory(parent=chapter, title=title, body=body)
        rebuild_entries(page=lesson)
        return lesson

    return make


def definition(term, text="……"):
    return {"type": "definition", "value": {"term": term, "text": f"<p>{text}</p>"}}


def elements(*names):
    return {"type": "elements", "value": {"title": "项目", "items": [{"name": name, "text": ""} for name in names]}}


def pages(query, **asked):
    found = find(query, **asked)
    return [page_id for page_id, _path in found.sheet]


def places(query, page):
    return [(entry.kind, entry.title) for entry in find(query).entries[page.pk]]


def test_title_comes_before_heading_before_name_before_text(add):
    in_text = add("甲", "乙", "先受理客户的投诉，再谈别的。")
    in_name = add("甲", "乙", "", elements("投诉受理", "回访"))
    in_heading = add("甲", "怎样受理投诉", "")
    in_title = add("受理投诉的步骤", "乙", "")
    assert pages("投诉") == [page.pk for page in (in_title, in_heading, in_name, in_text)]


def test_whole_title_comes_before_a_part_of_one_then_the_order_of_reading(add):
    part, whole, later = add("投诉处理的原则"), add("投诉处理"), add("再谈投诉处理")
    assert pages("投诉处理") == [whole.pk, part.pk, later.pk]


def test_whole_name_comes_before_a_part_of_one(add):
    part, whole = add("甲", "乙", "", elements("尊重客户")), add("甲", "乙", "", elements("守时", "尊重"))
    assert pages("尊重") == [whole.pk, part.pk]


def test_a_defined_term_is_as_good_as_a_title(add):
    heading, title = add("甲", "客户忠诚"), add("客户忠诚的培养")
    term = add("甲", "乙", "", definition("客户忠诚"))
    assert pages("客户忠诚") == [term.pk, title.pk, heading.pk]


def test_pieces_side_by_side_come_before_pieces_apart(add):
    apart, together = add("甲", "乙", "系统要用好，CRM 不难。"), add("甲", "乙", "上线一套 CRM 系统。")
    assert pages("CRM系统") == [together.pk, apart.pk]


@pytest.mark.parametrize("query", ["满意", "滿意", "客户满意", "客戶滿意", "  客户满意！", "满意 客户", "客户、满意"])
def test_chinese_is_found_however_it_is_written(add, query):
    lesson = add("甲", "乙", "量一量客户满意的程度。")
    add("丙", "丁", "别的内容。")
    assert pages(query) == [lesson.pk]
    assert find(query).exact is True


def test_traditional_text_is_found_by_simplified_words(add):
    lesson = add("客戶滿意的內涵")
    assert pages("内涵") == [lesson.pk]


@pytest.mark.parametrize(
    "query", ["CRM", "crm", "ＣＲＭ", "CRM系統", "servqual", "ＳＥＲＶ", "ISO 9001", "iso9001", "9001"]
)
def test_latin_is_found_however_it_is_written(add, query):
    lesson = add("甲", "乙", "CRM 系统、SERVQUAL 量表和ＩＳＯ９００１。")
    assert pages(query) == [lesson.pk]


@pytest.mark.parametrize("query", ["RM", "CR", "900", "qual"])
def test_latin_is_not_found_by_a_part_that_begins_no_word(add, query):
    add("甲", "乙", "CRM 系统、SERVQUAL 量表和 ISO9001。")
    assert pages(query) == []


@pytest.mark.parametrize("query", ["khmy", "KHMY", "my", "khmyd", "lnmy", "wgmy"])
def test_titles_headings_and_names_are_found_by_pinyin_initials(add, query):
    lesson = add("客户满意度", "五个满意", "", elements("理念满意"))
    assert pages(query) == [lesson.pk]


def test_text_is_not_found_by_initials_and_what_is_written_comes_first(add):
    add("甲", "乙", "客户满意。")
    meant, written = add("客户满意"), add("甲", "乙", "代号 KHMY 的项目。")
    assert pages("khmy") == [written.pk, meant.pk]


def test_han_characters_must_stand_together(add):
    add("甲", "乙", "客户很满意，户满为患，客户。")
    assert find("客户满意").exact is False


def test_every_piece_must_be_in_one_place(add):
    both = add("甲", "乙", "先投诉，再走流程。")
    add("丙", "投诉", "别的。")
    add("丁", "流程", "别的。")
    assert pages("投诉 流程") == [both.pk]


def test_one_character_is_found_too(add):
    lesson = add("甲", "乙", "投诉。")
    assert pages("投") == [lesson.pk]


def test_where_nothing_holds_it_all_what_holds_much_of_it_is_offered(add):
    much = add("客户满意度的测量", "乙", "测量满意度。")
    add("客户", "乙", "客户来了。")
    found = find("客户满易度的测量")
    assert (found.exact, [page for page, _path in found.sheet]) == (False, [much.pk])


def test_of_a_long_question_the_rarest_words_count(add):
    meant = add("甲", "服务补救究竟怎样做", "补救要快。")
    add("丙", "乙", "请问是什么。")
    question = "请问如果有一位客人昨天在我们店里因为排队太久而生气离开那么服务补救究竟怎样去做才算好"
    assert pages(question) == [meant.pk]


@pytest.mark.parametrize("places", [1, 1000])
def test_however_common_the_words_the_rarest_lead_to_the_best(add, monkeypatch, places):
    monkeypatch.setattr(finding, "MOST_PLACES", places)
    monkeypatch.setattr(finding, "MOST_CANDIDATES", 1)
    for number in range(4):
        add(f"客户满意 {number}")
    best = add("客户满意度")
    add("客户满意 4")
    assert pages("客户满意度渡") == [best.pk]


def test_what_holds_too_little_of_it_is_not_offered(add):
    add("客户")
    assert pages("客户的量子纠缠问题") == []


@pytest.mark.parametrize("query", ["量子纠缠", "zzzz", "4711", "醋", "客户的量子纠缠问题"])
def test_what_nobody_wrote_is_not_found(add, query):
    add("客户满意度的测量")
    assert pages(query) == []
    assert find(query).exact is False


@pytest.mark.parametrize("query", ["", " ", "、。！", "\0\x07", "—— ……", "%", "_'\"\\", "😀👩‍👩‍👧", "\ud800\udc00"])
def test_what_asks_for_nothing_finds_nothing(add, query):
    add("客户满意")
    assert find(query) is None


def test_a_long_query_is_read_as_far_as_it_goes(add):
    lesson = add("甲", "乙", "客户满意。")
    assert find("客户满意" * 250).exact is False
    assert pages("客户满意，" * 250) == [lesson.pk]


def test_places_of_a_page_stand_together_best_first(add):
    lesson = add("投诉", "怎样受理投诉", "受理投诉。", definition("投诉人", "提出投诉的人。"))
    assert places("投诉", lesson) == [("lesson", "投诉"), ("heading", "怎样受理投诉"), ("term", "投诉人")]


def test_unpublished_pages_are_not_found_even_where_entries_remain(add):
    lesson = add("客户满意")
    type(lesson).objects.filter(pk=lesson.pk).update(live=False)
    assert pages("客户满意") == []


def test_closed_parts_of_the_tree_are_not_found(add, chapter):
    add("客户满意")
    assert pages("客户满意", closed_paths=[chapter.path]) == []
    assert len(pages("客户满意", closed_paths=[ChapterPageFactory().path])) == 1


def test_results_are_in_sheets_of_ten_pages(add):
    lessons = [add(f"投诉 {number}").pk for number in range(1, 13)]
    assert pages("投诉") == lessons[:10]
    assert pages("投诉", number=2) == lessons[10:]
    assert pages("投诉", number="99") == lessons[10:]
    assert pages("投诉", number="x") == lessons[:10]
    assert find("投诉").sheet.paginator.count == 12


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "statements"), [("投诉", 3), ("投诉 流程 crm", 3), ("投诉的流", 4), ("纠缠", 1)])
def test_statements_do_not_grow_with_what_is_found(add, count, query, statements, django_assert_num_queries):
    for _number in range(count):
        add("投诉", "乙", "投诉的漫长流程，CRM。")
    with django_assert_num_queries(statements):
        found = find(query)
    assert len(found.sheet) == (0 if query == "纠缠" else count)
