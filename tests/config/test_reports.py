"""The audit log in the back office: what auditors see, filter and take along."""

import csv
import io
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.roles import Role
from accounts.services import grant_role
from config.services.audit import seal_audit_log
from tests.factories.accounts import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
URL = "/admin/audit-log/"


def some_acts(count):
    for number in range(count):
        user = UserFactory(username=f"member{number}")
        PersonFactory(user=user, full_name=f"成员{number}")
        grant_role(user=user, role=Role.MARKER, actor=user, now=AT)
    seal_audit_log(now=AT)


def test_an_auditor_reads_who_did_what_to_whom_and_when(client_of):
    some_acts(1)
    page = client_of("auditor").get(URL).content.decode()
    for part in ("授予角色", "成员0", "2026-03-02 09:00:00", "role marker", AuditEntry.objects.get().hash[:12]):
        assert part in page


def test_it_is_filtered_by_person_act_object_and_day(client_of):
    some_acts(2)
    client = client_of("auditor")
    member = AuditEntry.objects.get(actor__username="member1")
    for query in ({"actor": "MEMBER1"}, {"object_id": member.object_id, "object_type": "accounts.user"}):
        page = client.get(f"{URL}results/", {**query, "act": "accounts.grant"}).content.decode()
        assert ("成员1" in page, "成员0" in page) == (True, False)
    assert "成员1" not in client.get(f"{URL}results/", {"at_from": "2026-03-03"}).content.decode()


def test_an_export_carries_the_hashes_and_no_name(client_of):
    some_acts(1)
    client = client_of("auditor")
    rows = list(csv.DictReader(io.StringIO(client.get(URL, {"export": "csv"}).getvalue().decode())))
    entry = AuditEntry.objects.get()
    assert [(row["position"], row["act"], row["hash"]) for row in rows] == [("1", "accounts.grant_role", entry.hash)]
    assert "成员0" not in str(rows)
    sheet = load_workbook(io.BytesIO(client.get(URL, {"export": "xlsx"}).getvalue())).active
    assert sheet.max_row == 2


def test_an_account_that_is_gone_leaves_its_number(client_of):
    some_acts(1)
    entry = AuditEntry.objects.get()
    entry.actor.person.delete()
    entry.actor.delete()
    assert f"#{entry.actor_id}" in client_of("auditor").get(URL).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(client_of, django_assert_max_num_queries, count):
    some_acts(count)
    client = client_of("auditor")
    client.get(URL)
    with django_assert_max_num_queries(14):
        client.get(URL)
