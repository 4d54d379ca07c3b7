from typing import Any

from django.db import migrations, models

from courses.stamp import drop_triggers


def take_triggers_away(_apps: Any, schema_editor: Any) -> None:
    drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0007_handouts"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicationStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.CharField(max_length=32)),
            ],
            options={
                "verbose_name": "publication stamp",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_publication_stamp")],
            },
        ),
        # The triggers and the row are written after every migrate (courses.receivers).
        migrations.RunPython(migrations.RunPython.noop, take_triggers_away),
    ]
