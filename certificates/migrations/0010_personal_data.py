"""A certificate's name and portrait may be taken out once, with the holder's account; all else stays frozen."""

from typing import ClassVar

from django.db import migrations, models

from accounts.append_only import ForbidUpdate, Renewed

FROZEN = (
    "award_id",
    "person_id",
    "result_id",
    "number",
    "code",
    "payload",
    "payload_sha256",
    "issued_at",
    "expires_on",
    "photo",
    "supersedes_id",
)
STAY = tuple(column for column in FROZEN if column not in {"payload", "photo"})
# Refused, unless this very statement takes the name out and touches nothing else of what is frozen.
WITHHELD_ONCE = " OR ".join(
    [
        "OLD.withheld_at IS NOT NULL",
        "NEW.withheld_at IS NULL",
        *(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in STAY),
    ]
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("certificates", "0009_certificate_reviews")]

    operations: ClassVar = [
        Renewed(ForbidUpdate("certificates_certificate", columns=FROZEN)),
        migrations.AddField(
            model_name="certificate",
            name="withheld_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="name and portrait taken out"
            ),
        ),
        ForbidUpdate("certificates_certificate", columns=(*FROZEN, "withheld_at"), when=WITHHELD_ONCE),
    ]
