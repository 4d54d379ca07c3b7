"""Forks servers and commands: `python -m tests.crash.launcher` imports the application once, then answers each line of
JSON on its standard input with the process id of what it started.

    ["serve", log, port, workers, threads]    the application server
    ["run", output, "manage.py", argument, …]  a command; `output` appears when it has ended
    ["run", output, module, argument, …]       a module's `main`, the same way

A restart thus takes a tenth of a second instead of three, and a run has time for many kills. Nothing but imported
modules is shared: what is forked opens its own sockets and database connections, in a process group of its own.
"""

import importlib
import json
import os
import sys
from pathlib import Path

from django.core.management import execute_from_command_line

from config import application_server


def main() -> None:
    """Start what each line asks for, until the input ends."""
    application_server.load()
    for line in sys.stdin:
        task, output, *arguments = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(task, Path(output), arguments)
        print(pid, flush=True)  # noqa: T201 -- the answer
        _reap()


def _become(task: str, output: Path, arguments: list[str]) -> None:
    """Be that process, and never return."""
    code = 1
    try:
        os.setsid()
        if task == "serve":
            _redirect(output)
            _serve(*map(int, arguments))
        else:
            growing = output.with_suffix(".growing")
            _redirect(growing)
            code = _run(arguments)
            growing.rename(output)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _redirect(output: Path) -> None:
    """Standard output to the file; errors stay where the tests' own errors go."""
    sink = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    source = os.open(os.devnull, os.O_RDONLY)
    os.dup2(source, 0)
    os.dup2(sink, 1)


def _serve(port: int, workers: int, threads: int) -> None:
    os.dup2(1, 2)
    application_server.serve("127.0.0.1", port, workers=workers, threads=threads)


def _run(arguments: list[str]) -> int:
    sys.argv = arguments
    try:
        if arguments[0] == "manage.py":
            execute_from_command_line(arguments)
        else:
            importlib.import_module(arguments[0]).main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.stdout.flush()
    return 0


def _reap() -> None:
    """Collect what has ended, so that ids do not linger."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main()
