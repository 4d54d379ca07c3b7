"""A Redis that may go away: what is asked of it then is not there, and the site draws, counts and serves without it."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import TimeoutError as TimedOut
from redis.retry import Retry

# A page waits so long for a Redis that does not answer, once in PAUSE_SECONDS.
ANSWER_SECONDS = 0.25
PAUSE_SECONDS = 5.0
# A connection that Redis closed meanwhile is opened again at once; the library's own pauses would hold a page for seconds.
_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": ANSWER_SECONDS,
    "socket_timeout": ANSWER_SECONDS,
    "retry": Retry(NoBackoff(), 1),
}
T = TypeVar("T")
logger = logging.getLogger(__name__)


class RedisCache(DjangoRedisCache):
    """Django's, which answers as an empty cache while its server is away. A counter then counts nothing: it lets pass."""

    # Of all threads of a process: each has a cache object of its own.
    _away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**_OPTIONS, **params.get("OPTIONS", {})}})

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return _asked(lambda: super(RedisCache, self).add(key, value, timeout, version), instead=True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _asked(lambda: super(RedisCache, self).get(key, default, version), instead=default)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        _asked(lambda: super(RedisCache, self).set(key, value, timeout, version), instead=None)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return _asked(lambda: super(RedisCache, self).touch(key, timeout, version), instead=False)

    def delete(self, key: str, version: int | None = None) -> bool:
        return _asked(lambda: super(RedisCache, self).delete(key, version), instead=False)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        return _asked(lambda: super(RedisCache, self).get_many(keys, version), instead={})

    def has_key(self, key: str, version: int | None = None) -> bool:
        return _asked(lambda: super(RedisCache, self).has_key(key, version), instead=False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError, as for a key that is not there, while the server is away."""
        counted = _asked(lambda: super(RedisCache, self).incr(key, delta, version), instead=None)
        if counted is None:
            raise ValueError(f"Key {key!r} not found: the cache is away")
        return int(counted)

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[str]:
        return _asked(lambda: super(RedisCache, self).set_many(data, timeout, version), instead=list(data))

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        _asked(lambda: super(RedisCache, self).delete_many(keys, version), instead=None)


def _asked(act: Callable[[], T], *, instead: T) -> T:
    """What the server says; `instead` while it is away, without asking it again for a while."""
    if time.monotonic() < RedisCache._away_until:  # noqa: SLF001 -- this module's own
        return instead
    try:
        return act()
    except (ConnectionLost, TimedOut) as error:
        RedisCache._away_until = time.monotonic() + PAUSE_SECONDS  # noqa: SLF001 -- this module's own
        logger.warning("the cache is away (%s); going on without it for %g s", type(error).__name__, PAUSE_SECONDS)
        return instead
