"""Reading /proc: which processes belong together, and the CPU time they used. Linux only."""

import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """Of /proc/<pid>/stat, what follows the command's name: state, parent, group, …; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _all_pids() -> Iterable[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def group_members(group: int) -> list[int]:
    """Every process of a process group that has not ended."""
    return [
        pid for pid in _all_pids() if (fields := _fields(pid)) and int(fields[2]) == group and fields[0] not in "ZX"
    ]


def with_children(parent: int) -> list[int]:
    """A process and its direct children."""
    return [parent, *(pid for pid in _all_pids() if (fields := _fields(pid)) and int(fields[1]) == parent)]


def with_descendants(root: int) -> list[int]:
    """A process and everything that it started, and that these started."""
    children: dict[int, list[int]] = {}
    for pid in _all_pids():
        if fields := _fields(pid):
            children.setdefault(int(fields[1]), []).append(pid)
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of `pids`, with what their ended children used."""
    return sum(sum(map(int, fields[11:15])) for pid in pids if (fields := _fields(pid))) / TICKS


def kill_all(pids: Iterable[int]) -> None:
    """Kill -9 each."""
    for pid in pids:
        assert pid > 1, "0 and below name groups"  # noqa: S101 -- never our own group
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
