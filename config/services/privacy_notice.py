"""The privacy notice as one text: what people agree to, made of the register, so that neither can change alone."""

import hashlib

from django.conf import settings
from django.utils.translation import override

from accounts.models import Consent, User
from accounts.privacy import categories
from accounts.services.consents import PRIVACY


def notice_text() -> str:
    """All that the notice says about data, in the platform's language, word for word as its table shows it."""
    with override(settings.LANGUAGE_CODE):
        return "\n\n".join(
            "\n".join(map(str, (one.title, one.data, one.purpose, one.ground.label, one.retention, one.seen_by)))
            for one in categories()
        )


def standing_consent(user: User) -> Consent | None:
    """A person's consent to the notice as it stands now; one to an older version does not count."""
    digest = hashlib.sha256(notice_text().encode()).hexdigest()
    return Consent.objects.filter(user=user, subject=PRIVACY, text_sha256=digest, withdrawn_at=None).first()
