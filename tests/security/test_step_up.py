"""Sensitive acts wait for a fresh proof of who it is, and are then carried out as they were sent."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.access import SENSITIVE_VIEWS, is_sensitive
from accounts.roles import Role
from certificates.models import CertificateEvent
from tests.architecture.test_access import ROUTES
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.certificates import make_certificate

pytestmark = pytest.mark.django_db

OURS = {
    "accounts:end_device",
    "accounts:phone",
    "bank:access",
    "bank:export",
    "certificate_batches:start",
    "certificates_admin:bulk_revoke",
    "certificates_admin:revoke",
    "certificates_admin:supersede",
    "papers:publish",
    "papers:publish_set",
    "privacy:ask_copy",
    "privacy:ask_erasure",
    "privacy:download",
    "privacy_admin:decide",
    "regrades:apply",
    "regrades:revert",
    "results_desk:approve",
    "results_desk:moderate",
    "results_desk:rule",
}
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _asked_after_ten_minutes(settings):
    settings.STEP_UP_MINUTES = 10


def test_these_acts_are_sensitive():
    """A new one gets its line here, so that none is lost unseen."""
    assert {route.name for route in ROUTES if is_sensitive(route.name, route.view)} == OURS | SENSITIVE_VIEWS.keys()


@pytest.fixture
def certificate():
    return make_certificate()


def officer_at(moment):
    UserFactory(username="officer", roles=[Role.CERTIFICATE_OFFICER])
    client = Client()
    with time_machine.travel(moment, tick=False):
        client.post("/accounts/login/", {"login": "officer", "password": PASSWORD})
    return client


def revocations(certificate):
    return CertificateEvent.objects.filter(certificate=certificate, kind="revoked")


REVOKE = {"code": "misconduct", "reason": "替考，已核实", "confirm": "on"}


def test_within_ten_minutes_of_the_sign_in_nothing_is_asked(certificate):
    client = officer_at(AT)
    with time_machine.travel(AT + timedelta(minutes=9), tick=False):
        answer = client.post(reverse("certificates_admin:revoke", args=[certificate.pk]), REVOKE)
    assert "reauthenticate" not in answer["Location"]
    assert revocations(certificate).get().reason == "替考，已核实"


def test_later_the_act_waits_and_is_carried_out_as_it_was_sent(certificate):
    client = officer_at(AT)
    url = reverse("certificates_admin:revoke", args=[certificate.pk])
    with time_machine.travel(AT + timedelta(minutes=11), tick=False):
        assert client.get(url).status_code == 200
        asked = client.post(url, REVOKE)
        assert (asked.status_code, asked["Location"]) == (
            302,
            f"/accounts/reauthenticate/?next={url.replace('/', '%2F')}",
        )
        assert not revocations(certificate).exists()
        page = client.get(asked["Location"]).content.decode()
        assert "您填写的内容已保留" in page
        wrong = client.post("/accounts/reauthenticate/", {"password": "wrong", "next": url})
        assert (wrong.status_code, revocations(certificate).exists()) == (200, False)
        done = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": url})
        assert done.status_code == 302
        assert revocations(certificate).get().reason == "替考，已核实"
        # Once is enough for the next ten minutes.
        assert client.post(url, REVOKE).status_code == 422


def test_a_proof_for_another_page_carries_nothing_out(certificate):
    client = officer_at(AT)
    with time_machine.travel(AT + timedelta(minutes=11), tick=False):
        client.post(reverse("certificates_admin:revoke", args=[certificate.pk]), REVOKE)
        client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/me/"})
    assert not revocations(certificate).exists()


def test_a_script_is_told_instead(certificate):
    client = officer_at(AT)
    with time_machine.travel(AT + timedelta(minutes=11), tick=False):
        answer = client.post(
            reverse("certificates_admin:revoke", args=[certificate.pk]), REVOKE, headers={"HX-Request": "true"}
        )
    assert (answer.status_code, answer.json()["error"]) == (403, "proof_required")
    assert answer["HX-Redirect"].startswith("/accounts/reauthenticate/")
    assert not revocations(certificate).exists()


def test_without_a_form_token_nothing_is_kept_for_later(certificate):
    client = officer_at(AT)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    with time_machine.travel(AT + timedelta(minutes=11), tick=False):
        answer = strict.post(reverse("certificates_admin:revoke", args=[certificate.pk]), REVOKE)
    assert answer.status_code == 403
    assert "account_reauthentication_state" not in client.session
