"""What people mark is practised too: written, then judged by its writer. SQLite makes the table of answers anew."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [("practice", "0002_refusals")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="practiceanswer",
            name="is_self_assessed",
            field=models.BooleanField(default=False, verbose_name="self-assessed"),
        ),
        migrations.AddField(
            model_name="practiceanswer",
            name="points",
            field=models.JSONField(default=list, verbose_name="points given"),
        ),
        ForbidUpdate("practice_practiceanswer"),
        migrations.CreateModel(
            name="WrittenAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("response", models.JSONField(verbose_name="given answer")),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="written",
                        to="practice.practicequestion",
                    ),
                ),
            ],
            options={"verbose_name": "written answer", "verbose_name_plural": "written answers"},
        ),
        ForbidUpdate("practice_writtenanswer"),
    ]
