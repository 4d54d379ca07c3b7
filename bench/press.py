"""The press's part of the bench: signed archival certificates against plain WeasyPrint, and the look of both."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.report import grid
from bench.serving import BASE_DIR, environment

ROWS = {
    "plain WeasyPrint, CPU for one": ("plain_cpu_ms", " ms"),
    "signed and archival, CPU for one, the plate's making included": ("press_cpu_ms", " ms"),
    "… once the plate is there": ("press_cpu_ms_after_the_first", " ms"),
    "signed and archival, per second and core": ("per_second_and_core", ""),
    "times faster (aim: at least 10, better 15)": ("ratio", ""),
    "pixels that differ at 150 dpi, of three people the most": ("different_pixels_percent", " %"),
    "bytes, signed": ("bytes_signed", ""),
    "bytes, plain": ("bytes_plain", ""),
}


def measure(*, certificates: int, plain: int) -> dict[str, Any]:
    """By layout; in a process of its own, without a database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        env = environment(database_url=f"sqlite:///{folder}/none.sqlite3", data_dir=Path(folder))
        command = [sys.executable, "-m", "bench.with_django", "bench.press_stage", str(certificates), str(plain)]
        done = subprocess.run(command, env=env, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    return {"certificates": certificates, "plain": plain, "layouts": json.loads(done.stdout)}


def table(found: dict[str, Any]) -> list[str]:
    """Markdown: a column for each layout."""
    head = f"{found['certificates']} signed certificates and {found['plain']} plain ones of each."
    return [head, "", *grid(["", *found["layouts"]], _rows(found["layouts"]))]


def _rows(layouts: dict[str, dict[str, Any]]) -> Iterable[list[str]]:
    for label, (name, unit) in ROWS.items():
        yield [label, *(f"{layout[name]:,}{unit}" for layout in layouts.values())]
