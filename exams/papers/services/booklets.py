"""Printing a paper: the file, and the note of who took it."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from accounts.models import User
from courses.printing.fonts import UnsetCharactersError
from exams.bank.models import ItemVersion
from exams.bank.services import log_keys_seen, new_trace, record_export
from exams.papers.booklet import words
from exams.papers.booklet.content import PrintedPaper, printed_paper
from exams.papers.booklet.keys import key_sections
from exams.papers.booklet.printing import booklet_pdf, key_pdf, sheet_pdf
from exams.papers.booklet.word import CONTENT_TYPE, BookletWord, KeyWord, SheetWord
from exams.papers.models import Paper
from exams.papers.queries import FrozenPaper, paper_content, pictures_by_slot, pictures_of, versions_on
from exams.papers.rules import may_print_keys

PrintKind = Literal["booklet", "sheet", "key"]
PrintFormat = Literal["pdf", "docx"]
_NAMES: Mapping[PrintKind, str] = {"booklet": words.BOOKLET, "sheet": words.SHEET, "key": words.KEY}
_TYPES: Mapping[PrintFormat, str] = {"pdf": "application/pdf", "docx": CONTENT_TYPE}
# Papers, and the words beside their questions, are Chinese whatever the reader's language.
_LANGUAGE = "zh-hans"


class PrintRefused(Exception):
    """The paper cannot be printed; the message says why, and what to do."""


@dataclass(frozen=True)
class Print:
    """A file that was taken."""

    data: bytes
    filename: str
    content_type: str
    trace: str


def print_paper(
    *,
    paper: Paper,
    kind: PrintKind,
    file_format: PrintFormat,
    order: int,
    minutes: int | None,
    actor: User,
    now: datetime,
) -> Print:
    """Print a paper in one of its orders and note who took what; a key is noted as seen and as exported.

    Raises PrintRefused, after which nothing is noted.
    """
    if kind == "key" and not may_print_keys(actor):
        raise PrintRefused(_("Only those who may read keys may print them."))
    content, trace = paper_content(paper), new_trace()
    if not content.items:
        raise PrintRefused(_("This paper is empty: there is nothing to print."))
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    line = words.trace_line(who=actor.display_name, at=at, trace=trace, digest=paper.digest)
    with override(_LANGUAGE):
        printed = printed_paper(
            paper, content, order=order, publisher=str(settings.WAGTAIL_SITE_NAME), minutes=minutes, trace=line
        )
    try:
        with override(_LANGUAGE):
            data = _written(printed, content, paper=paper, kind=kind, file_format=file_format, order=order)
    except UnsetCharactersError as error:
        raise PrintRefused(
            _(
                "These characters have no picture in our fonts: %(characters)s. Nothing was printed; please mend the question."
            )
            % {"characters": "、".join(error.characters)}
        ) from error
    taken = Print(
        data=data,
        filename=f"{paper.title}-{printed.code}-{_NAMES[kind]}.{file_format}",
        content_type=_TYPES[file_format],
        trace=trace,
    )
    _note(taken, paper=paper, kind=kind, file_format=file_format, code=printed.code, actor=actor, now=now)
    return taken


def _written(
    printed: PrintedPaper,
    content: FrozenPaper,
    *,
    paper: Paper,
    kind: PrintKind,
    file_format: PrintFormat,
    order: int,
) -> bytes:
    is_pdf = file_format == "pdf"
    if kind == "sheet":
        return sheet_pdf(printed) if is_pdf else SheetWord(printed, kind=words.SHEET, pictures={}).write()
    pictures = _pictures(content, with_keys=kind == "key")
    if kind == "booklet":
        if is_pdf:
            return booklet_pdf(printed, pictures=pictures)
        return BookletWord(printed, kind=words.BOOKLET, pictures=pictures).write()
    sources = {version.pk: _source(version) for version in versions_on(paper)}
    sections, said = key_sections(printed, sources), words.order_words(order=order, seed=paper.seed)
    if is_pdf:
        return key_pdf(printed, sections, order=said, pictures=pictures)
    return KeyWord(printed, kind=words.KEY, pictures=pictures).write(sections, order=said)


def _source(version: ItemVersion) -> str:
    return f"{version.item.key} v{version.number} · {version.point.code}"


def _pictures(content: FrozenPaper, *, with_keys: bool) -> dict[str, bytes]:
    """The pictures that the document may show, by the names that item texts give them; raises PrintRefused for a lost one."""
    wanted = pictures_by_slot(content, with_keys=with_keys)
    found = {}
    for picture in pictures_of(content, wanted):
        with suppress(FileNotFoundError), picture.file.open("rb") as file:
            found[picture.key] = file.read()
    lost = [str(slot) for slot, keys in wanted.items() if keys - found.keys()]
    if lost:
        raise PrintRefused(
            _(
                "A picture of question %(slots)s is missing. Nothing was printed; please add the picture to the item again."
            )
            % {"slots": "、".join(lost)}
        )
    return found


def _note(
    taken: Print, *, paper: Paper, kind: PrintKind, file_format: PrintFormat, code: str, actor: User, now: datetime
) -> None:
    """Who took which file, by its digest and its trace code."""
    sha256 = hashlib.sha256(taken.data).hexdigest()
    details = {"document": kind, "format": file_format, "code": code, "sha256": sha256, "trace": taken.trace}
    with transaction.atomic():
        log(instance=paper, action="papers.print", user=actor, timestamp=now, data=details)
        if kind != "key":
            return
        versions = list(versions_on(paper))
        log_keys_seen(versions=versions, actor=actor, now=now, place="print")
        by_bank = Counter(version.item.bank for version in versions)
        for bank, count in by_bank.items():
            record_export(
                bank=bank,
                actor=actor,
                now=now,
                format_name="marking_key",
                answers="beside",
                item_count=count,
                left_out=0,
                sha256=sha256,
                trace=taken.trace,
            )
