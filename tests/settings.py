"""Settings of the test suite: the project's own, with fast hashing, tasks run at once, files in a temporary folder."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_DATA = tempfile.mkdtemp(prefix="suite-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["DATA_DIR"] = _DATA

from config.settings import *  # noqa: E402, F403 -- after DATA_DIR is set; a settings module extends its base
from config.settings import DATABASES, STORAGES, TASKS  # noqa: E402 -- after DATA_DIR is set

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
TASKS["default"]["BACKEND"] = "django_tasks.backends.immediate.ImmediateBackend"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(_DATA) / "media"
WHITENOISE_AUTOREFRESH = True
if "pool" in DATABASES["default"]["OPTIONS"]:
    # Each test thread opens few connections; a pool would outlive the test database.
    del DATABASES["default"]["OPTIONS"]["pool"]
# Personas are signed in without a password; tests/security/test_step_up.py turns this on.
STEP_UP_MINUTES = 0
