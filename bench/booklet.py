"""The booklet's part of the bench: a paper of a hundred items with pictures, its sheet and its key, as PDF and for Word."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.report import grid
from bench.serving import BASE_DIR, environment

AIM = 10.0


def measure(*, items: int) -> dict[str, Any]:
    """Seconds, CPU and wall, of each document; in a process of its own, which has printed nothing before."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        env = environment(database_url=f"sqlite:///{folder}/none.sqlite3", data_dir=Path(folder))
        command = [sys.executable, "-m", "bench.with_django", "bench.booklet_stage", str(items)]
        done = subprocess.run(command, env=env, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout))


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a row for each document, in the order in which they were printed."""
    head = (
        f"{found['items']} items of the shipped banks, {found['pictures']} of them with a picture of "
        f"{found['picture_kb']} KB. Aim: the booklet in under {AIM:g} s. Seconds."
    )
    return [head, "", *grid(["", "wall", "CPU", "pages", "KB"], _rows(found["documents"]))]


def _rows(documents: dict[str, dict[str, Any]]) -> Iterable[list[str]]:
    for name, one in documents.items():
        yield [name, f"{one['wall']:.2f}", f"{one['cpu']:.2f}", str(one["pages"] or "–"), f"{one['kb']:,}"]
