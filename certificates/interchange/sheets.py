"""What became of a batch as a workbook, row by row."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from certificates.models import BatchRow
from certificates.queries import standing_of
from exams.bank.interchange.sheets.template import neutral

WIDTHS = (8, 18, 18, 22, 22, 24, 12, 12, 12, 60, 40)


def sheet_of(rows: Iterable[BatchRow], *, today: date) -> bytes:
    """An .xlsx in which no cell is a formula."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_("Batch"))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.append(_heads())
    for row in rows:
        sheet.append([_cell(value) for value in _values(row, today)])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _heads() -> list[str]:
    return [
        _("Line"),
        _("Candidate"),
        _("Full name"),
        _("Class or centre"),
        _("Outcome"),
        _("Certificate number"),
        _("State today"),
        _("Issued on"),
        _("Valid until"),
        _("Reasons"),
        _("Characters without a picture"),
    ]


def _values(row: BatchRow, today: date) -> list[Any]:
    certificate = row.certificate
    issued_on = timezone.localdate(certificate.issued_at) if certificate else None
    return [
        row.place,
        row.reference,
        certificate.payload["name"] if certificate else row.name,
        row.group,
        row.get_state_display(),
        certificate.number if certificate else "",
        str(standing_of(certificate, today=today).label) if certificate else "",
        issued_on.isoformat() if issued_on else "",
        certificate.expires_on.isoformat() if certificate and certificate.expires_on else "",
        " ".join(row.reasons),
        row.unset,
    ]


def _cell(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula, without signs that a workbook cannot hold."""
    return neutral(ILLEGAL_CHARACTERS_RE.sub("", value)) if isinstance(value, str) else value
