"""Batches of certificates: rows that are claims, and a log that nobody rewrites."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidDelete, ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("accounts", "0002_appearance"),
        ("certificates", "0006_open_badges"),
        ("sittings", "0002_answer_log_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("due", "Everybody who is due"),
                            ("sitting", "The candidates of a sitting"),
                            ("list", "A list"),
                        ],
                        max_length=10,
                        verbose_name="candidates",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=120, verbose_name="detail")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Checked, not started"),
                            ("running", "Running"),
                            ("done", "Finished"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="checked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="checked")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to="certificates.award",
                        verbose_name="award",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sittings.sitting",
                        verbose_name="sitting",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "batch",
                "verbose_name_plural": "batches",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("checked", "Checked"),
                            ("started", "Started"),
                            ("cancelled", "Cancelled"),
                            ("retried", "Tried again"),
                            ("finished", "Finished"),
                            ("zip", "Files downloaded"),
                            ("print", "Print file downloaded"),
                            ("list", "List downloaded"),
                        ],
                        max_length=10,
                        verbose_name="act",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("details", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="certificates.batch"
                    ),
                ),
            ],
            options={
                "verbose_name": "batch event",
                "verbose_name_plural": "batch events",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(verbose_name="line")),
                ("reference", models.CharField(max_length=150, verbose_name="candidate")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
                ("group", models.CharField(blank=True, max_length=60, verbose_name="class or centre")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being issued"),
                            ("issued", "Issued, not printed yet"),
                            ("done", "Issued and printed"),
                            ("refused", "Not issued"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                ("unset", models.TextField(blank=True)),
                ("claim", models.CharField(blank=True, max_length=32)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("is_new", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="certificates.batch"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_rows",
                        to="certificates.certificate",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "batch row",
                "verbose_name_plural": "batch rows",
                "ordering": ["batch", "place"],
            },
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["checked", "running", "done", "cancelled"])), name="batch_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["running", "done"]), _negated=True),
                    ("started_at__isnull", False),
                    _connector="OR",
                ),
                name="batch_runs_once_started",
            ),
        ),
        migrations.AddIndex(
            model_name="batchrow",
            index=models.Index(fields=["batch", "state", "place"], name="batch_row_by_state"),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.UniqueConstraint(fields=("batch", "place"), name="one_batch_row_per_place"),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person__isnull", False)),
                fields=("batch", "person"),
                name="one_batch_row_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "working", "issued", "done", "refused", "failed", "cancelled"])
                ),
                name="batch_row_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["issued", "done"]), _negated=True),
                    ("certificate__isnull", False),
                    _connector="OR",
                ),
                name="batch_row_issued_has_certificate",
            ),
        ),
        ForbidUpdate("certificates_batchevent"),
        ForbidDelete("certificates_batchevent"),
    ]
