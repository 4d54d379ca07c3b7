"""How an exam judges, releases and shows results, keeps passes and lets candidates sit again."""

from decimal import Decimal
from typing import ClassVar

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("courses", "0007_handouts"),
        ("papers", "0005_published_papers_keep_their_rows"),
        ("sittings", "0011_breaks_and_room_codes"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="exam",
            name="answers_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="missed questions from"),
        ),
        migrations.AddField(
            model_name="exam",
            name="bands",
            field=models.JSONField(blank=True, default=list, verbose_name="bands"),
        ),
        migrations.AddField(
            model_name="exam",
            name="compensates",
            field=models.BooleanField(default=False, verbose_name="parts make up for each other"),
        ),
        migrations.AddField(
            model_name="exam",
            name="explanations_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="explanations from"),
        ),
        migrations.AddField(
            model_name="exam",
            name="kept_months",
            field=models.PositiveSmallIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(120)],
                verbose_name="months for which the pass of one part is kept",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="keys_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="keys from"),
        ),
        migrations.AddField(
            model_name="exam",
            name="ranges_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="share by range from"),
        ),
        migrations.AddField(
            model_name="exam",
            name="release_policy",
            field=models.CharField(
                choices=[
                    ("at_once", "At once, as soon as every answer is marked"),
                    ("two_persons", "Held until one person prepares the release and another approves it"),
                ],
                default="at_once",
                max_length=12,
                verbose_name="release of results",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="resit_after_days",
            field=models.PositiveSmallIntegerField(
                default=0,
                validators=[django.core.validators.MaxValueValidator(1000)],
                verbose_name="days between a sitting and the resit",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="resits_allowed",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="resits allowed"),
        ),
        migrations.AddField(
            model_name="exam",
            name="score_from",
            field=models.DateTimeField(blank=True, null=True, verbose_name="scores from"),
        ),
        migrations.AddField(
            model_name="exam",
            name="shows_answers",
            field=models.CharField(
                choices=[("never", "Not at all"), ("release", "With the result"), ("date", "From a date on")],
                default="release",
                max_length=8,
                verbose_name="missed questions with own answers",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="shows_explanations",
            field=models.CharField(
                choices=[("never", "Not at all"), ("release", "With the result"), ("date", "From a date on")],
                default="release",
                max_length=8,
                verbose_name="explanations",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="shows_keys",
            field=models.CharField(
                choices=[("never", "Not at all"), ("release", "With the result"), ("date", "From a date on")],
                default="release",
                max_length=8,
                verbose_name="keys",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="shows_ranges",
            field=models.CharField(
                choices=[("never", "Not at all"), ("release", "With the result"), ("date", "From a date on")],
                default="release",
                max_length=8,
                verbose_name="share by range",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="shows_score",
            field=models.CharField(
                choices=[("never", "Not at all"), ("release", "With the result"), ("date", "From a date on")],
                default="release",
                max_length=8,
                verbose_name="scores",
            ),
        ),
        migrations.AddField(
            model_name="exam",
            name="total_pass_mark",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(60),
                max_digits=5,
                validators=[
                    django.core.validators.MinValueValidator(Decimal(0)),
                    django.core.validators.MaxValueValidator(Decimal(100)),
                ],
                verbose_name="pass mark of the weighted total",
            ),
        ),
        migrations.AddField(
            model_name="examcomponent",
            name="minimum",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(0),
                max_digits=5,
                validators=[django.core.validators.MaxValueValidator(100)],
                verbose_name="minimum",
            ),
        ),
        migrations.AddField(
            model_name="examcomponent",
            name="weight",
            field=models.DecimalField(
                decimal_places=2,
                default=Decimal(1),
                max_digits=5,
                validators=[django.core.validators.MinValueValidator(Decimal("0.01"))],
                verbose_name="weight",
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_pass_mark__range", (0, 100))), name="exam_total_pass_mark_0_to_100"
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shows_score", "date"), _negated=True), ("score_from__isnull", False), _connector="OR"
                ),
                name="exam_score_from_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shows_ranges", "date"), _negated=True), ("ranges_from__isnull", False), _connector="OR"
                ),
                name="exam_ranges_from_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shows_answers", "date"), _negated=True), ("answers_from__isnull", False), _connector="OR"
                ),
                name="exam_answers_from_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shows_keys", "date"), _negated=True), ("keys_from__isnull", False), _connector="OR"
                ),
                name="exam_keys_from_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="exam",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shows_explanations", "date"), _negated=True),
                    ("explanations_from__isnull", False),
                    _connector="OR",
                ),
                name="exam_explanations_from_has_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="examcomponent",
            constraint=models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="component_has_weight"),
        ),
        migrations.AddConstraint(
            model_name="examcomponent",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum__range", (0, 100))), name="component_minimum_0_to_100"
            ),
        ),
    ]
