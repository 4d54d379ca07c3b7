"""Calling an address that somebody typed, and nothing but it: public, pinned, without redirects, in bounded time.

The name is resolved once; every address it has must be public, and the connection goes to the one that was looked at.
A name that answers otherwise a moment later (DNS rebinding) therefore leads nowhere else.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

CONNECT_SECONDS = 5.0
# For everything, from the name to the last byte of the answer's head.
ALL_SECONDS = 15.0
LARGEST_BODY = 64 * 1024
LONGEST_ADDRESS = 400
_SECURE_PORT, _PLAIN_PORT = 443, 80


class AddressRefused(Exception):
    """The address is not one that may be called; `code` says why: scheme, form, host, private."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CallFailed(Exception):
    """No answer came; the message is a word for the log."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken to pieces."""

    is_secure: bool
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """The parts of an address that may be called; raises AddressRefused. Resolves nothing."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("form") from error
    host = (parts.hostname or "").rstrip(".")
    if len(url) > LONGEST_ADDRESS or not url.isascii() or not host or parts.username is not None or parts.fragment:
        raise AddressRefused("form")
    if any(ord(sign) <= ord(" ") for sign in url):
        raise AddressRefused("form")
    if parts.scheme not in {"https", "http"} or (parts.scheme == "http" and not _may_be_plain(host)):
        raise AddressRefused("scheme")
    if _is_written_as_private(host):
        raise AddressRefused("private")
    is_secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(is_secure, host, port or (_SECURE_PORT if is_secure else _PLAIN_PORT), path)


def _may_be_plain(host: str) -> bool:
    return bool(settings.WEBHOOK_ALLOW_LOOPBACK) and host in {"localhost", "127.0.0.1", "::1"}


def _is_written_as_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return not _may_be_called(address)


def _may_be_called(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Public unicast; an IPv4 address inside one of IPv6 counts as itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _may_be_called(inner)
        if address in _TRANSLATED:
            return _may_be_called(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.is_loopback:
        return bool(settings.WEBHOOK_ALLOW_LOOPBACK)
    return address.is_global and not address.is_multicast and not address.is_reserved


_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def addresses_of(host: str, port: int) -> list[str]:
    """Where the name leads now; raises AddressRefused where any of it is not public, CallFailed where nowhere."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallFailed("name not found") from error
    addresses = list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))
    if not addresses or not all(_may_be_called(ipaddress.ip_address(address)) for address in addresses):
        raise AddressRefused("private")
    return addresses


class _Clocked(httpcore.NetworkStream):
    """A stream whose every wait ends with the call's own time: nobody holds the worker by dripping bytes."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def _left(self, timeout: float | None) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("out of time")
        return left if timeout is None else min(timeout, left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Clocked(secured, self._until)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


class _Pinned(httpcore.NetworkBackend):
    """Connects to what was resolved and looked at, whatever name is asked for; TLS is still held to the name."""

    def __init__(self, until: float) -> None:
        self._backend = httpcore.SyncBackend()
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = addresses_of(host, port)[0]
        stream = self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
        return _Clocked(stream, self._until)


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> int:
    """Post and give the status; the answer's body is not read. Raises AddressRefused, CallFailed."""
    if len(body) > LARGEST_BODY:
        raise CallFailed("too large")
    target = target_of(url)
    scheme = "https" if target.is_secure else "http"
    address = httpcore.URL(scheme=scheme, host=target.host, port=target.port, target=target.path)
    times = {"connect": CONNECT_SECONDS, "read": ALL_SECONDS, "write": ALL_SECONDS, "pool": CONNECT_SECONDS}
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(), network_backend=_Pinned(monotonic() + ALL_SECONDS)
            ) as pool,
            pool.stream(
                "POST",
                address,
                headers=[*headers.items(), ("Content-Length", str(len(body)))],
                content=body,
                extensions={"timeout": times},
            ) as response,
        ):
            return int(response.status)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise CallFailed("timed out") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise CallFailed(type(error).__name__) from error
