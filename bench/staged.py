"""A measurement inside the application, without a server: one module with a `main`, on a database of its own."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.engines import start_engine
from bench.serving import BASE_DIR, environment


def on_each_engine(names: Iterable[str], module: str, *arguments: object) -> dict[str, Any]:
    """By engine, the JSON object that the module printed after `bench.with_django` had set it up on an empty database."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return {name: _on_engine(name, Path(folder), module, *map(str, arguments)) for name in names}


def _on_engine(name: str, folder: Path, module: str, *arguments: str) -> Any:
    database = module.rpartition(".")[2]
    engine = start_engine(name, folder)
    try:
        engine.create(database)
        env = environment(database_url=engine.url(database), data_dir=folder / f"data-{name}")
        command = [sys.executable, "-m", "bench.with_django", module, *arguments]
        done = subprocess.run(command, env=env, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    finally:
        engine.stop()
    return json.loads(done.stdout)
