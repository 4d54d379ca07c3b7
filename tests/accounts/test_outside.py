"""What may be called: public addresses over https, pinned, without redirects, in bounded time and size."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.services import outside
from accounts.services.outside import AddressRefused, CallFailed, addresses_of, post, target_of

LOOPBACK = "http://127.0.0.1"


def refused(url):
    with pytest.raises(AddressRefused) as caught:
        target_of(url)
    return caught.value.code


def names(monkeypatch, *answers):
    """The next look-ups of a name give these addresses, one list each."""
    left = list(answers)

    def getaddrinfo(host, port, **_kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    monkeypatch.setattr(outside.socket, "getaddrinfo", getaddrinfo)


def test_a_public_address_is_taken_to_pieces():
    target = target_of("https://hooks.example.com:8443/in?x=1")
    assert (target.is_secure, target.host, target.port, target.path) == (True, "hooks.example.com", 8443, "/in?x=1")
    assert target_of("https://hooks.example.com").port == 443


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.com/", "scheme"),
        ("http://127.0.0.1/", "scheme"),
        ("ftp://example.com/", "scheme"),
        ("file:///etc/passwd", "form"),
        ("https://", "form"),
        ("https://user:secret@example.com/", "form"),
        ("https://example.com/#x", "form"),
        ("https://example.com/ x", "form"),
        ("https://example.com:99999/", "form"),
        ("https://例子.中国/", "form"),
        ("https://example.com/" + "x" * 400, "form"),
        ("https://127.0.0.1/", "private"),
        ("https://10.1.2.3/", "private"),
        ("https://169.254.169.254/latest/", "private"),
        ("https://192.168.0.1/", "private"),
        ("https://0.0.0.0/", "private"),
        ("https://[::1]/", "private"),
        ("https://[fd00::1]/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://[64:ff9b::a00:1]/", "private"),
        ("https://[2002:a00:1::]/", "private"),
        ("https://224.0.0.1/", "private"),
        ("https://100.64.0.1/", "private"),
    ],
)
def test_what_may_not_be_called_is_refused_before_anything_is_resolved(url, code):
    assert refused(url) == code


@given(st.text(max_size=60), st.sampled_from(["https://", "http://", "https://[", ""]))
def test_any_text_is_taken_or_refused(text, beginning):
    try:
        target = target_of(beginning + text)
    except AddressRefused:
        return
    assert target.is_secure
    assert target.host


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["169.254.169.254"]])
def test_a_name_that_leads_inside_is_refused(monkeypatch, addresses):
    names(monkeypatch, addresses)
    with pytest.raises(AddressRefused, match="private"):
        addresses_of("hooks.example.com", 443)


def test_a_name_that_changes_its_mind_is_refused_at_the_connection(monkeypatch):
    """Whoever looks first and connects later looks at one address and connects to another; here it is one look."""
    names(monkeypatch, ["127.0.0.1"])
    with pytest.raises(AddressRefused):
        post("https://hooks.example.com/", body=b"{}", headers={"Host": "hooks.example.com"})


def test_numbers_in_disguise_lead_nowhere():
    """2130706433 and 0x7f.1 are 127.0.0.1 to the resolver; what it answers is what is looked at."""
    for host in ("2130706433", "0x7f.1", "0177.0.0.1", "localhost"):
        with pytest.raises((AddressRefused, CallFailed)):
            addresses_of(host, 443)


# A real server on this machine, with the setting on


@contextmanager
def served(answer):
    """A server that gives these bytes to whoever asks; what it was asked is in the list."""
    asked = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(20)

    def serve():
        connection, _address = server.accept()
        with connection:
            connection.settimeout(5)
            came = b""
            while not came.endswith(b"}"):
                came += connection.recv(65536)
            asked.append(came)
            answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server.getsockname()[1], asked
    finally:
        thread.join(timeout=10)
        server.close()


def test_the_status_of_the_answer_is_all_that_is_read(settings):
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with served(lambda to: to.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 99999999\r\n\r\nxxx")) as (
        port,
        asked,
    ):
        status = post(f"{LOOPBACK}:{port}/in?x=1", body=b'{"a":1}', headers={"Host": f"127.0.0.1:{port}"})
    assert status == 202
    assert asked[0].startswith(b"POST /in?x=1 HTTP/1.1\r\n")
    assert asked[0].endswith(b'{"a":1}')


def test_a_redirect_is_an_answer_and_is_not_followed(settings):
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    moved = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with served(lambda to: to.sendall(moved)) as (port, _asked):
        assert post(f"{LOOPBACK}:{port}/", body=b"{}", headers={"Host": "127.0.0.1"}) == 307


def test_one_that_drips_bytes_is_left_in_time(settings, monkeypatch):
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    monkeypatch.setattr(outside, "ALL_SECONDS", 0.6)

    def drip(to):
        try:
            for _byte in range(30):
                to.sendall(b"H")
                time.sleep(0.1)
        except OSError:
            return

    begun = time.monotonic()
    with served(drip) as (port, _asked), pytest.raises(CallFailed):
        post(f"{LOOPBACK}:{port}/", body=b"{}", headers={"Host": "127.0.0.1"})
    assert time.monotonic() - begun < 6


def test_nobody_there_is_a_failed_call(settings):
    settings.WEBHOOK_ALLOW_LOOPBACK = True
    with pytest.raises(CallFailed, match="ConnectError"):
        post(f"{LOOPBACK}:1/", body=b"{}", headers={"Host": "127.0.0.1"})


def test_a_body_that_is_too_large_is_not_sent():
    with pytest.raises(CallFailed, match="too large"):
        post("https://example.com/", body=b"x" * 70_000, headers={"Host": "example.com"})
