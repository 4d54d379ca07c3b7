"""Borders and under-figures, drawn as a security printer would: thin woven lines, no grey, no picture."""

import itertools
import math
from collections.abc import Callable, Iterator
from functools import lru_cache

from certificates.rendering.design import Palette

Point = tuple[float, float]
# Everything in millimetres.
STRANDS = 4
PERIOD = 8.0
# Points that a wave is drawn through.
SAMPLES = 4
BAND = 6.2
EDGE = 9.0
# A round piece on each corner covers the ends of the bands.
ROUNDEL = 6.6


@lru_cache(maxsize=64)
def border_svg(border: str, palette: Palette, *, size: tuple[int, int], ornament: str = "") -> str:
    """The sheet behind the text: paper, border, the grid's own rules and, with woven lines, a faint rosette."""
    width, height = size
    rules = f'<path fill="none" stroke="{palette.line}" stroke-width=".2" d="{ornament}"/>' if ornament else ""
    drawn = {"none": _nothing, "hairline": _hairline, "double": _double, "guilloche": _guilloche}[border]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"{drawn(palette, width, height)}{rules}</svg>"
    )


def _nothing(_palette: Palette, _width: int, _height: int) -> str:
    return ""


def _hairline(palette: Palette, width: int, height: int) -> str:
    return f'{_paper(palette, width, height, 11)}<g fill="none" stroke="{palette.line}">{_frame(width, height, 11, 0.25)}</g>'


def _double(palette: Palette, width: int, height: int) -> str:
    lines = _frame(width, height, 10, 0.7) + _notched(width, height, 12.4, 3.6) + _small_corners(width, height)
    return f'{_paper(palette, width, height, 10)}<g fill="none" stroke="{palette.line}">{lines}</g>'


def _guilloche(palette: Palette, width: int, height: int) -> str:
    inner = EDGE + BAND
    roundels = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="{ROUNDEL:g}"/>' for x, y in _corner_places(width, height))
    rings = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{ROUNDEL - gap:g}" stroke-width="{thickness}"/>'
        for x, y in _corner_places(width, height)
        for gap, thickness in ((0, 0.4), (0.7, 0.14))
    )
    return "".join(
        [
            _paper(palette, width, height, EDGE - 1.1),
            f'<path fill="none" stroke="{palette.tint}" stroke-width=".16" d="{"".join(_under_figure(width, height))}"/>',
            f'<g fill="none" stroke="{palette.line}">',
            _frame(width, height, EDGE - 1.1, 0.45),
            _frame(width, height, EDGE - 0.3, 0.14),
            _frame(width, height, inner + 0.3, 0.14),
            _frame(width, height, inner + 1.3, 0.3),
            f'<path stroke-width=".13" d="{"".join(_bands(width, height))}"/></g>',
            f'<g fill="{palette.paper}">{roundels}</g>',
            f'<g fill="none" stroke="{palette.line}">{rings}',
            f'<path stroke-width=".13" d="{"".join(_corners(width, height))}"/></g>',
        ]
    )


def _paper(palette: Palette, width: int, height: int, edge: float) -> str:
    """The sheet's colour, within the border: a printer leaves the edge white anyway."""
    across, down = width - 2 * edge, height - 2 * edge
    return f'<path fill="{palette.paper}" d="M{edge:g} {edge:g}h{across:g}v{down:g}h-{across:g}z"/>'


def _frame(width: int, height: int, edge: float, thickness: float) -> str:
    across, down = width - 2 * edge, height - 2 * edge
    return f'<path stroke-width="{thickness}" d="M{edge:g} {edge:g}h{across:g}v{down:g}h-{across:g}z"/>'


def _notched(width: int, height: int, edge: float, notch: float) -> str:
    """A thin frame whose corners step inwards."""
    across, down = width - 2 * (edge + notch), height - 2 * (edge + notch)
    return (
        f'<path stroke-width=".2" d="M{edge + notch:g} {edge:g}h{across:g}v{notch}h{notch}v{down:g}h-{notch}v{notch}'
        f'h-{across:g}v-{notch}h-{notch}v-{down:g}h{notch}z"/>'
    )


def _small_corners(width: int, height: int) -> str:
    side = 2.2
    places = [(x, y) for x in (12.4, width - 12.4 - side) for y in (12.4, height - 12.4 - side)]
    squares = "".join(f"M{x:g} {y:g}h{side}v{side}h-{side}z" for x, y in places)
    return f'<path stroke-width=".2" d="{squares}"/>'


def _bands(width: int, height: int) -> Iterator[str]:
    """Four sides of woven strands between the corner pieces."""
    middle = EDGE + BAND / 2
    for length, place in (
        (width, lambda along, off: (along, middle + off)),
        (width, lambda along, off: (along, height - middle - off)),
        (height, lambda along, off: (middle + off, along)),
        (height, lambda along, off: (width - middle - off, along)),
    ):
        yield from _strands(length, place)


def _strands(length: float, place: Callable[[float, float], Point]) -> Iterator[str]:
    end = EDGE + BAND / 2 + ROUNDEL - 0.4
    start, stop = end, length - end
    periods = round((stop - start) / PERIOD)
    step = (stop - start) / periods / SAMPLES
    for amplitude in (BAND / 2 - 0.25, BAND / 4):
        for strand in range(STRANDS):
            phase = 2 * math.pi * strand / STRANDS
            angles = [2 * math.pi * one / SAMPLES + phase for one in range(periods * SAMPLES + 1)]
            curve = [
                (
                    place(start + step * one, amplitude * math.sin(angle)),
                    # How far the curve goes in the direction it has here, until the next sample.
                    place(step, amplitude * math.cos(angle) * 2 * math.pi / SAMPLES),
                )
                for one, angle in enumerate(angles)
            ]
            origin = place(0, 0)
            yield _smooth([(at, (to[0] - origin[0], to[1] - origin[1])) for at, to in curve])


def _corner_places(width: int, height: int) -> list[Point]:
    edge = EDGE + BAND / 2
    return [(x, y) for x in (edge, width - edge) for y in (edge, height - edge)]


def _corners(width: int, height: int) -> Iterator[str]:
    """A rosette in each corner piece."""
    for x, y in _corner_places(width, height):
        yield from rosette(x, y, middle=3.9, swing=1.5, petals=12, turns=4)
        yield from rosette(x, y, middle=1.6, swing=0.8, petals=8, turns=3)


def _under_figure(width: int, height: int) -> Iterator[str]:
    """The faint medallion in the middle of the sheet."""
    x, y, size = width / 2, height / 2, min(width, height) / 210
    yield from rosette(x, y, middle=52 * size, swing=10 * size, petals=24, turns=6)
    yield from rosette(x, y, middle=33 * size, swing=9 * size, petals=18, turns=6)
    yield from rosette(x, y, middle=15 * size, swing=9 * size, petals=12, turns=5)


def rosette(x: float, y: float, *, middle: float, swing: float, petals: int, turns: int) -> Iterator[str]:
    """`turns` closed waves around a point, each turned against the one before."""
    samples = petals * SAMPLES
    for turn in range(turns):
        phase = 2 * math.pi * turn / turns
        curve = []
        for one in range(samples + 1):
            angle, wave = 2 * math.pi * one / samples, 2 * math.pi * one / SAMPLES + phase
            radius, growth = middle + swing * math.sin(wave), swing * math.cos(wave) * 2 * math.pi / SAMPLES
            turned = radius * 2 * math.pi / samples
            across, down = math.cos(angle), math.sin(angle)
            curve.append(
                (
                    (x + radius * across, y + radius * down),
                    (growth * across - turned * down, growth * down + turned * across),
                )
            )
        yield _smooth(curve)


def _smooth(curve: list[tuple[Point, Point]]) -> str:
    """A curve through all points in the direction that each has, as cubic Bézier pieces (Hermite's form)."""
    (x, y), _direction = curve[0]
    pieces = [f"M{x:.2f} {y:.2f}"]
    for ((x, y), (dx, dy)), ((to_x, to_y), (to_dx, to_dy)) in itertools.pairwise(curve):
        control = (x + dx / 3, y + dy / 3, to_x - to_dx / 3, to_y - to_dy / 3, to_x, to_y)
        pieces.append("C" + " ".join(f"{one:.2f}" for one in control))
    return "".join(pieces)
