"""What the database itself refuses, whoever writes."""

from typing import Any

from django.db import migrations

from accounts.append_only import ForbidUpdate
from courses.stamp import drop_triggers


def take_triggers_away(_apps: Any, schema_editor: Any) -> None:
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    replaces = [
        ("courses", "0001_initial"),
        ("courses", "0002_heading_points"),
        ("courses", "0003_learning_record"),
        ("courses", "0004_terms_and_reports"),
        ("courses", "0005_editing"),
        ("courses", "0006_search"),
        ("courses", "0007_handouts"),
        ("courses", "0008_publication_stamp"),
    ]

    dependencies = [("courses", "0001_foundation")]

    operations = [
        ForbidUpdate("courses_checkanswer"),
        # The triggers of the publication stamp and its row are written after every migrate (courses.receivers).
        migrations.RunPython(migrations.RunPython.noop, take_triggers_away),
    ]
