"""QR codes drawn as strokes, for whatever is printed."""

import itertools
from collections.abc import Iterator

import segno

INK = "#211d18"
QR_MASK = 3


def qr_code(address: str) -> segno.QRCode:
    """The address as a QR code of medium correction. One mask for all: reading takes any, choosing takes ten times as long."""
    return segno.make_qr(address, error="m", mask=QR_MASK)


def qr_svg(address: str) -> str:
    """The code without a quiet zone: the page leaves the white."""
    code = qr_code(address)
    return qr_drawing(len(code.matrix), "".join(f"M{x} {y}.5h{length}" for x, y, length in strokes(code)))


def qr_drawing(modules: int, path: str) -> str:
    """A drawing of so many modules a side, in ink."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} {modules}">'
        f'<path stroke="{INK}" d="{path}"/></svg>'
    )


def strokes(code: segno.QRCode) -> Iterator[tuple[int, int, int]]:
    """Dark modules side by side in a row, as (column, row, how many)."""
    for y, row in enumerate(code.matrix):
        x = 0
        for is_dark, group in itertools.groupby(row):
            length = len(list(group))
            if is_dark:
                yield x, y, length
            x += length
