"""The supervisor: what dies is started again, what is stopped stays down with all it started."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from bench.serving import free_port, wait_ready
from config.management.commands.serve import _run
from config.processes import STEADY_SECONDS, Child, Copy, stop_all

FOREVER = "import time; time.sleep(60)"


def program(code):
    return [sys.executable, "-c", code]


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_child_that_is_killed_starts_again_after_its_pause():
    child = Child("sleeper", partial(_run, program(FOREVER)))
    try:
        first = child.process.pid
        assert child.tend() is None
        os.kill(first, signal.SIGKILL)
        child.process.wait()
        with translation.override("en"):
            assert child.tend() == "sleeper ended with -9; starting it again in 1 s."
        assert child.tend() is None
        child.due = time.monotonic()
        assert child.tend() is None
        assert child.process.pid != first
        assert child.process.poll() is None
    finally:
        child.kill_group()
        child.process.wait()


def test_child_that_keeps_dying_waits_longer_each_time():
    child = Child("stumbler", partial(_run, program("raise SystemExit(3)")))
    pauses = []
    for _turn in range(6):
        child.process.wait()
        child.tend()
        pauses.append(child.pause)
        child.due = time.monotonic()
        child.tend()
    child.process.wait()
    assert pauses == [1, 2, 4, 8, 16, 30]


def test_child_that_held_for_long_starts_again_at_once():
    child = Child("sleeper", partial(_run, program(FOREVER)))
    try:
        first = child.process.pid
        child.started -= STEADY_SECONDS + 1
        os.kill(first, signal.SIGKILL)
        child.process.wait()
        child.tend()
        child.tend()
        assert child.process.pid != first
        assert (child.pause, child.due, child.process.poll()) == (0, 0.0, None)
    finally:
        child.kill_group()
        child.process.wait()


def test_stop_ends_a_child_and_what_it_started(tmp_path):
    note = tmp_path / "pid"
    code = (
        f"import pathlib, signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"grandchild = subprocess.Popen([sys.executable, '-c', {FOREVER!r}]); "
        f"pathlib.Path({str(note)!r}).write_text(str(grandchild.pid)); time.sleep(60)"
    )
    child = Child("stubborn", partial(_run, program(code)))
    until(lambda: note.is_file() and note.read_text())
    child.stop()
    child.wait(0.2)
    assert child.process.returncode == -signal.SIGKILL
    until(lambda: not is_alive(int(note.read_text())) or is_zombie(int(note.read_text())))


class AskedAgain(Child):
    """Somebody presses Ctrl-C once more while it stops."""

    def stop(self):
        signal.raise_signal(signal.SIGINT)
        super().stop()


def test_all_stop_though_it_is_asked_for_twice():
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    children = [kind("sleeper", partial(_run, program(FOREVER))) for kind in (AskedAgain, Child)]
    try:
        stop_all(children)
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert [child.process.returncode for child in children] == [-signal.SIGTERM] * 2


def is_zombie(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return state.startswith("Z") or not state


def test_taken_port_is_refused_in_words():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with translation.override("en"), pytest.raises(CommandError, match=f"127.0.0.1:{port} cannot be used"):
            call_command("serve", port=port)


def test_a_copy_is_started_again_ends_when_asked_and_takes_no_signal_of_ours(tmp_path):
    note = tmp_path / "pid"

    def act():
        note.write_text(f"{os.getpid()} {os.getsid(0)} {signal.getsignal(signal.SIGTERM) is signal.SIG_DFL}")
        time.sleep(60)

    child = Child("server", partial(Copy, act))
    try:
        until(lambda: note.is_file() and note.read_text())
        first = child.process.pid
        assert note.read_text() == f"{first} {first} True"
        os.kill(first, signal.SIGKILL)
        until(lambda: child.process.poll() == -signal.SIGKILL)
        child.tend()
        child.due = time.monotonic()
        child.tend()
        assert child.process.pid != first
        assert child.process.poll() is None
    finally:
        child.stop()
        child.wait(5)
    assert child.process.returncode == -signal.SIGTERM


def test_thousands_of_open_connections_leave_nobody_unanswered(tmp_path):
    """A browser keeps its connection between two saves; the server's own limit would be 1024 of them."""
    app = "def application(environ, start):\n    start('200 OK', [('Content-Length', '2')])\n    return [b'ok']\n"
    (tmp_path / "app.py").write_text(app, encoding="utf-8")
    port = free_port()
    call = f"serve('127.0.0.1', {port}, workers=1, threads=1, application='app:application')"
    server = subprocess.Popen(
        program(f"from config.application_server import serve; {call}"), env=os.environ | {"PYTHONPATH": str(tmp_path)}
    )
    with ExitStack() as browsers:
        browsers.callback(server.wait, 10)
        browsers.callback(server.terminate)
        wait_ready(port)
        for _ in range(1_100):
            last = browsers.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        last.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert last.recv(15) == b"HTTP/1.1 200 OK"
