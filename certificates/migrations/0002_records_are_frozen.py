"""The database refuses to change what a certificate says, and its events."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate

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
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("certificates", "0001_initial")]

    operations: ClassVar = [
        ForbidUpdate("certificates_certificate", columns=FROZEN),
        ForbidUpdate("certificates_certificateevent"),
    ]
