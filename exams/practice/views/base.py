"""What the pages of practice have in common: whose they are."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """Every page here stands behind the login, and shows its reader's own."""

    user: User
