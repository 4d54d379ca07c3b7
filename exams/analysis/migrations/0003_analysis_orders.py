"""Analyses are ordered from the task worker; an order that has ended is never rewritten."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0002_refusals"),
        ("sittings", "0002_refusals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnalysisOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordered_at", models.DateTimeField(verbose_name="ordered at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
                ("refusal", models.CharField(blank=True, max_length=200, verbose_name="refusal")),
                (
                    "analysis",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order",
                        to="analysis.examanalysis",
                    ),
                ),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analysis_orders",
                        to="sittings.examcomponent",
                        verbose_name="exam component",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "analysis order",
                "verbose_name_plural": "analysis orders",
                "ordering": ["-ordered_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("component",),
                        name="one_open_order_of_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("analysis__isnull", True), ("ended_at__isnull", True), ("refusal", "")),
                            models.Q(("analysis__isnull", False), ("ended_at__isnull", False), ("refusal", "")),
                            models.Q(
                                ("analysis__isnull", True),
                                ("ended_at__isnull", False),
                                models.Q(("refusal", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ended_order_says_what_came_of_it",
                    ),
                ],
            },
        ),
        ForbidUpdate("analysis_analysisorder", when="OLD.ended_at IS NOT NULL"),
    ]
