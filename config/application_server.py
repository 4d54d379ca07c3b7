"""The application server: `python -m config.application_server HOST PORT PROCESSES THREADS`; `manage.py serve` runs it.

It imports the whole application before it starts a process that answers. When one dies, its successor is a copy that
answers after a tenth of a second; importing anew would take three, on busy cores many more, and every candidate would
wait with their saves. Nothing but imported modules is shared: each process opens its own database connections.
"""

import sys
from importlib import import_module

from django.db import connections
from django.urls import resolve
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

APPLICATION = "config.wsgi:application"
# A browser keeps its connection between two saves. Granian by itself takes a thousand and leaves all others unanswered;
# and those who come back together while a process starts wait in the backlog.
CONNECTIONS = 8192
BACKLOG = 4096


def main() -> None:
    """Serve as the command line says."""
    host, *numbers = sys.argv[1:]
    port, workers, threads = map(int, numbers)
    load()
    serve(host, port, workers=workers, threads=threads)


def load() -> None:
    """Import what a request would."""
    import_module(APPLICATION.partition(":")[0])
    resolve("/livez")
    if any(one.connection for one in connections.all(initialized_only=True)):
        raise RuntimeError(
            "a process must not inherit a database connection: something opened one while it was imported"
        )


def serve(host: str, port: int, *, workers: int, threads: int, application: str = APPLICATION) -> None:
    """Answer until told to stop; a process that dies is started again at once."""
    Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        blocking_threads_idle_timeout=600,
        backpressure=CONNECTIONS,
        backlog=BACKLOG,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
