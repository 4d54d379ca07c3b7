"""Error pages say in Chinese what happened, what is kept and what to do next."""

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import path
from django.views.defaults import bad_request, server_error

from tests.personas import SUPERUSER

THREE = ("发生了什么", "什么没有变", "接下来怎么做")
CODES = ("400", "403", "403_csrf", "404", "429", "500", "503")


@pytest.mark.parametrize("code", CODES)
def test_page_answers_three_questions_without_any_context(code):
    page = get_template(f"{code}.html").render()
    assert [label for label in THREE if f"<dt>{label}</dt>" in page] == list(THREE)
    assert "<form" not in page or code in {"403", "404", "429"}


def test_server_error_asks_nothing_of_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "服务器出错了" in response.content.decode()


def test_bad_request():
    response = bad_request(RequestFactory().get("/"), Exception())
    assert (response.status_code, "这个请求无法处理" in response.content.decode()) == (400, True)


def test_not_found(client, db):
    response = client.get("/nowhere/")
    assert (response.status_code, "这个网址没有页面" in response.content.decode()) == (404, True)


def test_not_found_leads_the_signed_in_to_their_desk(client_of):
    assert '<a class="button" href="/me/">' in client_of(SUPERUSER).get("/nowhere/").content.decode()


def test_forbidden(client_of):
    response = client_of("trainee").get("/styleguide/")
    assert (response.status_code, "您没有打开这一页的权限" in response.content.decode()) == (403, True)


def test_lost_security_mark(db):
    response = Client(enforce_csrf_checks=True).post("/appearance/", {"theme": "dark", "size": "large"})
    assert (response.status_code, "请再提交一次" in response.content.decode()) == (403, True)
    assert dict(response.cookies) == {}


def boom(request):
    raise RuntimeError


boom.login_required = False
urlpatterns = [path("boom/", boom)]


@pytest.mark.urls(__name__)
def test_a_crash_is_told_by_the_page_not_by_its_trace(caplog):
    response = Client(raise_request_exception=False).get("/boom/")
    assert response.status_code == 500
    assert "显示“已保存”的答案都在服务器上" in response.content.decode()
    assert "RuntimeError" not in response.content.decode()
