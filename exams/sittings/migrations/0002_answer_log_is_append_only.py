"""The database refuses to rewrite the answer log, the snapshots and the time adjustments."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("sittings", "0001_initial")]

    operations: ClassVar = [
        ForbidUpdate("sittings_answerevent"),
        ForbidUpdate("sittings_papersnapshot"),
        ForbidUpdate("sittings_timeadjustment"),
    ]
