"""The application's settings with a password hash that costs nothing: what a login costs besides it."""

from config.settings import *  # noqa: F403 -- a settings module extends its base

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Without the hash a whole crowd logs in within seconds; the limit itself stays in force, and costs what it costs.
ACCOUNT_RATE_LIMITS = {"login": "100000/m/ip", "login_failed": "10/m/key,300/m/ip"}
