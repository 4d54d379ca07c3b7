"""A child process for bytes that come from strangers: little memory, little time, no file written, no network of its own.

The child is a file of the project, run as `python -I FILE …`: bytes on standard input, its answer on standard output. It
puts the project on its path (`-I` leaves that out), imports what it needs, and then calls `limit_resources` before it looks
at the first byte. Whatever ends it without an answer was the file's doing; the parent says so. No Django here.
"""

import resource
import subprocess
import sys
from pathlib import Path


def limit_resources(*, memory: int, cpu_seconds: int) -> None:
    """For the life of this process: so much memory beyond what Python and its libraries take by themselves."""
    with Path("/proc/self/statm").open(encoding="ascii") as sizes:
        now = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + memory, now + memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def run_closed(child: Path, data: bytes, *arguments: str, seconds: int) -> bytes | None:
    """What the child answers; None where it did not live to answer."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own file, no shell; arguments are ours
            [sys.executable, "-I", str(child), *arguments],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else done.stdout
