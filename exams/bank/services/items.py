"""Writing items and their versions."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import KnowledgePoint
from exams.bank.item_types import get_item_type
from exams.bank.item_types.text import plain_text
from exams.bank.models import Bank, BankAct, Item, ItemVersion, VersionState
from exams.bank.queries import next_key
from exams.bank.services.lifecycle import TransitionRefused
from exams.bank.services.log import log_bank_event, log_created
from exams.bank.services.search_entries import keep_entries, keep_entry
from exams.bank.services.sketches import keep_sketch, keep_sketches

STEM_TEXT_LENGTH = 500
# Rows of one statement.
BATCH = 200


@dataclass(frozen=True)
class VersionContent:
    """Everything about a version that is written, and frozen by its approval."""

    body: Mapping[str, Any]
    point: KnowledgePoint
    difficulty: int
    cognitive: str
    facts: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class NewItem:
    """An item to create; without a key it gets the next free one of its type."""

    item_type: str
    content: VersionContent
    key: str = ""


def create_item(*, bank: Bank, item_type: str, content: VersionContent, actor: User, key: str = "") -> ItemVersion:
    """A new item with its first draft; without a key it gets the next free one of its type."""
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        key = key or next_key(bank, get_item_type(item_type).key_prefix)
        item = Item.objects.create(bank=bank, key=key, item_type=item_type)
        return create_version(item=item, content=content, actor=actor)


def create_items(*, bank: Bank, drafts: Sequence[NewItem], actor: User) -> list[ItemVersion]:
    """Many new items with their first drafts, all or none, in a few statements however many there are."""
    columns = [_columns(draft.item_type, draft.content) for draft in drafts]
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        keys = _free_keys(bank, drafts)
        items = Item.objects.bulk_create(
            [Item(bank=bank, key=key, item_type=draft.item_type) for key, draft in zip(keys, drafts, strict=True)],
            batch_size=BATCH,
        )
        versions = ItemVersion.objects.bulk_create(
            [ItemVersion(item=item, number=1, author=actor, **own) for item, own in zip(items, columns, strict=True)],
            batch_size=BATCH,
        )
        log_created(versions=versions, actor=actor)
        keep_sketches(versions=versions)
        keep_entries(versions=versions)
        return versions


def create_version(*, item: Item, content: VersionContent, actor: User) -> ItemVersion:
    """The item's next version, as a draft; raises pydantic.ValidationError for a body its type refuses."""
    columns = _columns(item.item_type, content)
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=item.pk)
        last = item.versions.aggregate(last=Max("number"))["last"] or 0
        version = ItemVersion.objects.create(item=item, number=last + 1, author=actor, **columns)
        log_bank_event(
            act=BankAct.NEW_VERSION if last else BankAct.CREATED,
            actor=actor,
            now=version.created_at,
            version=version,
            details={"number": version.number, "sha256": version.body_sha256},
        )
        keep_sketch(version=version)
        keep_entry(version=version)
    return version


def revise_draft(*, version: ItemVersion, content: VersionContent, actor: User, now: datetime) -> ItemVersion:
    """Change a draft in place; only its author may."""
    if version.author_id != actor.pk:
        raise TransitionRefused(_("Only its author changes a draft; write a new version instead."))
    columns = _columns(version.item.item_type, content)
    with transaction.atomic():
        if not ItemVersion.objects.filter(pk=version.pk, state=VersionState.DRAFT).update(**columns):
            raise TransitionRefused(_("This version is no longer a draft; write a new version instead."))
        changed = [name for name, value in columns.items() if getattr(version, name) != value]
        log_bank_event(
            act=BankAct.REVISED,
            actor=actor,
            now=now,
            version=version,
            details={"changed": changed, "sha256": columns["body_sha256"]},
        )
        version.refresh_from_db()
        keep_sketch(version=version)
        keep_entry(version=version)
    return version


def body_sha256(item_type: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of the type and the body as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps([item_type, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def stored_body(item_type: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """A body as it is stored: validated, every default written out; raises pydantic.ValidationError."""
    body: dict[str, Any] = get_item_type(item_type).parse(raw).model_dump(mode="json")
    return body


def _free_keys(bank: Bank, drafts: Sequence[NewItem]) -> list[str]:
    """The keys asked for, and after the last one in use for the others."""
    asked = {draft.key for draft in drafts if draft.key}
    following: dict[str, int] = {}
    keys = []
    for draft in drafts:
        key = draft.key
        if not key:
            prefix = get_item_type(draft.item_type).key_prefix
            number = following.get(prefix) or int(next_key(bank, prefix).rpartition("-")[2])
            while (key := f"{prefix}-{number:03d}") in asked:
                number += 1
            following[prefix] = number + 1
        keys.append(key)
    return keys


def _columns(item_type: str, content: VersionContent) -> dict[str, Any]:
    body = stored_body(item_type, content.body)
    return {
        "body": body,
        "body_sha256": body_sha256(item_type, body),
        "stem_text": plain_text(body["stem"])[:STEM_TEXT_LENGTH],
        "point": content.point,
        "facts": list(content.facts),
        "difficulty": content.difficulty,
        "cognitive": content.cognitive,
    }
