"""Passwords are hashed behind everybody else: by a few processes that stand back for all others.

A hash takes a third of a second of a core. Beside a crowd that signs in, a save would else wait for the core as long as
every one of them; so the system's scheduler gives these processes what the others leave. Threads would not do: one that
stands back holds the interpreter's lock when its hash is done, and a save waits for it.
"""

import atexit
import base64
import os
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from queue import LifoQueue
from typing import IO, cast

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher as DjangoPBKDF2PasswordHasher

# Of 19: against a process of ordinary urgency about a tenth of a core.
NICENESS = 10
_PROGRAM = Path(__file__).with_name("hash_process.py")


class PBKDF2PasswordHasher(DjangoPBKDF2PasswordHasher):
    """Django's own hash, letter for letter; only where it is computed differs."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """The hash as it is stored; the caller's thread waits for it, and computes it itself where no process will."""
        self._check_encode_args(password, salt)  # type: ignore[attr-defined]  # not in the stubs
        iterations = iterations or self.iterations
        secret, salted = password.encode(), salt.encode()
        places = _places()
        behind = places.get()
        try:
            found = behind.digest(secret, salted, self.digest().name, iterations)
        except (OSError, ValueError):
            behind.stop()
            return super().encode(password, salt, iterations)
        finally:
            places.put(behind)
        return f"{self.algorithm}${iterations}${salt}${base64.b64encode(found).decode('ascii')}"


class HashProcess:
    """One process that hashes; started when it is first asked, and again when it has gone."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def digest(self, password: bytes, salt: bytes, digest: str, rounds: int) -> bytes:
        """PBKDF2 (RFC 8018) with HMAC of this digest. Raises OSError or ValueError where the process does not answer."""
        child = self._running()
        asked, answers = cast("IO[bytes]", child.stdin), cast("IO[bytes]", child.stdout)
        asked.write(f"{password.hex()} {salt.hex()} {digest} {rounds}\n".encode())
        asked.flush()
        answer = answers.readline()
        if not answer.endswith(b"\n"):
            raise ValueError("The process that hashes has gone.")
        return bytes.fromhex(answer.decode())

    def stop(self) -> None:
        """End it; the next question starts another."""
        child, self._child = self._child, None
        if child is not None:
            with suppress(OSError), child:
                child.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            command = [sys.executable, "-I", str(_PROGRAM), str(NICENESS)]
            self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 -- our own
        return self._child


@cache
def _places() -> "LifoQueue[HashProcess]":
    """More than there are cores would only take the cores from each other; the one that was last asked is asked first."""
    places: LifoQueue[HashProcess] = LifoQueue()
    for _number in range(min(settings.LOGINS_AT_ONCE, os.cpu_count() or 1)):
        process = HashProcess()
        atexit.register(process.stop)
        places.put(process)
    return places
