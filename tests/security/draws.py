"""What the tests of this folder draw: any text, any cell, any workbook, any damage to a file that was whole."""

import io

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from openpyxl import Workbook

# A child process for each.
FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NUMBERS = [
    "0",
    "1",
    "2",
    "-1",
    "01",
    "1.5",
    "1e400",
    "-1e-400",
    "NaN",
    "Infinity",
    "9" * 30,
    "²",
    "١٢",
    "１２",
    "１．５",
    "٫5",
]
TEXTS = st.one_of(
    st.text(max_size=12), st.sampled_from([*NUMBERS, "", "=1+1", "a\0b", "\ud7ff", "长" * 600, "\u202e", "A"])
)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(),
)


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append([_writable(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _writable(cell):
    """What a workbook can hold at all."""
    return "".join(one for one in cell if one >= " ") if isinstance(cell, str) else cell


def says_why(refusal):
    """A refusal is for a person to read."""
    assert all(str(problem) for problem in getattr(refusal, "problems", [refusal]))


@st.composite
def damaged(draw, whole):
    """A file with some bytes changed, cut out or put in."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(data)
