"""The audit log: one hash chain over every act that is logged."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="place")),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                ("act", models.CharField(db_index=True, max_length=80, verbose_name="act")),
                ("object_type", models.CharField(blank=True, max_length=80, verbose_name="kind of object")),
                ("object_id", models.CharField(blank=True, max_length=64, verbose_name="number of the object")),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
                ("source", models.CharField(max_length=32)),
                ("source_id", models.BigIntegerField()),
                ("sealed_at", models.DateTimeField(verbose_name="chained")),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True, verbose_name="hash")),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "audit entry",
                "verbose_name_plural": "audit entries",
                "ordering": ["-position"],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "source_id"), name="an_act_is_chained_once"),
                    models.CheckConstraint(condition=models.Q(("position__gte", 1)), name="audit_chain_begins_at_1"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("position", 1), ("previous", "")),
                            models.Q(("position__gt", 1), models.Q(("previous", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="audit_entry_follows_another",
                    ),
                ],
            },
        ),
        ForbidUpdate("accounts_auditentry"),
        ForbidDelete("accounts_auditentry"),
    ]
