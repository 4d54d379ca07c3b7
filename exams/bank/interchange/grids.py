"""The first sheet of a workbook as a table of texts, read in a child process; for every app that takes lists."""

import json
import unicodedata
from pathlib import Path

from django.utils.translation import gettext_noop

from accounts.closed_process import run_closed
from exams.bank.interchange.packages import ZIP, open_package
from exams.bank.interchange.parsing import GRID_LIMITS, FileRefused
from exams.bank.interchange.wire import finding_from_json

SECONDS = 25
LONGEST_CELL = 500
_PROCESS = Path(__file__).with_name("grid_process.py")


def read_grid(data: bytes, *, columns: int, rows: int) -> list[list[str]]:
    """The cells of at most `rows` rows without what cannot be seen; one row more shows that there are more.

    Raises FileRefused before anything is unpacked to more than a list can be.
    """
    if len(data) > GRID_LIMITS.file_bytes:
        raise FileRefused(
            "too_large",
            gettext_noop("The file is larger than %(limit)d MB; please divide it."),
            limit=GRID_LIMITS.file_bytes // 1_000_000,
        )
    if not data.startswith(ZIP):
        raise FileRefused("no_workbook", gettext_noop("This is no Excel workbook of the kind .xlsx."))
    # What its list of entries betrays is told before a child is started.
    open_package(data, limits=GRID_LIMITS).close()
    said = run_closed(_PROCESS, data, str(columns), str(rows), seconds=SECONDS)
    if said is None:
        raise FileRefused(
            "broken_workbook", gettext_noop("The workbook is damaged; please open it in Excel and save it anew.")
        )
    answer = json.loads(said)
    if "refused" in answer:
        refusal = finding_from_json(answer["refused"])
        raise FileRefused(refusal.code, refusal.reason, **refusal.words)
    return [[_clean(cell) for cell in row] for row in answer["rows"]]


def _clean(cell: str) -> str:
    return "".join(one for one in cell if unicodedata.category(one) not in {"Cc", "Cf"}).strip()[:LONGEST_CELL]
