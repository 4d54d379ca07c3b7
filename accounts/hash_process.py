"""A process of its own that hashes passwords: `python -I hash_process.py NICENESS`, a line in, a line out.

A line holds password and salt in hexadecimal, digest and rounds; the answer is the hash in hexadecimal. It ends with the
process that started it, when no more lines can come. It imports nothing of the platform.
"""

import hashlib
import os
import sys
from contextlib import suppress


def main() -> None:
    """Answer each line."""
    with suppress(OSError):
        os.nice(int(sys.argv[1]))
    for line in sys.stdin.buffer:
        password, salt, digest, rounds = line.decode().split(" ")
        found = hashlib.pbkdf2_hmac(digest, bytes.fromhex(password), bytes.fromhex(salt), int(rounds))
        sys.stdout.buffer.write(found.hex().encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
