"""The database refuses to rewrite what a marker gave, or the number of a script."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("marking", "0005_marking_by_people")]

    operations: ClassVar = [
        ForbidUpdate("marking_judgement"),
        ForbidUpdate("marking_script"),
        ForbidUpdate("marking_conflict", columns=("marker_id", "candidate_id", "centre", "reason", "declared_at")),
    ]
