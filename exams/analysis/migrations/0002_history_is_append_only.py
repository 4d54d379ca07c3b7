"""The database refuses to rewrite an analysis, a finding, or what was decided about it."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("analysis", "0001_initial")]

    operations: ClassVar = [
        ForbidUpdate("analysis_examanalysis"),
        ForbidUpdate("analysis_itemfinding"),
        ForbidUpdate("analysis_findingstep"),
        ForbidDelete("analysis_findingstep"),
    ]
