"""What the runner's page brings over the network before a candidate can begin."""

import gzip
from pathlib import Path

import exams.sittings

STATIC = Path(exams.sittings.__file__).parent / "static/sittings"
STYLES = ("runner.css", "item.css", "aids.css")
MOST = 60_000


def test_script_and_style_stay_under_60_kb():
    files = [*(STATIC / "runner").glob("*.js"), *(STATIC / name for name in STYLES)]
    weights = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in files}
    assert len(weights) > len(STYLES)
    assert sum(weights.values()) < MOST, weights
