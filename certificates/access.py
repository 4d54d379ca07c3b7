"""How often one address may ask strangers' questions. Counts live in Django's cache, one window per key.

The figures leave a whole exam hall behind one address in peace: it scans codes, which are cheap and unguessable,
and mistypes some names. Somebody who tries names against numbers gets sixty wrong answers in ten minutes from one
address, and ten in an hour for one number from all addresses together. With several processes and the local-memory
cache each process counts for itself; a shared cache makes the figures exact.
"""

import hashlib
import ipaddress
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

IPV6_NETWORK = 64


@dataclass(frozen=True)
class Limit:
    """At most `allowed` events of one key in `seconds`."""

    name: str
    allowed: int
    seconds: int

    def is_spent(self, key: str) -> bool:
        """Whether nothing is left for this key until its window ends."""
        return int(cache.get(self._cache_key(key), 0)) >= self.allowed

    def spend(self, key: str) -> bool:
        """Count one event; False when it was one too many."""
        cache_key = self._cache_key(key)
        cache.add(cache_key, 0, self.seconds)
        try:
            return cache.incr(cache_key) <= self.allowed
        except ValueError:
            # The window ended between the two lines.
            cache.add(cache_key, 1, self.seconds)
            return True

    def _cache_key(self, key: str) -> str:
        return f"limit:{self.name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"


LOOKUPS = Limit("verify", allowed=600, seconds=60)
# A file takes 20 ms of judging, and a hostile one more.
FILES = Limit("verify-file", allowed=60, seconds=600)
WRONG_NAMES = Limit("verify-wrong", allowed=60, seconds=600)
WRONG_NAMES_OF_NUMBER = Limit("verify-number", allowed=10, seconds=3600)


def address_of(request: HttpRequest) -> str:
    """The client's address behind the trusted proxies; of IPv6 the network that one customer gets."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    if address.version == 4:  # noqa: PLR2004 -- IPv4
        return str(address)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
