"""The database refuses to take a row out of a published paper, and so to delete the paper."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUnder


class Migration(migrations.Migration):
    dependencies: ClassVar = [("papers", "0004_ranges_levels_rules_and_sets")]

    operations: ClassVar = [
        ForbidUnder(
            "papers_paperitem",
            "DELETE",
            column="paper_id",
            parent="papers_paper",
            when="state = 'published'",
            complaint="the paper is published",
        ),
    ]
