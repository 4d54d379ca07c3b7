"""Passwords are hashed behind everybody else: a few threads in each process, which stand back for all others.

A hash takes a third of a second of a core. Beside a crowd that signs in, a save would else wait for the core as long as
every one of them; so the system's scheduler gives these threads what the others leave.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher as DjangoPBKDF2PasswordHasher

# Of 19: against a thread of ordinary urgency about a tenth of a core.
NICENESS = 10


class PBKDF2PasswordHasher(DjangoPBKDF2PasswordHasher):
    """Django's own hash, letter for letter; only where it is computed differs."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """The hash as it is stored; the caller's thread waits for it."""
        return _pool().submit(super().encode, password, salt, iterations).result()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.LOGINS_AT_ONCE, thread_name_prefix="hash", initializer=_stand_back)


def _stand_back() -> None:
    """To Linux a thread has an urgency of its own; elsewhere everything stays as it is."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
