"""What a stranger may open, and why; what asks once more who it is; what waits for no second factor.

Everything not named or marked public here asks for a login.

Our own public views carry the `public` decorator; the views of libraries, which we do not edit, are listed by name.
What a library calls public does not count: Django REST framework, which serves Wagtail's admin API, calls everything so.
The whole list, page by page and role by role, is tests/architecture/access_table.py.
"""

from collections.abc import Callable
from typing import Any

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


def sensitive(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose POST asks for a fresh proof of who it is: `@method_decorator(sensitive, name="dispatch")`.

    accounts.middleware asks, within STEP_UP_MINUTES once; what was posted is kept meanwhile and carried out afterwards.
    """
    view.sensitive = True  # type: ignore[attr-defined]  # read by is_sensitive
    return view


def sensitive_to_read(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view whose GET asks for a fresh proof as well."""
    view.sensitive_to_read = True  # type: ignore[attr-defined]  # read by needs_fresh_proof
    return sensitive(view)


# Acts in libraries' views.
SENSITIVE_VIEWS: dict[str, str] = {
    "wagtailusers_users:add": "makes an account with roles",
    "wagtailusers_users:edit": "changes somebody's roles",
    "wagtailusers_users:delete": "ends somebody's account",
    "wagtailusers_groups:add": "makes a group with permissions",
    "wagtailusers_groups:edit": "changes what a role may do",
    "wagtailusers_groups:delete": "takes a role away",
    "wagtail_bulk_action": "assigns roles and deletes accounts, many at once",
    "account_email": "changes the addresses that a new password can be asked for by",
    "usersessions_list": "signs other devices out",
}


def is_sensitive(view_name: str, view: Callable[..., object]) -> bool:
    """Whether a POST to this view needs a fresh proof."""
    return view_name in SENSITIVE_VIEWS or bool(getattr(view, "sensitive", False))


def needs_fresh_proof(method: str | None, view_name: str, view: Callable[..., object]) -> bool:
    """Whether this request does: sensitive acts do when they are posted, and a few pages already when they are read."""
    if method == "POST":
        return is_sensitive(view_name, view)
    return bool(getattr(view, "sensitive_to_read", False))


# What staff open before they have a second factor, by name or name space: its setting up, and what must not be held up.
BEFORE_SECOND_FACTOR: dict[str, str] = {
    "accounts:second_factor": "where it begins",
    "appearance": "keeps a choice of looks",
    "sittings": "who sits an exam is never held up, whatever else they are",
}


def office_work(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view of staff's work that stands among pages which wait for no second factor."""
    view.office_work = True  # type: ignore[attr-defined]  # read by waits_for_second_factor
    return view


def waits_for_second_factor(view_name: str, view: Callable[..., object]) -> bool:
    """Whether this view is closed to staff without a second factor; allauth's, which set it up, are not."""
    if getattr(view, "office_work", False):
        return True
    is_named = view_name in BEFORE_SECOND_FACTOR or view_name.partition(":")[0] in BEFORE_SECOND_FACTOR
    return not is_named and view.__module__.partition(".")[0] != "allauth"
