"""Notices: told once, counted exactly, withdrawn when outdated, mailed as their reader wants."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Notice, NoticeKind, NoticeMail, User
from accounts.services import choose_mails, read_all_notices, read_notice
from tests.factories.accounts import NOW, UserFactory
from tests.factories.notices import make_reader, tell

pytestmark = pytest.mark.django_db


def unread(user):
    return User.objects.get(pk=user.pk).unread_notices


def test_a_notice_says_what_its_template_says():
    (notice,) = tell(make_reader())
    assert notice.subject == "您的证书已被撤销：培训合格证书（客户服务改进）"
    assert notice.text.startswith("证书 PX26-000001-6R 不再有效。")
    assert (notice.url, notice.created_at, notice.read_at) == ("/certificates/", NOW, None)


def test_words_are_the_sites_whatever_the_language_of_the_request(client):
    reader = make_reader()
    client.force_login(reader)
    client.cookies["django_language"] = "en"
    client.get("/notices/")
    assert tell(reader)[0].subject.startswith("您的证书")


def test_nobody_is_told_twice():
    one, other = make_reader(), make_reader("other@example.cn")
    tell(one)
    tell(one, other)
    assert (unread(one), unread(other), NoticeMail.objects.count()) == (1, 1, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(recipient=one, key="k-1", kind="result", subject="x", text="x", url="/", created_at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"kind": "gossip"}, {"subject": ""}, {"text": ""}, {"url": "https://evil.example/"}, {"url": "//evil"}]
)
def test_the_database_refuses_what_is_no_notice(wrong):
    fields = {"kind": "result", "subject": "x", "text": "x", "url": "/", "key": "k", "created_at": NOW, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(recipient=make_reader(), **fields)


def test_a_later_word_takes_the_place_of_one_that_was_not_read():
    reader = make_reader()
    tell(reader, key="seat-1", about="seat")
    tell(reader, key="seat-2", about="seat")
    assert list(Notice.objects.values_list("key", flat=True)) == ["seat-2"]
    assert (unread(reader), NoticeMail.objects.count()) == (1, 1)
    read_all_notices(actor=reader, now=NOW)
    tell(reader, key="seat-3", about="seat")
    assert (Notice.objects.count(), unread(reader)) == (2, 1)


def test_reading_is_noted_once_and_by_the_reader_only():
    reader, other = make_reader(), make_reader("other@example.cn")
    (notice,) = tell(reader)
    read_notice(notice=notice, actor=other, now=NOW)
    assert (unread(reader), Notice.objects.get().read_at) == (1, None)
    read_notice(notice=notice, actor=reader, now=NOW)
    read_notice(notice=notice, actor=reader, now=NOW + timedelta(days=1))
    assert (unread(reader), reader.unread_notices, Notice.objects.get().read_at) == (0, 0, NOW)


def test_who_has_no_address_reads_on_the_site():
    reader = make_reader("")
    tell(reader)
    assert (unread(reader), NoticeMail.objects.count()) == (1, 0)


def test_a_choice_against_mails_holds_for_its_kind_and_for_what_waits():
    reader = make_reader()
    tell(reader)
    tell(reader, key="k-2", kind=NoticeKind.RESULT)
    choose_mails(user=reader, kinds=[NoticeKind.RESULT])
    assert list(NoticeMail.objects.values_list("notice__key", flat=True)) == ["k-2"]
    tell(reader, key="k-3")
    tell(reader, key="k-4", kind=NoticeKind.RESULT)
    assert set(NoticeMail.objects.values_list("notice__key", flat=True)) == {"k-2", "k-4"}
    assert unread(reader) == 4


def test_the_way_into_an_account_is_mailed_in_any_case():
    reader = make_reader()
    choose_mails(user=reader, kinds=[])
    tell(reader, kind=NoticeKind.ACCOUNT)
    assert NoticeMail.objects.count() == 1


@pytest.mark.parametrize("size", [1, 3, 40])
def test_telling_takes_the_same_queries_for_any_number(size, django_assert_num_queries):
    readers = [make_reader(f"r{number}@example.cn") for number in range(size)]
    # Told already, readers, notices, counters, choices, mails; and the look that the factory takes.
    with django_assert_num_queries(7):
        tell(*readers)
    assert NoticeMail.objects.count() == size


class CountIsExact(TestCase):
    """Whatever is told, read and withdrawn, in whatever order: the counter is the number of unread notices."""

    @settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(st.sampled_from(["tell", "read", "all"]), st.integers(0, 4), st.sampled_from(["", "a", "b"]))
        )
    )
    def test(self, acts):
        reader = UserFactory(email="r@example.cn")
        for act, number, about in acts:
            if act == "tell":
                tell(reader, key=f"k-{number}", about=about)
            elif act == "all":
                read_all_notices(actor=reader, now=NOW)
            elif notice := Notice.objects.filter(recipient=reader, key=f"k-{number}").first():
                read_notice(notice=notice, actor=reader, now=NOW)
            expected = Notice.objects.filter(recipient=reader, read_at__isnull=True).count()
            self.assertEqual(unread(reader), expected)  # noqa: PT009 -- hypothesis' TestCase
