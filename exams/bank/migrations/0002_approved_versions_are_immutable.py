"""The database refuses to change the content of a version that was ever approved."""

from typing import ClassVar

from django.db import migrations

from accounts.append_only import ForbidUpdate

CONTENT = (
    "item_id",
    "number",
    "body",
    "body_sha256",
    "stem_text",
    "point_id",
    "facts",
    "difficulty",
    "cognitive",
    "author_id",
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("bank", "0001_initial")]

    operations: ClassVar = [
        ForbidUpdate("bank_itemversion", columns=CONTENT, when="OLD.approved_at IS NOT NULL"),
    ]
