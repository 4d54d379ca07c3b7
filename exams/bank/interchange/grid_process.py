"""The child that reads the first sheet of a workbook as a table of texts: bytes in, JSON rows out.

Run as `python -I grid_process.py COLUMNS ROWS`. For lists of people and the like; items have a format of their own.
"""

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

MEMORY = 120 * 1024 * 1024
CPU_SECONDS = 15


def main(columns: int, rows: int) -> None:
    """Read standard input."""
    limit_resources(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    data = sys.stdin.buffer.read()
    try:
        with open_package(data, limits=GRID_LIMITS) as package:
            check_markup(package)
    except FileRefused as refused:
        json.dump({"refused": finding_to_json(refused.finding)}, sys.stdout)
        return
    sheet = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False).worksheets[0]
    # What the file says of its own size is not believed.
    sheet.reset_dimensions()
    found = sheet.iter_rows(max_row=rows + 1, max_col=columns, values_only=True)
    json.dump({"rows": [[cell_text(cell) for cell in row] for row in found]}, sys.stdout)


def cell_text(cell: Any) -> str:
    """Numbers as they were typed: a number that names somebody has no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else restored(str(cell))


if __name__ == "__main__":
    # -I leaves out the folder that the project stands in.
    sys.path.insert(0, str(Path(__file__).parents[3]))

from openpyxl import load_workbook  # noqa: E402 -- after the path is set

from accounts.closed_process import limit_resources  # noqa: E402 -- as above
from exams.bank.interchange.packages import check_markup, open_package  # noqa: E402 -- as above
from exams.bank.interchange.parsing import GRID_LIMITS, FileRefused  # noqa: E402 -- as above
from exams.bank.interchange.sheets.template import restored  # noqa: E402 -- as above
from exams.bank.interchange.wire import finding_to_json  # noqa: E402 -- as above

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
