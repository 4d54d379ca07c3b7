"""The child that reads a workbook: bytes on standard input, the texts of its first sheet as JSON on standard output.

Run as a file of its own (python -I workbook_process.py ROWS COLUMNS), knows no Django, and gives up what it will not need
before it looks at the first byte. Whatever ends it without an answer was the file's doing; the parent says so.
"""

import json
import resource
import sys
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

# Beyond what Python and its libraries take by themselves.
MEMORY = 100 * 1024 * 1024
CPU_SECONDS = 20


def limit_resources() -> None:
    """For the life of this process: little memory, little time, no file written, no process started, no core dump."""
    with Path("/proc/self/statm").open(encoding="ascii") as sizes:
        now = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        resource.setrlimit(limit, (0, 0))


def rows_of(data: bytes, *, most_rows: int, columns: int) -> list[list[str]]:
    """The first sheet; raises whatever the library makes of a damaged file."""
    sheet = load_workbook(BytesIO(data), read_only=True, data_only=True).worksheets[0]
    # What the file says of its own size is not believed.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=most_rows, max_col=columns, values_only=True)
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    """Numbers as they were typed: an admission number has no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    limit_resources()
    most_rows, columns = map(int, sys.argv[1:])
    json.dump(rows_of(sys.stdin.buffer.read(), most_rows=most_rows, columns=columns), sys.stdout)
