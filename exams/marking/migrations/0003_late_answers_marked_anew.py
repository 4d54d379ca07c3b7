"""Marks that are recalled, and why a result took the place of another."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import ForbidUpdate, Renewed

FROZEN = ("registration_id", "passed", "created_at", "released_at")
RELEASED = "OLD.released_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("marking", "0002_marks_are_append_only"),
    ]

    operations: ClassVar = [
        Renewed(ForbidUpdate("marking_result", columns=FROZEN, when=RELEASED)),
        migrations.AddField(
            model_name="result",
            name="reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason"),
        ),
        migrations.CreateModel(
            name="MarkRecall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "mark",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recall", to="marking.mark"
                    ),
                ),
            ],
            options={
                "verbose_name": "recalled mark",
                "verbose_name_plural": "recalled marks",
                "ordering": ["mark"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="mark_recall_has_a_reason"
                    )
                ],
            },
        ),
        Renewed(ForbidUpdate("marking_result", columns=(*FROZEN, "reason"), when=RELEASED)),
        ForbidUpdate("marking_markrecall"),
    ]
