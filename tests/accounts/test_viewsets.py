"""Other systems in the back office: made once with a secret shown once, listed in a fixed number of queries, ended."""

import pytest
from django.urls import reverse

from accounts.models import AccessToken, Scope, Webhook, WebhookDelivery
from accounts.services.tokens import use_token
from accounts.services.webhooks import secret_of
from tests.factories.sittings import NOW, make_room
from tests.factories.systems import PUBLIC_ADDRESS, make_access_token, make_hook, put_down_delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client_of):
    return client_of("exam_officer")


def test_a_token_is_made_for_an_exam_and_shown_once(officer, exam_officer):
    exam = make_room().exam
    path = reverse("access_tokens:add")
    assert exam.title in officer.get(path).content.decode()
    said = {"name": "教务系统", "scopes": [Scope.READ_RESULTS], "exams": [exam.code], "days": "30"}
    answer = officer.post(path, said)
    token = AccessToken.objects.get()
    secret = answer.context["made"].secret
    assert answer.content.decode().count(secret) == 1
    assert "no-store" in answer.headers["Cache-Control"]
    assert use_token(secret=secret, now=token.created_at) == token
    assert (token.owner, token.scopes, token.exams) == (exam_officer, ["read:results"], [exam.code])
    assert (token.expires_at - token.created_at).days == 30
    listed = officer.get(reverse("access_tokens:index")).content.decode()
    assert token.prefix in listed
    assert secret not in listed


@pytest.mark.parametrize("said", [{"name": ""}, {"scopes": []}, {"exams": ["nobodys"]}, {"days": "3650"}])
def test_a_token_that_says_too_little_or_too_much_is_not_made(officer, said):
    make_room()
    known = {"name": "教务系统", "scopes": [Scope.READ_RESULTS], "days": "30"}
    assert officer.post(reverse("access_tokens:add"), {**known, **said}).status_code == 422
    assert not AccessToken.objects.exists()


def test_anybodys_token_is_revoked_by_any_officer(officer, certificate_officer):
    token = make_access_token(certificate_officer).token
    officer.post(reverse("access_tokens:revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_webhook_is_made_and_its_secret_shown_once(officer):
    said = {"name": "教务系统", "url": PUBLIC_ADDRESS, "events": ["result.released"]}
    answer = officer.post(reverse("webhooks:add"), said)
    webhook = Webhook.objects.get()
    assert answer.context["made"].secret == secret_of(webhook)
    assert answer.content.decode().count(secret_of(webhook)) == 1
    page = officer.get(reverse("webhooks:webhook", args=[webhook.pk])).content.decode()
    assert secret_of(webhook) not in page


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "http://example.com/", "nonsense", "https://169.254.169.254/"])
def test_an_address_inside_is_refused_in_words(officer, url):
    answer = officer.post(reverse("webhooks:add"), {"name": "x", "url": url, "events": ["result.released"]})
    assert answer.status_code == 422
    assert answer.context["form"].errors["url"]
    assert not Webhook.objects.exists()


def test_a_message_is_sent_again_and_a_webhook_ends(officer, exam_officer):
    delivery = put_down_delivery(exam_officer, now=NOW)
    WebhookDelivery.objects.update(given_up_at=NOW, tries=10)
    replay = reverse("webhooks:replay", args=[delivery.webhook_id, delivery.pk])
    officer.post(replay)
    delivery.refresh_from_db()
    assert (delivery.given_up_at, delivery.tries) == (None, 0)
    assert officer.post(reverse("webhooks:replay", args=[delivery.webhook_id + 1, delivery.pk])).status_code == 404
    officer.post(reverse("webhooks:end", args=[delivery.webhook_id]))
    assert Webhook.objects.get().ended_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_as_many_queries_however_long(officer, exam_officer, count, django_assert_num_queries):
    for _one in range(count):
        make_access_token(exam_officer)
        make_hook(exam_officer, "certificate.issued", now=NOW)
    officer.get(reverse("access_tokens:index"))
    with django_assert_num_queries(LIST_QUERIES):
        officer.get(reverse("access_tokens:index"))
    with django_assert_num_queries(LIST_QUERIES):
        officer.get(reverse("webhooks:index"))


LIST_QUERIES = 10
