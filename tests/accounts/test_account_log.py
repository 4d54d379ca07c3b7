"""What happens at the door of an account is logged and chained: who it was, by which proof, and nothing that was typed."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccountEvent, AuditEntry
from config.services.audit import seal_audit_log, verify_audit_log
from tests.accounts.test_mfa import code_of
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW = "another 7 password"


@pytest.fixture
def zhang():
    return UserFactory(username="zhang", email="zhang@example.com", phone="+8613800138000")


def sign_in(login="zhang", password=PASSWORD):
    client = Client()
    client.post("/accounts/login/", {"login": login, "password": password})
    return client


def logged():
    events = AccountEvent.objects.order_by("pk")
    return [(one.act, one.account_id, one.actor_id, one.details.get("type")) for one in events]


def test_coming_and_going(zhang):
    client = sign_in()
    client.post("/accounts/logout/")
    assert logged() == [
        ("signed_in", zhang.pk, zhang.pk, "password"),
        ("signed_out", zhang.pk, zhang.pk, None),
    ]


@pytest.mark.parametrize("login", ["zhang", "ZHANG@example.com", "138 0013 8000"])
def test_a_wrong_password_is_noted_at_the_account_and_nobody_is_said_to_have_done_it(zhang, login):
    sign_in(login, "not the one")
    assert logged() == [("sign_in_failed", zhang.pk, None, "password")]


@pytest.mark.parametrize("login", ["nobody", "nobody@example.com", "13900139999"])
def test_where_there_is_no_account_nothing_of_what_was_typed_is_kept(zhang, login):
    sign_in(login)
    assert logged() == [("sign_in_failed", None, None, "password")]
    assert login not in str(AccountEvent.objects.values())


@pytest.mark.parametrize("pair", [("zhang", "nobody"), ("zhang@example.com", "nobody@example.com")])
def test_a_known_and_an_unknown_name_cost_as_many_queries(zhang, pair):
    found = []
    for login in pair:
        with CaptureQueriesContext(connection) as queries:
            sign_in(login, "not the one")
        found.append([query["sql"].split()[0] for query in queries])
    assert found[0] == found[1]


def test_a_second_factor(zhang):
    secret = generate_totp_secret()
    TOTP.activate(zhang, secret)
    client = sign_in()
    assert logged() == []
    client.post("/accounts/2fa/authenticate/", {"code": "000000" if code_of(secret) != "000000" else "000001"})
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert logged() == [
        ("sign_in_failed", zhang.pk, None, "totp"),
        ("signed_in", zhang.pk, zhang.pk, "password+totp"),
    ]


def test_a_fresh_proof_and_a_wrong_one(zhang):
    client = sign_in()
    client.post("/accounts/reauthenticate/", {"password": "not the one"})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert logged()[1:] == [
        ("sign_in_failed", zhang.pk, None, "password"),
        ("confirmed", zhang.pk, zhang.pk, "password"),
    ]


def test_new_passwords(zhang):
    client = sign_in()
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    EmailAddress.objects.create(user=zhang, email=zhang.email, verified=True, primary=True)
    stranger = Client()
    stranger.post("/accounts/password/reset/", {"email": zhang.email})
    link = next(word for word in mail.outbox[-1].body.split() if "/accounts/password/reset/key/" in word)
    form = stranger.get(link.partition("example.com")[2] or link[link.index("/accounts") :], follow=True)
    stranger.post(form.request["PATH_INFO"], {"password1": "a third 9 password", "password2": "a third 9 password"})
    assert [act for act, *_rest in logged()][1:3] == ["password_changed", "password_reset"]
    zhang.refresh_from_db()
    assert zhang.check_password("a third 9 password")


def test_recovery_codes_made_anew(zhang, django_capture_on_commit_callbacks):
    TOTP.activate(zhang, generate_totp_secret())
    RecoveryCodes.activate(zhang)
    client = Client()
    client.force_login(zhang)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/recovery-codes/generate/")
    assert logged()[-1] == ("codes_renewed", zhang.pk, zhang.pk, None)


def test_it_is_in_the_chain_but_for_guesses_at_accounts_that_are_not_there(zhang):
    sign_in("nobody")
    sign_in("zhang", "not the one")
    sign_in()
    now = timezone.now()
    assert seal_audit_log(now=now) == 2
    entries = AuditEntry.objects.order_by("position").values_list(
        "act", "actor_id", "object_type", "object_id", "details"
    )
    assert list(entries) == [
        ("account.sign_in_failed", None, "accounts.user", str(zhang.pk), {"type": "password"}),
        ("account.signed_in", zhang.pk, "accounts.user", str(zhang.pk), {"type": "password"}),
    ]
    found = verify_audit_log(now=now)
    assert (found.faults, found.gone) == ([], 0)


def test_the_database_refuses_to_rewrite_it_and_lets_it_go_in_its_time(zhang):
    sign_in()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccountEvent.objects.update(act="signed_out")
    assert logged()[0][0] == "signed_in"
    AccountEvent.objects.all().delete()
    assert logged() == []


def test_the_auditor_reads_it_in_words(zhang, client_of):
    sign_in("zhang", "not the one")
    seal_audit_log(now=timezone.now())
    page = client_of("auditor").get("/admin/audit-log/").content.decode()
    assert "登录失败" in page
