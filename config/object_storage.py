"""Private files in an S3-compatible object store."""

from typing import Any, NoReturn

from storages.backends.s3 import S3Storage


class PrivateObjectStorage(S3Storage):
    """Objects that have no address: whoever holds a signed one needs no right, so only our own views hand these out."""

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuses; the views read the file and send it themselves."""
        raise NotImplementedError(f"{name} has no address; a view that checks hands it out")
