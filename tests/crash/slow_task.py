"""A task for the worker that is killed."""

import time
from pathlib import Path

from django_tasks import task


@task()
def wait_for(path: str) -> str:
    """Ends as soon as there is a file of that name."""
    while not Path(path).exists():
        time.sleep(0.05)
    return path
