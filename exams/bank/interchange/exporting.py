"""Items of a bank written to a file: what is in it, what not, and the line in the log."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from exams.bank.interchange.exports.contract import Answers, ExportItem, Job, LeftOut, Stamp
from exams.bank.interchange.exports.proof import Changed, proofread
from exams.bank.interchange.exports.registry import EXPORTERS
from exams.bank.item_types.text import picture_keys
from exams.bank.models import Bank, BankAct, BankEvent, ItemMedia, ItemVersion
from exams.bank.services import new_trace, record_export


class NothingToExport(Exception):
    """No item is chosen, or the format holds none of them."""


@dataclass(frozen=True)
class Export:
    """A file that may leave, and what to say about it."""

    data: bytes
    filename: str
    content_type: str
    format_name: str
    answers: Answers
    # Keys of what is in the file.
    keys: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    changed: tuple[Changed, ...]
    trace: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def is_whole(self) -> bool:
        """Every item is in it and would come back as it left."""
        return not self.left_out and not self.changed


def prepare_export(
    *,
    bank: Bank,
    versions: Iterable[ItemVersion],
    format_name: str,
    actor: User,
    now: datetime,
    answers: Answers = "beside",
) -> Export:
    """Write the file and read it again; nothing is logged yet. Raises NothingToExport."""
    exporter = EXPORTERS[format_name]
    answers = answers if exporter.has_answer_choice else "beside"
    items = [_item(version) for version in _tagged(versions)]
    at = f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
    stamp = Stamp(bank.code, bank.title, actor.display_name, at, new_trace())
    job = Job(items, _pictures(bank, items), stamp, answers)
    written = exporter.write(job)
    left_out = {one.key for one in written.left_out}
    held = [item for item in items if item.key not in left_out]
    if not held:
        raise NothingToExport
    # What has no answers is for reading; the import would miss them.
    changed = proofread(written.data, held, format_name=format_name) if answers != "none" else []
    return Export(
        data=written.data,
        filename=f"{bank.code}-{timezone.localtime(now):%Y%m%d-%H%M}.{exporter.extension}",
        content_type=exporter.content_type,
        format_name=format_name,
        answers=answers,
        keys=tuple(item.key for item in held),
        left_out=tuple(written.left_out),
        changed=tuple(_unexpected(one, exporter.drops) for one in changed if set(one.fields) - set(exporter.drops))
        + tuple(one for one in changed if not one.fields),
        trace=stamp.trace,
    )


def log_export(*, export: Export, bank: Bank, actor: User, now: datetime) -> BankEvent:
    """The file is taken: from here on it is in the log."""
    return record_export(
        bank=bank,
        actor=actor,
        now=now,
        format_name=export.format_name,
        answers=export.answers,
        item_count=len(export.keys),
        left_out=len(export.left_out),
        sha256=export.sha256,
        trace=export.trace,
    )


def exports_of(bank: Bank, limit: int) -> Sequence[BankEvent]:
    """The latest exports of a bank; what left with a single item, such as its card, stands in the log alone."""
    exported = BankEvent.objects.filter(bank=bank, act=BankAct.EXPORTED, version__isnull=True)
    events = exported.select_related("actor__person")
    return list(events.order_by("-at", "-pk")[:limit])


def _unexpected(changed: Changed, drops: Sequence[str]) -> Changed:
    return replace(changed, fields=tuple(name for name in changed.fields if name not in drops))


def _tagged(versions: Iterable[ItemVersion]) -> list[ItemVersion]:
    """The versions with the tags of their items, in one more query however many there are."""
    found = list(versions)
    prefetch_related_objects(found, "item__tags")
    return found


def _item(version: ItemVersion) -> ExportItem:
    return ExportItem(
        key=version.item.key,
        item_type=version.item.item_type,
        body=version.body,
        point=version.point.code,
        point_id=version.point.syllabus_id,
        facts=tuple(version.facts),
        difficulty=version.difficulty,
        cognitive=version.cognitive,
        own_tags=tuple(sorted(tag.name for tag in version.item.tags.all())),
    )


def _pictures(bank: Bank, items: Sequence[ExportItem]) -> dict[str, bytes]:
    """Those that the items show."""
    shown = {key for item in items for text in _texts(item.body) for key in picture_keys(text)}
    found = {}
    for media in ItemMedia.objects.filter(bank=bank, key__in=shown) if shown else ():
        with media.file.open("rb") as file:
            found[media.key] = file.read()
    return found


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]
