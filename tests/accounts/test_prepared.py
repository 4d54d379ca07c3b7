"""Reads that are compiled once find what the ORM would."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Person, User
from accounts.prepared import Prepared, PreparedValues, hand_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    users = [User.objects.create(username=name, theme="dark", text_size="large") for name in ("an", "bo", "ce")]
    Person.objects.create(user=users[0], full_name="安")
    return users


def test_values_change_and_constants_stay(accounts):
    read = Prepared(lambda name: User.objects.filter(username=name, is_active=True).order_by("pk"), str)
    assert [read.get(user.username) for user in accounts] == accounts
    User.objects.filter(username="bo").update(is_active=False)
    assert read.first("bo") is None


def test_a_row_is_as_the_orm_reads_it(accounts):
    read = Prepared(lambda pk: User.objects.select_related("person").filter(pk=pk), int)
    for user in accounts:
        expected = User.objects.select_related("person").get(pk=user.pk)
        found = read.get(user.pk)
        names = [field.attname for field in User._meta.concrete_fields]
        assert [getattr(found, name) for name in names] == [getattr(expected, name) for name in names]
        assert not found._state.adding
        assert found._state.db == "default"


def test_related_rows_come_along(accounts, django_assert_num_queries):
    read = Prepared(lambda pk: User.objects.select_related("person").filter(pk=pk), int)
    with django_assert_num_queries(2):
        assert read.get(accounts[0].pk).display_name == "安"
        assert read.get(accounts[1].pk).display_name == "bo"


def test_a_deferred_field_is_read_when_asked_for(accounts, django_assert_num_queries):
    read = Prepared(lambda pk: User.objects.filter(pk=pk).defer("phone"), int)
    found = read.get(accounts[0].pk)
    with django_assert_num_queries(1):
        assert found.phone is None


def test_what_is_not_there_is_missing_as_in_the_orm(accounts):
    with pytest.raises(User.DoesNotExist):
        Prepared(lambda pk: User.objects.filter(pk=pk), int).get(accounts[-1].pk + 1)


def test_the_statement_is_compiled_once(accounts):
    built = []

    def build(pk):
        built.append(pk)
        return User.objects.filter(pk=pk)

    read = Prepared(build, int)
    for user in accounts:
        read.get(user.pk)
    assert len(built) == 1


def test_rows_handed_over_are_asked_for_no_more(accounts, django_assert_num_queries):
    owner = accounts[0]
    hand_over(owner, "registrations", [])
    with django_assert_num_queries(0):
        assert list(owner.registrations.all()) == []


def test_values_are_converted_as_the_orm_converts_them(accounts):
    names = ("username", "is_active", "date_joined")
    read = PreparedValues(lambda name: User.objects.filter(username=name).order_by("pk").values_list(*names), str)
    for user in accounts:
        assert read.rows(user.username) == [[user.username, True, user.date_joined]]
    assert read.rows("nobody") == []


def test_moments_are_parameters_too(accounts):
    """Compared as the engine keeps them: SQLite as text without a zone, PostgreSQL as they are."""
    User.objects.filter(pk=accounts[0].pk).update(date_joined=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC))
    read = PreparedValues(
        lambda pk, moment: User.objects.filter(pk=pk, date_joined__gt=moment).values_list("date_joined"), int, datetime
    )
    before = datetime(2026, 1, 2, 11, 4, 5, 677, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert read.rows(accounts[0].pk, before) == [[datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)]]
    assert read.rows(accounts[0].pk, before + timedelta(microseconds=1)) == []
