"""Sign-in by an identity provider: a real one on this machine, with signed tokens, asked over HTTP."""

import base64
import hashlib
import json
import urllib.request
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import time_machine
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import Client
from django.utils import timezone

from accounts.models import DataExport, User
from accounts.providers import ProviderSession
from accounts.roles import Role
from accounts.rules import roles_of
from tests.factories.sittings import make_user

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
LOGIN = "/accounts/oidc/sso/login/"


class Provider:
    """Everybody who comes is `claims`; codes are good once, for the verifier of their challenge."""

    def __init__(self):
        self.claims, self.codes = {}, {}
        # What its tokens and papers say otherwise; None: left out.
        self.token, self.paper, self.status = {}, {}, 200
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                if parts.path.startswith("/.well-known/"):
                    return self.say({**provider.discovery(), **provider.paper}, provider.status)
                if parts.path == "/userinfo":
                    good = self.headers["Authorization"] == "Bearer access"
                    return self.say(provider.claims if good else {}, 200 if good else 401)
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                provider.codes[code := f"code-{len(provider.codes)}"] = asked
                self.send_response(302)
                answer = urlencode({"code": code, "state": asked["state"]})
                self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
                self.end_headers()
                return None

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                asked = provider.codes.pop(sent["code"])
                challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest())
                assert asked["code_challenge"] == challenge.decode().rstrip("=")
                now = int(timezone.now().timestamp())
                claims = {"iss": provider.url, "aud": "platform", "iat": now, "exp": now + 60, **provider.claims}
                answer = {"access_token": "access", "token_type": "Bearer"}
                if provider.token is not None:
                    answer["id_token"] = jwt.encode({**claims, **provider.token}, KEY, "RS256", {"kid": "1"})
                self.say(answer)

            def say(self, said, status=200):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(said).encode())

            def log_message(self, *_args):
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def discovery(self):
        ways = {name: f"{self.url}/{name.partition('_')[0]}" for name in ("authorization_endpoint", "token_endpoint")}
        return {"issuer": self.url, **ways, "userinfo_endpoint": f"{self.url}/userinfo", "jwks_uri": f"{self.url}/jwks"}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


@pytest.fixture
def provider(settings):
    made = Provider()
    app = {"provider_id": "sso", "name": "学院统一认证", "client_id": "platform", "secret": "secret"}
    settings.OIDC_NAME = app["name"]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [{**app, "settings": {"server_url": made.url}}]}
    }
    made.claims = {"sub": "7", "email": "li@example.com", "email_verified": True, "name": "李娜"}
    yield made
    made.server.shutdown()
    made.server.server_close()


def come(client, **asked):
    """Go to the provider and come back with its answer."""
    away = client.post(f"{LOGIN}?{urlencode(asked)}" if asked else LOGIN)
    assert away.status_code == 302, away.content.decode()[:500]
    try:
        urllib.request.build_opener(_Stay).open(away["Location"])
    except urllib.error.HTTPError as moved:
        back = urlsplit(moved.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def signed_in(client):
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_without_the_setting_there_is_none(client, django_assert_num_queries):
    assert client.get(LOGIN).status_code == 404
    with django_assert_num_queries(0):
        assert "oidc" not in client.get("/accounts/login/").content.decode()


def test_a_newcomer_becomes_a_trainee_with_their_name(client, provider):
    assert "学院统一认证" in client.get("/accounts/login/").content.decode()
    come(client)
    user = signed_in(client)
    assert (user.email, user.display_name, roles_of(user)) == ("li@example.com", "李娜", {Role.TRAINEE})
    assert not user.has_usable_password()
    again = Client()
    come(again)
    assert signed_in(again) == user
    assert User.objects.filter(email="li@example.com").count() == 1


def test_an_address_alone_opens_nobodys_account(client, provider):
    owner = make_user("owner", email="li@example.com")
    response = come(client)
    assert response["Location"] == "/accounts/login/"
    assert signed_in(client) is None
    assert not SocialAccount.objects.exists()
    # Signed in here first, its owner connects it, and comes in by it from then on.
    client.force_login(owner)
    come(client, process="connect")
    assert SocialAccount.objects.get().user == owner
    other = Client()
    come(other)
    assert signed_in(other) == owner


@pytest.mark.parametrize("word", [False, None, "true"])
def test_an_address_that_is_not_verified_opens_nothing(client, provider, word):
    provider.claims["email_verified"] = word
    come(client)
    assert signed_in(client) is None
    assert not User.objects.filter(email="li@example.com").exists()


def test_another_address_is_not_connected(client, provider):
    client.force_login(make_user("other", email="wang@example.com"))
    assert come(client, process="connect")["Location"] == "/accounts/3rdparty/"
    assert not SocialAccount.objects.exists()


def test_claims_give_and_take_only_the_roles_of_the_setting(client, provider, settings):
    provider.claims["groups"] = ["teachers", "exam_officer", "superuser"]
    come(client)
    user = signed_in(client)
    assert roles_of(user) == {Role.TRAINEE}
    settings.OIDC_ROLES = {"teachers": "item_writer"}
    come(second := Client())
    assert roles_of(signed_in(second)) == {Role.TRAINEE, Role.ITEM_WRITER}
    provider.claims["groups"] = []
    come(third := Client())
    user = signed_in(third)
    assert roles_of(user) == {Role.TRAINEE}
    assert not user.is_superuser


def test_a_forged_state_is_no_sign_in(client, provider):
    client.post(LOGIN)
    response = client.get(f"{LOGIN}callback/", {"code": "code-0", "state": "forged"})
    assert response.status_code == 401
    assert signed_in(client) is None


# What OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2, and Discovery 1.0, 4.3, ask of whoever takes an ID token.
BAD_TOKENS = {
    "another issuer": {"iss": "https://elsewhere.example"},
    "for another client": {"aud": "another"},
    "made for another party": {"aud": ["platform", "another"], "azp": "another"},
    "ended": {"exp": 1},
    "about another person": {"sub": "8"},
    "none": None,
}


@pytest.mark.parametrize("token", BAD_TOKENS.values(), ids=BAD_TOKENS)
def test_a_token_that_does_not_hold_is_no_sign_in(client, provider, token):
    provider.token = token
    come(client)
    assert signed_in(client) is None
    assert not User.objects.filter(email="li@example.com").exists()
    assert not SocialAccount.objects.exists()


def test_a_token_that_does_not_hold_is_none_for_those_who_came_before_either(client, provider):
    come(client)
    provider.token = {"sub": "8"}
    come(other := Client())
    assert signed_in(other) is None


def test_the_paper_of_another_issuer_is_none(client, provider):
    """Token and paper agree with each other, but not with what the operator set."""
    provider.paper = {"issuer": "https://elsewhere.example"}
    provider.token = {"iss": "https://elsewhere.example"}
    assert come(client)["Location"] == "/accounts/login/"
    assert signed_in(client) is None


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_provider_that_does_not_answer_leads_back_to_the_login(client, provider, status):
    """Neither followed elsewhere nor an error of ours."""
    provider.status = status
    answer = client.post(LOGIN)
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert "学院统一认证" in client.get("/accounts/login/").content.decode()


def test_a_provider_that_is_not_there_leads_back_to_the_login(client, provider):
    provider.server.shutdown()
    provider.server.server_close()
    assert client.post(LOGIN)["Location"] == "/accounts/login/"


def test_over_https_nothing_is_asked_in_plain_text(settings, provider, rf):
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"] = {"server_url": "https://sso.example.cn"}
    request = rf.get("/")
    SessionMiddleware(lambda _request: None).process_request(request)
    MessageMiddleware(lambda _request: None).process_request(request)
    with pytest.raises(ImmediateHttpResponse):
        ProviderSession(request).request("GET", f"{provider.url}/userinfo")


def test_whoever_has_no_password_here_proves_it_where_they_signed_in(client, provider, settings):
    settings.STEP_UP_MINUTES = 10
    come(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        asked = client.post("/privacy/my-data/copy/")
        assert asked["Location"] == f"{LOGIN}?next=%2Fme%2F"
        assert not DataExport.objects.exists()
        assert come(client, next="/me/")["Location"] == "/me/"
        client.post("/privacy/my-data/copy/")
    assert DataExport.objects.count() == 1
