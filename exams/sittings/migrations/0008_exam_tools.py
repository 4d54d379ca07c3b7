"""What an exam allows at the screen, sections with their own minutes, and papers drawn before the start."""

from typing import ClassVar

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import ForbidUpdate


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("papers", "0003_paper_items_are_pinned"),
        ("sittings", "0007_custody_is_append_only"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="exam",
            name="allows_calculator",
            field=models.BooleanField(default=False, verbose_name="calculator allowed"),
        ),
        migrations.AddField(
            model_name="exam",
            name="allows_eliminator",
            field=models.BooleanField(default=True, verbose_name="striking out options allowed"),
        ),
        migrations.AddField(
            model_name="exam",
            name="allows_highlighter",
            field=models.BooleanField(default=True, verbose_name="highlighter allowed"),
        ),
        migrations.AddField(
            model_name="exam",
            name="allows_notes",
            field=models.BooleanField(default=True, verbose_name="scratch notes allowed"),
        ),
        migrations.AddField(
            model_name="exam",
            name="screen_lock",
            field=models.CharField(
                choices=[
                    ("off", "No screen lock"),
                    ("continue", "Unlock by pressing “Continue”"),
                    ("password", "Unlock by the candidate's own password"),
                ],
                default="continue",
                max_length=8,
                verbose_name="screen lock",
            ),
        ),
        migrations.AlterField(
            model_name="answerevent",
            name="kind",
            field=models.CharField(
                choices=[("answer", "Answer"), ("flag", "Flag"), ("note", "Scratch note")], max_length=8
            ),
        ),
        migrations.CreateModel(
            name="ExamSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("last_slot", models.PositiveSmallIntegerField(verbose_name="last question")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="minutes"
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="papers.paper",
                        verbose_name="paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "exam section",
                "verbose_name_plural": "exam sections",
                "ordering": ["paper", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "position"), name="section_position_unique"),
                    models.UniqueConstraint(fields=("paper", "last_slot"), name="section_end_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), models.Q(("title", ""), _negated=True)),
                        name="section_has_time_and_title",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreparedPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="attempt")),
                ("basis", models.CharField(max_length=64)),
                ("paper_digest", models.CharField(max_length=64)),
                ("seed", models.BigIntegerField()),
                ("layout", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("prepared_at", models.DateTimeField(verbose_name="prepared")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prepared_papers",
                        to="sittings.examcomponent",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prepared_papers",
                        to="sittings.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "prepared paper",
                "verbose_name_plural": "prepared papers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("registration", "component", "number"), name="one_prepared_paper_an_attempt"
                    )
                ],
            },
        ),
        ForbidUpdate("sittings_examsection"),
        ForbidUpdate("sittings_preparedpaper"),
    ]
