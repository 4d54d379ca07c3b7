"""Reports are printed by the task worker."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.models.people


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0003_analysis_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be made"),
                            ("making", "Being made"),
                            ("ready", "Ready"),
                            ("failed", "Could not be made"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="begun")),
                ("fault", models.TextField(blank=True, verbose_name="what went wrong")),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        storage=accounts.models.people.private_storage,
                        upload_to="analysis_reports/",
                        verbose_name="file",
                    ),
                ),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prints", to="analysis.examanalysis"
                    ),
                ),
            ],
            options={
                "verbose_name": "printed report",
                "verbose_name_plural": "printed reports",
                "ordering": ["analysis", "language"],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "language"), name="one_print_of_an_analysis"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "making", "ready", "failed"])),
                        name="print_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "ready"), models.Q(("file", ""), _negated=True), ("made_at__isnull", False)
                            ),
                            models.Q(
                                models.Q(("state", "ready"), _negated=True), ("file", ""), ("made_at__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="print_ready_has_a_file",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("begun_at__isnull", True), ("state", "making"), _negated=True),
                        name="print_making_has_begun",
                    ),
                ],
            },
        ),
    ]
