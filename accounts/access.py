"""What a stranger may open, and why. Everything not named or marked here asks for a login.

Our own public views carry the `public` decorator; the views of libraries, which we do not edit, are listed by name.
What a library calls public does not count: Django REST framework, which serves Wagtail's admin API, calls everything so.
The whole list, page by page and role by role, is tests/architecture/access_table.py.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required

public = login_not_required

PUBLIC_VIEWS: dict[str, str] = {
    "account_login": "where a login begins",
    "account_signup": "where a trainee's account begins",
    "account_logout": "harmless without a session, and a second click must not ask for a login",
    "account_inactive": "tells the owner of a closed account so, who cannot sign in",
    "account_reset_password": "for those who cannot sign in",
    "account_reset_password_done": "answers everybody alike, known address or not",
    "account_reset_password_from_key": "the link in the reset mail; the key is the proof",
    "account_reset_password_from_key_done": "end of the reset",
    "account_email_verification_sent": "a step of sign-up",
    "account_confirm_email": "the link in the confirmation mail; the key is the proof",
    "account_confirm_login_code": "a step of login; leads back to it without one under way",
    "account_verify_phone": "a step of sign-up; leads back to it without one under way",
    "mfa_authenticate": "the second step of login; leads back to it without one under way",
    "mfa_login_webauthn": "login by passkey",
    "socialaccount_login_cancelled": "where an identity provider sends whoever turned back",
    "socialaccount_login_error": "where a sign-in by an identity provider ends that failed",
    "socialaccount_signup": "a step of sign-in by an identity provider; leads back to the login without one under way",
    "openid_connect_login": "where a sign-in by an identity provider begins; unknown where none is set",
    "openid_connect_callback": "where an identity provider sends its answer; the state in the session is the proof",
    "set_language": "keeps a choice in a cookie; whoever cannot read the page needs it most",
    "wagtail_serve": "pages decide for themselves: wagtail_hooks asks for a login unless the page class is public",
}


# Other systems come with a token and never with a session: accounts.api asks for it, of every operation.
_TOKENS = "api:"
_OUR_PACKAGES = frozenset({"accounts", "certificates", "config", "courses", "exams"})


def is_public(view_name: str, view: Callable[..., object]) -> bool:
    """Whether a stranger may open this view."""
    if view_name in PUBLIC_VIEWS or view_name.startswith(_TOKENS):
        return True
    is_ours = view.__module__.partition(".")[0] in _OUR_PACKAGES
    return is_ours and not getattr(view, "login_required", True)
