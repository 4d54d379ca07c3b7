"""Where the cache and the files are: in each process and on this machine, or by setting in one place for many machines."""

from pathlib import Path
from typing import Any

from config.environment import env

# What pages are drawn from can be drawn again at any time; a key names what it was drawn from, so none ever is wrong.
PAGES_SECONDS = 7 * 24 * 3600
# A lesson is about 100 kB drawn, and there are three languages.
PAGES_KEPT_IN_A_PROCESS = 500
# A document of the library, once its view has said yes.
SIGNED_ADDRESS_SECONDS = 300


def caches() -> dict[str, dict[str, Any]]:
    """CACHES: `default` for counters and small things, `pages` for drawn lessons, so that neither crowds out the other.

    Nothing that may not be lost is ever in either; sessions above all are in the database.
    """
    url = env("CACHE_URL")
    pages: dict[str, Any] = {"TIMEOUT": PAGES_SECONDS, "KEY_PREFIX": "pages"}
    if url:
        redis = {"BACKEND": "config.redis_cache.RedisCache", "LOCATION": url}
        return {"default": redis, "pages": redis | pages}
    local = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "default": local,
        "pages": local | pages | {"LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": PAGES_KEPT_IN_A_PROCESS}},
    }


def file_storages(private_root: Path) -> dict[str, dict[str, Any]]:
    """STORAGES without the static files: `default` is the library of the back office, `private` all that a view checks."""
    bucket = env("S3_BUCKET")
    if not bucket:
        folders = "django.core.files.storage.FileSystemStorage"
        return {
            "default": {"BACKEND": folders},
            "private": {"BACKEND": folders, "OPTIONS": {"location": str(private_root)}},
        }
    objects = {
        "bucket_name": bucket,
        "endpoint_url": env("S3_ENDPOINT_URL") or None,
        "region_name": env("S3_REGION") or None,
        # Empty: as the machine's own role says.
        "access_key": env("S3_ACCESS_KEY_ID") or None,
        "secret_key": env("S3_SECRET_ACCESS_KEY") or None,
        "addressing_style": env("S3_ADDRESSING_STYLE") or None,
        "signature_version": "s3v4",
        # Never in the place of another file, never with rights of its own.
        "file_overwrite": False,
        "default_acl": None,
    }
    library = {"location": "media", "querystring_auth": True, "querystring_expire": SIGNED_ADDRESS_SECONDS}
    return {
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": objects | library},
        "private": {
            "BACKEND": "config.object_storage.PrivateObjectStorage",
            "OPTIONS": objects | {"location": "private"},
        },
    }
