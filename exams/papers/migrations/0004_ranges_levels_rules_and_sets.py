"""Ranges with weights, levels, rules and versions for blueprints; several banks; sets of papers; two persons publish."""

from decimal import Decimal
from typing import Any

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import ForbidUnder, ForbidUpdate, Renewed

CONTENT = ("state", "digest", "seed", "multiple_policy", "form", "title", "published_at")
FROZEN_COLUMNS = (*CONTENT, "blueprint_id", "paper_set_id", "submitted_by_id", "submitted_at", "published_by_id")
# As 0002 and 0003 left them.
FROZEN = Renewed(ForbidUpdate("papers_paper", columns=CONTENT, when="OLD.state = 'published'"))
KEPT = Renewed(ForbidUpdate("papers_paperitem"))
NOT_ADDED = Renewed(
    ForbidUnder(
        "papers_paperitem",
        "INSERT",
        column="paper_id",
        parent="papers_paper",
        when="state = 'published'",
        complaint="the paper is published",
    )
)


def one_becomes_several(apps: Any, schema_editor: Any) -> None:
    for blueprint in apps.get_model("papers", "Blueprint").objects.all():
        blueprint.banks.add(blueprint.bank_id)
    _settle(schema_editor)


def several_become_one(apps: Any, schema_editor: Any) -> None:
    for blueprint in apps.get_model("papers", "Blueprint").objects.all():
        blueprint.bank_id = blueprint.banks.order_by("code").values_list("pk", flat=True).first()
        blueprint.save(update_fields=["bank_id"])
    _settle(schema_editor)


def _settle(schema_editor: Any) -> None:
    """PostgreSQL alters no table that has checks outstanding."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0013_saved_filters_and_first_authors"),
        ("papers", "0003_paper_items_are_pinned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        FROZEN,
        KEPT,
        NOT_ADDED,
        # The old field and the new one would answer to the same name from the bank's side.
        migrations.AlterField(
            model_name="blueprint",
            name="bank",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="bank.bank",
                verbose_name="bank",
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="banks",
            field=models.ManyToManyField(related_name="blueprints", to="bank.bank", verbose_name="banks"),
        ),
        migrations.RunPython(one_becomes_several, several_become_one),
        migrations.RemoveField(
            model_name="blueprint",
            name="bank",
        ),
        migrations.CreateModel(
            name="BlueprintRange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("point_prefix", models.CharField(max_length=20, verbose_name="range of points")),
                (
                    "weight",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                        verbose_name="weight in percent",
                    ),
                ),
            ],
            options={
                "verbose_name": "blueprint range",
                "verbose_name_plural": "blueprint ranges",
                "ordering": ["blueprint", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EnemyPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
            ],
            options={
                "verbose_name": "enemy pair",
                "verbose_name_plural": "enemy pairs",
                "ordering": ["first", "second"],
            },
        ),
        migrations.CreateModel(
            name="PaperExclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "excluded item",
                "verbose_name_plural": "excluded items",
                "ordering": ["paper", "item"],
            },
        ),
        migrations.CreateModel(
            name="PaperSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[("forms", "Parallel forms"), ("draws", "Draws for candidates")],
                        default="forms",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("seed", models.BigIntegerField(default=0, verbose_name="seed")),
                ("max_overlap", models.PositiveSmallIntegerField(default=0, verbose_name="items two forms may share")),
                ("created_at", models.DateTimeField(verbose_name="made")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
            ],
            options={
                "verbose_name": "set of papers",
                "verbose_name_plural": "sets of papers",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="blueprint",
            name="balance_keys",
            field=models.BooleanField(default=True, verbose_name="balance the places of the keys"),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="max_age_days",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="Empty: any age.", null=True, verbose_name="days since approval at most"
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="max_uses",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: any number.",
                null=True,
                verbose_name="published papers an item may stand in",
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="minutes",
            field=models.PositiveSmallIntegerField(
                default=90, validators=[django.core.validators.MinValueValidator(1)], verbose_name="minutes"
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="one_per_point",
            field=models.BooleanField(default=False, verbose_name="one item per point at most"),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="replaces",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="papers.blueprint",
                verbose_name="copied from",
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="state",
            field=models.CharField(
                choices=[("draft", "Draft"), ("locked", "Locked")], default="draft", max_length=16, verbose_name="state"
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="target_difficulty",
            field=models.DecimalField(
                blank=True,
                decimal_places=2,
                max_digits=3,
                null=True,
                validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                verbose_name="target difficulty",
            ),
        ),
        migrations.AddField(
            model_name="blueprint",
            name="version",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="blueprintcell",
            name="cognitive",
            field=models.CharField(
                blank=True,
                choices=[
                    ("remember", "Remember"),
                    ("understand", "Understand"),
                    ("apply", "Apply"),
                    ("analyse", "Analyse"),
                ],
                default="",
                max_length=16,
                verbose_name="cognitive level",
            ),
        ),
        migrations.AddField(
            model_name="blueprintcell",
            name="importance",
            field=models.CharField(
                blank=True,
                choices=[("X", "X core"), ("Y", "Y general"), ("Z", "Z auxiliary")],
                default="",
                max_length=1,
                verbose_name="importance",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="published_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="published by",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="submitted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="handed in for publishing"),
        ),
        migrations.AddField(
            model_name="paper",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="handed in by",
            ),
        ),
        migrations.AddField(
            model_name="paperitem",
            name="is_pinned",
            field=models.BooleanField(default=False, verbose_name="kept in place"),
        ),
        migrations.AddConstraint(
            model_name="blueprint",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 1)), name="blueprint_minutes_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="blueprint",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="blueprint_version_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="blueprint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("target_difficulty__isnull", True), ("target_difficulty__range", (1, 5)), _connector="OR"
                ),
                name="blueprint_target_1_to_5",
            ),
        ),
        migrations.AddField(
            model_name="blueprintrange",
            name="blueprint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ranges", to="papers.blueprint"
            ),
        ),
        migrations.AddField(
            model_name="enemypair",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bank.item", verbose_name="item"
            ),
        ),
        migrations.AddField(
            model_name="enemypair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bank.item", verbose_name="other item"
            ),
        ),
        migrations.AddField(
            model_name="paperexclusion",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="bank.item", verbose_name="item"
            ),
        ),
        migrations.AddField(
            model_name="paperexclusion",
            name="paper",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="exclusions", to="papers.paper"
            ),
        ),
        migrations.AddField(
            model_name="paperset",
            name="blueprint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_sets",
                to="papers.blueprint",
                verbose_name="blueprint",
            ),
        ),
        migrations.AddField(
            model_name="paperset",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="paper_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="papers.paperset",
                verbose_name="set of papers",
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(
                        models.Q(("published_by", models.F("submitted_by")), _negated=True),
                        models.Q(("published_by", models.F("created_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="nobody_publishes_their_own_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="blueprintrange",
            constraint=models.UniqueConstraint(
                fields=("blueprint", "point_prefix"), name="a_range_once_in_a_blueprint"
            ),
        ),
        migrations.AddConstraint(
            model_name="blueprintrange",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gt", 0), ("weight__lte", 100)), name="range_weight_is_a_percentage"
            ),
        ),
        migrations.AddConstraint(
            model_name="enemypair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="an_enemy_pair_once"),
        ),
        migrations.AddConstraint(
            model_name="enemypair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="an_enemy_pair_is_ordered"
            ),
        ),
        migrations.AddConstraint(
            model_name="paperexclusion",
            constraint=models.UniqueConstraint(fields=("paper", "item"), name="an_item_is_excluded_once"),
        ),
        ForbidUpdate("papers_paper", columns=FROZEN_COLUMNS, when="OLD.state = 'published'"),
        KEPT,
        NOT_ADDED,
        ForbidUpdate("papers_blueprint", when="OLD.state = 'locked'"),
        *(
            ForbidUnder(
                table,
                act,
                column="blueprint_id",
                parent="papers_blueprint",
                when="state = 'locked'",
                complaint="the blueprint is locked",
            )
            for table in ("papers_blueprintcell", "papers_blueprintrange", "papers_blueprint_banks")
            for act in ("INSERT", "UPDATE", "DELETE")
        ),
    ]
