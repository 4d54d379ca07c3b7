"""Proofs from candidates: told by their content, pictures encoded anew, PDFs looked through in a closed process."""

import json
import re
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.closed_process import run_closed
from exams.bank.pictures import PictureRefused, normalise_picture
from exams.sittings.interchange.pdf_process import MOST_PAGES
from exams.sittings.services.applications import Proof

MAX_BYTES = 5 * 1024 * 1024
SECONDS = 15
_PROCESS = Path(__file__).with_name("pdf_process.py")
_PDF, _PNG = b"%PDF-", b"\x89PNG"
_UNNAMED = re.compile(r"[\x00-\x1f\x7f/\\\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class DocumentRefused(Exception):
    """The file cannot be taken as a proof; the text says why and what to do."""


def read_proof(*, kind: str, name: str, data: bytes) -> Proof:
    """The document as it will be kept; raises DocumentRefused. The name is only shown, never trusted."""
    if not data:
        raise DocumentRefused(_("The file is empty. Please choose it again."))
    if len(data) > MAX_BYTES:
        raise DocumentRefused(_("The file is larger than 5 MB. Please choose a smaller one."))
    shown = _UNNAMED.sub("", name)[-100:] or "document"
    if data.startswith(_PDF):
        _check_pdf(data)
        return Proof(kind, shown, "application/pdf", data)
    try:
        picture = normalise_picture(data).data
    except PictureRefused as refused:
        raise DocumentRefused(
            _("Only pictures (JPEG, PNG, WebP) and PDF files are taken. %(reason)s") % {"reason": refused}
        ) from refused
    return Proof(kind, shown, "image/png" if picture.startswith(_PNG) else "image/jpeg", picture)


def _check_pdf(data: bytes) -> None:
    said = run_closed(_PROCESS, data, seconds=SECONDS)
    answer = json.loads(said) if said else {"refused": "damaged"}
    if "refused" not in answer:
        return
    raise DocumentRefused(
        {
            "encrypted": _("The PDF has a password. Please save it without one."),
            "pages": _("A PDF may have 1 to %(most)d pages. Please send only the pages that prove something.")
            % {"most": MOST_PAGES},
            "active": _("The PDF holds scripts, forms or other files. Please print it to a plain PDF first."),
            "damaged": _("The PDF is damaged or too complex. Please print it to a plain PDF first."),
        }[answer["refused"]]
    )
