"""The page of notices, marking as read, preferences, the count in the frame."""

import re

import pytest

from accounts.models import Notice, NoticePreference, User
from tests.factories.notices import make_reader, tell

pytestmark = pytest.mark.django_db

CHECKED = re.compile(r'name="kinds"[^>]* checked')


@pytest.fixture
def reader():
    return make_reader()


@pytest.fixture
def signed_in(client, reader):
    client.force_login(reader)
    return client


def fill(reader, size):
    for number in range(size):
        tell(reader, key=f"k-{number}", title=f"证书{number:02}")


# Session and user; count of the list, the list.
NOTICES_QUERIES = 4


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(signed_in, reader, size, django_assert_num_queries):
    fill(reader, size)
    signed_in.get("/notices/")
    with django_assert_num_queries(NOTICES_QUERIES):
        page = signed_in.get("/notices/").content.decode()
    assert page.count('<li class="notice-line') == size


def test_the_list_has_pages(signed_in, reader):
    fill(reader, 21)
    first, second = signed_in.get("/notices/").content.decode(), signed_in.get("/notices/?page=2").content.decode()
    assert (first.count('<li class="notice-line'), second.count('<li class="notice-line')) == (20, 1)
    assert "第 1 页，共 2 页" in first
    assert "证书20" in first
    assert "证书00" in second


def test_an_empty_list_says_what_will_stand_there(signed_in):
    assert "还没有通知" in signed_in.get("/notices/").content.decode()


def test_every_page_shows_the_count_and_pays_no_query_for_it(signed_in, reader, django_assert_num_queries):
    path = "/accounts/profile/"
    assert "menu-count" not in signed_in.get(path).content.decode()
    with django_assert_num_queries(2):
        signed_in.get(path)
    fill(reader, 12)
    with django_assert_num_queries(2):
        page = signed_in.get(path).content.decode()
    assert page.count('<span class="menu-count">12<span class="visually-hidden"> 条未读通知</span></span>') == 2


def test_the_count_is_the_readers_own(client, reader):
    fill(reader, 3)
    client.force_login(make_reader("other@example.cn"))
    assert "menu-count" not in client.get("/accounts/profile/").content.decode()


def test_following_a_notice_marks_it_as_read(signed_in, reader):
    (notice,) = tell(reader)
    answer = signed_in.post(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/certificates/")
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert User.objects.get(pk=reader.pk).unread_notices == 0


def test_marking_one_stays_on_the_page(signed_in, reader):
    (notice,) = tell(reader)
    assert signed_in.post(f"/notices/{notice.pk}/", {"stay": "1"})["Location"] == "/notices/"


def test_marking_all(signed_in, reader):
    fill(reader, 3)
    assert "全部标为已读" in signed_in.get("/notices/").content.decode()
    signed_in.post("/notices/read/")
    assert Notice.objects.filter(read_at__isnull=True).count() == 0
    assert "全部标为已读" not in signed_in.get("/notices/").content.decode()


def test_anothers_notice_is_not_there_and_stays_unread(client, reader):
    (notice,) = tell(reader)
    client.force_login(make_reader("other@example.cn"))
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_looking_changes_nothing(signed_in, reader):
    (notice,) = tell(reader)
    signed_in.get("/notices/")
    assert (signed_in.get("/notices/read/").status_code, signed_in.get(f"/notices/{notice.pk}/").status_code) == (
        405,
        405,
    )
    assert Notice.objects.get().read_at is None


def test_preferences_are_kept(signed_in, reader):
    page = signed_in.get("/notices/preferences/").content.decode()
    assert len(CHECKED.findall(page)) == 7
    assert "reader@example.cn" in page
    signed_in.post("/notices/preferences/", {"kinds": ["result", "appeal"]})
    wanted = NoticePreference.objects.filter(user=reader, by_mail=True).values_list("kind", flat=True)
    assert set(wanted) == {"result", "appeal"}
    assert len(CHECKED.findall(signed_in.get("/notices/preferences/").content.decode())) == 2


@pytest.mark.parametrize("kind", ["account", "gossip"])
def test_a_kind_that_is_not_to_be_chosen_is_refused(signed_in, kind):
    assert signed_in.post("/notices/preferences/", {"kinds": [kind]}).status_code == 422
    assert NoticePreference.objects.count() == 0


def test_without_an_address_the_page_says_so(client):
    client.force_login(make_reader(""))
    assert "您还没有填写邮箱" in client.get("/notices/preferences/").content.decode()
