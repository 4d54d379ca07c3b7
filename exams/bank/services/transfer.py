"""Taking items to another bank: a copy, or, as long as nothing holds it, the item itself."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import KnowledgePoint
from exams.bank.item_types import get_item_type
from exams.bank.item_types.text import picture_keys
from exams.bank.models import Bank, BankAct, FirstAuthor, Item, ItemMedia, ItemVersion, VersionState
from exams.bank.queries import next_key
from exams.bank.rules import may_move, may_read_bank, may_write_in, versions_up_to
from exams.bank.services.items import VersionContent, create_item, create_version
from exams.bank.services.lifecycle import TransitionRefused, retire
from exams.bank.services.log import log_bank_event
from exams.bank.services.tags import set_tags
from exams.bank.usage import is_held

ACTIVE = (VersionState.APPROVED, VersionState.SUSPENDED, VersionState.IN_REVIEW)


def copy_item(*, version: ItemVersion, point: KnowledgePoint, actor: User, now: datetime) -> ItemVersion:
    """A new item in the point's bank, as a draft of `actor`'s with the same content; the log says where it comes from.

    Who wrote a part of the original approves nothing of the copy.
    """
    bank = _writable(point, actor)
    if not may_read_bank(actor, version.item.bank):
        raise TransitionRefused(_("You may not read the bank that the item comes from."))
    origin = _address(version.item, version.number)
    with transaction.atomic():
        _copy_pictures(version, bank, actor=actor, now=now)
        copy = create_item(
            bank=bank, item_type=version.item.item_type, content=_content_at(version, point), actor=actor
        )
        if version.item.practice_since is not None:
            # The same words: who practised the original knows the copy's key.
            Item.objects.filter(pk=copy.item_id).update(practice_since=version.item.practice_since)
        FirstAuthor.objects.bulk_create(
            [FirstAuthor(item=copy.item, author_id=author) for author in sorted(_authors_of(version))]
        )
        set_tags(item=copy.item, names=[tag.name for tag in version.item.tags.all()], actor=actor, now=now)
        log_bank_event(act=BankAct.COPIED, actor=actor, now=now, version=copy, details={"from": origin})
    return copy


def move_item(*, version: ItemVersion, point: KnowledgePoint, actor: User, now: datetime) -> ItemVersion:
    """Take an item that nothing holds to the point's bank, under a new key; returns the draft that it goes on with.

    Its history goes with it. What was approved or in review for the old point is retired: a new place is reviewed anew.
    """
    bank, item = _writable(point, actor), version.item
    if not may_write_in(actor, item.bank):
        raise TransitionRefused(_("You may not write in the bank that the item would leave."))
    if bank.pk == item.bank_id:
        raise TransitionRefused(_("The item is in this bank already."))
    with transaction.atomic():
        for one in Bank.objects.select_for_update().filter(pk__in={bank.pk, item.bank_id}).order_by("pk"):
            bank = one if one.pk == bank.pk else bank
        if Item.objects.filter(is_held("pk"), pk=item.pk).exists():
            raise TransitionRefused(_("The item stands on a paper, so it stays; copy it instead."))
        for active in item.versions.filter(state__in=ACTIVE).select_related("item__bank"):
            if not may_move(actor, active, "retire"):
                raise TransitionRefused(_("Only a reviewer moves an item that is in review or approved."))
            retire(version=active, actor=actor, now=now, comment=str(_("Moved to another bank")))
        origin, names = _address(item, version.number), [tag.name for tag in item.tags.all()]
        _copy_pictures(version, bank, actor=actor, now=now)
        set_tags(item=item, names=[], actor=actor, now=now)
        item.key = next_key(bank, get_item_type(item.item_type).key_prefix)
        item.bank = bank
        item.save(update_fields=["bank", "key"])
        moved = create_version(item=item, content=_content_at(version, point), actor=actor)
        set_tags(item=item, names=names, actor=actor, now=now)
        log_bank_event(act=BankAct.MOVED, actor=actor, now=now, version=moved, details={"from": origin})
    return moved


def _authors_of(version: ItemVersion) -> set[int]:
    """Who wrote a part of it, in its own item or in what that was copied from."""
    authors = versions_up_to(version).values_list("author", flat=True)
    return {*authors, *version.item.first_authors.values_list("author", flat=True)}


def _writable(point: KnowledgePoint, actor: User) -> Bank:
    bank = Bank.objects.filter(chapter_id=point.chapter_id).first()
    if bank is None or not may_write_in(actor, bank):
        raise TransitionRefused(_("You may not write in that bank."))
    return bank


def _content_at(version: ItemVersion, point: KnowledgePoint) -> VersionContent:
    """The version's content at another point; the facts of its old chapter are not the new one's."""
    stays = version.point.chapter_id == point.chapter_id
    return VersionContent(
        body=version.body,
        point=point,
        difficulty=version.difficulty,
        cognitive=version.cognitive,
        facts=tuple(version.facts) if stays else (),
    )


def _copy_pictures(version: ItemVersion, bank: Bank, *, actor: User, now: datetime) -> None:
    """Let the other bank show the same files: a picture's name is its content's digest, and its file is never changed."""
    keys = {key for text in _texts(version.body) for key in picture_keys(text)}
    for picture in ItemMedia.objects.filter(bank=version.item.bank_id, key__in=keys):
        same = {name: getattr(picture, name) for name in ("width", "height")}
        ItemMedia.objects.get_or_create(
            bank=bank,
            key=picture.key,
            defaults={**same, "file": picture.file.name, "added_by": actor, "added_at": now},
        )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _address(item: Item, number: int) -> str:
    return f"{item.bank.code} {item.key} v{number}"
