"""What belongs to a copy, and what may never be kept."""

import json

import pytest
from django.contrib.auth.models import Group
from django.urls import resolve, reverse
from wagtail.models import PageViewRestriction

from courses.takeaway.copies import account_key, course_pages, may_be_kept, site_routes
from tests.architecture.access_table import TABLE
from tests.factories.courses import ChapterPageFactory, CoursePageFactory, LessonPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CoursePageFactory(slug="level-2")


@pytest.fixture
def chapter(course):
    return ChapterPageFactory(parent=course, slug="improvement")


@pytest.fixture
def lesson(chapter):
    return LessonPageFactory(parent=chapter, slug="inner", title="内涵")


@pytest.fixture
def request_of(rf, persona):
    def make(name="trainee"):
        request = rf.get("/")
        request.user = persona(name)
        return request

    return make


def versions(course, request):
    return {page.url: page.version for page in course_pages(course=course, request=request)}


# What is shut out


@pytest.mark.parametrize(
    "path",
    [
        *("/exams/", "/exams/2026-0001/start/", "/attempts/1/", "/attempts/1/answers", "/papers/ab/items/"),
        *("/results/1/", "/certificates/", "/certificates/PX26-000123-8M/download/", "/verify/ABC/"),
        *("/admin/", "/admin/pages/3/edit/", "/accounts/login/", "/accounts/profile/", "/me/", "/appearance/"),
        *("/study/lessons/1/check/0d5a6b3c-1111-4222-8333-444455556666/", "/study/courses/1/enrol/"),
        *("/study/chapters/1/handout/", "/offline/", "/service-worker.js", "/styleguide/", "/_util/login/"),
        *("https://example.com/level-2/", "//example.com/level-2/", ""),
    ],
)
def test_what_has_a_route_of_its_own_is_never_kept(path):
    assert may_be_kept(path) is False or path.startswith("//")


def test_every_named_route_of_the_site_is_shut_out():
    """Also those that nobody has thought of yet: the list comes from the URLconf."""
    reached = {}
    for name in TABLE.keys() - {"wagtail_serve"}:
        try:
            reached[name] = reverse(name)
        except Exception:  # noqa: BLE001, S112 -- routes with arguments begin like one of these
            continue
    assert len(reached) > 40
    assert {name: path for name, path in reached.items() if may_be_kept(path)} == {}


def test_pages_of_the_course_tree_may_be_kept(lesson):
    assert may_be_kept(lesson.url)
    assert resolve(lesson.url).url_name == "wagtail_serve"
    assert "level-2" not in site_routes()


def test_a_page_that_hides_behind_a_route_is_left_out(course, request_of):
    hidden = CoursePageFactory(slug="exams")
    LessonPageFactory(parent=ChapterPageFactory(parent=hidden))
    assert course_pages(course=hidden, request=request_of()) == []


# What belongs to it


def test_course_chapters_and_lessons_in_the_order_of_the_tree(course, chapter, lesson, request_of):
    LessonPageFactory(parent=chapter, live=False)
    LessonPageFactory()
    pages = course_pages(course=course, request=request_of())
    assert [(page.kind, page.url, page.title) for page in pages] == [
        ("course", "/level-2/", "客户服务管理师（二级）"),
        ("chapter", "/level-2/improvement/", "第四章 客户服务改进"),
        ("lesson", "/level-2/improvement/inner/", "内涵"),
    ]


def test_what_is_kept_for_a_group_is_left_out_for_others(course, chapter, lesson, persona, request_of):
    restriction = PageViewRestriction.objects.create(page=chapter, restriction_type=PageViewRestriction.GROUPS)
    group = Group.objects.create(name="付费班")
    restriction.groups.add(group)
    assert [page.kind for page in course_pages(course=course, request=request_of())] == ["course"]
    persona("trainee").groups.add(group)
    assert [page.kind for page in course_pages(course=course, request=request_of())] == ["course", "chapter", "lesson"]


def test_versions_follow_what_a_page_shows(course, chapter, lesson, request_of):
    other = LessonPageFactory(parent=ChapterPageFactory(parent=course, slug="other"), slug="far")
    before = versions(course, request_of())
    assert versions(course, request_of()) == before
    lesson.save_revision().publish()
    after = versions(course, request_of())
    assert {url for url in before if before[url] != after[url]} == {"/level-2/", "/level-2/improvement/", lesson.url}
    assert after[other.url] == before[other.url]


def test_a_new_neighbour_changes_a_lesson_that_names_it(course, chapter, lesson, request_of):
    before = versions(course, request_of())
    LessonPageFactory(parent=chapter, slug="next")
    assert versions(course, request_of())[lesson.url] != before[lesson.url]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_whatever_its_length(course, chapter, count, request_of, django_assert_num_queries):
    LessonPageFactory.create_batch(count, parent=chapter)
    request = request_of()
    versions(course, request)
    with django_assert_num_queries(3):
        assert len(course_pages(course=course, request=request)) == count + 2


def test_accounts_are_told_apart_and_not_named(persona):
    keys = {account_key(persona(name)) for name in ("trainee", "stranger")}
    assert len(keys) == 2
    assert account_key(persona("trainee")) == account_key(persona("trainee"))
    assert all(len(key) == 16 and "trainee" not in key for key in keys)


# The answers


def test_list_of_a_course(client_of, persona, course, chapter, lesson):
    answer = client_of("trainee").get(f"/study/courses/{course.pk}/copy.json")
    content = json.loads(answer.content)
    assert (content["id"], content["title"], content["url"]) == (course.pk, course.title, "/level-2/")
    assert (content["account"], content["lessons"]) == (account_key(persona("trainee")), 1)
    assert content["pages"][2] == {
        "kind": "lesson",
        "title": "内涵",
        "url": "/level-2/improvement/inner/",
        "copy": f"/study/copies/{lesson.pk}/",
        "version": content["pages"][2]["version"],
    }
    assert 95_000 < content["bytes"] < 100_000
    assert answer["Cache-Control"] == "private, no-cache"


def test_unchanged_list_is_not_sent_again_and_reads_no_lesson(client_of, course, lesson, django_assert_num_queries):
    client = client_of("trainee")
    url = f"/study/courses/{course.pk}/copy.json"
    etag = client.get(url)["ETag"]
    with django_assert_num_queries(9) as queries:
        answer = client.get(url, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert not [query for query in queries.captured_queries if '"body"' in query["sql"]]
    lesson.save_revision().publish()
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_another_account_gets_another_version(client_of, course, lesson):
    url = f"/study/courses/{course.pk}/copy.json"
    etag = client_of("trainee").get(url)["ETag"]
    assert client_of("stranger").get(url, headers={"If-None-Match": etag}).status_code == 200
