"""A real Redis of the suite's own, on a socket in a folder; it keeps nothing on disk."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Its CACHE_URL, while it runs."""
    socket, program = folder / "redis.sock", shutil.which("redis-server")
    assert program, "scripts/system_parts test installs it"
    quiet = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *quiet], stdout=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + 20
        while not socket.exists():
            assert time.monotonic() < limit
            time.sleep(0.02)
        yield f"unix://{socket}"
    finally:
        server.terminate()
        server.wait()
