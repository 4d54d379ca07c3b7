"""Who agreed to which version of a text, and took it back. A text that changes is a new version by itself."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import Consent, ConsentText, User

PRIVACY = "privacy"


def text_in_use(*, subject: str, text: str, now: datetime) -> ConsentText:
    """The row of this text, word for word; made where it is new, as the next version of its subject."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = ConsentText.objects.filter(subject=subject, sha256=digest).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            last = ConsentText.objects.filter(subject=subject).aggregate(last=Max("version"))["last"] or 0
            return ConsentText.objects.create(subject=subject, version=last + 1, text=text, sha256=digest, since=now)
    except IntegrityError:
        # Somebody else has just put it down; or another text took the number, and then the next call gets one.
        return ConsentText.objects.get(subject=subject, sha256=digest)


def give_consent(*, user: User, subject: str, text: str, now: datetime) -> Consent:
    """Put down that `user` agreed to `text` as it stands; the first time counts while it is not withdrawn."""
    said = text_in_use(subject=subject, text=text, now=now)
    consent, _is_new = Consent.objects.get_or_create(
        user=user,
        subject=subject,
        version=said.version,
        withdrawn_at=None,
        defaults={"text_sha256": said.sha256, "given_at": now},
    )
    return consent


def withdraw_consent(*, user: User, subject: str, now: datetime) -> int:
    """Take back every standing consent to the subject; how many there were. What was done under them stays lawful."""
    return Consent.objects.filter(user=user, subject=subject, withdrawn_at=None).update(withdrawn_at=now)
