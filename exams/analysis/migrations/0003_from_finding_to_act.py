"""Findings about cells, what was decided to be done, and how each item did in each analysis."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import ForbidDelete, ForbidUpdate, Renewed

FOUND = Renewed(ForbidUpdate("analysis_itemfinding"))
STEPPED = Renewed(ForbidUpdate("analysis_findingstep"))
STAYS = Renewed(ForbidDelete("analysis_findingstep"))


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("analysis", "0002_history_is_append_only"),
        ("bank", "0015_accepted_difficulties"),
        ("papers", "0006_mock_exam_papers"),
    ]

    operations: ClassVar = [
        FOUND,
        STEPPED,
        STAYS,
        migrations.AlterField(
            model_name="itemfinding",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="bank.itemversion",
                verbose_name="item version",
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="blueprint",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="papers.blueprint",
                verbose_name="blueprint",
            ),
        ),
        migrations.AddField(
            model_name="itemfinding",
            name="cell",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="blueprint cell"),
        ),
        migrations.AddConstraint(
            model_name="itemfinding",
            constraint=models.UniqueConstraint(fields=("analysis", "blueprint", "cell"), name="cell_found_short_once"),
        ),
        migrations.AddConstraint(
            model_name="itemfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("blueprint__isnull", True), ("cell__isnull", True), ("version__isnull", False)),
                    models.Q(("blueprint__isnull", False), ("cell__isnull", False), ("version__isnull", True)),
                    _connector="OR",
                ),
                name="finding_is_about_an_item_or_a_cell",
            ),
        ),
        migrations.AddField(
            model_name="findingstep",
            name="action",
            field=models.CharField(blank=True, default="", max_length=24, verbose_name="what is done"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="findingstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("act", "accepted"), ("action", ""), _connector="OR"),
                name="only_accepted_names_an_act",
            ),
        ),
        migrations.CreateModel(
            name="MeasuredItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facility", models.JSONField()),
                ("item_rest", models.JSONField()),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured_items",
                        to="analysis.examanalysis",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured",
                        to="bank.itemversion",
                        verbose_name="item version",
                    ),
                ),
            ],
            options={
                "verbose_name": "measured item",
                "verbose_name_plural": "measured items",
                "ordering": ["analysis", "pk"],
                "constraints": [models.UniqueConstraint(fields=("analysis", "version"), name="item_measured_once")],
            },
        ),
        ForbidUpdate("analysis_measureditem"),
        FOUND,
        STEPPED,
        STAYS,
    ]
