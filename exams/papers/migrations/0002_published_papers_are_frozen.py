"""The database refuses to change a published paper."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate

CONTENT = ("state", "digest", "seed", "multiple_policy", "form", "title", "published_at")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("papers", "0001_initial")]

    operations: ClassVar = [ForbidUpdate("papers_paper", columns=CONTENT, when="OLD.state = 'published'")]
