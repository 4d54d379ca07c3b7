"""Lists of candidates, pasted or as an Excel workbook: login name or admission number, full name, class or centre."""

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from certificates.queries import ListLine
from exams.bank.interchange.packages import ZIP, check_markup, open_package
from exams.bank.interchange.parsing import FileRefused, Limits
from exams.bank.interchange.words import refusal_in_words

LARGEST_FILE = 2_000_000
MOST_LINES = 10_000
COLUMNS = 3
SECONDS = 30
_PROCESS = Path(__file__).with_name("workbook_process.py")
_LIMITS = Limits(file_bytes=LARGEST_FILE, unpacked_bytes=40_000_000, entries=200)
_SEPARATOR = re.compile(r"[\t,;，；]")
# Words of a first line that names its columns.
_HEADS = frozenset({"login name", "username", "admission number", "用户名", "登录名", "准考证号", "账号"})


class ListRefused(Exception):
    """The list was not read; the message is for the reader."""


def read_pasted(text: str) -> list[ListLine]:
    """A candidate a line, columns separated by tab, comma or semicolon; raises ListRefused."""
    return _lines(_SEPARATOR.split(line) for line in text.splitlines())


def read_workbook(data: bytes) -> list[ListLine]:
    """The first sheet of an .xlsx workbook; raises ListRefused before it is unpacked to more than a list can be."""
    if len(data) > LARGEST_FILE:
        raise ListRefused(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST_FILE // 1_000_000})
    if not data.startswith(ZIP):
        raise ListRefused(_("This is no Excel workbook of the kind .xlsx."))
    try:
        with open_package(data, limits=_LIMITS) as package:
            check_markup(package)
    except FileRefused as refused:
        raise ListRefused(refusal_in_words(refused)) from refused
    return _lines(_rows_apart(data))


def _rows_apart(data: bytes) -> list[list[str]]:
    """In a child process with little memory and time; whatever ends it without an answer is a refusal."""
    refused = ListRefused(_("The workbook cannot be read. Please save it anew as .xlsx."))
    command = [sys.executable, "-I", str(_PROCESS), str(MOST_LINES + 2), str(COLUMNS)]
    try:
        child = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 -- our own file, no shell
    except subprocess.TimeoutExpired:
        raise refused from None
    if child.returncode:
        raise refused
    rows: list[list[str]] = json.loads(child.stdout)
    return rows


def _lines(rows: Iterable[list[str]]) -> list[ListLine]:
    lines: list[ListLine] = []
    for row in rows:
        cells = [_clean(cell) for cell in row[:COLUMNS]]
        cells += [""] * (COLUMNS - len(cells))
        if not any(cells) or (not lines and cells[0].lower() in _HEADS):
            continue
        lines.append(ListLine(reference=cells[0][:150], name=cells[1][:150], group=cells[2][:60]))
        if len(lines) > MOST_LINES:
            raise ListRefused(_("The list has more than %(limit)s lines; please divide it.") % {"limit": MOST_LINES})
    if not lines:
        raise ListRefused(_("Nobody is on the list."))
    return lines


def _clean(cell: str) -> str:
    """Without what cannot be seen."""
    return "".join(one for one in cell if unicodedata.category(one) not in {"Cc", "Cf"}).strip()
