"""A file or a pasted text read to parsed items, within limits of memory and time; every item has its body or says why not."""

import json
from pathlib import Path

from django.utils.translation import gettext_noop

from accounts.closed_process import run_closed
from exams.bank.interchange.decoding import looks_like_text
from exams.bank.interchange.mapping import give_body
from exams.bank.interchange.packages import OLD_OFFICE, ZIP, open_package
from exams.bank.interchange.parsing import LIMITS, FileRefused, Format, ParsedBatch
from exams.bank.interchange.registry import FORMATS, recognise
from exams.bank.interchange.wire import batch_from_json, finding_from_json

AUTO = "auto"
SECONDS = 30
_PROCESS = Path(__file__).with_name("process.py")


def read_items(data: bytes, *, filename: str = "", format_name: str = AUTO) -> tuple[Format, ParsedBatch]:
    """The format and all that it reads; raises FileRefused."""
    if not data.strip():
        raise FileRefused("empty", gettext_noop("There is nothing in it."))
    if len(data) > LIMITS.file_bytes:
        raise FileRefused(
            "too_large",
            gettext_noop("The file is larger than %(limit)d MB; please divide it."),
            limit=LIMITS.file_bytes // 1_000_000,
        )
    if data.startswith(ZIP):
        # What its list of entries betrays is told before a child is started.
        open_package(data, limits=LIMITS).close()
    found = FORMATS.get(format_name) or recognise(data, filename)
    if found is None:
        raise _unknown(data)
    batch = _read_here(found, data) if found.is_text else _read_apart(found, data)
    for item in batch.items:
        item.source_format = item.source_format or found.name
    return found, batch


def _read_here(found: Format, data: bytes) -> ParsedBatch:
    batch = found.read(data, limits=LIMITS)
    for item in batch.items:
        give_body(item)
    return batch


def _read_apart(found: Format, data: bytes) -> ParsedBatch:
    """In a child process; whatever ends it without an answer is a refusal."""
    too_hard = FileRefused(
        "too_hard",
        gettext_noop(
            "The file could not be read within the limits of memory and time; please save it anew or divide it."
        ),
    )
    said = run_closed(_PROCESS, data, found.name, seconds=SECONDS)
    if said is None:
        raise too_hard
    answer = json.loads(said)
    if "refused" in answer:
        refusal = finding_from_json(answer["refused"])
        raise FileRefused(refusal.code, refusal.reason, **refusal.words)
    return batch_from_json(answer["batch"])


def _unknown(data: bytes) -> FileRefused:
    if data.startswith(OLD_OFFICE):
        return FileRefused(
            "old_office",
            gettext_noop(
                "This is a Word or Excel file of before 2007, or one with a password; please save it as .docx or .xlsx"
                " without a password."
            ),
        )
    if looks_like_text(data):
        return FileRefused("no_questions", gettext_noop("No question was found in the text."))
    return FileRefused("unknown", gettext_noop("This is no file of a known format."))
