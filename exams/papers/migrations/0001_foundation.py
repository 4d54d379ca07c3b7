from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.created_together import CreateModels


class Migration(migrations.Migration):
    replaces = [
        ("papers", "0001_initial"),
        ("papers", "0002_published_papers_are_frozen"),
        ("papers", "0003_paper_items_are_pinned"),
        ("papers", "0004_ranges_levels_rules_and_sets"),
        ("papers", "0005_published_papers_keep_their_rows"),
        ("papers", "0006_mock_exam_papers"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0002_records"),
        ("bank", "0001_foundation"),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name="Blueprint",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "multiple_policy",
                            models.CharField(
                                default="all_or_nothing", max_length=32, verbose_name="marking of multiple choice"
                            ),
                        ),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(
                                default=90,
                                validators=[django.core.validators.MinValueValidator(1)],
                                verbose_name="minutes",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("locked", "Locked")],
                                default="draft",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        (
                            "one_per_point",
                            models.BooleanField(default=False, verbose_name="one item per point at most"),
                        ),
                        (
                            "balance_keys",
                            models.BooleanField(default=True, verbose_name="balance the places of the keys"),
                        ),
                        (
                            "max_uses",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: any number.",
                                null=True,
                                verbose_name="published papers an item may stand in",
                            ),
                        ),
                        (
                            "max_age_days",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                help_text="Empty: any age.",
                                null=True,
                                verbose_name="days since approval at most",
                            ),
                        ),
                        (
                            "target_difficulty",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=3,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="target difficulty",
                            ),
                        ),
                        (
                            "banks",
                            models.ManyToManyField(related_name="blueprints", to="bank.bank", verbose_name="banks"),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="copies",
                                to="papers.blueprint",
                                verbose_name="copied from",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "blueprint",
                        "verbose_name_plural": "blueprints",
                        "ordering": ["title"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("minutes__gte", 1)), name="blueprint_minutes_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("version__gte", 1)), name="blueprint_version_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("target_difficulty__isnull", True),
                                    ("target_difficulty__range", (1, 5)),
                                    _connector="OR",
                                ),
                                name="blueprint_target_1_to_5",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BlueprintCell",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                        (
                            "point_prefix",
                            models.CharField(
                                blank=True,
                                help_text="Beginning of the point codes, e.g. B-D-A",
                                max_length=20,
                                verbose_name="range of points",
                            ),
                        ),
                        ("item_type", models.CharField(max_length=32, verbose_name="type")),
                        (
                            "difficulty_from",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="difficulty from",
                            ),
                        ),
                        (
                            "difficulty_to",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="difficulty to",
                            ),
                        ),
                        (
                            "cognitive",
                            models.CharField(
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
                        (
                            "importance",
                            models.CharField(
                                blank=True,
                                choices=[("X", "X core"), ("Y", "Y general"), ("Z", "Z auxiliary")],
                                default="",
                                max_length=1,
                                verbose_name="importance",
                            ),
                        ),
                        (
                            "count",
                            models.PositiveSmallIntegerField(
                                validators=[django.core.validators.MinValueValidator(1)], verbose_name="number of items"
                            ),
                        ),
                        (
                            "marks_each",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=5,
                                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                                verbose_name="marks each",
                            ),
                        ),
                        (
                            "blueprint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="papers.blueprint"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "blueprint cell",
                        "verbose_name_plural": "blueprint cells",
                        "ordering": ["blueprint", "position", "pk"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="cell_count_positive"),
                            models.CheckConstraint(
                                condition=models.Q(("marks_each__gt", 0)), name="cell_marks_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("difficulty_from__gte", 1),
                                    ("difficulty_from__lte", models.F("difficulty_to")),
                                    ("difficulty_to__lte", 5),
                                ),
                                name="cell_difficulty_band_valid",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BlueprintRange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
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
                        (
                            "blueprint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ranges",
                                to="papers.blueprint",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "blueprint range",
                        "verbose_name_plural": "blueprint ranges",
                        "ordering": ["blueprint", "position", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("blueprint", "point_prefix"), name="a_range_once_in_a_blueprint"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__gt", 0), ("weight__lte", 100)),
                                name="range_weight_is_a_percentage",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EnemyPair",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        (
                            "first",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "second",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="bank.item",
                                verbose_name="other item",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "enemy pair",
                        "verbose_name_plural": "enemy pairs",
                        "ordering": ["first", "second"],
                        "constraints": [
                            models.UniqueConstraint(fields=("first", "second"), name="an_enemy_pair_once"),
                            models.CheckConstraint(
                                condition=models.Q(("first__lt", models.F("second"))), name="an_enemy_pair_is_ordered"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("form", models.CharField(default="A", max_length=4, verbose_name="form")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("published", "Published")],
                                default="draft",
                                max_length=16,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "multiple_policy",
                            models.CharField(
                                default="all_or_nothing", max_length=32, verbose_name="marking of multiple choice"
                            ),
                        ),
                        ("seed", models.BigIntegerField(default=0, verbose_name="seed")),
                        ("digest", models.CharField(blank=True, editable=False, max_length=64, verbose_name="digest")),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "submitted_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="handed in for publishing"),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                        (
                            "blueprint",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="papers.blueprint",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers_made",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="published by",
                            ),
                        ),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="handed in by",
                            ),
                        ),
                        (
                            "paper_set",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="papers.paperset",
                                verbose_name="set of papers",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "paper",
                        "verbose_name_plural": "papers",
                        "ordering": ["-created_at"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "draft"),
                                    models.Q(models.Q(("digest", ""), _negated=True), ("published_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="published_paper_is_frozen",
                            ),
                            models.CheckConstraint(
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
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperExclusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="bank.item",
                                verbose_name="item",
                            ),
                        ),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exclusions",
                                to="papers.paper",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "excluded item",
                        "verbose_name_plural": "excluded items",
                        "ordering": ["paper", "item"],
                        "constraints": [
                            models.UniqueConstraint(fields=("paper", "item"), name="an_item_is_excluded_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slot", models.PositiveSmallIntegerField(verbose_name="slot")),
                        ("marks", models.DecimalField(decimal_places=2, max_digits=5, verbose_name="marks")),
                        ("is_pinned", models.BooleanField(default=False, verbose_name="kept in place")),
                        (
                            "paper",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="paper_items",
                                to="papers.paper",
                            ),
                        ),
                        (
                            "version",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_items",
                                to="bank.itemversion",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "paper item",
                        "verbose_name_plural": "paper items",
                        "ordering": ["paper", "slot"],
                        "constraints": [
                            models.UniqueConstraint(fields=("paper", "slot"), name="paper_slot_unique"),
                            models.UniqueConstraint(fields=("paper", "version"), name="paper_version_unique"),
                            models.CheckConstraint(
                                condition=models.Q(("marks__gt", 0)), name="paper_item_marks_positive"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperSet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("forms", "Parallel forms"),
                                    ("draws", "Draws for candidates"),
                                    ("practice", "Mock exams"),
                                ],
                                default="forms",
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        ("seed", models.BigIntegerField(default=0, verbose_name="seed")),
                        (
                            "max_overlap",
                            models.PositiveSmallIntegerField(default=0, verbose_name="items two forms may share"),
                        ),
                        ("created_at", models.DateTimeField(verbose_name="made")),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
                        (
                            "blueprint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_sets",
                                to="papers.blueprint",
                                verbose_name="blueprint",
                            ),
                        ),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "set of papers",
                        "verbose_name_plural": "sets of papers",
                        "ordering": ["-created_at", "-pk"],
                    },
                ),
            ],
        ),
    ]
