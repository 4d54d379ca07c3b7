"""Draw the icons of the installed app from the seal: `.venv/bin/python scripts/draw_icons.py`, after a change of it."""  # noqa: INP001 -- a script

import re
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

IMAGES = Path(__file__).resolve().parent.parent / "config/static/img"
UNITS = 40
# Edges are drawn eight times as large and then shrunk.
OVERSIZE = 8
PAPER = "#faf6ee"
# How much of the icon the seal fills; a maskable icon may lose a fifth at each edge.
ICONS = {"icon-180.png": (180, 0.8, True), "icon-192.png": (192, 1, False), "icon-512.png": (512, 1, False)}
MASKABLE = {"icon-maskable-512.png": (512, 0.56, True)}


def outline(path: str) -> Iterator[tuple[float, float]]:
    """The corners of a path of straight lines (M, l, h, v, z)."""
    x = y = 0.0
    for command, numbers in re.findall(r"([MLlhvz])([^MLlhvz]*)", path):
        values = [float(number) for number in re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+)", numbers)]
        if command in "hv":
            for value in values:
                x, y = (x + value, y) if command == "h" else (x, y + value)
                yield x, y
            continue
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = (x + dx, y + dy) if command == "l" else (dx, dy)
            yield x, y


def draw(size: int, share: float, *, on_paper: bool) -> Image.Image:
    """The seal in the middle of a square."""
    whole = size * OVERSIZE
    icon = Image.new("RGBA", (whole, whole), PAPER if on_paper else (0, 0, 0, 0))
    pen = ImageDraw.Draw(icon)
    scale, edge = whole * share / UNITS, whole * (1 - share) / 2
    seal = (IMAGES / "seal.svg").read_text(encoding="utf-8")
    for colour, path in re.findall(r'<path fill="(#\w+)" d="([^"]+)"', seal):
        pen.polygon([(edge + x * scale, edge + y * scale) for x, y in outline(path)], fill=colour)
    return icon.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for name, (size, share, on_paper) in (ICONS | MASKABLE).items():
        draw(size, share, on_paper=on_paper).save(IMAGES / name, optimize=True)
