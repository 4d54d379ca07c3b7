"""Handouts: asked for when a lesson changes, made by the task worker, kept until there is a newer one."""

import io
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import pikepdf
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from accounts.models import private_storage
from courses.models import ChapterPage, Handout, HandoutState
from courses.models.worker_files import PATIENCE
from courses.presentation.handout import printed_chapter
from courses.rendering.handout import HandoutDocument, handout_document

logger = logging.getLogger(__name__)

FOLDER = "handouts"
# A maker may have written its file and not yet said so.
ORPHAN_AGE = timedelta(hours=1)


class HandoutOutcome(StrEnum):
    """What making a handout came to."""

    MADE = "made"
    UNCHANGED = "unchanged"
    # No published lesson: a file that was there is gone.
    EMPTY = "empty"
    # Another maker began later and has the newer text: this one's pages are thrown away.
    OVERTAKEN = "overtaken"
    FAILED = "failed"


class HandoutFailed(Exception):
    """The chapter could not be printed; the message says why. The file of the time before stands."""


@transaction.atomic
def ask_for_handout(*, chapter: ChapterPage, now: datetime) -> bool:
    """Note that the chapter's handout is to be made; True where the caller has to see to a maker.

    Asked again and again, one request is pending: who makes it reads the lessons as they are then. A request whose
    maker died is taken up by the next one.
    """
    _handout, is_new = Handout.objects.get_or_create(chapter=chapter, defaults={"asked_at": now})
    pending = Q(state=HandoutState.WAITING, asked_at__gt=now - PATIENCE)
    asked = {"state": HandoutState.WAITING, "asked_at": now}
    return is_new or Handout.objects.filter(chapter=chapter).exclude(pending).update(**asked) == 1


def make_handout(*, chapter: ChapterPage, now: datetime) -> HandoutOutcome:
    """Print the chapter where its text has changed. Raises HandoutFailed, once that is noted.

    The database is not kept busy while the pages are set. The new file is written whole before the row names it and
    the old one goes only after that, so whoever downloads meanwhile gets one of the two.
    """
    _claim(chapter, now)
    try:
        document = _document_of(chapter)
        if document is None:
            return _discard(chapter)
        if _is_printed(chapter, document):
            return _settle(chapter, begun_at=now)
        pdf = document.to_pdf()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            pages = len(opened.pages)
    # Whatever it was, the page must not say for ever that the handout is being made.
    except Exception as error:
        logger.exception("the handout of chapter %s was not made", chapter.pk)
        _note_fault(chapter, begun_at=now, fault=f"{type(error).__name__}: {error}")
        raise HandoutFailed(str(error)) from error
    return _store(chapter, digest=document.digest, pdf=pdf, pages=pages, begun_at=now)


def is_outdated(*, chapter: ChapterPage) -> bool:
    """Whether making the handout now would change what is there; reads every lesson of the chapter."""
    document = _document_of(chapter)
    if document is None:
        return Handout.objects.filter(chapter=chapter).exclude(file="").exists()
    return not _is_printed(chapter, document)


def sweep_orphans(*, now: datetime) -> Sequence[str]:
    """Remove files that no handout names: their maker died between writing and saying so."""
    storage = private_storage()
    try:
        names = [f"{FOLDER}/{name}" for name in storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        # An object store has no folders, and so none that is missing.
        return []
    known = set(Handout.objects.exclude(file="").values_list("file", flat=True))
    orphans = [name for name in names if name not in known and storage.get_modified_time(name) < now - ORPHAN_AGE]
    for name in orphans:
        storage.delete(name)
    return orphans


def _document_of(chapter: ChapterPage) -> HandoutDocument | None:
    with translation.override(settings.LANGUAGE_CODE):
        printed = printed_chapter(chapter)
        return None if printed is None else handout_document(printed)


def _claim(chapter: ChapterPage, now: datetime) -> None:
    Handout.objects.update_or_create(
        chapter=chapter,
        defaults={"state": HandoutState.MAKING, "begun_at": now},
        create_defaults={"state": HandoutState.MAKING, "begun_at": now, "asked_at": now},
    )


def _is_printed(chapter: ChapterPage, document: HandoutDocument) -> bool:
    handout = Handout.objects.filter(chapter=chapter, digest=document.digest).first()
    return handout is not None and private_storage().exists(handout.file.name)


def _settle(chapter: ChapterPage, *, begun_at: datetime) -> HandoutOutcome:
    """Nothing changed. Who asked meanwhile keeps waiting for a maker of their own."""
    mine = Handout.objects.filter(chapter=chapter, begun_at=begun_at, state=HandoutState.MAKING)
    mine.update(state=HandoutState.READY, fault="")
    return HandoutOutcome.UNCHANGED


def _store(chapter: ChapterPage, *, digest: str, pdf: bytes, pages: int, begun_at: datetime) -> HandoutOutcome:
    storage = private_storage()
    name = storage.save(f"{FOLDER}/{chapter.pk}-{digest[:16]}.pdf", ContentFile(pdf))
    with transaction.atomic():
        handout = Handout.objects.select_for_update().filter(chapter=chapter, begun_at=begun_at).first()
        if handout is not None:
            old = handout.file.name
            handout.file, handout.digest, handout.pages, handout.size = name, digest, pages, len(pdf)
            handout.made_at, handout.fault = begun_at, ""
            if handout.state == HandoutState.MAKING:
                handout.state = HandoutState.READY
            handout.save()
    if handout is None:
        storage.delete(name)
        return HandoutOutcome.OVERTAKEN
    # The same name again, where only the file was lost.
    if old and old != name:
        storage.delete(old)
    return HandoutOutcome.MADE


def _discard(chapter: ChapterPage) -> HandoutOutcome:
    handout = Handout.objects.filter(chapter=chapter).first()
    if handout is not None:
        handout.delete()
        if handout.file:
            private_storage().delete(handout.file.name)
    return HandoutOutcome.EMPTY


def _note_fault(chapter: ChapterPage, *, begun_at: datetime, fault: str) -> None:
    mine = Handout.objects.filter(chapter=chapter, begun_at=begun_at, state=HandoutState.MAKING)
    mine.update(state=HandoutState.FAILED, fault=fault)
