"""Production's settings, with static files under their own names: packing them all takes half a minute."""

from config.settings import *  # noqa: F403 -- a settings module extends its base
from config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
