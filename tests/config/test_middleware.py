"""Which headers every answer carries, page by page; nothing is allowed that the pages do not need."""

import pytest

from tests.architecture.tree import files, text

pytestmark = pytest.mark.django_db

PUBLIC_POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def policy_of(answer):
    return {part.strip() for part in answer["Content-Security-Policy"].split(";")}


def without_nonce(policy):
    return {part.partition(" 'nonce-")[0] for part in policy}


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/verify/", "/no/such/page/", "/exams/rehearsal/", "/livez"])
def test_a_page_for_everybody_allows_our_own_scripts_alone(client, path):
    answer = client.get(path)
    assert without_nonce(policy_of(answer)) == PUBLIC_POLICY
    assert {name: answer[name] for name in ALWAYS} == ALWAYS
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/me/", "/accounts/2fa/", "/accounts/sessions/", "/exams/"])
def test_so_does_a_page_of_ones_own(client_of, path):
    answer = client_of("trainee").get(path)
    assert without_nonce(policy_of(answer)) == PUBLIC_POLICY


@pytest.mark.parametrize("path", ["/admin/", "/admin/audit-log/", "/admin/no/such/page/"])
def test_the_back_office_allows_inline_code_and_nothing_from_outside(client_of, path):
    answer = client_of("auditor").get(path)
    assert policy_of(answer) == (PUBLIC_POLICY - {"script-src 'self'", "style-src 'self'"}) | {
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "frame-src 'self'",
        "worker-src 'none'",
    }
    assert "unsafe-eval" not in answer["Content-Security-Policy"]
    assert {name: answer[name] for name in ALWAYS} == ALWAYS


def test_each_nonce_is_used_once(client):
    nonces = {part for _ in range(3) for part in policy_of(client.get("/")) if "nonce" in part}
    assert len(nonces) in {0, 3}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "same-origin"),
        ("/accounts/login/", "same-origin"),
        ("/verify/", "cross-origin"),
        ("/badges/issuer.json", "cross-origin"),
    ],
)
def test_only_what_is_made_for_other_sites_can_be_loaded_by_them(client, path, expected):
    assert client.get(path)["Cross-Origin-Resource-Policy"] == expected


def test_no_template_turns_the_policy_off():
    marks = ("csp_exempt", "csp_replace", "csp_update")
    assert [str(path) for path in files("*.py") if any(mark in text(path) for mark in marks)] == []
