"""Pictures into a bank."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from exams.bank.models import Bank, BankAct, ItemMedia
from exams.bank.pictures import Picture, normalise_picture
from exams.bank.services.log import log_bank_event


def keep_picture(*, bank: Bank, data: bytes, actor: User, now: datetime) -> ItemMedia:
    """Whatever was uploaded as a picture of the bank, re-encoded; raises PictureRefused."""
    return store_picture(bank=bank, picture=normalise_picture(data), actor=actor, now=now)


def store_picture(*, bank: Bank, picture: Picture, actor: User, now: datetime) -> ItemMedia:
    """A picture that is re-encoded already; one that the bank has is not stored again."""
    with transaction.atomic():
        Bank.objects.select_for_update().get(pk=bank.pk)
        known = ItemMedia.objects.filter(bank=bank, key=picture.key).first()
        if known is not None:
            return known
        media = ItemMedia(
            bank=bank, key=picture.key, width=picture.width, height=picture.height, added_by=actor, added_at=now
        )
        media.file.save(f"{bank.pk}-{picture.key}", ContentFile(picture.data), save=True)
        log_bank_event(act=BankAct.MEDIA_ADDED, actor=actor, now=now, bank=bank, details={"key": picture.key})
    return media
