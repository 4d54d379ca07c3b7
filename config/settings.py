"""All settings, read from the environment; `.env.example` lists every key with its default and meaning."""

import os
from fractions import Fraction
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.backends import caches, file_storages
from config.databases import databases
from config.environment import BASE_DIR, env, env_bool, env_int, env_list, load_dotenv

load_dotenv()

DEMO_SECRET_KEY = "demo-only-key-that-production-refuses-0123456789"  # noqa: S105 -- refused below
DEMO_FIELD_KEY = "mKd0f3Fx1C2mZ0o3JmVtb19vbmx5X2tleV8wMTIzNDU="

DEBUG = env_bool("DEBUG", default=False)
PRODUCTION = env_bool("PRODUCTION", default=False)
SECRET_KEY = env("SECRET_KEY", DEMO_SECRET_KEY)
# Fernet key for ID numbers at rest: 32 url-safe base64 bytes.
FIELD_ENCRYPTION_KEY = env("FIELD_ENCRYPTION_KEY", DEMO_FIELD_KEY)
# Keys that ID numbers may still be under: read with, never written with; see rotate_identity_key.
FIELD_ENCRYPTION_OLD_KEYS = env_list("FIELD_ENCRYPTION_OLD_KEYS")
if PRODUCTION and (SECRET_KEY == DEMO_SECRET_KEY or FIELD_ENCRYPTION_KEY == DEMO_FIELD_KEY):
    message = "PRODUCTION needs its own SECRET_KEY and FIELD_ENCRYPTION_KEY; see .env.example"
    raise ImproperlyConfigured(message)

# A cookie so named is taken over https alone, from this host alone; a neighbour under the same domain cannot write it.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")
SITE_URL = env("SITE_URL", "http://127.0.0.1:8000")
DATA_DIR = Path(env("DATA_DIR", str(BASE_DIR / "var")))

# The folder of pg_dump and pg_restore, where they are not on the PATH; for backup and restore.
POSTGRESQL_TOOLS = env("POSTGRESQL_TOOLS")

# Signatures on certificates; certificates/README.md says what each costs.
SIGNING_KEY_FOLDER = Path(env("SIGNING_KEY_FOLDER", str(DATA_DIR / "keys")))
SIGNING_KEY_PASSPHRASE = env("SIGNING_KEY_PASSPHRASE")
SIGNING_TIME_STAMP_URL = env("SIGNING_TIME_STAMP_URL")
# PEM: the roots of the authorities whose stamps are trusted, also of those of former years.
SIGNING_TIME_STAMP_ROOTS = env("SIGNING_TIME_STAMP_ROOTS")
SIGNING_LONG_TERM = env_bool("SIGNING_LONG_TERM", default=False)
# Left, bottom, right, top in points; a visible signature breaks PDF/UA-1.
SIGNING_VISIBLE_AT = env_list("SIGNING_VISIBLE_AT")
SIGNING_TOKEN_LIBRARY = env("SIGNING_TOKEN_LIBRARY")
SIGNING_TOKEN_LABEL = env("SIGNING_TOKEN_LABEL")
SIGNING_TOKEN_SLOT = env_int("SIGNING_TOKEN_SLOT", -1)
SIGNING_TOKEN_PIN = env("SIGNING_TOKEN_PIN")

INSTALLED_APPS = [
    "config",
    "certificates",
    "exams.practice",
    "exams.analysis",
    "exams.marking",
    "exams.sittings",
    "exams.papers",
    "exams.bank",
    "courses",
    "accounts",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.middleware.RouteMiddleware",
    "exams.sittings.middleware.AnswerPathMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "courses.middleware.TraditionalCharactersMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courses.middleware.LessonRouteMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.BrowserPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # A page whose slug an editor changed is still found under its old address.
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "config.forms.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # An item type's folder holds its candidate.html beside its schema and its scoring.
        "DIRS": [BASE_DIR / "config" / "templates", BASE_DIR / "exams" / "bank" / "item_types"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

DATABASES = databases(DATA_DIR)
DATABASE_ROUTERS = ["accounts.replica.ReplicaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = caches()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.adapters.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]
# Further words that no password may be made of: names of the organisation, its towns and houses.
PASSWORD_OWN_WORDS = env_list("PASSWORD_OWN_WORDS")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "phone", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_FORMS = {"signup": "accounts.forms.SignupForm"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
# A whole exam room may share one address: failed logins are counted per account and address, not per address alone.
# In each process; each takes a third of a second of a core, and a thread that saves would wait for.
LOGINS_AT_ONCE = int(env("LOGINS_AT_ONCE", "4"))
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "10/m/key,300/m/ip",
    "signup": "120/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
    "change_phone": "5/h/user",
}
# allauth trusts no forwarded address by itself: behind a proxy everybody would share the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env_bool("BEHIND_PROXY", default=False) else 0
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
# "required": staff are led to set up two-step verification before anything else. "offered": they are asked to.
STAFF_MFA = env("STAFF_MFA", "required" if PRODUCTION else "offered")
if STAFF_MFA not in {"required", "offered"}:
    message = f"STAFF_MFA is required or offered, not {STAFF_MFA!r}"
    raise ImproperlyConfigured(message)
# A sensitive act asks for the password or a second factor if neither was given for so long; 0: never.
STEP_UP_MINUTES = env_int("STEP_UP_MINUTES", 10)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * (STEP_UP_MINUTES or 10)

# Sign-in by an organisation's own identity provider (OpenID Connect), where one is set.
OIDC_SERVER_URL = env("OIDC_SERVER_URL")
OIDC_NAME = env("OIDC_NAME", "OpenID Connect")
# The roles that its claims give and take: word of the claim=role. No other role ever follows from a claim.
OIDC_ROLES_CLAIM = env("OIDC_ROLES_CLAIM", "groups")
OIDC_ROLES = dict(pair.split("=", 1) for pair in env_list("OIDC_ROLES"))
if PRODUCTION and OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith("https://"):
    message = "OIDC_SERVER_URL must be an https address in production"
    raise ImproperlyConfigured(message)
SOCIALACCOUNT_ADAPTER = "accounts.providers.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": OIDC_NAME,
                    "client_id": env("OIDC_CLIENT_ID"),
                    "secret": env("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }
    if OIDC_SERVER_URL
    else {}
)

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
# The choice is kept by the browser, as the appearance is.
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = PRODUCTION
# The second holds what Wagtail, allauth and Django lack in Chinese or say in another tone.
LOCALE_PATHS = [BASE_DIR / "config" / "locale", BASE_DIR / "config" / "vendor" / "locale"]
TIME_ZONE = env("TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", str(DATA_DIR / "static")))
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
# Portraits and certificate files are never under MEDIA_ROOT: only a checked view hands them out.
PRIVATE_ROOT = DATA_DIR / "private"
STORAGES = {
    **file_storages(PRIVATE_ROOT),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

TASKS = {"default": {"BACKEND": env("TASK_BACKEND", "django_tasks_db.DatabaseBackend"), "QUEUES": []}}
# A batch of certificates without a sign of life for so long is taken up again.
BATCH_PATIENCE_SECONDS = env_int("BATCH_PATIENCE_SECONDS", 60)
EMAIL_BACKEND = env("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", "no-reply@example.com")
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env_bool("EMAIL_USE_SSL", default=False)
# A server that does not answer holds the task worker so long.
EMAIL_TIMEOUT = env_int("EMAIL_TIMEOUT", 20)

# Messages to other systems go to public https addresses only; 1 lets them go to this machine as well, also by http.
WEBHOOK_ALLOW_LOOPBACK = env_bool("WEBHOOK_ALLOW_LOOPBACK", default=False)

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = env_int("SESSION_COOKIE_AGE", 14 * 24 * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
# Every script takes the token from its page.
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "config.storage.MessageStorage"
SECURE_SSL_REDIRECT = env_bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_HSTS_SECONDS = env_int("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env_bool("SECURE_HSTS_SUBDOMAINS", default=PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    # The browsers' preload list is the operator's to commit to, not the platform's.
    "security.W021",
    # Wagtail's preview and our style guide show our own pages in frames; CSP's frame-ancestors says the same.
    "security.W019",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# What a page may load and where it may send. The back office has its own, in config.middleware.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # A form that leads to the identity provider is followed there by the browser under this rule.
        "form-action": [SELF, *(["/".join(OIDC_SERVER_URL.split("/")[:3])] if OIDC_SERVER_URL else [])],
        "frame-ancestors": [SELF],
        **({"upgrade-insecure-requests": True} if PRODUCTION else {}),
    },
}

WAGTAIL_SITE_NAME = _("Customer Service Manager Academy")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
# No address that an editor types is ever asked for what it shows.
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "txt", "zip"]
# No editor may publish alone; what two people agreed on is published by this.
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.approval.publish_approved"
WAGTAILADMIN_LOGIN_URL = "account_login"
# Passwords and addresses are changed in one place, allauth's, which asks for the second factor.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# A lesson is studied when its checks were answered right and this share of its minutes was spent reading it.
STUDY_TIME_SHARE = Fraction(env("STUDY_TIME_SHARE", "1/2"))
# Reading time of a lesson counts up to this many times its minutes.
STUDY_TIME_CEILING = env_int("STUDY_TIME_CEILING", 3)

# A lesson that nobody reviewed for so long is due for review.
LESSON_REVIEW_MONTHS = env_int("LESSON_REVIEW_MONTHS", 12)
CONTENT_DIR = Path(env("CONTENT_DIR", str(BASE_DIR / "content")))

# Errors go by mail to these addresses, comma-separated, and to Sentry where SENTRY_DSN names one; neither gets personal data.
ADMINS = [("", address) for address in env_list("ADMINS")]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SENTRY_DSN = env("SENTRY_DSN")
# Who may read /metrics: whoever sends this as a bearer token; without one only this machine, and nobody behind a proxy.
METRICS_TOKEN = env("METRICS_TOKEN")
BACKUP_FOLDER = Path(env("BACKUP_FOLDER", str(DATA_DIR / "backups")))
# Each process counts in a file of its own there; read by prometheus_client when it is imported.
METRICS_FOLDER = DATA_DIR / "metrics"
METRICS_FOLDER.mkdir(parents=True, exist_ok=True)
os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(METRICS_FOLDER))

# json: one object a line, for a collector; line: for a person.
LOG_FORMAT = env("LOG_FORMAT", "json" if PRODUCTION else "line")
ERROR_LOG = DATA_DIR / "errors.jsonl"
_LINE = {"format": "{asctime} {levelname} {name} {request_id} {message}", "style": "{"}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logs.JsonFormatter"},
        "line": {"()": "config.logs.LineFormatter", **_LINE},
        "mail": {"()": "config.logs.MailFormatter", **_LINE},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
        # For the operator's page.
        "errors": {
            "class": "logging.handlers.RotatingFileHandler",
            "filename": str(ERROR_LOG),
            "maxBytes": 1 << 20,
            "backupCount": 1,
            "delay": True,
            "encoding": "utf-8",
            "level": "ERROR",
            "formatter": "json",
        },
        "mail": {"class": "config.logs.ErrorMailHandler", "level": "ERROR", "formatter": "mail"},
    },
    "root": {"handlers": ["console", "errors", "mail"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own would mail the whole request, form and cookies too.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # The one tells every step of every document, the other that it was imported.
        "weasyprint": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
