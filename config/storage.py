"""Static files as they are served: compressed, named by their content, their addresses worked out once; and messages."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it has no types


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """A page names a dozen files, and where they lie cannot change while the process lives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def look_again(self) -> None:
        """See what was collected since this process began."""
        self.hashed_files, self.manifest_hash = self.load_manifest()
        self._addresses.clear()

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 -- Django's signature
        """Address of a file by its name in the source; raises ValueError where none was collected."""
        address = self._addresses.get(name)
        if address is None:
            address = self._addresses[name] = super().url(name, force)
        return address


class _MessageCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """Django's way, in a cookie whose name no other host or path can write."""

    storage_classes = (_MessageCookie, SessionStorage)
