"""The database refuses to rewrite what was said in review."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("bank", "0002_approved_versions_are_immutable")]

    operations: ClassVar = [ForbidUpdate("bank_itemreview")]
