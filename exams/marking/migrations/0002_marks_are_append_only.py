"""The database refuses to rewrite a mark, or the score of a released result."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("marking", "0001_initial")]

    operations: ClassVar = [
        ForbidUpdate("marking_mark"),
        ForbidUpdate("marking_resultcomponent"),
        ForbidUpdate(
            "marking_result",
            columns=("registration_id", "passed", "created_at", "released_at"),
            when="OLD.released_at IS NOT NULL",
        ),
    ]
