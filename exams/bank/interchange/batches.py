"""The life of an import: a dry run that one person opens, mends and confirms. Nothing is in the bank before that."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import User
from exams.bank.interchange.checking import CheckedItem, Defaults, Row, check_rows, look_for_twins
from exams.bank.interchange.duplicates import Twin
from exams.bank.interchange.parsing import FileRefused, Finding, ParsedBatch, ParsedItem
from exams.bank.interchange.reading import AUTO, read_items
from exams.bank.interchange.wire import finding_from_json, finding_to_json, item_from_json, item_to_json
from exams.bank.item_types.text import PICTURE_KEY
from exams.bank.models import Bank, BankAct, ImportBatch, ImportPicture, Item, ItemMedia, ItemVersion
from exams.bank.pictures import Picture, PictureRefused, normalise_pictures
from exams.bank.services import NewItem, create_items, log_bank_event, store_picture
from exams.bank.services.tags import tag_new_items

KEPT_FOR = timedelta(days=7)
_PICTURE = re.compile(PICTURE_KEY)


class NothingToCreate(Exception):
    """No item of the import is chosen and without errors."""


@dataclass(frozen=True)
class Change:
    """What a person changes about one row: whether it is wanted, its text, and what the file does not say.

    None leaves it as it is; an empty text or 0 takes back what was said.
    """

    is_taken: bool | None = None
    source: str | None = None
    point: str | None = None
    difficulty: int | None = None
    cognitive: str | None = None


@dataclass
class Draft:
    """What a batch holds, unpacked."""

    rows: list[Row]
    findings: list[Finding]
    defaults: Defaults = field(default_factory=Defaults)
    created: list[str] = field(default_factory=list)
    # After the confirmation: the import that holds what could not be created, and how many rows it has.
    rest: int | None = None
    rest_count: int = 0

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": [
                {"taken": row.is_taken, "item": item_to_json(row.item), "twins": [vars(twin) for twin in row.twins]}
                for row in self.rows
            ],
            "findings": [finding_to_json(finding) for finding in self.findings],
            "defaults": vars(self.defaults),
            "created": self.created,
            "rest": self.rest,
            "rest_count": self.rest_count,
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Draft":
        return cls(
            rows=[
                Row(item_from_json(row["item"]), row["taken"], [Twin(**twin) for twin in row["twins"]])
                for row in raw["rows"]
            ],
            findings=[finding_from_json(finding) for finding in raw["findings"]],
            defaults=Defaults(**raw["defaults"]),
            created=list(raw["created"]),
            rest=raw["rest"],
            rest_count=raw["rest_count"],
        )


def read_draft(
    bank: Bank, data: bytes, *, filename: str = "", format_name: str = AUTO
) -> tuple[str, Draft, list[Picture]]:
    """The dry run of a file, stored nowhere: its format, its rows and pictures; raises FileRefused."""
    found, batch = read_items(data, filename=filename, format_name=format_name)
    if not batch.items:
        raise FileRefused("no_questions", gettext_noop("No question was found in it."))
    pictures, batch = _with_own_pictures(batch)
    draft = Draft([Row(item) for item in batch.items], batch.findings)
    look_for_twins(bank, draft.rows)
    for row in draft.rows:
        # Wanted once is enough; whoever wants it twice says so.
        row.is_taken = not any(twin.is_exact for twin in row.twins)
    return found.name, draft, pictures


def open_import(
    *, bank: Bank, data: bytes, actor: User, now: datetime, filename: str = "", format_name: str = AUTO
) -> ImportBatch:
    """Read a file or a paste and keep the dry run for its owner; raises FileRefused."""
    ImportBatch.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    name, draft, pictures = read_draft(bank, data, filename=filename, format_name=format_name)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            bank=bank, actor=actor, created_at=now, format=name, filename=filename[-200:], payload=draft.to_json()
        )
        ImportPicture.objects.bulk_create(
            ImportPicture(batch=batch, key=one.key, data=one.data, width=one.width, height=one.height)
            for one in pictures
        )
    return batch


def draft_of(batch: ImportBatch) -> Draft:
    """What the batch holds."""
    return Draft.from_json(batch.payload)


def check_source(row: Row, *, bank: Bank, source: str, defaults: Defaults) -> list[CheckedItem]:
    """What a text would make of a row, stored nowhere; for the page while it is being mended."""
    items = _reread(row.item, source)
    for item in items:
        _choose(item, Change(point=row.item.point, difficulty=row.item.difficulty or 0, cognitive=row.item.cognitive))
    rows = [Row(item, row.is_taken) for item in items]
    look_for_twins(bank, rows)
    return check_rows(bank, rows, defaults)


def checked_rows(batch: ImportBatch, draft: Draft | None = None) -> list[CheckedItem]:
    """Every row with its verdict."""
    draft = draft or draft_of(batch)
    return check_rows(batch.bank, draft.rows, draft.defaults)


def amend_import(*, batch: ImportBatch, changes: Mapping[int, Change], defaults: Defaults) -> bool:
    """Keep what its owner changed, by the row's number; a changed text is read again and may become several rows.

    True if anything was read again. A confirmed import no longer changes.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("bank__chapter").get(pk=batch.pk)
        if batch.confirmed_at is not None:
            return False
        draft = draft_of(batch)
        draft.defaults = defaults
        rows: list[Row] = []
        is_reread = False
        for number, row in enumerate(draft.rows, 1):
            amended = _amend(row, changes.get(number, Change()))
            is_reread = is_reread or amended is not None
            rows += amended if amended is not None else [row]
        draft.rows = rows
        if is_reread:
            look_for_twins(batch.bank, rows)
        batch.payload = draft.to_json()
        batch.save(update_fields=["payload"])
    return is_reread


def confirm_import(*, batch: ImportBatch, actor: User, now: datetime) -> list[str]:
    """Create what is wanted and without errors, as drafts, in one transaction; returns the keys.

    What is wanted but cannot be created yet goes on in an import of its own. A second confirmation creates nothing and
    returns the same keys; raises NothingToCreate.
    """
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).select_related("bank__chapter").get(pk=batch.pk)
        draft = draft_of(locked)
        if locked.confirmed_at is not None:
            return draft.created
        checked = checked_rows(locked, draft)
        pictures = [Picture(bytes(one.data), one.width, one.height) for one in locked.pictures.all()]
        versions = create_drafts(
            bank=locked.bank,
            ready=[one for one in checked if one.is_ready],
            pictures=pictures,
            source=str(locked),
            actor=actor,
            now=now,
        )
        draft.created = [version.item.key for version in versions]
        _keep_rest(locked, draft, [one.row for one in checked if one.row.is_taken and not one.is_ready], now)
        locked.payload, locked.confirmed_at = draft.to_json(), now
        locked.save(update_fields=["payload", "confirmed_at"])
        locked.pictures.all().delete()
    return draft.created


def _keep_rest(batch: ImportBatch, draft: Draft, rows: list[Row], now: datetime) -> None:
    """An import of what is left, with the same pictures."""
    if not rows:
        return
    look_for_twins(batch.bank, rows)
    rest = ImportBatch.objects.create(
        bank=batch.bank,
        actor=batch.actor,
        created_at=now,
        format=batch.format,
        filename=batch.filename,
        payload=Draft(rows, [], draft.defaults).to_json(),
    )
    ImportPicture.objects.bulk_create(
        ImportPicture(batch=rest, key=one.key, data=one.data, width=one.width, height=one.height)
        for one in batch.pictures.all()
    )
    draft.rest, draft.rest_count = rest.pk, len(rows)


def create_drafts(
    *, bank: Bank, ready: Sequence[CheckedItem], pictures: Sequence[Picture], source: str, actor: User, now: datetime
) -> list[ItemVersion]:
    """Checked items into the bank with the pictures that they show, and a line in the log; raises NothingToCreate.

    `source` is the file's name, or the format of a paste.
    """
    if not ready:
        raise NothingToCreate
    with transaction.atomic():
        shown = json.dumps([one.body for one in ready])
        for picture in pictures:
            if picture.key in shown:
                store_picture(bank=bank, picture=picture, actor=actor, now=now)
        taken = set(Item.objects.filter(bank=bank).values_list("key", flat=True))
        drafts = []
        for one in ready:
            key = one.item.key if one.item.key not in taken else ""
            taken.add(key)
            drafts.append(NewItem(one.item.item_type, one.content(), key))
        versions = create_items(bank=bank, drafts=drafts, actor=actor)
        tagged = {version.item_id: one.tags for version, one in zip(versions, ready, strict=True) if one.tags}
        tag_new_items(bank=bank, names=tagged)
        log_bank_event(
            act=BankAct.IMPORTED, actor=actor, now=now, bank=bank, details={"file": source, "created": len(versions)}
        )
    return versions


def _amend(row: Row, change: Change) -> list[Row] | None:
    """The row changed in place; or the rows that its new text makes, None if that is the old text."""
    if change.is_taken is not None:
        row.is_taken = change.is_taken
    if change.source is None or _same_text(change.source, row.item.source):
        _choose(row.item, change)
        return None
    items = _reread(row.item, change.source)
    for item in items:
        _choose(item, change)
    return [Row(item) for item in items]


def _choose(item: ParsedItem, change: Change) -> None:
    item.point = change.point if change.point is not None else item.point
    item.difficulty = (change.difficulty or None) if change.difficulty is not None else item.difficulty
    item.cognitive = change.cognitive if change.cognitive is not None else item.cognitive


def _same_text(one: str, other: str) -> bool:
    """Browsers send other line ends than they were given."""
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


def _reread(old: ParsedItem, source: str) -> list[ParsedItem]:
    """The items of a mended text; what cannot be read is an item that says so and keeps the text."""
    try:
        _format, batch = read_items(source.encode(), format_name=old.source_format)
    except FileRefused as refused:
        return [ParsedItem(old.place, source, old.source_format, findings=[refused.finding])]
    if not batch.items:
        unread = ParsedItem(old.place, source, old.source_format)
        unread.error("no_questions", gettext_noop("No question was found in it."))
        return [unread]
    for item in batch.items:
        item.place = old.place
        item.key = item.key or (old.key if len(batch.items) == 1 else "")
    batch.items[0].findings += batch.findings
    return batch.items


def _own_again(pictures: Mapping[str, bytes]) -> dict[str, Picture | PictureRefused]:
    """Pictures that came from here: encoded once more, a photograph would become another one at every journey."""
    found: dict[str, Picture | PictureRefused] = {}
    for media in ItemMedia.objects.filter(key__in=pictures).order_by("pk"):
        with media.file.open("rb") as file:
            found[media.key] = Picture(file.read(), media.width, media.height)
    return found


def _with_own_pictures(batch: ParsedBatch) -> tuple[list[Picture], ParsedBatch]:
    """Pictures re-encoded, and named so in every text; one that cannot be is an error of the items that show it."""
    found = _own_again(batch.pictures)
    others = {key: data for key, data in batch.pictures.items() if key not in found}
    found |= zip(others, normalise_pictures(list(others.values())), strict=True)
    for item in batch.items:
        body = json.dumps(item.body)
        for key in dict.fromkeys(_PICTURE.findall(body + item.source)):
            picture = found.get(key)
            if isinstance(picture, Picture):
                item.source, body = item.source.replace(key, picture.key), body.replace(key, picture.key)
            elif picture is not None:
                item.error("picture_refused", str(picture))
        item.body = json.loads(body)
    pictures = [picture for picture in found.values() if isinstance(picture, Picture)]
    return list({picture.key: picture for picture in pictures}.values()), batch
