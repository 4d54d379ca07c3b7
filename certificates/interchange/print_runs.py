"""Certificates one after the other in one file, for the printer's queue. Not signed and not to be handed out as a file."""

import io
from collections.abc import Iterable
from datetime import datetime

import pikepdf

from certificates.models import BatchRow
from certificates.services import open_pdf

# Pages of one file: a printer's queue and this process's memory both have an end.
LARGEST_RUN = 200


def print_run(rows: Iterable[BatchRow], *, now: datetime) -> bytes:
    """Every page as it was set, with its own fonts, in the order of the rows."""
    run = pikepdf.Pdf.new()
    for row in rows:
        if row.certificate is None:
            continue
        with open_pdf(row.certificate, now=now) as file, pikepdf.open(io.BytesIO(file.read())) as certificate:
            for page in certificate.pages:
                # A signature of one file means nothing in another, nor do its tags.
                for key in ("/Annots", "/StructParents"):
                    if key in page:
                        del page[key]
                run.pages.append(page)
    buffer = io.BytesIO()
    run.save(buffer, deterministic_id=True)
    run.close()
    return buffer.getvalue()
