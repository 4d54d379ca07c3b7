"""Each type's example: what the style guide shows, the preview of an empty form and the tests begin with."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def example_of(item_type: str) -> dict[str, Any]:
    """`body`, the response that is its `key`, and `draw`: the seed for its parameters, if it has any."""
    example: dict[str, Any] = yaml.safe_load((Path(__file__).parent / item_type / "example.yaml").read_text("utf-8"))
    return example
